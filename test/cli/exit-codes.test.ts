/** What the documents say of each exit code, done once. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../src/help/topics.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { makeTempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const KEYS = `[user]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
`;
const DEVICE = 'mfa_serial = arn:aws:iam::000000000000:mfa/member';
const ROLE = 'role_arn = arn:aws:iam::111111111111:role/developer';

/** The command's parent is swrole, which gets the signal while it waits for a code. */
const interrupted = (signal: string) => `generate_token = kill -${signal} $PPID; sleep 60`;

const CASES: Readonly<Record<string, readonly (readonly [what: string, args: string[]])[]>> = {
  '0': [['a page of help', ['help']]],
  '1': [['a config file that cannot be written', ['setup', 'app', 'user']]],
  '2': [['a flag that there is not', ['-j', '--bogus', 'user']]],
  '3': [['a profile that there is not', ['-j', 'nobody']]],
  '4': [['a code that cannot be asked for', ['-j', '--no-prompt', 'role']]],
  '5': [['a sign-in that there is not', ['-j', 'sign-in']]],
  '130': [['SIGINT', ['-j', 'int']]],
  '143': [['SIGTERM', ['-j', 'term']]],
  '129': [['SIGHUP', ['-j', 'hup']]],
};

const config = ['int', 'term', 'hup']
  .map(
    (name) =>
      `[profile ${name}]\n${ROLE}\nsource_profile = user\n${DEVICE}\n${interrupted(name.toUpperCase())}\n`,
  )
  .concat(`[profile role]\n${ROLE}\nsource_profile = user\n${DEVICE}\n`)
  .concat(
    '[profile sign-in]\nlogin_session = arn:aws:iam::000000000000:user/member\nregion = eu-west-1\n',
  )
  .join('');

test.each(
  Object.entries(CASES).flatMap(([code, runs]) => runs.map((each) => [code, ...each] as const)),
)('%s for %s', async (code, _, args) => {
  const home = untilTestEnds(await makeTempHome({ credentials: KEYS }));
  const file = join(home.path, 'config');
  writeFileSync(file, config);
  const env = {
    HOME: home.path,
    PATH: process.env.PATH ?? '',
    AWS_CONFIG_FILE: args[0] === 'setup' ? '/proc/swrole/config' : file,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  };
  // A signal is for a process of its own.
  const run = Number(code) < 128 ? runInProcess : runSwrole;
  const { exitCode } = await run(args, { env });
  expect(exitCode).toBe(Number(code));
});

test('every exit code in the documents is tested here', () => {
  const named = EXIT_CODES.flatMap(([code, meaning]) => [
    code,
    ...(meaning.match(/\b1\d\d\b/g) ?? []),
  ]);
  expect(named.sort()).toEqual(Object.keys(CASES).sort());
});
