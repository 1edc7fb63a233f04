/**
 * A TypeScript file as a program that node starts at once. Through `tsx` each start takes half a second of the processor to
 * load the compiler, and some tests start dozens.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Below the packages: the native lock is looked for from there. */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/swrole-drivers', import.meta.url));

/** Bundled CommonJS packages ask for node's builtins with `require`, which ES modules do not have. */
const BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

const built = new Map<string, string>();

/** The path of a program with all that the file imports, for `node PROGRAM`. */
export function driverProgram(file: URL): string {
  const known = built.get(file.href);
  if (known !== undefined) return known;
  const program = bundle(fileURLToPath(file));
  built.set(file.href, program);
  return program;
}

function bundle(file: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20.12',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: ['fs-native-extensions'],
    banner: { js: BANNER },
    logLevel: 'error',
  });
  const text = outputFiles[0]?.text ?? '';
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const program = join(FOLDER, `${basename(file, '.ts')}-${hash}.mjs`);
  if (!existsSync(program)) writeWhole(program, text);
  return program;
}

/** Others may look for it, or write it, at the same time. */
function writeWhole(path: string, text: string): void {
  mkdirSync(FOLDER, { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}
