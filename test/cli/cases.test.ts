/** Runs `test/cases/process/*.txt`: the built program against real files and the strict stand-in of STS. */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sealedText } from '../../src/session/cached-session.ts';
import { type Case, environmentOf, expectationOf, readCases } from '../support/case-file.ts';
import { type Example, MEMBER_ARN, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { writeAwsFiles } from '../support/temp-home.ts';
import { makeTokenCommand } from '../support/token-command.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** One step of a case, as its introduction describes it. */
type Step =
  | { readonly age: number }
  | { readonly truncate: string }
  | { readonly aws: 'stopped' | 'refuses a code' }
  | {
      readonly run: string;
      readonly times?: number;
      readonly exitCode?: number;
      readonly stdout: string;
      readonly stderr?: string;
    };

/** Long-term keys of a second user, from AWS's documentation too. */
const other = {
  userName: 'other',
  accountId: '000000000000',
  accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
  secretAccessKey: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
};

const role = (name: string, requiresMfa = false) => ({
  arn: `arn:aws:iam::111111111111:role/${name}`,
  trusts: [MEMBER_ARN, MEMBER_ARN.replace('member', 'other')],
  requiresMfa,
});

/** A clock for AWS, the device and the program: what waits for the next code moves it. */
interface Clock {
  ahead: number;
}

/** A world for the case: users and roles that the cases know, and the case's own files. */
async function worldOf({ blocks }: Case): Promise<Example & { clock: Clock }> {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const example = untilTestEnds(
    await startExample({ users: [member, other], roles: [role('A'), role('M', true)], now }),
  );
  const token = await makeTokenCommand(join(example.home.path, 'otp'), member.mfa.secret);
  const clock = {
    get ahead() {
      return ahead;
    },
    set ahead(milliseconds) {
      ahead = milliseconds;
      token.moveClock(milliseconds);
    },
  };
  const config = (blocks.get('config') ?? '').replace('= TOKEN', `= ${token.command}`);
  await writeAwsFiles(example.home, { config, credentials: blocks.get('credentials') ?? '' });
  return { ...example, clock };
}

/** The files of a folder of the cache. */
function stored({ home }: Example, folder: string): string[] {
  const directory = join(home.cacheDir, folder);
  return readdirSync(directory).map((name) => join(directory, name));
}

/** Lets minutes pass for the sessions: moves them into the past, and drops the answers made from them. */
function age(example: Example, minutes: number): void {
  for (const path of stored(example, 'sessions')) {
    const { digest: _old, ...session } = JSON.parse(readFileSync(path, 'utf8'));
    session.issuedAt -= minutes * 60_000;
    session.expiration -= minutes * 60_000;
    writeFileSync(path, sealedText(session));
  }
  for (const path of stored(example, 'answers')) truncateSync(path, 0);
}

const REFUSED_CODE = {
  kind: 'answer',
  status: 403,
  code: 'AccessDenied',
  message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
} as const;

/** `/text/` is a pattern. */
function matching(expected: string): unknown {
  const pattern = /^\/(.*)\/$/s.exec(expected)?.[1];
  return pattern === undefined ? expected : expect.stringMatching(new RegExp(pattern));
}

async function perform(
  step: Step,
  example: Example & { clock: Clock },
  env: Record<string, string>,
): Promise<void> {
  const { standIn, home, clock } = example;
  if ('age' in step) return age(example, step.age);
  if ('truncate' in step) {
    for (const path of stored(example, step.truncate)) truncateSync(path, 100);
    return;
  }
  if ('aws' in step)
    return step.aws === 'stopped' ? standIn.close() : standIn.failNext(REFUSED_CODE);
  const words = step.run.replace('CODE', totp(member.mfa.secret, Date.now())).split(' ');
  const options = { env, cwd: home.path, secrets: standIn.secrets, credentialsOnStdout: true };
  const { times = 1 } = step;
  const runs = Array.from({ length: times }, () =>
    times > 1
      ? runSwrole(words, { ...options, timeoutMs: 50_000 })
      : runInProcess(words, { ...options, clock }),
  );
  const results = await Promise.all(runs);
  const { exitCode = 0, stdout, stderr = '' } = step;
  const wanted = { exitCode, signal: null, stdout: matching(stdout), stderr: matching(stderr) };
  expect(results).toEqual(results.map(() => wanted));
  expect(new Set(results.map((result) => result.stdout)).size).toBe(1);
}

const cases = readCases('process');

test.each(cases.map((given) => [given.title, given] as const))('%s', async (_, given) => {
  const example = await worldOf(given);
  const { steps, calls } = expectationOf(given) as { steps: Step[]; calls: string[] };
  for (const step of steps)
    await perform(step, example, { ...example.env, ...environmentOf(given) });
  const called = example.standIn.calls.map(({ params }) => params.RoleArn?.replace(/^.*\//, ''));
  expect(called).toEqual(calls);
});

test('every conformance case of output and process is there', () => {
  // 61, the endpoint of the environment, is among the chains: a run that ignores it would call AWS.
  const numbers = cases.map(({ number }) => number ?? 0).filter((number) => number >= 48);
  expect([...new Set(numbers)]).toEqual([48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 62]);
});
