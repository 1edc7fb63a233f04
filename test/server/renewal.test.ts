/** The whole program with a clock of the test: renewal by STS, across the end of sessions. */
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../../src/app.ts';
import type { Output, System } from '../../src/system.ts';
import { askEndpoint } from '../support/container-client.ts';
import { auditor, type Example, startExample } from '../support/example-world.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const MINUTE = 60_000;

const AUDIT = `[profile audit]
role_arn = ${auditor.arn}
source_profile = my-company
`;

/** A clock that only a test sets, and sleeps that end by it. Sleeps below a second are real: for locks and requests. */
function createClock() {
  const sleepers = new Set<{ readonly at: number; wake(): void }>();
  const clock = {
    now: Date.now(),
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      if (milliseconds < 1_000) return delay(milliseconds, undefined, signal && { signal });
      return new Promise<void>((resolve, reject) => {
        const sleeper = { at: clock.now + milliseconds, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    },
    /** The time passes, and wakes who sleeps. */
    pass: (milliseconds: number) => {
      clock.now += milliseconds;
      for (const sleeper of sleepers) {
        if (sleeper.at > clock.now) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
  };
  return clock;
}

function collected(): Output & { text: string } {
  const output = {
    text: '',
    isTerminal: false,
    columns: 80,
    write: async (text: string) => {
      output.text += text;
    },
  };
  return output;
}

type Clock = ReturnType<typeof createClock>;

/** `swrole serve -f json audit` in this process. */
async function serve({ env, home }: Example, clock: Clock) {
  const [stdout, stderr, ending] = [collected(), collected(), new AbortController()];
  const system: System = {
    argv: ['serve', '-f', 'json', 'audit'],
    env,
    home: home.path,
    platform: process.platform,
    nodeVersion: process.version.slice(1),
    user: 'member',
    machine: hostname(),
    shellFiles: '',
    program: { node: process.execPath, script: SWROLE_PROGRAM },
    stdout,
    stderr,
    now: () => clock.now,
    startedAt: clock.now,
    sleep: clock.sleep,
    readStdin: () => new Promise(() => {}),
    watchInterrupts: () => ({ signal: ending.signal, stop: () => {} }),
  };
  const status = runProgram(system);
  onTestFinished(async () => {
    ending.abort('SIGTERM');
    await status;
  });
  await expect.poll(() => stdout.text).toMatch(/\n$/);
  const variables = JSON.parse(stdout.text);
  return {
    stderr,
    status,
    end: (signal: NodeJS.Signals) => ending.abort(signal),
    /** How many minutes the credentials last that it gives, or its answer. */
    left: async () => {
      const answer = await askEndpoint(variables);
      if (!('body' in answer) || answer.status !== 200) return answer;
      return Math.round((Date.parse(answer.body.Expiration ?? '') - clock.now) / MINUTE);
    },
  };
}

async function start() {
  const clock = createClock();
  const example = untilTestEnds(await startExample({ extraConfig: AUDIT, now: () => clock.now }));
  /** Calls that gave credentials; the SDK signs by the real clock, and corrects that with another call. */
  const given = () => example.standIn.calls.filter(({ status }) => status === 200).length;
  return { clock, given, example, endpoint: await serve(example, clock) };
}

test('a session is renewed 20 minutes before its end, again and again, once each time', async () => {
  const { clock, given, endpoint } = await start();
  expect([await endpoint.left(), given()]).toEqual([60, 1]);
  clock.pass(39 * MINUTE);
  expect([await endpoint.left(), given()]).toEqual([21, 1]);
  for (const calls of [2, 3]) {
    clock.pass(2 * MINUTE);
    await expect.poll(endpoint.left).toBe(60);
    expect(given()).toBe(calls);
    clock.pass(39 * MINUTE);
    expect([await endpoint.left(), given()]).toEqual([21, calls]);
  }
  endpoint.end('SIGINT');
  expect([await endpoint.status, endpoint.stderr.text]).toEqual([{ signal: 'SIGINT' }, '']);
});

test('after the machine has slept past the end, the first request gets new credentials', async () => {
  const { clock, given, endpoint } = await start();
  clock.now += 5 * 60 * MINUTE;
  const answers = await Promise.all(Array.from({ length: 20 }, endpoint.left));
  expect([answers, given()]).toEqual([Array(20).fill(60), 2]);
});

test('AWS refuses: what is valid is given to its end, and then the reason', async () => {
  const { clock, example, endpoint } = await start();
  const refused = { kind: 'answer', status: 403, code: 'AccessDenied', message: 'no' } as const;
  example.standIn.failNext(refused, 1000);
  for (const left of [19, 18, 2, 1]) {
    clock.pass((((await endpoint.left()) as number) - left) * MINUTE);
    expect(await endpoint.left()).toBe(left);
  }
  clock.pass(MINUTE);
  await expect.poll(endpoint.left).toEqual({
    status: 503,
    body: {
      Code: 'NoCredentials',
      Message:
        "AWS refused AssumeRole arn:aws:iam::222222222222:role/auditor: AccessDenied: no; profile 'audit' has neither mfa_serial nor external_id: if the role requires MFA, add the line mfa_serial = arn:aws:iam::123456789012:mfa/NAME with your device; if the role requires an external ID, add the line external_id = ID; otherwise check role_arn against the role's trust policy",
    },
  });
});
