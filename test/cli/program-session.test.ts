/** `mfa_session` with the keys of a program: one run of it and one code for each MFA session. */
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { cacheFiles } from '../support/cache-files.ts';
import { type Example, MEMBER_ARN, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type RunResult, runSwrole } from '../support/run-swrole.ts';
import { writeAwsFiles } from '../support/temp-home.ts';
import { makeTokenCommand } from '../support/token-command.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const [ONE, TWO] = ['one', 'two'].map((name) => `arn:aws:iam::222222222222:role/${name}`);
const roles = [ONE, TWO].map((arn) => ({
  arn: String(arn),
  trusts: [MEMBER_ARN],
  requiresMfa: true,
}));
const KEYS = { AccessKeyId: member.accessKeyId, SecretAccessKey: member.secretAccessKey };
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** Credentials of the user, without MFA. */
async function temporaryKeys({ standIn }: Example) {
  const { accessKeyId, secretAccessKey } = member;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new STSClient({ endpoint: standIn.url, region: 'us-east-1', credentials });
  const { Credentials = {} } = await client.send(
    new GetSessionTokenCommand({ DurationSeconds: 3600 }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials as Record<
    string,
    unknown
  >;
  return { AccessKeyId, SecretAccessKey, SessionToken, Expiration };
}

/** A profile whose program prints a document, a device, and two roles behind it that need a code. */
async function start(
  document: (example: Example) => object | Promise<object>,
  settings = 'mfa_session = 12h',
) {
  let ahead = 0;
  const example = untilTestEnds(await startExample({ roles, now: () => Date.now() + ahead }));
  const { home, env, standIn } = example;
  const token = await makeTokenCommand(join(home.path, 'codes'), member.mfa.secret);
  const [log = '', output = ''] = ['runs', 'document'].map((name) => join(home.path, name));
  const print = (printed: object) =>
    writeFileSync(output, JSON.stringify({ Version: 1, ...printed }));
  print(await document(example));
  const role = (name: string, arn = '') =>
    `[profile ${name}]\nrole_arn = ${arn}\nsource_profile = base\n`;
  await writeAwsFiles(home, {
    config: `[profile base]\ncredential_process = echo run >> ${log}; cat ${output}\nmfa_serial = ${member.mfa.serial}\ngenerate_token = ${token.command}\n${settings}\n${role('one', ONE)}${role('two', TWO)}`,
  });
  // A second code of the device comes 30 s later, and no test waits for it.
  const clock = {
    get ahead() {
      return ahead;
    },
    set ahead(milliseconds) {
      ahead = milliseconds;
      token.moveClock(milliseconds);
    },
  };
  const options = { env, secrets: standIn.secrets, credentialsOnStdout: true, clock };
  const before = standIn.calls.length;
  const calls = () => standIn.calls.slice(before);
  return {
    ...example,
    token,
    print,
    options,
    run: (...args: string[]) => runInProcess(args, options),
    /** Runs of the program, calls with a code, and all calls so far. */
    done: () => ({
      runs: existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0,
      codes: calls().filter(({ params }) => params.TokenCode !== undefined).length,
      calls: calls().map(({ action }) => action),
    }),
  };
}

const answer = {
  exitCode: 0,
  signal: null,
  stdout: expect.stringMatching(/"SessionToken":/),
  stderr: '',
};
const idOf = ({ stdout }: RunResult) => JSON.parse(stdout).AccessKeyId;
const UNUSED =
  "mfa_session of profile 'base' does nothing, because its program gives temporary credentials, and AWS opens an MFA session for long-term keys only";

describe('long-term keys of a program', () => {
  test('one run of the program and one code serve every role, and the profile itself', async () => {
    const { run, done, home } = await start(() => KEYS);
    expect(await run('-j', 'one')).toEqual(answer);
    const calls = ['GetSessionToken', 'AssumeRole'];
    expect(done()).toEqual({ runs: 1, codes: 1, calls });
    expect(await run('-j', 'two')).toEqual(answer);
    const base = await run('-j', 'base');
    expect(base).toEqual(answer);
    expect(JSON.parse(base.stdout)).toMatchObject({ AccountId: '000000000000' });
    for (const profile of ['one', 'two', 'base']) await run('-j', profile);
    expect(idOf(await run('-j', String(ONE), '--source', 'base'))).toBe(
      idOf(await run('-j', 'one')),
    );
    expect(done()).toEqual({ runs: 1, codes: 1, calls: [...calls, 'AssumeRole'] });
    const stored = JSON.stringify(cacheFiles(home.cacheDir));
    for (const secret of Object.values(KEYS)) expect(stored).not.toContain(secret);
    expect(readdirSync(join(home.cacheDir, 'sessions'))).toHaveLength(3);
  });

  test('four processes at once run the program once, and need one code', async () => {
    const { options, done, token } = await start(() => KEYS);
    const profiles = ['one', 'two', 'base', 'one'];
    const { clock: _, ...alone } = options;
    const results = await Promise.all(profiles.map((profile) => runSwrole(['-j', profile], alone)));
    expect(results).toEqual(results.map(() => answer));
    expect(new Set(results.map(idOf)).size).toBe(3);
    expect(await token.runs()).toBe(1);
    const { calls, ...counts } = done();
    expect(counts).toEqual({ runs: 1, codes: 1 });
    expect(calls.sort()).toEqual(['AssumeRole', 'AssumeRole', 'GetSessionToken']);
  });

  test('the cached answer of the profile is its MFA session, in the same environment only', async () => {
    const { options, done, home } = await start(() => KEYS);
    const { clock: _, ...alone } = options;
    const first = await runInProcess(['-j', 'base'], alone);
    expect(readdirSync(join(home.cacheDir, 'answers'))).toEqual(['base']);
    expect(await runSwrole(['-j', 'base'], alone)).toEqual(first);
    expect(done()).toMatchObject({ runs: 1, codes: 1 });
    const other = { ...options, env: { ...options.env, AWS_PROFILE: 'x' } };
    expect(idOf(await runInProcess(['-j', 'base'], other))).not.toBe(idOf(first));
    expect(done()).toMatchObject({ runs: 2, codes: 2 });
  });

  test('long-term keys with an end are not stored either', async () => {
    const { run, done, home } = await start(() => ({ ...KEYS, Expiration: inAnHour() }));
    for (const profile of ['base', 'one', 'two']) expect(await run('-j', profile)).toEqual(answer);
    expect(done()).toMatchObject({ runs: 1, codes: 1 });
    const stored = JSON.stringify(cacheFiles(home.cacheDir));
    for (const secret of Object.values(KEYS)) expect(stored).not.toContain(secret);
  });

  test('without mfa_session the program runs for each role, and the profile gives its keys', async () => {
    const { run, done } = await start(() => KEYS, '');
    for (const profile of ['one', 'two']) expect(await run('-j', profile)).toEqual(answer);
    const base = await run('-j', 'base');
    expect(JSON.parse(base.stdout)).toEqual({ Version: 1, ...KEYS });
    expect(done()).toEqual({ runs: 3, codes: 2, calls: ['AssumeRole', 'AssumeRole'] });
  });

  test('logout deletes the MFA session, also that of another environment', async () => {
    const { run, options, home } = await start(() => KEYS);
    await run('-j', 'base');
    await runInProcess(['-j', 'base'], { ...options, env: { ...options.env, AWS_PROFILE: 'x' } });
    const status = JSON.parse((await run('status', '--json')).stdout);
    expect(status.sessions.map(({ kind }: { kind: string }) => kind)).toEqual([
      'mfa-session',
      null,
    ]);
    appendFileSync(home.configFile, '[profile unrelated]\nregion = eu-west-1\n');
    expect(await run('logout', 'base')).toEqual({
      exitCode: 0,
      signal: null,
      stdout: expect.stringMatching(
        /^base: forgot MFA session of \S+ \(11h59m left\)\nbase: forgot its MFA session of another environment \(11h59m left\)\n/,
      ),
      stderr: '',
    });
    expect(readdirSync(join(home.cacheDir, 'sessions'))).toEqual([]);
  });
});

describe('temporary credentials of a program', () => {
  test('the MFA session is passed over, and each role needs its own code', async () => {
    const { run, done } = await start(temporaryKeys);
    const first = await run('-j', 'one', '--debug');
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stderr).toContain(UNUSED);
    expect(done()).toEqual({ runs: 1, codes: 1, calls: ['AssumeRole'] });
    expect(await run('-j', 'two')).toEqual(answer);
    const base = await run('-j', 'base');
    expect(base).toEqual(answer);
    expect(JSON.parse(base.stdout)).not.toHaveProperty('AccountId');
    for (const profile of ['one', 'two', 'base']) await run('-j', profile);
    expect(done()).toEqual({ runs: 1, codes: 2, calls: ['AssumeRole', 'AssumeRole'] });
  });

  test('without the cache the program runs once for a role', async () => {
    const { run, done } = await start(temporaryKeys);
    expect(await run('-j', '--no-cache', 'one')).toEqual(answer);
    expect(done()).toEqual({ runs: 1, codes: 1, calls: ['AssumeRole'] });
  });

  test('three processes at once need one code for one role', async () => {
    const { options, done } = await start(temporaryKeys);
    const { clock: _, ...alone } = options;
    const results = await Promise.all(
      Array.from({ length: 3 }, () => runSwrole(['-j', 'one'], alone)),
    );
    expect(results).toEqual(results.map(() => results[0]));
    expect(results[0]).toEqual(answer);
    expect(done()).toEqual({ runs: 1, codes: 1, calls: ['AssumeRole'] });
  });

  test('temporary credentials without an end are handed out, and never stored', async () => {
    const { run, done, home } = await start(async (example) => {
      const { Expiration: _, ...keys } = await temporaryKeys(example);
      return keys;
    });
    for (const _ of [1, 2]) expect(await run('-j', 'base')).toEqual(answer);
    expect(done()).toEqual({ runs: 2, codes: 0, calls: [] });
    expect(existsSync(join(home.cacheDir, 'sessions'))).toBe(false);
  });

  test('doctor and list know what the program gave', async () => {
    const { run } = await start(temporaryKeys);
    const before = await run('doctor', 'base');
    expect(before.stdout).not.toContain('mfa_session');
    await run('-j', 'base');
    const { stdout } = await run('doctor', 'base');
    expect(stdout).toContain(`warning  ${UNUSED}\n`);
    expect(stdout).toContain('fix: remove mfa_session, or let the program give long-term keys\n');
    const listed = JSON.parse((await run('list', '--json')).stdout);
    expect(listed[0]).toMatchObject({ profile: 'base', cachedUntil: expect.any(String) });
  });

  test('after long-term keys, temporary ones do not end the MFA session', async () => {
    const world = await start(() => KEYS);
    await world.run('-j', 'one');
    world.print(await temporaryKeys(world));
    expect(await world.run('-j', 'two')).toEqual(answer);
    expect(world.done()).toMatchObject({ runs: 1, codes: 1 });
  });
});

test('a program that fails is the error, and no code is asked for', async () => {
  const { run, done, print } = await start(() => ({}));
  print({ AccessKeyId: 'x' });
  const { stderr, ...rest } = await run('-j', 'one');
  expect(rest).toEqual({ exitCode: 5, signal: null, stdout: '' });
  expect(stderr).toContain("credential_process of profile 'base'");
  expect(done()).toEqual({ runs: 1, codes: 0, calls: [] });
});
