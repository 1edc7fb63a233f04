/** What all checks find together: each thing once, the worst first, and only what was asked about. */
import { describe, expect, test } from 'vitest';
import { commandPath } from '../../src/doctor/checks/commands.ts';
import { unknownKey } from '../../src/doctor/checks/unknown-keys.ts';
import { guiPath } from '../../src/doctor/facts/commands.ts';
import { findProblems } from '../../src/doctor/find-problems.ts';
import { expectTimesAsLong, processorTimeSinceNow } from '../support/processor-time.ts';
import { factsOf, type Surroundings } from './found.ts';

const ROLE = 'role_arn = arn:aws:iam::111111111111:role/developer\n';

async function problems(surroundings: Surroundings): Promise<string[]> {
  const { facts } = await factsOf(surroundings);
  return findProblems(facts).map(({ level, check, where }) =>
    [level, check, 'line' in where ? where.line : ''].join(' ').trim(),
  );
}

const CONFIG = `[profile c]
color = blau
${ROLE}source_profile = b
[profile b]
${ROLE}source_profile = nobody
Region = eu-west-1
[profile z]
regoin = eu-west-1
region = x # y
[profile app]
credential_process = /bin/true
region = x
region = y
`;

describe('findProblems', () => {
  test('findProblems puts the worst first, and names once what two profiles share', async () => {
    expect(await problems({ config: CONFIG, env: { AWS_PROFILE: 'x' } })).toEqual([
      'error config-error 7',
      'error file-warning 15',
      'error environment-profile',
      'warning key-case 8',
      'warning unknown-key 10',
      'warning file-warning 11',
      'note config-error 9',
      'note region-form 11',
      'note region-form 15',
    ]);
  });

  test('findProblems of one profile finds problems in it, in its sources and in the files', async () => {
    expect(await problems({ config: CONFIG, profile: 'c' })).toEqual([
      'error config-error 7',
      'error file-warning 15',
      'warning key-case 8',
    ]);
    expect(await problems({ config: CONFIG, profile: 'z' })).toEqual([
      'error config-error 9',
      'error file-warning 15',
      'warning unknown-key 10',
      'warning file-warning 11',
      'note region-form 11',
    ]);
  });

  test('findProblems of an application follows swrole to the profile that it requests', async () => {
    const config = `[profile app]\ncredential_process = swrole -j a\n[profile a]\nregoin = x\n[profile b]\nregoin = x\n`;
    expect(await problems({ config, profile: 'app' })).toEqual([
      'error command-path 2',
      'warning unknown-key 4',
      'note config-error 3',
    ]);
  });

  test('findProblems finds nothing in a good home', async () => {
    const config = `[default]\nregion = eu-west-1\n[profile a]\n${ROLE}source_profile = b\n`;
    const credentials =
      '[b]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n';
    expect(await problems({ config, credentials })).toEqual([]);
    expect(await problems({})).toEqual([]);
  });

  test('findProblems counts problems beyond 20 in one section', async () => {
    const keys = (count: number) =>
      Array.from({ length: count }, (_, i) => `regoin = ${i}\nRegion${i} = x\n`).join('');
    const { facts } = await factsOf({
      config: `[profile a]\n${keys(500)}[profile b]\n${keys(3)}`,
    });
    const doubled = findProblems(facts).filter(({ check }) => check === 'file-warning');
    const lineOf = (index: number) => ({ file: facts.files.files[0], line: index });
    expect(doubled.map(({ where }) => where)).toEqual(
      [...Array.from({ length: 21 }, (_, i) => 4 + 2 * i), 1005, 1007].map(lineOf),
    );
    expect(doubled.slice(19, 21)).toMatchObject([
      { what: `regoin of profile 'a' is there twice (${facts.files.files[0]}:40)` },
      {
        what: '479 more lines of the section are like this',
        advice: { kind: 'fix', text: 'change these lines as those of the findings before' },
        count: 479,
      },
    ]);
  });

  test('only the first 2,000 unknown keys of a file get a guess', async () => {
    const key = (i: number) => `use_fips_endpoint${i.toString(36)}`;
    const lines = Array.from({ length: 2010 }, (_, i) => `${key(i)} = x\n`).join('');
    const { facts } = await factsOf({ config: `[profile a]\n${lines}` });
    const guesses = unknownKey(facts).map(({ what, advice }) => [what, advice.text]);
    expect(guesses).toEqual(
      Array.from({ length: 2000 }, (_, i) => [
        `${key(i)} of profile 'a' is not a known key`,
        'did you mean use_fips_endpoint?',
      ]),
    );
  });
});

test('a program on macOS searches fewer folders', () => {
  expect([guiPath('darwin'), guiPath('linux')]).toEqual([
    '/usr/bin:/bin:/usr/sbin:/sbin',
    '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  ]);
});

test.each(['darwin', 'linux'] as const)('%s: the searched folders are named', async (platform) => {
  const { facts } = await factsOf({ facts: { platform } });
  const command = {
    profile: 'a',
    key: 'credential_process',
    command: 'get',
    at: { file: '/config', line: 2 },
    word: 'get',
    program: { kind: 'name', here: '/opt/get', inGui: undefined },
  } as const;
  expect(commandPath({ ...facts, commands: [command] }).map(({ why }) => why)).toEqual([
    `a GUI program looks in ${guiPath(platform)}, where it is not`,
  ]);
});

/** That looking for more errors ends, and in which time. */

/** So many profiles in a row, each with an error of its own beside that of the last. */
const chain = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `[profile p${index}]
role_arn = arn:aws:iam::111111111111:role/r
source_profile = p${index + 1}
duration_seconds = 1
policy_file = nothing.json
`,
  ).join('');

test('each profile of a chain has its own errors, and no more than one for each source', async () => {
  const { facts } = await factsOf({ config: chain(5) });
  const errors = facts.plans.map((plan) => ('errors' in plan ? plan.errors.length : 0));
  // Two of its own, one of its source, and the last one's source is not there.
  expect(errors).toEqual([3, 3, 3, 3, 3]);
});

test('a profile with an error in every key is planned once for each', async () => {
  const keys = ['role_arn', 'duration_seconds', 'external_id', 'mfa_serial', 'mfa_session']
    .concat(['source_identity', 'session_tags', 'policy_arns', 'region', 'use_fips_endpoint'])
    .concat(['use_dualstack_endpoint', 'sts_regional_endpoints', 'max_attempts', 'retry_mode']);
  const config = `[profile a]\nsource_profile = a\n${keys.map((key) => `${key} = !\n`).join('')}`;
  const { facts } = await factsOf({ config });
  const [plan] = facts.plans;
  const found = plan && 'errors' in plan ? plan.errors : [];
  expect(
    found.flatMap(({ details }) => ('key' in details ? details.key : details.kind)).sort(),
  ).toEqual([...keys, 'cycle'].sort());
});

test('the time for a thousand profiles with errors grows with their number', async () => {
  const broken = (count: number) =>
    Array.from({ length: count }, (_, i) => `[profile p${i}]\nrole_arn = x\nregion = !\n`).join('');
  const time = async (count: number) => {
    const config = broken(count);
    const spent = processorTimeSinceNow();
    const { facts } = await factsOf({ config });
    expect(facts.plans.every((plan) => 'errors' in plan && plan.errors.length === 3)).toBe(true);
    return spent();
  };
  await time(200);
  // Eight times as many; with a copy of all profiles for each it would be 25 times.
  await expectTimesAsLong({ base: () => time(200), other: () => time(1600) }, 15);
});
