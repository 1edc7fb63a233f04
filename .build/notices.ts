/** The licences of everything that was bundled, as those licences ask. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';

/** `node_modules/a/node_modules/@b/c/index.js` → `node_modules/a/node_modules/@b/c`. */
function packageFolder(input: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

/** Only what left code in an output counts: much that is read is then dropped. */
function bundledFolders(metafiles: readonly Metafile[]): Set<string> {
  const outputs = metafiles.flatMap(({ outputs }) => Object.values(outputs));
  const inputs = outputs.flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [path] : [],
    ),
  );
  return new Set(inputs.flatMap((input) => packageFolder(input) ?? []));
}

/** A package's licence text; scoped monorepos often ship none in each package, so its declared name stands in. */
function licenceText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^(licen[sc]e|copying)/i.test(name));
  return file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
}

function notice(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) return notice(dirname(folder));
  const { name, version, license } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<
    string,
    string
  >;
  return [`${name} ${version} (${license})`, licenceText(folder)].filter(Boolean).join('\n\n');
}

/** One text with the name, version and licence of every bundled package, sorted by name. */
export function notices(metafiles: readonly Metafile[]): string {
  const entries = [...bundledFolders(metafiles)].map(notice);
  const unique = [...new Set(entries)].sort();
  return `swrole contains the following packages.\n\n${unique.join(`\n\n${'-'.repeat(72)}\n\n`)}\n`;
}
