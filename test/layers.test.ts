import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

// The structure of src/, the entry first. A folder is a layer, and imports only from layers further down in this list, types
// too. Folders of one line do not import each other. A file directly in src/ is a layer by its own name.
const LAYERS = [
  ['library', 'ready'],
  ['embedded'],
  ['app'],
  ['interactive'],
  ['commands'],
  ['completion', 'get-credentials', 'help', 'inventory', 'setup'],
  ['doctor'],
  ['cli'],
  ['messages'],
  ['console'],
  ['session'],
  ['mfa', 'providers', 'sts'],
  ['config-edit', 'http', 'server', 'storage', 'terminal'],
  ['config', 'formats', 'process', 'ui'],
  ['system'],
  ['credentials', 'fast-path', 'util'],
];

// The folders that may use a package; all others use Node alone. `ini` is in no list: it is here for one test.
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@aws-sdk': ['providers', 'sts'],
  '@smithy': ['console', 'http', 'providers', 'sts'],
  'agent-base': ['http'],
  commander: ['cli', 'help'],
  execa: ['process', 'terminal'],
  zod: ['session'],
};

interface Import {
  /** The path of a file, from `src/`. */
  readonly file: string;
  /** What the import names: a relative path or a package. */
  readonly from: string;
}

const IMPORT = /\bfrom '([^']+)'|\b(?:import|require)\('([^']+)'\)|^import '([^']+)'/gm;

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

const imports: readonly Import[] = files
  .flatMap((file) =>
    [...readFileSync(join('src', file), 'utf8').matchAll(IMPORT)].map(([, from, later, alone]) => ({
      file,
      from: from ?? later ?? alone ?? '',
    })),
  )
  .filter(({ from }) => !from.startsWith('node:'));

const target = ({ file, from }: Import) => normalize(join(dirname(file), from));
const layerOf = (path: string) => path.replace(/\.ts$/, '').split('/')[0] ?? '';
const rankOf = (layer: string) => LAYERS.findIndex((layers) => layers.includes(layer));

/** Imports of files of `src/`. The version comes from package.json, which is not in `src/`. */
const ownImports = imports.filter(
  (each) => each.from.startsWith('.') && target(each) !== '../package.json',
);

test('every folder and file of src/ is in the list of layers, once', () => {
  expect(LAYERS.flat().sort()).toEqual(readdirSync('src').map(layerOf).sort());
});

test('imports go only down the list of layers', () => {
  const wrong = ownImports
    .map((each) => [each.file, layerOf(each.file), layerOf(target(each))] as const)
    .filter(([, from, to]) => from !== to && rankOf(to) <= rankOf(from))
    .map(([file, from, to]) => ({ file, edge: `${from} -> ${to}` }));
  expect(wrong).toEqual([]);
});

test('no file imports itself through others, types included', () => {
  const finished = new Set<string>();
  const circles: string[] = [];
  const follow = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (path.includes(file) || finished.has(file)) return;
    for (const each of ownImports.filter((one) => one.file === file))
      follow(target(each), [...path, file]);
    finished.add(file);
  };
  for (const file of files) follow(file, []);
  expect(circles).toEqual([]);
});

test('a package is imported only in its own folders', () => {
  const strangers = imports
    .filter(({ from }) => !from.startsWith('.'))
    .filter(({ file, from }) => !PACKAGES[from.split('/')[0] ?? '']?.includes(layerOf(file)));
  expect(strangers).toEqual([]);
});

test('the picture in CONTRIBUTING.md shows these layers', () => {
  const rows = LAYERS.map((layers, index) => `  ${index}["${layers.join(' · ')}"]`);
  const arrows = LAYERS.slice(1).map((_, index) => `  ${index} --> ${index + 1}`);
  const picture = ['```mermaid', 'flowchart TD', ...rows, ...arrows, '```'].join('\n');
  expect(readFileSync('CONTRIBUTING.md', 'utf8')).toContain(picture);
});
