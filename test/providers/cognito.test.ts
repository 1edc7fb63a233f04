import { getEventListeners } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { describeSourceError } from '../../src/messages/credentials.ts';
import { cognitoCredentials } from '../../src/providers/cognito.ts';
import { SourceError } from '../../src/providers/errors.ts';
import { sdkCredentials } from '../../src/providers/sdk.ts';
import { commandLine } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

const at = { file: '/home/ada/.aws/config', line: 4 };

/** An identity pool with a command for the login. */
const sourceWith = (command: string) =>
  ({
    kind: 'cognito',
    profile: 'x',
    identityPoolId: 'eu-west-1:12345678-90ab-cdef-1234-567890abcdef',
    login: {
      provider: 'accounts.google.com',
      at,
      token: {
        ...{ profile: 'x', key: 'cognito_login_process', command, at },
        ...{ variables: [], environment: '' },
      },
    },
    role: undefined,
    endpoint: { region: 'eu-west-1', url: undefined, useFips: false, useDualStack: false },
    transport: { caBundle: undefined, maxAttempts: 1, retryMode: 'standard' },
    at,
  }) as const;

/** With a second left. */
const newDeps = (interrupted = new AbortController().signal) => ({
  env: process.env,
  home: tempFolder(),
  platform: process.platform,
  now: Date.now,
  deadline: Date.now() + 1000,
  interrupted,
  debug: () => {},
  showProgress: () => () => {},
  waiting: ['x'],
  openTerminal: async () => 'no-terminal' as const,
});

test('the command of a login that does not end is ended at the deadline', async () => {
  const command = commandLine([process.execPath, '-e', 'setInterval(() => {}, 1000)']);
  const deps = newDeps();
  const error = await cognitoCredentials(sourceWith(command), deps).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(SourceError);
  expect(describeSourceError(error)).toEqual({
    exitCode: 5,
    message: `/home/ada/.aws/config:4: cognito_login_process of profile 'x' (${process.execPath}) failed: no answer within 1 s`,
    hint: undefined,
  });
});

const KEYS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
const never = () => new Promise<never>(() => {});

test.each<[string, () => Promise<typeof KEYS>, (stop: AbortController) => void, unknown]>([
  ['has answered', async () => KEYS, () => {}, expect.objectContaining(KEYS)],
  ['has failed', () => Promise.reject(new Error('no')), () => {}, 'no'],
  ['is late', never, () => vi.advanceTimersByTime(1000), 'no answer in time'],
  ['is interrupted', never, (stop) => stop.abort(), 'interrupted'],
  ['is asked after an interruption', never, () => {}, 'interrupted'],
])('a service that %s leaves no timer and no listener behind', async (how, ask, then, expected) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const stop = new AbortController();
  if (how === 'is asked after an interruption') stop.abort();
  const failure = (error: unknown) =>
    new SourceError({
      kind: 'no-credentials',
      profile: 'x',
      source: 'Amazon Cognito',
      reason: (error as Error).message,
      key: 'x',
      at,
    });
  const asked = sdkCredentials(ask, newDeps(stop.signal), failure).catch(
    ({ details }) => details.reason,
  );
  then(stop);
  expect(await asked).toEqual(expected);
  expect([vi.getTimerCount(), getEventListeners(stop.signal, 'abort')]).toEqual([0, []]);
});
