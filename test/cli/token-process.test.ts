/** `web_identity_token_process`: its environment, its terminal, what is kept of it, and what AWS says of its token. */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answering, startAnswering } from '../support/answering-server.ts';
import { commandLine } from '../support/command-line.ts';
import { startExample } from '../support/example-world.ts';
import { openPty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { pod, WEB_TOKEN } from './sources/source-world.ts';

const EXPIRED = 'eyJhbGciOiJub25lIn0.EXPIRED.token';

/** A world whose profile `x` gets its token from a command. */
async function world(command: string) {
  const options = { users: [], roles: [pod], expiredWebIdentityTokens: [EXPIRED] };
  const example = untilTestEnds(await startExample(options));
  const { home, standIn } = example;
  const configure = (line: string) =>
    writeFileSync(
      home.configFile,
      `[profile x]\nrole_arn = ${pod.arn}\nweb_identity_token_process = ${line}\n`,
    );
  configure(command);
  const run = (env: Readonly<Record<string, string>> = {}) =>
    runInProcess(['-j', 'x'], {
      env: { ...example.env, ...env },
      secrets: standIn.secrets,
      credentialsOnStdout: true,
    });
  const read = (name: string) => readFileSync(join(home.path, name), 'utf8');
  return { ...example, configure, run, read };
}

test('a token command sees no AWS identity, but what GitHub gives to a step', async () => {
  const { run, read, home } = await world(`env > ~/seen; pwd >> ~/seen; echo ${WEB_TOKEN}`);
  const env = {
    AWS_PROFILE: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_SESSION_TOKEN: 'x',
    AWS_REGION: 'eu-west-1',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.com/?api-version=2.0',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'example',
  };
  expect(await run(env)).toMatchObject({ exitCode: 0, stderr: '' });
  const seen = read('seen').split('\n');
  expect(seen.filter((line) => /^(?:AWS|SWROLE|ACTIONS)_/.test(line)).sort()).toEqual([
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN=example',
    'ACTIONS_ID_TOKEN_REQUEST_URL=https://example.com/?api-version=2.0',
    expect.stringMatching(/^AWS_ENDPOINT_URL_STS=/),
    'AWS_REGION=eu-west-1',
    'SWROLE_ACTIVE=x',
    'SWROLE_PROFILE=x',
  ]);
  expect(seen).toContain(realpathSync(home.path));
});

/** The recipes of the README: profile and command line. */
const RECIPES = [
  ...readFileSync(new URL('../../README.md', import.meta.url), 'utf8').matchAll(
    /^\[profile (.*)\]\nrole_arn = .*\nweb_identity_token_process = (.*)\n/gm,
  ),
].map(([, name = '', command = '']) => [name, command] as const);

test.each(RECIPES)('the recipe of the README gives a token: %s', async (_, command) => {
  const { run, home, env } = await world(command);
  // `gcloud`, `kubectl` and `jq` may not be there; these give a token for the right words only.
  const bin = join(home.path, 'bin');
  await mkdir(bin);
  const tool = (name: string, words: string, then: string) =>
    writeFile(join(bin, name), `#!/bin/sh\n[ "$*" = "${words}" ] && ${then}\n`, { mode: 0o700 });
  await tool(
    'gcloud',
    'auth print-identity-token --audiences=sts.amazonaws.com',
    `echo ${WEB_TOKEN}`,
  );
  await tool('kubectl', 'create token my-app --audience=sts.amazonaws.com', `echo ${WEB_TOKEN}`);
  await tool('jq', '-er .value', `sed 's/.*"value":"//; s/".*//'`);
  const url = await startAnswering(answering(200, `{"count":1,"value":"${WEB_TOKEN}"}`));
  const step = {
    PATH: `${bin}:${env.PATH}`,
    ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'example',
  };
  expect(await run(step)).toMatchObject({ exitCode: 0, stderr: '' });
});

test('the README has a recipe for Google, GitHub and Kubernetes', () =>
  expect(RECIPES.map(([name]) => name)).toEqual(['from-google', 'from-github', 'from-kubernetes']));

test('on a terminal a token command asks there, and an SDK gets its answer alone', async () => {
  const { home, env, read } = await world(`printf 'password: ' >&2; read word; echo $word`);
  const script = `${commandLine([process.execPath, SWROLE_PROGRAM, '-j', 'x'])} < /dev/null > out 2> err; echo status $?`;
  // The terminal shows what is typed.
  const seen = { cwd: home.path, credentialsOnTerminal: true };
  const pty = untilTestEnds(openPty({ command: '/bin/sh', args: ['-c', script], env, ...seen }));
  await pty.waitFor('password: ');
  pty.write(`${WEB_TOKEN}\r`);
  await pty.waitFor('status 0');
  expect([read('out'), read('err')]).toEqual([expect.stringMatching(/^\{"Version":1,.*\}\n$/), '']);
});

test('a token command runs again when its line changes, and not before', async () => {
  const command = (word: string) => `echo ${word} >> ~/runs; echo ${WEB_TOKEN}`;
  const { run, read, configure } = await world(command('one'));
  for (const _ of [1, 2]) expect((await run()).exitCode).toBe(0);
  expect(read('runs')).toBe('one\n');
  configure(command('two'));
  for (const _ of [1, 2]) expect((await run()).exitCode).toBe(0);
  expect(read('runs')).toBe('one\ntwo\n');
});

test('a token command runs again when a variable changes that its line mentions, and not for others', async () => {
  const { run, read } = await world(`echo $TEAM >> ~/runs; echo ${WEB_TOKEN}`);
  for (const env of [{ TEAM: 'one' }, { TEAM: 'one', OTHER: 'x' }, { TEAM: 'two' }])
    expect((await run(env)).exitCode).toBe(0);
  expect(read('runs')).toBe('one\ntwo\n');
});

test.each([
  [EXPIRED, /^swrole: error: AWS refused AssumeRoleWithWebIdentity \S+: ExpiredTokenException: /],
  [
    'another',
    /^swrole: error: AWS refused AssumeRoleWithWebIdentity \S+: InvalidIdentityToken(?:Exception)?: /,
  ],
])('the hint on the refused token %s names the key', async (token, error) => {
  const { exitCode, stdout, stderr } = await (await world(`echo ${token}`)).run();
  const [first, ...rest] = stderr.split('\n');
  expect([exitCode, stdout, first, rest]).toEqual([
    5,
    '',
    expect.stringMatching(error),
    [
      "swrole: hint: check web_identity_token_process of profile 'x', and that the role trusts who wrote the token",
      '',
    ],
  ]);
});
