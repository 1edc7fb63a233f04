/** What an SDK does not show: why a profile gave no credentials the last time, as `status` and `doctor` show it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { lastFailures, storeFailure } from '../../src/session/inventory.ts';
import { privateStore } from '../../src/storage/private-store.ts';
import { failuresWere } from '../soak/stored-files.ts';
import { type Example, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import type { RunResult } from '../support/run-swrole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ generateToken: false }));
});

/** As a program runs it where there is no terminal. */
function run(...args: readonly string[]): Promise<RunResult> {
  return runInProcess(args, { env: example.env, credentialsOnStdout: true, detached: true });
}

const said = (stdout: string) => ({ exitCode: 0, signal: null, stdout, stderr: '' });

const MESSAGE = "profile 'project-dev' needs a code, and there is no terminal to ask for it";
const HINT = "run 'swrole login project-dev' in a terminal first, or set generate_token";

/** `project-dev` has failed 40 s ago; a test may be slow. */
async function fail(): Promise<void> {
  await run('-j', 'project-dev');
  failuresWere(example.home, 40_000);
}

const folder = () => join(example.home.cacheDir, 'outcomes');
const names = () => readdirSync(folder());
const inTime = (text: string) => text.replace(/\b4\ds ago/g, '40s ago').replace(/-( +)-/, '-$1-');

test('status shows the last failure with its age and what to do, also for the profile of an SDK', async () => {
  await fail();
  const table = `LAST FAILURE  WHEN     ERROR${' '.repeat(MESSAGE.length - 3)}WHAT TO DO
project-dev   40s ago  ${MESSAGE}  ${HINT}
`;
  const { stdout } = await run('status', 'app-dev');
  expect(inTime(stdout)).toBe(`app-dev: nothing is cached\n\n${table}`);
  expect(inTime((await run('status', 'project-dev')).stdout)).toContain(`\n${table}`);
  expect(inTime((await run('status')).stdout)).toContain(`\n${table}`);
  expect((await run('status', 'my-company')).stdout).toBe('my-company: nothing is cached\n');
});

test('status on a terminal wraps the last failure between words', async () => {
  await fail();
  const { stdout } = await runInProcess(['status'], {
    env: { ...example.env, NO_COLOR: '1' },
    columns: 60,
  });
  expect(inTime(stdout)).toBe(`nothing is cached

project-dev failed 40s ago
  error: profile 'project-dev' needs a code, and there is no
  terminal to ask for it
  hint: run 'swrole login project-dev' in a terminal first,
  or set generate_token
`);
});

test("status shows the hint of the other swrole where the profile's program is swrole", async () => {
  await run('-j', 'app-dev');
  const { stdout } = await run('status', '--json', 'app-dev');
  const { failures } = JSON.parse(stdout);
  const inner = expect.objectContaining({ profile: 'project-dev', message: MESSAGE, hint: HINT });
  const message = expect.stringMatching(/ failed: exit status 4: profile 'project-dev' needs a /);
  const outer = expect.objectContaining({ profile: 'app-dev', exitCode: 5, message, hint: HINT });
  expect(failures).toEqual([outer, inner]);
  const again = await run('-j', 'app-dev');
  expect(again.stderr).toMatch(
    new RegExp(
      `^swrole: error: .*: ${MESSAGE}\nswrole: hint: the same .*\nswrole: hint: ${HINT}\n$`,
    ),
  );
});

test('status --json has the last failure in fields', async () => {
  await fail();
  const { stdout, ...rest } = await run('status', '--json', 'project-dev');
  expect(rest).toEqual({ exitCode: 0, signal: null, stderr: '' });
  const { failures } = JSON.parse(stdout);
  expect(failures).toEqual([
    {
      profile: 'project-dev',
      failedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      secondsAgo: expect.any(Number),
      pid: expect.any(Number),
      exitCode: 4,
      message: MESSAGE,
      hint: HINT,
    },
  ]);
  expect(Math.floor(failures[0].secondsAgo / 10)).toBe(4);
});

test('doctor finds the last failure, and names the profile', async () => {
  await fail();
  const { stdout, exitCode } = await run('doctor', '--json', 'app-dev');
  expect(exitCode).toBe(0);
  const { findings } = JSON.parse(inTime(stdout)) as { findings: readonly { check: string }[] };
  expect(findings.filter(({ check }) => check === 'last-failure')).toEqual([
    {
      check: 'last-failure',
      level: 'warning',
      what: `profile 'project-dev' gave no credentials 40s ago: ${MESSAGE}`,
      where: { file: example.home.configFile, line: 4, variable: null, host: null, program: null },
      why: 'the SDKs for JavaScript, Java and C++ do not show the reason',
      advice: { kind: 'fix', text: HINT },
    },
  ]);
});

const failures = async () => JSON.parse((await run('status', '--json')).stdout).failures;

test('a shared failure has the age of the first one', async () => {
  await run('-j', 'project-dev');
  failuresWere(example.home, 20_000);
  expect((await run('-j', 'project-dev')).stderr).toContain('the same attempt failed 2');
  const [{ secondsAgo, message }] = await failures();
  expect([secondsAgo >= 20, message]).toEqual([true, MESSAGE]);
});

test('a success removes the last failure', async () => {
  await fail();
  expect((await run('-j', '-t', totp(member.mfa.secret, Date.now()), 'project-dev')).stderr).toBe(
    '',
  );
  expect(await failures()).toEqual([]);
});

test('logout removes the last failure of the profile or of all', async () => {
  for (const args of [['project-dev'], ['--all']]) {
    await fail();
    expect(await failures()).toHaveLength(1);
    expect((await run('logout', ...args)).exitCode).toBe(0);
    expect(await failures()).toEqual([]);
    expect(names()).toEqual([]);
  }
});

test('a typing error and a call without cache leave no last failure', async () => {
  await run('-j', '--no-cache', 'project-dev');
  await run('-j', '--duration', '13h', 'project-dev');
  await run('-j', 'projectdev');
  expect(await failures()).toEqual([]);
});

test.each<[string, (text: string) => string]>([
  ['damaged', (text) => text.slice(0, 40)],
  ['of another format', (text) => text.replace('"format":1', '"format":9')],
  ['of an invalid time', (text) => text.replace(/"at":\d+/, '"at":1e300')],
  ['of another profile', (text) => text.replace('"profile":"project-dev"', '"profile":"x"')],
])('a last failure that is %s is ignored', async (_, change) => {
  await fail();
  for (const name of names()) {
    const path = join(folder(), name);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  }
  expect(await run('status', 'my-company')).toEqual(said('my-company: nothing is cached\n'));
  expect(await failures()).toEqual([]);
});

test('a failure is shown for a day', () => {
  const outcomes = privateStore(join(tempFolder(), 'swrole'), 'outcomes');
  const failure = { profile: 'x', at: Date.UTC(2026, 0, 1), pid: 1, exitCode: 5, message: 'no' };
  storeFailure(outcomes, failure);
  const after = (milliseconds: number) => lastFailures(outcomes, failure.at + milliseconds);
  expect([after(86_399_999), after(86_400_000)]).toEqual([[failure], []]);
});
