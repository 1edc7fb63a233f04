/** What all checks find together: each thing once, the worst first, and only what was asked about. */
import { describe, expect, test } from 'vitest';
import { findProblems } from '../../src/doctor/find-problems.ts';
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
      config: `[profile a]\n${keys(5000)}[profile b]\n${keys(3)}`,
    });
    const doubled = findProblems(facts).filter(({ check }) => check === 'file-warning');
    const lineOf = (index: number) => ({ file: facts.files.files[0], line: index });
    expect(doubled.map(({ where }) => where)).toEqual(
      [...Array.from({ length: 21 }, (_, i) => 4 + 2 * i), 10_005, 10_007].map(lineOf),
    );
    expect(doubled.slice(19, 21)).toMatchObject([
      { what: `regoin of profile 'a' is there twice (${facts.files.files[0]}:40)` },
      {
        what: '4979 more lines of the section are like this',
        advice: { kind: 'fix', text: 'change these lines as those of the findings before' },
        count: 4979,
      },
    ]);
  });
});
