/**
 * Bundles the program into `dist/`, so that an install brings no dependency tree but the native lock:
 * `questions.cjs` (what shells ask at the Tab key) and `app.cjs` with its lazy chunks; and into `bin/`, the first file that
 * node reads, with the cached answer (node's builtins only). All of it is CommonJS: for ES modules, node starts a loader of
 * its own and reads each export of its own modules, which takes a fifth of a cold start.
 * The library is `library.cjs`, with `embedded.cjs` as its worker thread on the same chunks.
 * The man page is made from the same definitions as the help.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import {
  type BuildOptions,
  build,
  type Metafile,
  type OutputFile,
  type Plugin,
  transform,
} from 'esbuild';
import { manPage } from './man-page.ts';
import { notices } from './notices.ts';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.12',
  metafile: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  // The AWS SDK's note about coming versions of node would be on stderr, which SDKs take for an error.
  define: { 'process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': '"true"' },
} satisfies BuildOptions;

/**
 * Node compiles these two files at every call of an SDK and at every Tab key. A third of their size is names. And node checks
 * each pattern when it reads the file: one with `\p{…}` takes 0.5 to 1 ms, whether it is ever used or not. esbuild writes all
 * with the flag `u` as `new RegExp(…)`, which costs nothing before it is called.
 */
const SHORT = {
  minifyIdentifiers: true,
  supported: { 'regexp-sticky-and-unicode-flags': false },
  alias: { 'node:os': './.build/os-when-asked.ts' },
} satisfies BuildOptions;

/** Versions of node that are too old for swrole read the first file to its end, and are told so by it. */
const OLDEST = {
  ...SHORT,
  target: 'node12',
  supported: { ...SHORT.supported, 'dynamic-import': true },
} satisfies BuildOptions;

/** The first file must not contain the programs that it starts; it finds them in `dist/`. */
const programsBeside: Plugin = {
  name: 'programs-beside',
  setup({ onResolve }) {
    const beside = (filter: RegExp, path: string) =>
      onResolve({ filter }, () => ({ path, external: true }));
    beside(/\/app\.ts$/, '../dist/app.cjs');
    beside(/\/load-program\.ts$/, '../dist/loader.cjs');
    beside(/\/questions\.ts$/, '../dist/questions.cjs');
    beside(/\/ready\.ts$/, '../dist/ready.cjs');
  },
};

/**
 * What is in the first file as a text, and is compiled when it is asked for. By `node:vm` and not by `Function`, which
 * `--disallow-code-generation-from-strings` forbids.
 */
const failureAsText: Plugin = {
  name: 'failure-as-text',
  setup({ onResolve, onLoad }) {
    const namespace = 'text';
    onResolve({ filter: /\/failure\.ts$/ }, () => ({ path: 'failure.cjs', namespace }));
    onLoad({ filter: /./, namespace }, async () => {
      const { outputFiles } = await build({
        ...common,
        ...OLDEST,
        entryPoints: ['bin/failure.ts'],
        format: 'cjs',
        write: false,
      });
      const text = JSON.stringify(outputFiles[0]?.text);
      return {
        contents: `require('vm').compileFunction(${text},['module','require'])(module,require)`,
      };
    });
  },
};

async function bundleStart(): Promise<Metafile> {
  const outfile = 'bin/swrole.cjs';
  const { metafile } = await build({
    ...common,
    ...OLDEST,
    entryPoints: ['bin/swrole.ts'],
    outfile,
    format: 'cjs',
    plugins: [programsBeside, failureAsText],
  });
  chmodSync(outfile, 0o755);
  return metafile;
}

/** What shells ask at every Tab key or switch: CommonJS too, because starting node's loader of ES modules takes 8 ms. */
async function bundleAlone(entry: string, outfile: string, more: BuildOptions): Promise<Metafile> {
  const { metafile } = await build({
    ...common,
    ...SHORT,
    ...more,
    entryPoints: [entry],
    outfile,
    format: 'cjs',
    metafile: true,
  });
  return metafile;
}

/** Commands on Windows, for which swrole needs execa, are run by the whole program. */
const WITHOUT_EXECA = { external: ['execa'] } satisfies BuildOptions;

/** The modules of `src/` that others import when they need them. */
const LAZY: ReadonlySet<string> = new Set(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [...readFileSync(join('src', file), 'utf8').matchAll(/import\('(\..+?)'\)/g)].map(
        ([, path = '']) => resolve('src', dirname(file), path),
      ),
    ),
);

/**
 * esbuild makes a chunk of each group of modules that the same lazy modules share with the entry: twenty small files at every
 * start. When each lazy module imports the entry, which is there already, all that is needed at the start is one file.
 */
const oneCore: Plugin = {
  name: 'one-core',
  setup({ onLoad }) {
    const core = JSON.stringify(resolve('src/app.ts'));
    onLoad({ filter: /\.ts$/ }, ({ path }) =>
      LAZY.has(path)
        ? { contents: `import ${core};${readFileSync(path, 'utf8')}`, loader: 'ts' }
        : undefined,
    );
  },
};

/** Whether another file names this one, as it does with a chunk that it loads. The code that loads it may have been dropped. */
function isNamed(file: string, files: readonly OutputFile[]): boolean {
  if (basename(dirname(file)) !== 'chunks') return true;
  return files.some(({ path, text }) => path !== file && text.includes(basename(file)));
}

/**
 * The whole program: what SDKs and shells wait for, and beside it, in chunks, what is loaded only when it is needed. esbuild
 * splits ES modules only, so each of its files is turned into CommonJS afterwards.
 */
async function bundleProgram(): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    ...common,
    entryPoints: ['src/app.ts', 'src/embedded.ts'],
    outdir: 'dist',
    format: 'esm',
    splitting: true,
    write: false,
    outExtension: { '.js': '.cjs' },
    chunkNames: 'chunks/[name]-[hash]',
    // The ES module form of the AWS SDK is the one that can be taken apart.
    mainFields: ['module', 'main'],
    external: ['fs-native-extensions'],
    plugins: [oneCore],
    define: { ...common.define, 'import.meta.url': '__filename' },
  });
  mkdirSync('dist/chunks', { recursive: true });
  for (const { path, text } of outputFiles)
    if (isNamed(path, outputFiles)) writeFileSync(path, await asCommonJs(text));
    else delete metafile.outputs[relative('', path)];
  return metafile;
}

/**
 * The library: CommonJS, and a wrapper for ES modules, so that `instanceof SwroleError` holds across both. Its types are those
 * of its source, once for each kind of module.
 */
async function bundleLibrary(): Promise<Metafile> {
  const { metafile } = await build({
    ...common,
    ...SHORT,
    entryPoints: ['src/library.ts'],
    outfile: 'dist/library.cjs',
    format: 'cjs',
    define: { ...common.define, 'import.meta.dirname': '__dirname' },
  });
  writeFileSync(
    'dist/library.mjs',
    `import library from './library.cjs';\nexport const { fromSwrole, SwroleError } = library;\n`,
  );
  const types = libraryTypes();
  for (const name of ['library.d.cts', 'library.d.mts']) writeFileSync(join('dist', name), types);
  return metafile;
}

/** What TypeScript declares for the source. It names no other file, so it can stand alone. */
function libraryTypes(): string {
  const folder = mkdtempSync(join(tmpdir(), 'swrole-types-'));
  try {
    const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
    const flags =
      '--ignoreConfig --declaration --emitDeclarationOnly --allowImportingTsExtensions --resolveJsonModule --noCheck --strict --exactOptionalPropertyTypes --rootDir . --target es2022 --lib es2023 --types node --module nodenext --outDir';
    execFileSync(process.execPath, [compiler, 'src/library.ts', ...flags.split(' '), folder], {
      stdio: 'inherit',
    });
    const types = readFileSync(join(folder, 'src', 'library.d.ts'), 'utf8');
    if (/\bimport\b/.test(types)) throw new Error('the types of the library import other types');
    return types;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function asCommonJs(text: string): Promise<string> {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: common.target,
    minify: true,
    supported: { 'dynamic-import': false },
  });
  return code;
}

/** As other tools for reproducible builds take it (reproducible-builds.org/specs/source-date-epoch). */
function buildDate(): string {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  return new Date(epoch ? Number(epoch) * 1000 : Date.now()).toISOString().slice(0, 10);
}

rmSync('dist', { recursive: true, force: true });
const metafiles = [
  await bundleStart(),
  await bundleAlone('src/completion/questions.ts', 'dist/questions.cjs', {}),
  await bundleAlone('src/ready.ts', 'dist/ready.cjs', WITHOUT_EXECA),
  await bundleAlone('src/fast-path/load-program.ts', 'dist/loader.cjs', {}),
  await bundleProgram(),
  await bundleLibrary(),
];
cpSync('src/process/shell', 'dist/shell', { recursive: true });
cpSync('src/completion/scripts', 'dist/shell/init', { recursive: true });
cpSync('src/fast-path/launcher.sh', 'dist/shell/launcher.sh');
writeFileSync('dist/THIRD-PARTY-NOTICES.txt', notices(metafiles));
mkdirSync('dist/man');
writeFileSync('dist/man/swrole.1', manPage(buildDate()));
