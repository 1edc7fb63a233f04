import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { parseConfigFiles } from '../../src/config/files.ts';
import { roleChain } from '../../src/config/planning.ts';
import { factOf, SURROUNDINGS } from './plain.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const TOKEN = 'AQoEXAMPLEH4aoAH0gNCAPy';
const KEYS = `aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${SECRET}\naws_session_token = ${TOKEN}\n`;

const parse = (text: string) =>
  parseConfigFiles({
    config: { path: 'config', text },
    credentials: { path: 'credentials', text: '' },
  });

/** `count` roles, each the source of the one before: `p0`, `p1`, …, and `end` behind the last. */
function roles(count: number, end: string): string {
  const role = (i: number) =>
    `[profile p${i}]\nrole_arn = arn:aws:iam::111111111111:role/R${i}\nsource_profile = ${i + 1 < count ? `p${i + 1}` : end}\n`;
  return Array.from({ length: count }, (_, i) => role(i)).join('');
}

test('a chain of fifty sources has fifty steps, the last profile first', () => {
  const chain = roleChain(parse(`${roles(50, 'keys')}[profile keys]\n${KEYS}`), 'p0', SURROUNDINGS);
  expect(chain.source).toMatchObject({ kind: 'static', profile: 'keys' });
  expect(chain.steps.map(({ role }) => role.roleName)).toEqual(
    Array.from({ length: 50 }, (_, i) => `R${49 - i}`),
  );
});

test('a loop of thousands of profiles is found', () => {
  const fact = factOf(() => roleChain(parse(roles(5000, 'p1')), 'p0', SURROUNDINGS));
  expect(fact).toMatchObject({ kind: 'cycle', at: { file: 'config', line: 15_000 } });
});

test('a role ARN is split into its parts', () => {
  const text = `[profile a]\nrole_arn = arn:aws-us-gov:iam::111111111111:role/team/x/developer\nsource_profile = a\n${KEYS}`;
  expect(roleChain(parse(text), 'a', SURROUNDINGS).steps[0]?.role).toEqual({
    arn: 'arn:aws-us-gov:iam::111111111111:role/team/x/developer',
    partition: 'aws-us-gov',
    accountId: '111111111111',
    roleName: 'developer',
  });
});

test('a printed chain shows no secret', () => {
  const chain = roleChain(parse(`[profile a]\n${KEYS}`), 'a', SURROUNDINGS);
  const shown =
    inspect(chain, { depth: null, showHidden: true }) +
    JSON.stringify(chain) +
    String(chain.source);
  expect(shown).not.toContain(SECRET);
  expect(shown).not.toContain(TOKEN);
});
