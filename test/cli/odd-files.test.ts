/** Paths of config, credentials and token files that lead to something other than a file in UTF-8. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { collectOutput, untilClosed } from '../support/child-output.ts';
import { auditor, type Example, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole, SWROLE_PROGRAM, startSwrole } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const CONFIG = `[profile my-company]
[profile x]
role_arn = ${auditor.arn}
source_profile = my-company
`;
const FILES_HINT =
  'swrole: hint: put the right file there, or name it in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE\n';

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample());
  writeFileSync(example.home.configFile, CONFIG);
});

async function swrole(args: readonly string[], env: Record<string, string> = {}) {
  const { home } = example;
  const result = await runInProcess(args, { env: { ...example.env, ...env } });
  const short = (text: string) => text.replaceAll(home.path, '~');
  return { ...result, stdout: short(result.stdout), stderr: short(result.stderr) };
}

const refused = (exitCode: number, stderr: string) => ({
  exitCode,
  signal: null,
  stdout: '',
  stderr,
});

function fifo(name: string): string {
  const path = join(example.home.path, name);
  execFileSync('mkfifo', [path]);
  return path;
}

/** Writes into a FIFO a little later, from another process. */
function writeLater(path: string, text: string): void {
  const child = spawn('sh', ['-c', 'sleep 0.3; printf %s "$2" >"$1"', 'sh', path, text]);
  untilTestEnds({ close: async () => void child.kill() });
}

/** The role of the document, which no test may show whole. */
const isDocument = ({ exitCode, stdout }: { exitCode: number | null; stdout: string }) =>
  exitCode === 0 && Object.hasOwn(JSON.parse(stdout), 'SessionToken');

describe('the config file', () => {
  test.each<[string, (path: string) => unknown, string, string?]>([
    [
      '/dev/zero',
      (path) => symlinkSync('/dev/zero', path),
      '~/.aws/config is larger than 16 MiB',
      'swrole: hint: put the right file there, or name it in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE\n',
    ],
    [
      'a link to itself',
      (path) => symlinkSync(path, path),
      'cannot read ~/.aws/config: its symbolic links lead in a circle (ELOOP)',
    ],
    ['a directory', mkdirSync, 'cannot read ~/.aws/config: it is a directory (EISDIR)'],
  ])('%s as the config file is an error', async (_, make, words, hint = FILES_HINT) => {
    rmSync(example.home.configFile);
    make(example.home.configFile);
    const expected = refused(3, `swrole: error: ${words}\n${hint}`);
    for (const args of [['-j', 'x'], ['list'], ['logout', 'x']])
      expect(await swrole(args)).toEqual(expected);
  });

  test('a config file with a name that is too long is an error', async () => {
    const path = `/${'a'.repeat(300)}`;
    expect(await swrole(['list'], { AWS_CONFIG_FILE: path })).toEqual(
      refused(
        3,
        `swrole: error: cannot read ${path}: its name is too long (ENAMETOOLONG)\n${FILES_HINT}`,
      ),
    );
  });

  test('a config file below a file does not exist', async () => {
    expect(await swrole(['list'], { HOME: '/dev/null' })).toEqual({
      exitCode: 0,
      signal: null,
      stdout: 'no profiles in ~/.aws/config or ~/.aws/credentials\n',
      stderr: '',
    });
  });

  test('a config file in UTF-16 is refused with the command that saves it as UTF-8, and setup leaves it as it is', async () => {
    writeFileSync(example.home.configFile, `\ufeff${CONFIG}`, 'utf16le');
    const before = readFileSync(example.home.configFile, 'hex');
    const words =
      'swrole: error: ~/.aws/config is written in UTF-16, not in UTF-8\n' +
      "swrole: hint: save it as UTF-8 without a byte order mark; in PowerShell: [IO.File]::WriteAllLines('~/.aws/config', (Get-Content -Encoding Unicode '~/.aws/config'))\n";
    expect(await swrole(['-j', 'x'])).toEqual(refused(3, words));
    expect(await swrole(['setup', 'app', 'x'])).toEqual(refused(3, words));
    expect(readFileSync(example.home.configFile, 'hex')).toBe(before);
  });

  test('a config file that is a FIFO is read when it is written', async () => {
    const path = fifo('config-fifo');
    writeLater(path, CONFIG);
    const options = { env: { ...example.env, AWS_CONFIG_FILE: path }, credentialsOnStdout: true };
    // How long is waited for a pipe counts from the start of the process.
    expect(isDocument(await runSwrole(['-j', 'x'], options))).toBe(true);
  });

  test('a config file that is the <(…) of a shell is read', async () => {
    const script = 'exec 5>&1; AWS_CONFIG_FILE=<(cat "$3") exec "$1" "$2" list --json';
    const args = [process.execPath, SWROLE_PROGRAM, example.home.configFile];
    const child = spawn('bash', ['-c', script, 'bash', ...args], { env: example.env });
    const output = collectOutput(child);
    await untilClosed(child, 20_000);
    expect(JSON.parse(output.stdout)).toMatchObject([{ profile: 'my-company' }, { profile: 'x' }]);
  });

  test('a signal ends the wait for a FIFO without a writer as the config file', async () => {
    const path = fifo('silent');
    const env = { ...example.env, AWS_CONFIG_FILE: path };
    const { child, result } = startSwrole(['-j', 'x', '--debug'], { env });
    // The first debug line: it is on its way to the files.
    await new Promise((resolve) => child.stderr.once('data', resolve));
    child.kill('SIGTERM');
    expect(await result).toMatchObject({ exitCode: null, signal: 'SIGTERM', stdout: '' });
  });
});

describe('a directory at the path of the credentials file', () => {
  beforeEach(() => {
    rmSync(example.home.credentialsFile);
    mkdirSync(example.home.credentialsFile);
  });

  test('a directory at the path of the credentials file counts as no file', async () => {
    expect(await swrole(['-j', 'x'])).toEqual(
      refused(
        3,
        "swrole: error: ~/.aws/config:1: profile 'my-company' has nothing to get credentials from; ~/.aws/credentials is a directory, not a file\n" +
          'swrole: hint: remove the directory, and write a file with your keys there (Docker makes a directory of a missing file that it mounts)\n',
      ),
    );
  });

  test('a directory at the path of the credentials file is a warning of doctor', async () => {
    expect((await swrole(['doctor'])).stdout).toContain(
      `warning  ~/.aws/credentials is a directory, so there are no credentials in it
         ~/.aws/credentials
         Docker makes a directory of a file that it is to mount and that does not exist; JS, the AWS CLI and swrole then find no credentials in it
         fix: remove the directory, and mount a file that exists
`,
    );
  });
});

describe('a token file', () => {
  const config = () => `[profile web]
role_arn = ${auditor.arn}
web_identity_token_file = ${join(example.home.path, 'token')}
`;
  const words = (problem: string, hint: string) =>
    refused(
      5,
      `swrole: error: ~/.aws/config:3: web_identity_token_file of profile 'web': ${problem}\nswrole: hint: ${hint}\n`,
    );
  const NO_TOKEN = "whatever gives profile 'web' its token must write it there first";

  beforeEach(() => writeFileSync(example.home.configFile, config()));

  test('a token file without an end has a limit', async () => {
    symlinkSync('/dev/zero', join(example.home.path, 'token'));
    expect(await swrole(['-j', 'web'])).toEqual(words('~/token is larger than 1 MiB', NO_TOKEN));
  });

  test('a token file in UTF-16 is refused with the command that saves it as UTF-8', async () => {
    writeFileSync(join(example.home.path, 'token'), 'eyJ', 'utf16le');
    expect(await swrole(['-j', 'web'])).toEqual(
      words(
        '~/token is written in UTF-16, not in UTF-8',
        "save it as UTF-8 without a byte order mark; in PowerShell: [IO.File]::WriteAllLines('~/token', (Get-Content -Encoding Unicode '~/token'))",
      ),
    );
  });

  test('a signal ends the wait for a FIFO without a writer as the token file', async () => {
    fifo('token');
    const { child, result } = startSwrole(['-j', 'web', '--debug'], { env: example.env });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
      // Said when signals are heard, before the token is read.
      if (!child.killed && stderr.includes(' cache: ')) child.kill('SIGTERM');
    });
    expect(await result).toEqual({
      exitCode: 143,
      signal: null,
      stdout: '',
      stderr: expect.stringContaining('swrole: error: interrupted\n'),
    });
  });
});
