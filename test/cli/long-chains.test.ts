/** Chains and circles of very many profiles: what is said of them stays short, and takes as long as of as many roles. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cacheFiles } from '../support/cache-files.ts';
import { EXAMPLE_CREDENTIALS, startExample } from '../support/example-world.ts';
import { expectTimesAsLong, processorTimeSinceNow } from '../support/processor-time.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { type AwsFiles, makeTempHome, type TempHome, writeAwsFiles } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const LEADS = {
  roles: () => 'my-company',
  chain: (i: number, count: number) => (i + 1 < count ? `p${i + 1}` : 'my-company'),
  circle: (i: number, count: number) => `p${(i + 1) % count}`,
};
type Kind = keyof typeof LEADS;

const DEVICE = 'mfa_serial = arn:aws:iam::000000000000:mfa/member\n';
const WRONG_KEYS =
  '[my-company]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_kye = x\n';

function configOf(kind: Kind, count: number, more = ''): string {
  const role = (_: unknown, i: number) =>
    `[profile p${i}]\nrole_arn = arn:aws:iam::111111111111:role/R${i}\nsource_profile = ${LEADS[kind](i, count)}\n${more}`;
  return `[profile my-company]\n${Array.from({ length: count }, role).join('')}`;
}

async function homeOf(kind: Kind, count: number, more = '') {
  const config = configOf(kind, count, more);
  return untilTestEnds(await makeTempHome({ config, credentials: EXAMPLE_CREDENTIALS }));
}

test('the table of a long chain counts the names in the middle, and --json has both ends', async () => {
  const home = await homeOf('chain', 500);
  const env = { HOME: home.path };
  const table = await runInProcess(['list'], { env });
  expect(table.stdout.split('\n').find((line) => line.startsWith('p0 '))).toMatch(
    /^p0 +chain +p1 -> p2 -> p3 -> p4 -> 495 more -> my-company -> keys +111111111111 +R0 /,
  );
  const { stdout } = await runInProcess(['list', '--json'], { env });
  const facts = JSON.parse(stdout) as { path: string[]; pathLength: number }[];
  const first = Array.from({ length: 99 }, (_, i) => `p${i}`);
  expect(facts[1]).toMatchObject({ path: [...first, 'my-company'], pathLength: 501 });
  expect(facts[450]).toMatchObject({ pathLength: 52 });
  expect(facts[450]?.path).toHaveLength(52);
});

test('the table of very many codes counts the codes behind the first ones, and --json has both ends', async () => {
  const home = await homeOf('chain', 200, DEVICE);
  const env = { HOME: home.path };
  const table = await runInProcess(['list'], { env });
  expect(table.stdout.split('\n').find((line) => line.startsWith('p0 '))).toMatch(
    / terminal, terminal, terminal and 197 more +-$/,
  );
  const { stdout } = await runInProcess(['list', '--json'], { env });
  const facts = JSON.parse(stdout) as { mfa: unknown[]; mfaCount: number }[];
  const code = {
    serial: 'arn:aws:iam::000000000000:mfa/member',
    codeFrom: 'terminal',
    sessionSeconds: null,
  };
  expect(facts[1]?.mfa).toEqual(Array.from({ length: 100 }, () => code));
  expect(facts.map(({ mfaCount }) => mfaCount)).toEqual([
    0,
    ...Array.from({ length: 200 }, (_, i) => 200 - i),
  ]);
});

test('the error of a long circle counts the names in the middle', async () => {
  const home = await homeOf('circle', 2000);
  expect(await runInProcess(['-j', 'p5'], { env: { HOME: home.path } })).toEqual({
    exitCode: 3,
    signal: null,
    stdout: '',
    stderr: `swrole: error: ${home.configFile}:16: source_profile goes in a circle: p5 -> p6 -> p7 -> p8 -> 1995 more -> p4 -> p5
swrole: hint: one of them must have keys or another source of its own
`,
  });
});

describe('processor time', () => {
  /** A home in which some sessions are stored, so that the keys of all are wanted. */
  async function cachedHome() {
    const example = untilTestEnds(await startExample());
    const { env, home } = example;
    await runInProcess(['-j', 'project-dev'], { env, credentialsOnStdout: true });
    expect(cacheFiles(home.cacheDir)).not.toEqual({});
    return home;
  }

  /** Milliseconds of the processor that a command of the built program takes, with the start of node. */
  function builtCost(HOME: string, args: readonly string[]): number {
    const record = join(HOME, 'record.cjs');
    const write = "require('fs').writeSync(2, JSON.stringify(process.cpuUsage()))";
    writeFileSync(record, `process.on('exit', () => ${write})`);
    const { stderr } = spawnSync(process.execPath, ['--require', record, SWROLE_PROGRAM, ...args], {
      env: { HOME },
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 30_000,
    });
    const { user, system } = JSON.parse(/\{[^}]*\}$/.exec(stderr)?.[0] ?? '') as NodeJS.CpuUsage;
    return (user + system) / 1000;
  }

  /** What the built program takes for a home without files: its share makes the ratios below steady. */
  let startCost: number;
  beforeAll(async () => {
    const { path, close } = await makeTempHome();
    startCost = builtCost(path, ['list']);
    await close();
  });

  /** Milliseconds of the processor that a command takes in this process, and of the start of the program. */
  async function cost(HOME: string, args: readonly string[]): Promise<number> {
    const spent = processorTimeSinceNow();
    await runInProcess(args, { env: { HOME } });
    return startCost + spent();
  }

  /** What a command takes with these files. */
  const withFiles = (home: TempHome, command: string, files: AwsFiles) => async () => {
    await writeAwsFiles(home, files);
    return cost(home.path, command.split(' '));
  };

  test.each(['list', 'list --json', 'status', 'doctor', 'logout p0'])(
    'the time of %s for a chain or a circle is the same as for as many roles',
    async (command) => {
      const home = await cachedHome();
      const withKind = (kind: Kind) => withFiles(home, command, { config: configOf(kind, 700) });
      // A plan of its own for each profile of the chain would take tens of times as long.
      for (const kind of ['chain', 'circle'] as const)
        await expectTimesAsLong({ base: withKind('roles'), other: withKind(kind) }, 4);
    },
    120_000,
  );

  test.each([
    ['list', 'a device in each profile', 1500, DEVICE, EXAMPLE_CREDENTIALS],
    ['doctor', 'an error at its end', 600, '', WRONG_KEYS],
  ] as const)(
    'the time of %s for a chain with %s is a small multiple of the time without',
    async (command, _, count, more, credentials) => {
      const home = await cachedHome();
      const without = { config: configOf('chain', count), credentials: EXAMPLE_CREDENTIALS };
      const files = { config: configOf('chain', count, more), credentials };
      const [base, other] = [withFiles(home, command, without), withFiles(home, command, files)];
      // A walk along the chain for each profile takes more than ten times as long.
      await expectTimesAsLong({ base, other }, 4);
    },
    120_000,
  );

  test('the time of logout for a chain grows with its length', async () => {
    const home = await cachedHome();
    const ofLength = (count: number) =>
      withFiles(home, 'logout p0', { config: configOf('chain', count) });
    // Twice as long; a digest of the whole way for each session takes four times as long.
    await expectTimesAsLong({ base: ofLength(2000), other: ofLength(4000) }, 2.8);
  }, 120_000);

  test('the time of doctor for thousands of wrong names and keys stays small', async () => {
    const home = await cachedHome();
    const lines = (count: number, line: (i: number) => string) =>
      Array.from({ length: count }, (_, i) => line(i)).join('');
    const role = (i: number, source: string) =>
      `[profile p${i}]\nrole_arn = arn:aws:iam::111111111111:role/R\nsource_profile = ${source}\n`;
    const withNames = (source: (i: number) => string) =>
      withFiles(home, 'doctor', { config: lines(1000, (i) => role(i, source(i))) });
    // A name of one letter is near to none, so it is not compared.
    await expectTimesAsLong(
      { base: withNames(() => 'x'), other: withNames((i) => `bsae${i}`) },
      2.5,
    );
    // Of both kinds only the first ones are compared: test/util/text.test.ts, test/doctor/find-problems.test.ts.
    const withKeys = (key: string) =>
      withFiles(home, 'doctor', {
        config: `[profile a]\n${lines(10_000, (i) => `${key}${i} = x\n`)}`,
      });
    await expectTimesAsLong({ base: withKeys('k'), other: withKeys('a_key_of_ours_') }, 3);
  }, 120_000);
});
