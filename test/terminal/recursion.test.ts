import { expect, test } from 'vitest';
import {
  activeProfiles,
  assertNoRecursion,
  markedEnvironment,
  RecursionError,
} from '../../src/terminal/secret-command.ts';

const SERIAL = 'arn:aws:iam::000000000000:mfa/member';

test('profiles are marked one after the other, whatever their names', () => {
  const env = markedEnvironment(markedEnvironment({ PATH: '/bin' }, 'outer'), 'a,b %2C é');
  expect(env).toEqual({ PATH: '/bin', SWROLE_ACTIVE: 'outer,a%2Cb%20%252C%20%C3%A9' });
  expect(activeProfiles(env)).toEqual(['outer', 'a,b %2C é']);
});

test('a mark from another program is ignored', () => {
  expect(activeProfiles({ SWROLE_ACTIVE: ',%,%zz,x' })).toEqual(['%', '%zz', 'x']);
});

test.each<[string, Record<string, string>, string, string[] | undefined]>([
  ['a waiting profile is refused', { SWROLE_ACTIVE: 'a,b' }, 'a', ['a', 'b', 'a']],
  [
    'a waiting device is refused',
    { SWROLE_ACTIVE: 'a', SWROLE_MFA_SERIAL: SERIAL },
    'b',
    ['a', 'b'],
  ],
  [
    'another device is accepted',
    { SWROLE_ACTIVE: 'a', SWROLE_MFA_SERIAL: 'GAHT12345678' },
    'b',
    undefined,
  ],
  ['a serial without a waiting profile is accepted', { SWROLE_MFA_SERIAL: SERIAL }, 'b', undefined],
  ['another profile is accepted', { SWROLE_ACTIVE: 'a' }, 'b', undefined],
])('against recursion, %s', (_, env, profile, refused) => {
  const refusal = () => assertNoRecursion(env, profile, [SERIAL]);
  if (refused === undefined) expect(refusal).not.toThrow();
  else expect(refusal).toThrow(new RecursionError('loop', refused));
});

test('a row of nine profiles is refused, though no profile comes twice', () => {
  const row = (length: number) => ({ SWROLE_ACTIVE: [...'abcdefghij'].slice(0, length).join() });
  expect(() => assertNoRecursion(row(7), 'x', [])).not.toThrow();
  expect(() => assertNoRecursion(row(8), 'x', [])).toThrow(
    new RecursionError('too-deep', [...'abcdefgh', 'x']),
  );
});
