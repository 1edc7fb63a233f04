/** What the documents claim, the program does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import * as allKeys from '../../src/config/keys.ts';
import { REGION_VARIABLES } from '../../src/fast-path/fingerprint.ts';
import { FORMATS } from '../../src/formats/document.ts';
import { MANAGED_VARIABLES } from '../../src/formats/variables.ts';
import { COMMAND_TEXTS } from '../../src/help/page.ts';
import { EXIT_NOTE } from '../../src/help/topics.ts';
import { README_TABLES } from '../support/readme-tables.ts';
import { runInProcess } from '../support/run-in-process.ts';
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

/** Variables that users do not set: names of older tools that are only unset, marks for children, and the beginning of a name. */
const UNNAMED = new Set([
  'AWS_SECURITY_TOKEN',
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AMAZON_ACCESS_KEY_ID',
  'AMAZON_SECRET_ACCESS_KEY',
  'AMAZON_SESSION_TOKEN',
  'AWS_CREDENTIAL_SCOPE',
  'AWS_CREDENTIAL_FILE',
  'AWS_SESSION_EXPIRATION',
  'AWS_DEFAULT_PROFILE',
  'AWS_ENDPOINT_URL_',
  'SWROLE_ACTIVE',
  'SWROLE_CMD_PROMPT',
  'SWROLE_PREVIOUS',
  'SWROLE_RENEWAL',
  'SWROLE_SHELL_FILE',
]);

const swrole = (...args: string[]) => runInProcess(args, { env: { HOME: tempFolder(), PATH: '' } });

/** The first cells of a table's rows, which stand in backquotes. */
function firstCells(heading: string): string[] {
  const section = readme.split(heading)[1]?.split(/\n#/)[0] ?? '';
  return [...section.matchAll(/^\| `?([\w-]+)`? \|/gm)].map(([, cell]) => cell ?? '').slice(2);
}

/** Compares what a text names with what the sources read and set. */
function expectVariables(found: readonly RegExpMatchArray[]) {
  const folders = 'commands config console fast-path mfa process providers storage'.split(' ');
  const sources = folders.map((folder) => join('src', folder));
  const texts = sources.flatMap(filesBelow).map((file) => readFileSync(file, 'utf8'));
  const inCode = texts.flatMap((text) => [...text.matchAll(/\b((?:AWS|SWROLE)_[A-Z0-9_]+)\b/g)]);
  const known = new Set<string>([
    ...MANAGED_VARIABLES,
    ...REGION_VARIABLES.flat(),
    ...inCode.map(([name]) => name),
  ]);
  const named = new Set(found.map(([, name]) => name ?? ''));
  expect([...named].filter((name) => !known.has(name))).toEqual([]);
  expect([...known].filter((name) => !named.has(name) && !UNNAMED.has(name))).toEqual([]);
}

/** A file of `dist/` and those that it always loads. */
function chunksOf(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imports = read(`dist/${file}`).matchAll(
    /(?<!\()require\("\.{1,2}\/((?:chunks\/)?[\w-]+\.cjs)"\)/g,
  );
  for (const [, name = ''] of imports) chunksOf(name.includes('/') ? name : `chunks/${name}`, seen);
  return [...seen];
}

/** What `@aws-sdk/credential-providers` 3.1175 exports. */
const SDK_PROVIDERS = [
  ...['createCredentialChain', 'fromCognitoIdentity', 'fromCognitoIdentityPool'],
  ...['fromContainerMetadata', 'fromEnv', 'fromHttp', 'fromIni', 'fromInstanceMetadata'],
  ...['fromLoginCredentials', 'fromNodeProviderChain', 'fromProcess', 'fromSSO'],
  ...['fromTemporaryCredentials', 'fromTokenFile', 'fromWebToken'],
];

describe('README.md', () => {
  test('names every credential provider of the SDK for JavaScript, each once', () => {
    const rows = [...readme.matchAll(/^\| (`(?:from|create)\w+`.*?) \|/gm)];
    const named = rows.flatMap(([, cell = '']) => cell.match(/\w+/g) ?? []);
    expect(named.sort()).toEqual(SDK_PROVIDERS);
  });

  test('README.md has the help as it is', async () => {
    const { stdout } = await swrole('--help');
    expect(readme).toContain(`<!-- help -->\n\`\`\`\n${stdout}\`\`\`\n<!-- /help -->`);
  });

  test.each(Object.entries(README_TABLES))(
    'README.md has the table of %s as the program has it',
    (title, table) => {
      const section = readme.split(new RegExp(`^##+ ${title}\n`, 'm'))[1]?.split(/\n#/)[0];
      expect(section).toContain(`\n${table}\n`);
    },
  );

  test('README.md names every format', () =>
    expect(firstCells('### Formats')).toEqual([...FORMATS]));

  test('README.md names the exit codes of the design', () => {
    expect(firstCells('### Exit codes')).toEqual(['0', '1', '2', '3', '4', '5', '130']);
    expect(readme).toContain(`\n\n${EXIT_NOTE}\n\n`);
  });

  test('README.md names every key of a profile, and no other', () => {
    const keys = new Set<string>(Object.values(allKeys).flatMap(Object.values));
    const named = [...readme.matchAll(/`([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?: = \w+)?`/g)].map(
      ([, key]) => key,
    );
    expect([...new Set(named)].sort()).toEqual([...keys].filter((key) => key.includes('_')).sort());
  });

  test('README.md names every variable that is read, and no other', () => {
    expectVariables([...readme.matchAll(/`(AWS_[A-Z0-9_]+|SWROLE_[A-Z_]+)`/g)]);
  });
});

describe('the help', () => {
  const page = async (topic: string) => (await swrole('help', topic)).stdout;
  const terms = (text: string) =>
    [...text.matchAll(/^ {2}(?! )(?:-\w, )?([\w-]+)/gm)].map(([, term]) => term);

  test('the help on config has every key of a profile, and no other', async () => {
    const keys = Object.values(allKeys).flatMap((group) => Object.values<string>(group));
    expect([...new Set(terms(await page('config')))].sort()).toEqual([...new Set(keys)].sort());
  });

  test('the help on environment names every variable that is read, and no other', async () => {
    expectVariables([...(await page('environment')).matchAll(/\b((?:AWS|SWROLE)_[A-Z0-9_]+)/g)]);
  });

  test('the help on exit codes has the codes of the README', async () => {
    expect(terms(await page('exit-codes'))).toEqual(firstCells('### Exit codes'));
  });

  test('the help on formats has every format', async () => {
    const [formats = ''] = (await page('formats')).split('Use:');
    expect(terms(formats).slice(-FORMATS.length)).toEqual(FORMATS);
  });

  test('the help on flags has every flag that is read', async () => {
    const text = await page('flags');
    const flags = filesBelow('src/cli')
      .filter((file) => /(?:flags|argv)\.ts$/.test(file))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/'(?:-\w, )?(--[a-z-]+)[ ']/g)]);
    const missing = flags.filter(([, flag]) => !new RegExp(`^ .*${flag}\\b`, 'm').test(text));
    expect([flags.length > 20, missing]).toEqual([true, []]);
  });

  test('the help is loaded only for help', () => {
    const loaded = chunksOf('app.cjs').map((file) => read(`dist/${file}`));
    expect(loaded.some((text) => text.includes('assumeRole'))).toBe(true);
    expect(loaded.filter((text) => text.includes(COMMAND_TEXTS.exec))).toEqual([]);
    expect(loaded.filter((text) => text.includes('the command line that prints a code'))).toEqual(
      [],
    );
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

test('CHANGELOG.md begins with the unreleased changes, then has those of the version of the package', () => {
  const titles = [...read('CHANGELOG.md').matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  expect(titles.slice(0, 2)).toEqual([
    '[Unreleased]',
    expect.stringMatching(new RegExp(`^\\[${manifest.version}\\] - \\d{4}-\\d\\d-\\d\\d$`)),
  ]);
  const lock = JSON.parse(read('package-lock.json')) as typeof manifest;
  expect(lock.version).toBe(manifest.version);
});

test('the man page is a list in package.json: npm 11 installs no other', () => {
  expect(manifest.man).toEqual(['dist/man/swrole.1']);
  for (const file of manifest.man) expect(read(file)).toContain('.TH');
});

test('the package names words to find it by, and no place of its sources', () => {
  expect(manifest.keywords).toEqual([...new Set(manifest.keywords)]);
  expect(manifest.keywords).toContain('credential-process');
  const places = ['repository', 'homepage', 'bugs'];
  expect(Object.keys(manifest).filter((key) => places.includes(key))).toEqual([]);
});

test('only the lock is installed with the package; everything else is in the bundle', () => {
  expect(Object.keys(manifest.dependencies)).toEqual(['fs-native-extensions']);
  expect(read('dist/THIRD-PARTY-NOTICES.txt')).toMatch(
    /@aws-sdk\/client-sts [\d.]+ \(Apache-2\.0\)/,
  );
});

test('each promise of SECURITY.md names tests that are there', () => {
  const promises = read('SECURITY.md').match(/^\| \*\*.*$/gm) ?? [];
  expect(promises.length).toBeGreaterThan(10);
  for (const promise of promises) {
    const [tests = ''] = promise.split('|').slice(-2);
    const named = [...tests.matchAll(/`([\w-]+\/[\w-]+)`/g)].map(([, name = '']) => name);
    const missing = named.filter(
      (name) => !['.test.ts', '.ts'].some((end) => existsSync(join(root, `test/${name}${end}`))),
    );
    expect([promise, missing, named.length > 0]).toEqual([promise, [], true]);
  }
});
