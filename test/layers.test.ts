import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

// The structure of src/: a folder is a layer, and a layer imports only from layers further up in this list, types too.
// Folders of one line do not know each other. A file directly in src/ is a layer by its own name.
const LAYERS = [
  ['secret-text'],
  ['credentials', 'fact-error', 'safe-text', 'witness'],
  ['hot', 'profile-text', 'rfc3339'],
  ['compile-cache', 'system'],
  ['config', 'output', 'run'],
  ['config-edit', 'disk', 'http'],
  ['mfa', 'sources', 'sts'],
  ['session'],
  ['console'],
  ['words'],
  ['doctor'],
  ['cli'],
  ['run-program'],
  ['people'],
  ['app'],
];

// Which packages are known where; everything else knows node alone. `ini` is in no list: it is here for one test.
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@aws-sdk': ['sources', 'sts'],
  '@smithy': ['http', 'sources', 'sts'],
  'agent-base': ['http'],
  commander: ['cli'],
  execa: ['mfa', 'run'],
  zod: ['session'],
};

interface Import {
  readonly file: string;
  readonly from: string;
}

const IMPORT = /\bfrom '([^']+)'|\b(?:import|require)\('([^']+)'\)|^import '([^']+)'/gm;

const imports: readonly Import[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    [...readFileSync(join('src', file), 'utf8').matchAll(IMPORT)].map(([, from, later, alone]) => ({
      file,
      from: from ?? later ?? alone ?? '',
    })),
  )
  .filter(({ from }) => !from.startsWith('node:'));

const layerOf = (path: string) => path.replace(/\.ts$/, '').split('/')[0] ?? '';
const rankOf = (layer: string) => LAYERS.findIndex((layers) => layers.includes(layer));

test('every folder and file of src/ is in the list, once', () => {
  const there = readdirSync('src').map(layerOf).sort();
  expect(LAYERS.flat().sort()).toEqual(there);
});

test('imports go up the list only', () => {
  const edges = imports
    .filter(({ file, from }) => from.startsWith('.') && !isManifest({ file, from }))
    .map(({ file, from }) => [file, layerOf(file), layerOf(target({ file, from }))] as const)
    .filter(([, from, to]) => from !== to && rankOf(to) >= rankOf(from))
    .map(([file, from, to]) => ({ file, edge: `${from} -> ${to}` }));
  expect(edges).toEqual([]);
});

test('a package is known in its layers alone', () => {
  const strangers = imports
    .filter(({ from }) => !from.startsWith('.'))
    .filter(({ file, from }) => !PACKAGES[from.split('/')[0] ?? '']?.includes(layerOf(file)));
  expect(strangers).toEqual([]);
});

const target = ({ file, from }: Import) => normalize(join(dirname(file), from));

/** The version comes from there. */
const isManifest = (each: Import) => target(each) === '../package.json';
