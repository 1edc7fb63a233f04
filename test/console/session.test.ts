/** Which credentials the console takes, and when the length of its session may be said. */

import { expect, test } from 'vitest';
import type { RoleChain } from '../../src/config/plan.ts';
import {
  assertNoKeys,
  ConsoleError,
  consoleSeconds,
  sessionOf,
} from '../../src/console/session.ts';
import { Credentials } from '../../src/credentials.ts';
import {
  AT,
  chain,
  endpoint,
  LONG_TERM,
  MACHINE,
  step,
  TRANSPORT,
} from '../session/example-chain.ts';

const { accessKeyId, secretAccessKey } = LONG_TERM;
const SESSION = new Credentials({ accessKeyId, secretAccessKey, sessionToken: 'FwoGZXIvYXdz' });

const half = step({ durationSeconds: 1800 });
const direct = chain(half);
const source = (kind: 'static' | 'environment', credentials: Credentials) =>
  ({ kind, profile: 'my-company', credentials, at: AT }) as const;
const process: RoleChain['source'] = {
  kind: 'process',
  profile: 'my-company',
  credentialProcess: { command: 'print', at: AT },
  variables: [],
  environment: '',
};
const mfaSession: RoleChain['mfaSession'] = {
  kind: 'mfa-session',
  profile: 'my-company',
  mfa: { serial: 'arn:aws:iam::000000000000:mfa/member', generateToken: undefined },
  durationSeconds: 43_200,
  endpoint: endpoint('us-east-1'),
  transport: TRANSPORT,
};

test.each<[string, RoleChain, number | undefined]>([
  ['a role assumed with keys', direct, 1800],
  [
    'a role assumed with keys of the environment',
    { ...direct, source: source('environment', LONG_TERM) },
    1800,
  ],
  ['a role without a duration', chain(step()), undefined],
  ['a role with a duration that is too short', chain(step({ durationSeconds: 0 })), undefined],
  ['a role assumed with a session', { ...direct, source: source('static', SESSION) }, undefined],
  ['a role assumed with the credentials of a process', { ...direct, source: process }, undefined],
  ['a role behind a role', chain(half, half), undefined],
  ['a role behind an MFA session', { ...direct, mfaSession }, undefined],
  [
    'a role that lasts too long for an MFA session',
    { ...chain(step({ durationSeconds: 7200 })), mfaSession },
    7200,
  ],
])('the SessionDuration of %s is right', (_, given, seconds) => {
  expect(consoleSeconds(given, MACHINE)).toBe(seconds);
});

function given(attempt: () => unknown) {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof ConsoleError ? error.details : error;
  }
}

test.each<[string, RoleChain, object | undefined]>([
  ['keys', chain(), { kind: 'no-role', profile: 'project-dev', given: 'keys' }],
  [
    'an MFA session',
    { ...chain(), mfaSession },
    { kind: 'no-role', profile: 'project-dev', given: 'mfa-session' },
  ],
  ['a session in the files', { ...chain(), source: source('static', SESSION) }, undefined],
  ['a process', { ...chain(), source: process }, undefined],
  ['a role', direct, undefined],
])('the console refuses early: %s', (_, profile, fact) => {
  expect(given(() => assertNoKeys(profile))).toEqual(fact);
});

test('keys from a process are refused for the console when they arrive', () => {
  const fact = { kind: 'no-role', profile: 'a', given: 'keys' };
  expect(given(() => sessionOf('a', LONG_TERM))).toEqual(fact);
  expect(sessionOf('a', SESSION).sessionToken).toBe('FwoGZXIvYXdz');
});
