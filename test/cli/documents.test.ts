/** What the documents claim, the program does. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import * as allKeys from '../../src/config/keys.ts';
import { FORMATS } from '../../src/output/format.ts';
import { MANAGED_VARIABLES, REGION_VARIABLES } from '../../src/output/managed-variables.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { tempFolder } from '../support/temp-folder.ts';

const read = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');
const readme = read('README.md');
const root = fileURLToPath(new URL('../../', import.meta.url));

/** The sources in a folder and below. */
const filesBelow = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map(({ parentPath, name }) => join(parentPath, name));

/** What is not for people: names of older tools that are only unset, marks for children, and the beginning of a name. */
const UNNAMED = new Set([
  'AWS_SECURITY_TOKEN',
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_SESSION_EXPIRATION',
  'AWS_DEFAULT_PROFILE',
  'AWS_ENDPOINT_URL_',
  'SWROLE_ACTIVE',
  'SWROLE_DEBUG',
  'SWROLE_SHELL_FILE',
]);

const swrole = (...args: string[]) => runSwrole(args, { env: { HOME: tempFolder(), PATH: '' } });

/** The first cells of a table's rows, which stand in backquotes. */
function firstCells(heading: string): string[] {
  const section = readme.split(heading)[1]?.split(/\n#/)[0] ?? '';
  return [...section.matchAll(/^\| `?([\w-]+)`? \|/gm)].map(([, cell]) => cell ?? '').slice(2);
}

describe('README.md', () => {
  test('has the help as it is', async () => {
    const { stdout } = await swrole('--help');
    expect(readme).toContain(`<!-- help -->\n\`\`\`\n${stdout}\`\`\`\n<!-- /help -->`);
  });

  test('names every format', () => expect(firstCells('### Formats')).toEqual([...FORMATS]));

  test('names the exit codes of the design', () => {
    expect(firstCells('### Exit codes')).toEqual(['0', '1', '2', '3', '4', '5', '130']);
  });

  test('names every key of a profile, and no other', () => {
    const keys = new Set<string>(Object.values(allKeys).flatMap(Object.values));
    const named = [...readme.matchAll(/`([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?: = \w+)?`/g)].map(
      ([, key]) => key,
    );
    expect([...new Set(named)].sort()).toEqual([...keys].filter((key) => key.includes('_')).sort());
  });

  test('names every variable that is read, and no other', () => {
    const sources = ['config', 'hot', 'sources', 'mfa', 'run'].map((folder) => join('src', folder));
    const texts = sources.flatMap(filesBelow).map((file) => readFileSync(file, 'utf8'));
    const inCode = texts.flatMap((text) => [...text.matchAll(/\b((?:AWS|SWROLE)_[A-Z0-9_]+)\b/g)]);
    const known = new Set<string>([
      ...MANAGED_VARIABLES,
      ...REGION_VARIABLES,
      ...inCode.map(([name]) => name),
    ]);
    const named = new Set(
      [...readme.matchAll(/`(AWS_[A-Z0-9_]+|SWROLE_[A-Z_]+)`/g)].map(([, name]) => name ?? ''),
    );
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
    expect([...known].filter((name) => !named.has(name) && !UNNAMED.has(name))).toEqual([]);
  });
});

test('--version is the version of the package', async () => {
  expect(await swrole('--version')).toEqual({
    exitCode: 0,
    signal: null,
    stdout: `${manifest.version}\n`,
    stderr: '',
  });
});

test('CHANGELOG.md begins with what is not released', () => {
  expect(/^## \[(.*?)\]/m.exec(read('CHANGELOG.md'))?.[1]).toBe('Unreleased');
});

test('only the lock is installed with the package; everything else is in the bundle', () => {
  expect(Object.keys(manifest.dependencies)).toEqual(['fs-native-extensions']);
  expect(read('dist/THIRD-PARTY-NOTICES.txt')).toMatch(
    /@aws-sdk\/client-sts [\d.]+ \(Apache-2\.0\)/,
  );
});
