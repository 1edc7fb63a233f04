import { expect, test } from 'vitest';
import type { RoleStep } from '../../src/config/role-chain.ts';
import { Credentials } from '../../src/credentials.ts';
import { attemptKey, sessionKey } from '../../src/session/session-key.ts';
import { type SessionPath, sessionPath } from '../../src/session/session-step.ts';
import {
  AT,
  chain,
  endpoint,
  LONG_TERM,
  MACHINE,
  path,
  role,
  step,
  TRANSPORT,
} from './example-chain.ts';

const key = (...steps: RoleStep[]) => sessionKey(path(...steps), steps.length);
const ours = key(step());

test('is a file name everywhere', () => expect(ours).toMatch(/^[0-9a-f]{64}$/));

test('is the same for the same session', () => {
  expect(key(step())).toBe(ours);
  expect(
    sessionKey(
      sessionPath({ ...chain(step()), profile: 'other', region: 'us-east-1' }, MACHINE),
      1,
    ),
  ).toBe(ours);
  expect(key(step({ profile: 'another-name-of-it' }))).toBe(ours);
});

test.each<[string, Partial<RoleStep>]>([
  ['role', { role: role('auditor') }],
  ['account', { role: role('developer', '222222222222') }],
  [
    'partition',
    { role: { ...role('developer'), arn: 'arn:aws-cn:iam::111111111111:role/developer' } },
  ],
  ['region', { endpoint: endpoint('us-east-1') }],
  ['endpoint', { endpoint: endpoint('ap-northeast-1', 'https://sts.example.com/') }],
  ['device', { mfa: { serial: 'arn:aws:iam::000000000000:mfa/other', generateToken: undefined } }],
  ['having a device', { mfa: undefined }],
  ['external id', { externalId: 'external' }],
  ['session name', { sessionName: 'member' }],
  ['duration', { durationSeconds: 900 }],
])('changes with the %s', (_, changes) => expect(key(step(changes))).not.toBe(ours));

test('does not take one field for its neighbour', () => {
  const external = key(step({ externalId: 'x', sessionName: undefined }));
  expect(key(step({ externalId: undefined, sessionName: 'x' }))).not.toBe(external);
});

test('does not depend on how a code is made', () => {
  const generateToken = { command: 'otp', at: { file: 'config', line: 1 } };
  const serial = 'arn:aws:iam::000000000000:mfa/member';
  expect(key(step({ mfa: { serial, generateToken } }))).toBe(ours);
});

test('of an attempt depends on how a code is made as well', () => {
  const serial = 'arn:aws:iam::000000000000:mfa/member';
  const attempt = (command: string, line = 1) =>
    attemptKey(
      path(step({ mfa: { serial, generateToken: { command, at: { file: 'config', line } } } })),
      1,
    );
  expect(attempt('otp', 2)).toBe(attempt('otp'));
  expect(attempt('otp --fixed')).not.toBe(attempt('otp'));
  expect(attemptKey(path(step()), 1)).not.toBe(attempt('otp'));
});

test('changes with the keys that sign, not with their secret', () => {
  const signedBy = (accessKeyId: string, secretAccessKey: string): SessionPath => ({
    ...path(step()),
    base: {
      kind: 'static',
      profile: 'x',
      credentials: new Credentials({ accessKeyId, secretAccessKey }),
      at: AT,
    },
  });
  expect(sessionKey(signedBy(LONG_TERM.accessKeyId, 'rotated'), 1)).toBe(ours);
  expect(sessionKey(signedBy('AKIAI44QH8DHBEXAMPLE', 'secret'), 1)).not.toBe(ours);
});

test('changes with the program that gives the base', () => {
  const from = (command: string): SessionPath => ({
    ...path(step()),
    base: {
      kind: 'process',
      profile: 'x',
      credentialProcess: { command, at: AT },
      variables: {},
    },
  });
  expect(sessionKey(from('a'), 1)).not.toBe(ours);
  expect(sessionKey(from('a'), 1)).not.toBe(sessionKey(from('b'), 1));
});

test('of an MFA session is shared by every role behind the device, and changes what is behind it', () => {
  const mfa = { serial: 'arn:aws:iam::000000000000:mfa/member', generateToken: undefined };
  const mfaSession = {
    profile: 'my-company',
    mfa,
    durationSeconds: 43_200,
    endpoint: endpoint('us-east-1'),
    transport: TRANSPORT,
  };
  const behind = (name: string, durationSeconds: number) =>
    sessionPath(
      {
        ...chain(step({ role: role(name) })),
        mfaSession: { ...mfaSession, durationSeconds },
      },
      MACHINE,
    );
  expect(sessionKey(behind('a', 43_200), 1)).toBe(sessionKey(behind('b', 43_200), 1));
  expect(sessionKey(behind('a', 900), 1)).not.toBe(sessionKey(behind('a', 43_200), 1));
  expect(sessionKey(behind('developer', 43_200), 2)).not.toBe(ours);
});

test('changes with every role before it, and is shared by all behind the same ones', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => step({ role: role(name) }));
  if (!a || !b || !c) throw new Error('three steps');
  expect(key(a, c)).not.toBe(key(b, c));
  expect(key(a, b, c)).not.toBe(key(b, c));
  expect(sessionKey(path(a, b), 1)).toBe(sessionKey(path(a, c), 1));
});
