/** What is kept of a source: for whom, how long, and once for all who want it at the same time. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { leaveSessions } from '../soak/stored-files.ts';
import { cacheFiles } from '../support/cache-files.ts';
import { commandLine } from '../support/command-line.ts';
import { type Example, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { writeAwsFiles } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { SOURCE_ROWS } from './sources/source-rows.ts';
import { reader, type Source, sourceWorld, startSourceExample } from './sources/source-world.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The world of a row of the table of sources. */
async function worldOf(row: string) {
  const example = await startSourceExample();
  const source = (await SOURCE_ROWS.find(([name]) => name === row)?.[1](example)) as Source;
  const { run, runAlone } = await sourceWorld(example, source);
  const all = (count: number) =>
    Promise.all(Array.from({ length: count }, () => runAlone('-j', 'base')));
  const asked = () => source.given?.();
  return { example, source, run, all, asked };
}

const KEYS = { AccessKeyId: member.accessKeyId, SecretAccessKey: member.secretAccessKey };

/** A program in a file of its own, as a `credential_process`; `runs` counts how often it was started. */
function printing({ home }: Example, document: object) {
  const [file = '', log = ''] = ['bin/my-keys', 'runs'].map((name) => join(home.path, name));
  const text = JSON.stringify({ Version: 1, ...KEYS, ...document });
  mkdirSync(dirname(file));
  writeFileSync(file, `#!/bin/sh\necho run >> '${log}'\necho '${text}'\n`, { mode: 0o700 });
  const runs = () => readFileSync(log, 'utf8').split('\n').length - 1;
  return { command: commandLine([file]), runs };
}

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

async function start(config: (example: Example) => string): Promise<Example> {
  const example = untilTestEnds(await startExample({ users: [member], roles: [reader] }));
  await writeAwsFiles(example.home, { config: config(example) });
  return example;
}

const optionsOf = ({ env, standIn }: Example, more: object = {}) => ({
  env: { ...env, ...more },
  secrets: standIn.secrets,
  credentialsOnStdout: true,
});

function swrole(example: Example, args: readonly string[], more: object = {}) {
  return runInProcess(args, optionsOf(example, more));
}

/** A crowd of twenty is in `concurrency.test.ts`: as many here would show the same of each source. */
const CROWD = 3;

describe('processes at once', () => {
  test.each([
    'credential_process, with an end',
    'sso_session, a token that must be renewed',
    // The one refresh token is used once.
    'login_session, a token that must be renewed',
    'cognito_identity_pool_id, a command and a role',
  ])('%s: processes at once ask the source once', async (row) => {
    const { all, asked } = await worldOf(row);
    const results = await all(CROWD);
    expect(results[0]).toMatchObject({ exitCode: 0, stderr: '' });
    expect(results).toEqual(results.map(() => results[0]));
    expect(asked()).toBe(1);
  });

  test('processes at once each run a program whose credentials have no end', async () => {
    let made: ReturnType<typeof printing> | undefined;
    const example = await start((example) => {
      made = printing(example, {});
      return `[profile base]\ncredential_process = ${made.command}\n`;
    });
    const results = await Promise.all(
      Array.from({ length: CROWD }, () => runSwrole(['-j', 'base'], optionsOf(example))),
    );
    expect(results).toEqual(results.map(() => results[0]));
    expect(results[0]).toMatchObject({ exitCode: 0, stderr: '' });
    expect(made?.runs()).toBe(CROWD);
  });
});

describe('credentials from a program', () => {
  /** A profile with a program that prints this document. */
  async function startPrinting(document: object, more = '') {
    let made: ReturnType<typeof printing> | undefined;
    const example = await start((example) => {
      made = printing(example, document);
      return `[profile base]\ncredential_process = ${made.command}${more}\n`;
    });
    return { example, runs: () => made?.runs() };
  }

  test('credentials from a program are kept until their end, and renewed before it', async () => {
    const { example, runs } = await startPrinting({ Expiration: inAnHour() });
    for (let read = 1; read <= 3; read += 1) await swrole(example, ['-j', 'base']);
    expect(runs()).toBe(1);
    leaveSessions(example.home, 14 * 60_000);
    rmSync(join(example.home.cacheDir, 'answers'), { recursive: true });
    await swrole(example, ['-j', 'base']);
    expect(runs()).toBe(2);
  });

  test('credentials from a program without an end are never kept', async () => {
    const { example, runs } = await startPrinting({});
    const first = await swrole(example, ['-j', 'base']);
    expect(await swrole(example, ['-j', 'base'])).toEqual(first);
    expect(JSON.parse(first.stdout)).toEqual({ Version: 1, ...KEYS });
    expect(runs()).toBe(2);
    expect(existsSync(example.home.cacheDir) ? cacheFiles(example.home.cacheDir) : {}).toEqual({});
  });

  test('credentials from a program with a very late end are got again after 36 hours', async () => {
    const { example, runs } = await startPrinting({ Expiration: '2099-01-01T00:00:00Z' });
    const [first, second] = [
      await swrole(example, ['-j', 'base']),
      await swrole(example, ['-j', 'base']),
    ];
    expect(second).toEqual(first);
    expect(runs()).toBe(1);
    const left = Date.parse(JSON.parse(first.stdout).Expiration) - Date.now();
    expect(left).toBeGreaterThan(35.9 * 3_600_000);
    // The clock of a run in this process is a little ahead.
    expect(left).toBeLessThan(36.1 * 3_600_000);
  });

  test('credentials from a program are printed with their account', async () => {
    const { example } = await startPrinting({ AccountId: '111111111111', Expiration: inAnHour() });
    for (let read = 1; read <= 2; read += 1)
      expect(JSON.parse((await swrole(example, ['-j', 'base'])).stdout)).toMatchObject({
        AccountId: '111111111111',
      });
  });

  test('credentials from a program are got again for other values of the variables in its command line', async () => {
    const { example, runs } = await startPrinting({ Expiration: inAnHour() }, ' "$TEAM"');
    for (const TEAM of ['red', 'red', 'blue', 'red'])
      await swrole(example, ['-j', 'base'], { TEAM });
    expect(runs()).toBe(2);
    expect(
      Object.keys(cacheFiles(example.home.cacheDir)).map((name) => name.split('/')[0]),
    ).toEqual(['answers', 'sessions', 'sessions']);
  });

  test("credentials from a script are got again for the variables named as in the README's example", async () => {
    const [example = ''] = /sh -c ': \$VAULT_ADDR \$TEAM; exec .*'/.exec(README) ?? [];
    const kept = async (line: (script: string) => string) => {
      let made: ReturnType<typeof printing> | undefined;
      const world = await start((example) => {
        made = printing(example, { Expiration: inAnHour() });
        const script = join(example.home.path, 'get-keys');
        writeFileSync(script, `#!/bin/sh\nexec ${made.command} "$TEAM"\n`, { mode: 0o700 });
        return `[profile base]\ncredential_process = ${line(script)}\n`;
      });
      for (const TEAM of ['red', 'red', 'blue'])
        expect((await swrole(world, ['-j', 'base'], { TEAM })).exitCode).toBe(0);
      return made?.runs();
    };
    expect(await kept((script) => script)).toBe(1);
    expect(await kept((script) => example.replace('/opt/get-keys', script))).toBe(2);
  });
});

test('a source that fails does no harm while valid credentials are kept', async () => {
  const { example, run } = await worldOf('sso_session');
  const first = await run('-j', 'base');
  leaveSessions(example.home, 10 * 60_000);
  rmSync(join(example.home.cacheDir, 'answers'), { recursive: true });
  rmSync(join(example.home.path, '.aws', 'sso'), { recursive: true });
  const { stdout, ...rest } = await run('-j', 'base');
  expect(rest).toEqual({ exitCode: 0, signal: null, stderr: '' });
  expect(JSON.parse(stdout).AccessKeyId).toBe(JSON.parse(first.stdout).AccessKeyId);
});

test('an answer made from the environment is not given in another one', async () => {
  const { example, source, run } = await worldOf('credential_source = Environment, a session');
  const [first, again] = [await run('-j', 'one'), await run('-j', 'one')];
  expect(again).toEqual(first);
  expect(example.standIn.calls).toHaveLength(1);
  const other = {
    AWS_ACCESS_KEY_ID: member.accessKeyId,
    AWS_SECRET_ACCESS_KEY: member.secretAccessKey,
  };
  const result = await swrole(example, ['-j', 'one'], other);
  expect(result.stdout).not.toBe(first.stdout);
  expect(example.standIn.calls.map(({ callerAccessKeyId }) => callerAccessKeyId)).toEqual([
    source.env?.AWS_ACCESS_KEY_ID,
    member.accessKeyId,
  ]);
  expect(await run('-j', 'one')).toEqual(first);
});
