/** Which credentials the console takes, and when the length of its session may be said. */

import { expect, test } from 'vitest';
import type { RoleChain } from '../../src/config/plan.ts';
import { consoleSeconds, isUser, sessionOf } from '../../src/console/signin-token.ts';
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

test.each<[string, RoleChain, boolean]>([
  ['keys', chain(), true],
  ['an MFA session', { ...chain(), mfaSession }, true],
  ['a session in the files', { ...chain(), source: source('static', SESSION) }, false],
  ['a process', { ...chain(), source: process }, false],
  ['a role', direct, false],
  ['a role behind an MFA session', { ...direct, mfaSession }, false],
])('the console takes the credentials for those of a user: %s', (_, profile, expected) => {
  expect(isUser(profile)).toBe(expected);
});

test('keys are no session for the console', () => {
  expect(sessionOf(LONG_TERM)).toBeUndefined();
  expect(sessionOf(SESSION)?.sessionToken).toBe('FwoGZXIvYXdz');
});
