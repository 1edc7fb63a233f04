/** What can fail without AWS fails before a code is taken: from `-t`, from a command or from a user. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { failed } from '../soak/endings.ts';
import { deployer, type Example, member, startExample } from '../support/example-world.ts';
import { openPty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const NO_CA_BUNDLE = failed(
  3,
  'error: AWS_CA_BUNDLE: cannot read /no-such.pem: it does not exist (ENOENT)',
  'hint: name a file of certificates in PEM form',
);

/** What is wrong in the environment, and how a run then ends. */
const WRONG: [string, Record<string, string>, ReturnType<typeof failed>][] = [
  ['certificates that cannot be read', { AWS_CA_BUNDLE: '/no-such.pem' }, NO_CA_BUNDLE],
  [
    'a file without certificates',
    { AWS_CA_BUNDLE: '/dev/null' },
    failed(
      3,
      'error: AWS_CA_BUNDLE: /dev/null holds no certificate',
      'hint: name a file of certificates in PEM form',
    ),
  ],
  [
    'a variable that names no proxy',
    { http_proxy: 'socks5://proxy.example.com:1080' },
    failed(
      3,
      "error: http_proxy must be a proxy such as http://proxy.example.com:3128 or https://…, a user name and a password in it percent-encoded, not 'socks5://proxy.example.com:1080'",
    ),
  ],
];

/** A role behind `project-dev` that trusts other certificates. */
const DEPLOY = `
[profile deploy]
role_arn = ${deployer.arn}
source_profile = project-dev
ca_bundle = /no-such.pem
`;

let example: Example;

async function start(generateToken: boolean): Promise<void> {
  example = untilTestEnds(await startExample({ generateToken, extraConfig: DEPLOY }));
}

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runInProcess(args, {
    env: { ...example.env, ...env },
    secrets: example.standIn.secrets,
    credentialsOnStdout: true,
  });

beforeEach(() => start(true));

test.each(WRONG)('%s: the code of -t can still be used', async (_, env, ending) => {
  const code = totp(member.mfa.secret, Date.now());
  expect(await run(['-j', '-t', code, 'project-dev'], env)).toEqual(ending);
  expect(await run(['-j', '-t', code, 'project-dev'])).toMatchObject({ exitCode: 0, stderr: '' });
});

test.each(WRONG)('%s: the token command is not run', async (_, env, ending) => {
  for (const command of [['-j'], ['login'], ['whoami'], ['console', '--print']])
    expect(await run([...command, 'project-dev'], env)).toEqual(ending);
  expect(await example.tokenRuns()).toBe(0);
  expect(example.standIn.calls).toEqual([]);
});

test('a call that cannot be made for a role behind the first one costs no code', async () => {
  const { exitCode, stdout, stderr } = await run(['-j', 'deploy']);
  expect([exitCode, stdout, stderr.replace(/:\d+:/, ':LINE:')]).toEqual([
    3,
    '',
    `swrole: error: ${example.home.configFile}:LINE: ca_bundle of profile 'deploy': cannot read /no-such.pem: it does not exist (ENOENT)\nswrole: hint: name a file of certificates in PEM form\n`,
  ]);
  expect(await example.tokenRuns()).toBe(0);
});

test.each(WRONG)('%s: the user is not asked', async (_, env, ending) => {
  await start(false);
  const err = join(example.home.path, 'err');
  const script = `"$@" -j project-dev 2> ${err}; echo over $?`;
  const pty = untilTestEnds(
    openPty({
      command: 'sh',
      args: ['-c', script, 'sh', process.execPath, SWROLE_PROGRAM],
      env: { ...example.env, ...env },
      cwd: example.home.path,
    }),
  );
  expect(await pty.exit).toEqual({ exitCode: 0 });
  expect(pty.text()).toBe(`over ${ending.exitCode}\n`);
  expect(readFileSync(err, 'utf8')).toBe(ending.stderr);
});

test('a proxy variable that names no proxy is ignored by a host that needs none', async () => {
  const env = { http_proxy: 'socks5://proxy.example.com:1080', no_proxy: '127.0.0.1' };
  expect(await run(['-j', 'project-dev'], env)).toMatchObject({ exitCode: 0, stderr: '' });
});
