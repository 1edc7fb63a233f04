/**
 * Programs that people use with swrole, as they are: each gets the role from the built program, against a strict stand-in of STS.
 * The role needs MFA, and `generate_token` makes the codes. `SWROLE_INTEROP_ONLY=boto3,Rust` builds and runs a part of them.
 */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Moto, pythonWithMoto, startMoto } from '../peers/moto-server.ts';
import { member } from '../support/example-world.ts';
import { runSwrole, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import type { TimedRun } from '../support/timed-run.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { type Build, build } from './build.ts';
import { CONSUMERS, type Consumer } from './consumers.ts';
import { type Finding, writeFindings } from './works-with.ts';
import { AS_ROLE, ONCE, openWorld, run } from './world.ts';

const tell = (line: string) => process.stderr.write(`${line}\n`);

/** A program that was built, or the reason why its tests cannot run. */
interface Built {
  readonly consumer: Consumer;
  readonly folder: string;
}

const wanted = (process.env.SWROLE_INTEROP_ONLY ?? '').toLowerCase().split(',');

const built: Built[] = [];
for (const consumer of CONSUMERS.filter(({ name }) =>
  wanted.some((part) => name.toLowerCase().includes(part)),
)) {
  const result: Build | Error = await build(consumer.recipe).catch((error: Error) => error);
  if (result instanceof Error) {
    test(`${consumer.name} can be built`, () => {
      throw result;
    });
  } else if ('missing' in result) {
    tell(`skipped: ${consumer.name}, because this fails: ${result.missing}`);
    test.skip(`${consumer.name}, because this fails: ${result.missing}`, () => undefined);
  } else {
    tell(
      `built: ${consumer.name} ${consumer.version(result.folder)}, ${result.seconds.toFixed(0)} s`,
    );
    built.push({ consumer, folder: result.folder });
  }
}

/** What the tests of a program have found out so far. */
type Draft = { -readonly [Field in keyof Finding]?: Finding[Field] } & { passed: Set<string> };
const drafts = new Map<string, Draft>(CONSUMERS.map(({ name }) => [name, { passed: new Set() }]));

/** Tests that each program must pass before the README says so. */
const TESTS = ['process', 'crowd', 'eval', 'exec', 'setup', 'refused', 'again', 'all', 'ends'];

function draft(name: string): Draft {
  const found = drafts.get(name);
  if (found === undefined) throw new Error(`${name} is not in the table`);
  return found;
}

afterAll(() => {
  const found = built.flatMap(({ consumer: { name, version }, folder }) => {
    const { passed, ...finding } = draft(name);
    const isWhole = TESTS.every((each) => passed.has(each));
    return isWhole ? [{ name, version: version(folder), ...finding } as Finding] : [];
  });
  writeFindings(
    found,
    CONSUMERS.map(({ name }) => name),
  );
});

const python = pythonWithMoto();
const moto: Moto | undefined = python === undefined ? undefined : await startMoto(python);
if (moto === undefined) tell('skipped: there is no moto, and pip cannot install it');
afterAll(() => moto?.close());

const world = async (sessionSeconds?: number) => untilTestEnds(await openWorld(sessionSeconds));

const SDK = { AWS_PROFILE: 'sdk' };

describe.each(built)('$consumer.name', ({ consumer, folder }) => {
  const { name } = consumer;
  const command = consumer.command(folder);
  const pass = (each: string) => draft(name).passed.add(each);

  test('has the role through credential_process, and again without a call', async () => {
    const place = await world();
    const user = {
      ...AS_ROLE,
      stdout: `arn:aws:iam::${member.accountId}:user/${member.userName}\n`,
    };
    const cold = await run(command, place, SDK);
    expect(cold).toEqual(AS_ROLE);
    const [keys, cached]: [TimedRun[], TimedRun[]] = [[], []];
    for (let round = 0; round < 3; round += 1) {
      keys.push(await run(command, place, { AWS_PROFILE: 'my-company' }));
      cached.push(await run(command, place, SDK));
    }
    expect(keys).toEqual(keys.map(() => user));
    expect(cached).toEqual(cached.map(() => AS_ROLE));
    expect(await place.used()).toEqual(ONCE);
    // The machine may have other work: the shortest time is the one without it.
    const seconds = (...runs: readonly TimedRun[]) =>
      (Math.min(...runs.map(({ milliseconds }) => milliseconds)) / 1000).toFixed(2);
    tell(
      `${name}: ${seconds(...keys)} s with keys, ${seconds(...cached)} s cached, ${seconds(cold)} s cold`,
    );
    pass('process');
  });

  test('eight at once have the role with one call and one code', async () => {
    const place = await world();
    const runs = await Promise.all(Array.from({ length: 8 }, () => run(command, place, SDK)));
    expect(runs).toEqual(Array(8).fill(AS_ROLE));
    expect(await place.used()).toEqual(ONCE);
    pass('crowd');
  });

  test('has the role through eval', async () => {
    const place = await world();
    const line = ['sh', '-c', 'eval "$(swrole project-dev)" && exec "$@"', 'sh'];
    expect(await run([...line, ...command], place, {})).toEqual(AS_ROLE);
    expect(await place.used()).toEqual(ONCE);
    pass('eval');
  });

  test('has the role through exec', async () => {
    const place = await world();
    const line = ['swrole', 'exec', 'project-dev', '--', ...command];
    expect(await run(line, place, {})).toEqual(AS_ROLE);
    expect(await place.used()).toEqual(ONCE);
    pass('exec');
  });

  test('has the role through the line of setup, in a home with spaces and brackets', async () => {
    const place = await world();
    const { example, env } = place;
    const home = join(example.home.path, "Ada's home (söhne) & more");
    mkdirSync(join(home, '.aws'), { recursive: true });
    for (const file of ['config', 'credentials'])
      writeFileSync(join(home, '.aws', file), readFileSync(join(example.home.path, '.aws', file)), {
        mode: 0o600,
      });
    const program = join(home, 'my tools');
    symlinkSync(SWROLE_PROGRAM, program);
    const { exitCode } = await runSwrole(['setup', 'app', 'project-dev'], {
      env: { ...env, HOME: home },
      program,
    });
    expect(exitCode).toBe(0);
    const variables = { HOME: home, AWS_PROFILE: 'app' };
    expect(await run(command, place, variables)).toEqual(AS_ROLE);
    expect(await run(command, place, variables)).toEqual(AS_ROLE);
    expect(await place.used()).toEqual(ONCE);
    pass('setup');
  });

  test('fails if AWS refuses the role', async () => {
    const place = await world();
    const { exitCode, stdout, stderr } = await run(command, place, { AWS_PROFILE: 'closed-sdk' });
    expect(exitCode).not.toBe(0);
    expect(stdout).toBe('');
    expect(await place.used()).toEqual({ roles: 0, codes: 0 });
    const { showsInstead } = consumer;
    const why =
      'swrole: error: AWS refused AssumeRole arn:aws:iam::222222222222:role/closed: AccessDenied';
    expect(stderr).toContain(showsInstead ?? why);
    expect(stderr.includes(why)).toBe(showsInstead === undefined);
    draft(name).showsInstead = showsInstead ?? null;
    draft(name).startsForError = place.starts();
    pass('refused');
  });

  test.skipIf(moto === undefined || consumer.callsS3)('has the role of moto', async () => {
    const place = await world();
    const variables = { ...SDK, AWS_ENDPOINT_URL_STS: moto?.url ?? '' };
    expect(await run(command, place, variables)).toEqual(AS_ROLE);
    const [assumed, ...others] = moto?.requests() ?? [];
    expect(assumed).toMatch(/^Action=AssumeRole&.*&TokenCode=\d{6}/);
    // Terraform's asks who it is before.
    expect(others.length).toBeGreaterThan(0);
    for (const request of others) expect(request).toMatch(/^Action=GetCallerIdentity&/);
  });

  test('runs swrole again while or before the session ends', async () => {
    draft(name).asksAgain = consumer.isCommand
      ? 'with each command'
      : await asksAgain([...command, 'loop', '2.5', '0.5']);
    pass('again');
  });
});

/** When a program runs swrole again, by the starts of swrole for sessions of different lengths. */
async function asksAgain(loop: readonly string[]): Promise<string> {
  const starts = async (seconds: number) => {
    const place = await world(seconds);
    await run(loop, place, SDK);
    return place.starts();
  };
  // Not at the same time: what is counted is what a call does, and a call that waits is one less.
  const [long, quarter, short] = [await starts(1200), await starts(600), await starts(200)];
  const counts = { long, quarter, short };
  // The SDK for Ruby asks twice at the start.
  if (long > 2) throw new Error(`swrole is run for each call: ${JSON.stringify(counts)}`);
  if (quarter > long) return 'with each call in the last 15 min of a session';
  return short > long
    ? 'with each call in the last 5 min of a session'
    : 'once, in the last seconds of a session';
}

test('all of them at once have the role with one call and one code', async () => {
  const place = await world();
  const runs = await Promise.all(
    built.map(({ consumer, folder }) => run(consumer.command(folder), place, SDK)),
  );
  expect(runs).toEqual(built.map(() => AS_ROLE));
  expect(await place.used()).toEqual(ONCE);
  for (const { consumer } of built) draft(consumer.name).passed.add('all');
});

/** Milliseconds for a loop of 100 s. */
const LOOP_LIMIT = 140_000;

/** The lines of a loop, without the name of the session. */
const lines = ({ stdout }: TimedRun) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/(?<=^ok arn:.*role\/developer\/).*/, '…'));

async function loopOf({ consumer, folder }: Built) {
  const place = await world(70);
  const loop = ['loop', '100', consumer.isCommand ? '4' : '2'];
  const ended = await run([...consumer.command(folder), ...loop], place, SDK, LOOP_LIMIT);
  return { name: consumer.name, ended, used: await place.used() };
}

test('none has a failed call in 100 s, with sessions of 70 s', { timeout: 150_000 }, async () => {
  const loops = await Promise.all(built.map(loopOf));
  for (const { name, ended, used } of loops) {
    tell(`${name}: ${lines(ended).length} calls, ${used.roles} sessions`);
    const failed = lines(ended).filter(
      (line) => line !== 'ok arn:aws:sts::111111111111:assumed-role/developer/…',
    );
    expect({ name, failed, exitCode: ended.exitCode }).toEqual({ name, failed: [], exitCode: 0 });
    expect(lines(ended).length).toBeGreaterThan(5);
    expect(used.roles).toBeGreaterThan(1);
    expect(used.roles).toBe(used.codes);
    draft(name).passed.add('ends');
  }
});
