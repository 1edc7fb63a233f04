/** That looking for more errors ends, and in which time. */
import { expect, test } from 'vitest';
import { factsOf } from './found.ts';

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
    const since = process.cpuUsage();
    const { facts } = await factsOf({ config });
    expect(facts.plans.every((plan) => 'errors' in plan && plan.errors.length === 3)).toBe(true);
    const { user, system } = process.cpuUsage(since);
    return (user + system) / 1000;
  };
  await time(300);
  const [some, more] = [await time(300), await time(2400)];
  // Eight times as many; with a copy of all profiles for each it would be sixty times.
  expect(more / some).toBeLessThan(24);
});
