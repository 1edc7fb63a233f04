import { expect, test } from 'vitest';
import { describeSourceError } from '../../src/messages/credentials.ts';
import { cognitoCredentials } from '../../src/providers/cognito.ts';
import { SourceError } from '../../src/providers/errors.ts';
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

test('the command of a login that does not end is ended at the deadline', async () => {
  const command = commandLine([process.execPath, '-e', 'setInterval(() => {}, 1000)']);
  const deps = {
    env: process.env,
    home: tempFolder(),
    platform: process.platform,
    now: Date.now,
    deadline: Date.now() + 1000,
    interrupted: new AbortController().signal,
    debug: () => {},
    showProgress: () => () => {},
    waiting: ['x'],
    openTerminal: async () => 'no-terminal' as const,
  };
  const error = await cognitoCredentials(sourceWith(command), deps).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(SourceError);
  expect(describeSourceError(error)).toEqual({
    exitCode: 5,
    message: `/home/ada/.aws/config:4: cognito_login_process of profile 'x' (${process.execPath}) failed: no answer within 1 s`,
    hint: undefined,
  });
});
