/** What the documents claim, the program does. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { FORMATS } from '../../src/output/format.ts';
import { MANAGED_VARIABLES, REGION_VARIABLES } from '../../src/output/managed-variables.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { tempFolder } from '../support/temp-folder.ts';

const read = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');
const readme = read('README.md');
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

  test('names only variables that there are', () => {
    const named = [...readme.matchAll(/`(AWS_[A-Z_]+|SWROLE_[A-Z_]+)`/g)].map(
      ([, name]) => name ?? '',
    );
    const read = [
      'AWS_CONFIG_FILE',
      'AWS_SHARED_CREDENTIALS_FILE',
      'AWS_ENDPOINT_URL_STS',
      'AWS_ENDPOINT_URL',
    ];
    const own = ['SWROLE_CACHE_DIR', 'SWROLE_PROMPT', 'SWROLE_MFA_SERIAL'];
    const known = new Set<string>([...MANAGED_VARIABLES, ...REGION_VARIABLES, ...read, ...own]);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
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
