/** Plans that are made together are those that are made alone, and what they have in common is done once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/errors.ts';
import { type ConfigFiles, listProfiles, parseConfigFiles } from '../../src/config/files.ts';
import { ChainPlanner, chainOf, roleChain } from '../../src/config/planning.ts';
import type { RawProfile } from '../../src/config/profile/raw-profile.ts';
import { expectTimesAsLong, processorTime } from '../support/processor-time.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { SURROUNDINGS } from './plain.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n';
const SECRET = 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n';

/** What a profile may say, right and wrong; some of it counts for a whole chain. */
const LINES = fc.constantFrom(
  KEYS + SECRET,
  KEYS,
  'credential_process = /usr/local/bin/get\n',
  'credential_source = Ec2InstanceMetadata\n',
  'web_identity_token_file = /token\n',
  'mfa_serial = arn:aws:iam::111111111111:mfa/member\n',
  'generate_token = printf 123456\n',
  'mfa_session = 12h\n',
  'duration_seconds = 7200\n',
  'duration_seconds = 1\n',
  'region = us-east-1\n',
  'region = cn-north-1\n',
  'use_fips_endpoint = true\n',
  'sts_regional_endpoints = legacy\n',
  'max_attempts = 7\n',
  'ca_bundle = /bundle.pem\n',
  'color = nothing\n',
  'transitive_session_tags = x\n',
  'services = s\n',
);

const profile = fc.record({
  hasRole: fc.boolean(),
  source: fc.option(fc.constantFrom(...NAMES, 'gone')),
  lines: fc.uniqueArray(LINES, { maxLength: 3 }),
});

const files = fc.array(profile, { minLength: NAMES.length, maxLength: NAMES.length });

type Drawn = typeof files extends fc.Arbitrary<infer Value> ? Value : never;

function textOf(drawn: Drawn): string {
  const texts = drawn.map(({ hasRole, source, lines }, index) => {
    const role = hasRole ? `role_arn = arn:aws:iam::111111111111:role/R${index}\n` : '';
    const from = source === null ? '' : `source_profile = ${source}\n`;
    return `[profile ${NAMES[index]}]\n${role}${from}${lines.join('')}`;
  });
  return texts.join('');
}

const parse = (text: string): ConfigFiles =>
  parseConfigFiles({
    config: { path: 'config', text },
    credentials: { path: 'credentials', text: '' },
  });

/** A plan, or the fact that keeps it from being made. */
function result(make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    if (error instanceof ConfigError) return { ...error.details };
    throw error;
  }
}

describe('plans of several profiles', () => {
  test('plans, errors and warnings made together are the same as made alone', () => {
    fc.assert(
      fc.property(
        files,
        fc.shuffledSubarray([...NAMES], { minLength: NAMES.length }),
        (drawn, order) => {
          const parsed = parse(textOf(drawn));
          const planner = new ChainPlanner(parsed, SURROUNDINGS);
          const together = order.map((name) => result(() => chainOf(planner.plan(name))));
          const alone = order.map((name) => result(() => roleChain(parsed, name, SURROUNDINGS)));
          expect(together).toEqual(alone);
        },
      ),
      propertyRuns(200),
    );
  });

  test('the error of a circle names it from where each profile enters it, with keys and without', () => {
    const role = 'role_arn = arn:aws:iam::111111111111:role/R\n';
    const parsed = parse(
      `[profile in]\n${role}source_profile = a\n[profile a]\n${role}source_profile = b\n[profile b]\n${role}source_profile = c\n[profile c]\n${role}source_profile = a\n` +
        `[profile x]\n${role}source_profile = y\n${KEYS}${SECRET}[profile y]\n${role}source_profile = x\n`,
    );
    const planner = new ChainPlanner(parsed, SURROUNDINGS);
    const circle = (profiles: string[], line: number) => ({
      kind: 'cycle',
      profiles,
      at: { file: 'config', line },
    });
    expect(['in', 'b', 'c', 'a', 'x'].map((name) => result(() => planner.plan(name)))).toEqual([
      circle(['a', 'b', 'c', 'a'], 12),
      circle(['b', 'c', 'a', 'b'], 6),
      circle(['c', 'a', 'b', 'c'], 9),
      circle(['a', 'b', 'c', 'a'], 12),
      circle(['x', 'y', 'x'], 20),
    ]);
    expect(chainOf(planner.plan('y'))).toMatchObject({ source: { profile: 'x' }, steps: [{}] });
  });
});

describe('reads of the planner', () => {
  const role = (name: string, source: string) =>
    `[profile ${name}]\nrole_arn = arn:aws:iam::111111111111:role/R\nsource_profile = ${source}\nca_bundle = ~/bundle.pem\n`;
  const process = (name: string) => `[profile ${name}]\ncredential_process = get ${name} $USER\n`;
  const company = (count: number) =>
    Array.from({ length: count }, (_, i) => role(`r${i}`, 'end') + process(`p${i}`)).join('') +
    `[profile end]\n${KEYS}${SECRET}`;

  /** The variables that are read for all profiles, as often as they are. */
  function readsOf(parsed: ConfigFiles): string[] {
    const reads: string[] = [];
    const env = new Proxy<Record<string, string>>(
      { USER: 'ada', AWS_PROFILE: 'x', AWS_MAX_ATTEMPTS: '7' },
      {
        get: (variables, name) => {
          reads.push(String(name));
          return Reflect.get(variables, name);
        },
      },
    );
    const planner = new ChainPlanner(parsed, { ...SURROUNDINGS, env });
    for (const name of listProfiles(parsed)) planner.plan(name);
    return reads.sort();
  }

  test('a thousand profiles read the environment as often as one', () => {
    const few = readsOf(parse(company(1)));
    expect(few).toContain('AWS_MAX_ATTEMPTS');
    expect(readsOf(parse(company(500)))).toEqual(few);
  });

  test('of ten thousand profiles only the requested chain is read', () => {
    const parsed = parse(company(5000));
    const looks: string[] = [];
    const profiles = new (class extends Map<string, RawProfile> {
      override get(name: string): RawProfile | undefined {
        const profile = super.get(name);
        if (profile === undefined) return undefined;
        return {
          ...profile,
          get settings() {
            looks.push(name);
            return profile.settings;
          },
        };
      }
    })(parsed.profiles);
    expect(roleChain({ ...parsed, profiles }, 'r4000', SURROUNDINGS).source.profile).toBe('end');
    expect(new Set(looks)).toEqual(new Set(['r4000', 'end']));
  });
});

describe('the time for all profiles', () => {
  const end = { chain: `[profile end]\n${KEYS}${SECRET}`, circle: '' };

  function world(kind: keyof typeof end, count: number): ConfigFiles {
    const role = (i: number) =>
      `[profile p${i}]\nrole_arn = arn:aws:iam::111111111111:role/R${i}\nduration_seconds = 7200\nsource_profile = ${i + 1 < count ? `p${i + 1}` : kind === 'chain' ? 'end' : 'p0'}\n`;
    return parse(Array.from({ length: count }, (_, i) => role(i)).join('') + end[kind]);
  }

  /** The facts of errors are not looked at: that of a circle puts together the names of all of it. */
  function planAll(parsed: ConfigFiles): void {
    const planner = new ChainPlanner(parsed, SURROUNDINGS);
    for (const name of listProfiles(parsed)) planned(() => planner.plan(name));
  }

  function planned(plan: () => unknown): void {
    try {
      plan();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
    }
  }

  /** How often a profile is looked up while all are planned. */
  function lookUps(parsed: ConfigFiles): number {
    let count = 0;
    const profiles = new Map(parsed.profiles);
    const get = (name: string) => {
      count += 1;
      return parsed.profiles.get(name);
    };
    planAll({ ...parsed, profiles: Object.assign(profiles, { get }) });
    return count;
  }

  test.each(['chain', 'circle'] as const)(
    'the planning time of a %s grows with their number',
    async (kind) => {
      const [few, many] = [world(kind, 250), world(kind, 4000)];
      // Each that is asked for, and each that leads on.
      expect(lookUps(few)).toBe(kind === 'chain' ? 501 : 500);
      expect(lookUps(many)).toBe(kind === 'chain' ? 8001 : 8000);
      const planning = (parsed: ConfigFiles) => () => processorTime(() => planAll(parsed));
      // 16 times as many: a plan of its own for each chain would take 256 times as long.
      await expectTimesAsLong({ base: planning(few), other: planning(many) }, 80);
    },
  );
});
