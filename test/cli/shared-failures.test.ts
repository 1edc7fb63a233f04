/**
 * Whose failure is whose: one call of the program after the other. A failure counts at once for those who would fail in
 * the same way, and for them alone.
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { failed } from '../soak/endings.ts';
import { failuresWere } from '../soak/stored-files.ts';
import { developer, type Example, member, startExample } from '../support/example-world.ts';
import { openPty, type Pty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type RunResult, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { makeTokenCommand, type TokenCommand } from '../support/token-command.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const CONFIG = `
[profile otp]
role_arn = ${developer.arn}
mfa_serial = ${member.mfa.serial}
source_profile = my-company
generate_token = my-otp

[profile otp-too]
role_arn = ${developer.arn}
mfa_serial = ${member.mfa.serial}
source_profile = my-company
generate_token = my-otp

[profile printed]
credential_process = my-keys
`;

const KEYS = `#!/bin/sh
echo '{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}'
`;

let example: Example;
let otp: TokenCommand;
/** Where the commands of the profiles are. */
let bin: string;

beforeEach(async () => {
  example = untilTestEnds(await startExample({ generateToken: false, extraConfig: CONFIG }));
  bin = join(example.home.path, 'bin');
  mkdirSync(bin);
  otp = await makeTokenCommand(join(example.home.path, 'otp'), member.mfa.secret);
  script('my-otp', `#!/bin/sh\nexec ${otp.command}\n`);
  script('my-keys', KEYS);
});

function script(name: string, text: string): void {
  writeFileSync(join(bin, name), text);
  chmodSync(join(bin, name), 0o755);
}

type Variables = Readonly<Record<string, string>>;

/** As an SDK runs it where there is no terminal. */
function run(args: readonly string[], env: Variables = {}): Promise<RunResult> {
  const options = { credentialsOnStdout: true, detached: true };
  return runInProcess(['-j', ...args], { ...options, env: { ...example.env, ...env } });
}

const longPath = () => ({ PATH: `${bin}:${example.env.PATH}` });

const DOCUMENT = expect.stringMatching(/^\{"Version":1,.*\}\n$/);
const ANSWERED = { exitCode: 0, signal: null, stdout: DOCUMENT, stderr: '' };

/** Which process has failed differs, and it was so many seconds ago, or a few more. */
const withoutPid = (result: RunResult) => ({
  ...result,
  stderr: result.stderr.replace(
    /failed \d s ago \(pid \d+\); trying again in \d+ s/,
    'failed N s ago (pid N); trying again in N s',
  ),
});
const REPEATED = 'hint: the same attempt failed N s ago (pid N); trying again in N s';

const NO_TERMINAL = [
  "error: profile 'project-dev' needs a code, and there is no terminal to ask for it",
  "hint: run 'swrole login project-dev' in a terminal first, or set generate_token",
] as const;

const lineOf = (text: string) =>
  readFileSync(example.home.configFile, 'utf8').split('\n').indexOf(text) + 1;

describe('a command that is not found', () => {
  test('a token command that is not found fails only for callers with the same PATH', async () => {
    const at = `${example.home.configFile}:${lineOf('generate_token = my-otp')}`;
    const error = `error: ${at}: generate_token (my-otp) failed: exit status 127: sh: 1: my-otp: not found`;
    const said = (result: RunResult) => withoutPid(result).stderr.replace(/\/bin\/sh/, 'sh');
    expect(said(await run(['otp']))).toBe(failed(4, error).stderr);
    expect(said(await run(['otp']))).toBe(failed(4, error, REPEATED).stderr);
    expect(await run(['otp'], longPath())).toEqual(ANSWERED);
    expect(await otp.runs()).toBe(1);
  });

  test('a profile that wants the same session is shown which process failed', async () => {
    await run(['otp']);
    const { stderr } = await run(['otp-too']);
    expect(stderr).toMatch(
      /^swrole: hint: the same attempt failed \d s ago \(for profile 'otp', pid \d+\); trying again in \d+ s$/m,
    );
  });

  test('a credential process that is not found fails only for callers with the same PATH', async () => {
    expect(await run(['printed'])).toMatchObject({ exitCode: 5, stdout: '' });
    expect(await run(['printed'], longPath())).toEqual(ANSWERED);
  });

  test('a failed command is tried again by a caller with another variable', async () => {
    script('my-keys', `#!/bin/sh\n[ "$MY_LOGIN" = yes ] || exit 3\n${KEYS.split('\n')[1]}\n`);
    expect(await run(['printed'], longPath())).toMatchObject({ exitCode: 5 });
    expect(await run(['printed'], { ...longPath(), MY_LOGIN: 'yes' })).toEqual(ANSWERED);
  });

  test('variables that differ between workers do not count as another environment', async () => {
    script('my-keys', `#!/bin/sh\necho run >> ${bin}/runs\nexit 3\n`);
    const { PATH } = longPath();
    const ofWorker = (number: number) => ({
      PATH: `/repo/packages/${number}/node_modules/.bin:${PATH}`,
      PWD: `/repo/packages/${number}`,
      SHLVL: String(number),
      PORT: String(3000 + number),
      npm_package_name: `package-${number}`,
      NODE_UNIQUE_ID: String(number),
      TERM_SESSION_ID: `session-${number}`,
    });
    for (const number of [1, 2, 3])
      expect(await run(['printed'], ofWorker(number))).toMatchObject({ exitCode: 5 });
    expect(readFileSync(join(bin, 'runs'), 'utf8')).toBe('run\n');
  });
});

test('where one caller cannot ask, another one with a dialog asks', async () => {
  script('ask', `#!/bin/sh\nexec ${otp.command}\n`);
  expect(await run(['project-dev'])).toEqual(failed(4, ...NO_TERMINAL));
  const [error, hint] = NO_TERMINAL;
  expect(withoutPid(await run(['project-dev']))).toEqual(failed(4, error, REPEATED, hint));
  expect(await run(['project-dev'], { SWROLE_PROMPT: join(bin, 'ask') })).toEqual(ANSWERED);
});

test('a proxy that is not there does not fail a caller without a proxy', async () => {
  const away = { http_proxy: 'http://127.0.0.1:9' };
  expect(await run(['otp'], { ...longPath(), ...away })).toMatchObject({ exitCode: 5 });
  expect(await run(['otp'], longPath())).toEqual(ANSWERED);
});

test('a wrong code of --token does not fail a caller without the flag', async () => {
  const refused = failed(
    4,
    'error: AWS refused the code of --token: it is wrong, expired or already used',
    'hint: use the next one, and check the clock of the device',
  );
  expect(await run(['-t', '000000', 'project-dev'])).toEqual(refused);
  expect(await run(['project-dev'])).toEqual(failed(4, ...NO_TERMINAL));
});

describe('on two terminals', () => {
  const QUESTION =
    'swrole: MFA code for project-dev (role developer in 111111111111, device member): ';

  /** A run on a terminal of its own that leaves `NAME.out` and, of each step, `NAME.err`. */
  function onTerminal(name: string): Pty {
    const text = `"$@" -j --debug project-dev 2> ${name}.err > ${name}.out; echo over $?`;
    const args = ['-c', text, 'sh', process.execPath, SWROLE_PROGRAM];
    const { env, home } = example;
    return untilTestEnds(openPty({ command: 'sh', args, env, cwd: home.path }));
  }

  const file = (name: string) => readFileSync(join(example.home.path, name), 'utf8');

  test.each([
    ['Ctrl-C', '\x03'],
    ['Ctrl-D', '\x04'],
  ])('%s on one terminal does not cancel the call that waits on the other', async (_, keys) => {
    const first = onTerminal('first');
    await first.waitFor(QUESTION);
    const second = onTerminal('second');
    const waits = () => file('second.err').includes('waiting for swrole');
    await expect.poll(waits, { timeout: 10_000 }).toBe(true);
    first.write(keys);
    await second.waitFor(QUESTION);
    second.write(`${totp(member.mfa.secret, Date.now())}\r`);
    await second.waitFor('over 0');
    expect(file('second.out')).toEqual(DOCUMENT);
  });
});

describe('a failure record', () => {
  const folder = () => join(example.home.cacheDir, 'outcomes');
  const names = () => readdirSync(folder());

  test.each<[string, (text: string) => string]>([
    ['of a kind of another version', (text) => text.replaceAll('no-way-to-ask', 'no-way')],
    ['of another kind of its error', (text) => text.replaceAll('MfaError', 'SourceError')],
    [
      'of the first format',
      () => '{"generation":"g","at":1,"name":"MfaError","fact":{"kind":"x"}}',
    ],
    ['of an invalid time', (text) => text.replace(/"at":\d+/g, '"at":1e300')],
    ['of a time without number', (text) => text.replace(/"at":\d+/g, '"at":"now"')],
    ['without facts', (text) => text.replace(/"fact":\{[^}]*\}/g, '"fact":null')],
    ['that is no JSON', (text) => text.slice(0, 60)],
    ['that is empty', () => ''],
  ])('a failure record that is %s is ignored', async (_, change) => {
    await run(['project-dev']);
    for (const name of names()) {
      const path = join(folder(), name);
      const text = readFileSync(path, 'utf8');
      // The other file is for users: the last failure as a message.
      if (!text.includes('"failures"')) continue;
      expect(change(text)).not.toBe(text);
      writeFileSync(path, change(text));
    }
    expect(await run(['project-dev'])).toEqual(failed(4, ...NO_TERMINAL));
    const [error, hint] = NO_TERMINAL;
    expect(withoutPid(await run(['project-dev']))).toEqual(failed(4, error, REPEATED, hint));
  });

  test('a failure record shows its age, its process, and how long it counts', async () => {
    await run(['project-dev']);
    failuresWere(example.home, 20_000);
    const { stderr } = await run(['project-dev']);
    expect(stderr).toMatch(
      /^swrole: hint: the same attempt failed 2\d s ago \(pid \d+\); trying again in (?:10|\d) s$/m,
    );
  });
});
