/** What a user sees on a terminal: the question, the shell in a role, and nothing of it in the streams of an SDK. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { type Example, member, startExample } from '../support/example-world.ts';
import { openPty, type Pty } from '../support/pty.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const QUESTION =
  'swrole: MFA code for project-dev (role developer in 111111111111, device member): ';

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ generateToken: false }));
});

/** A terminal whose first program is `sh -c SCRIPT`, where `swrole` is the built program. */
function terminal(script: string, env: Record<string, string> = {}): Pty {
  const swrole = `swrole() { ${commandLine([process.execPath, SWROLE_PROGRAM])} "$@"; }`;
  const home = { ...example.env, PS1: 'prompt> ', SHELL: '/bin/sh', ...env };
  return untilTestEnds(
    openPty({
      command: '/bin/sh',
      args: ['-c', `${swrole}; ${script}`],
      env: home,
      cwd: example.home.path,
    }),
  );
}

const code = () => totp(member.mfa.secret, Date.now());

test('an SDK gets its answer, and the user the question', async () => {
  const pty = terminal('swrole -j project-dev < /dev/null > out 2> err; echo status $?');
  await pty.waitFor(QUESTION);
  pty.write(`${code()}\r`);
  await pty.waitFor('status 0');
  const read = (name: string) => readFileSync(join(example.home.path, name), 'utf8');
  expect([read('out'), read('err')]).toEqual([expect.stringMatching(/^\{"Version":1,.*\}\n$/), '']);
  expect(await pty.exit).toEqual({ exitCode: 0 });
});

test('a typing error is asked again, and a wrong code once', async () => {
  const pty = terminal('swrole -j project-dev > out');
  await pty.waitFor(QUESTION);
  pty.write('12345\r');
  await pty.waitFor(QUESTION);
  pty.write('000000\r');
  await pty.waitFor('wrong, expired or already used');
  await pty.waitFor(QUESTION);
  pty.write(`${code()}\r`);
  expect(await pty.exit).toEqual({ exitCode: 0 });
  expect(example.standIn.calls.map(({ status }) => status)).toEqual([403, 200]);
});

test('Ctrl-C ends a question with 130, and the eval with it', async () => {
  const pty = terminal(
    'trap : INT; AWS_SESSION_TOKEN=old; eval $(swrole project-dev); echo status $? token=$AWS_SESSION_TOKEN.',
  );
  await pty.waitFor(QUESTION);
  pty.write('\x03');
  await pty.waitFor('status 130 token=.');
});

test('swrole PROFILE opens a shell in the role, which shows its profile before each prompt', async () => {
  const pty = terminal('swrole project-dev; echo status $?');
  await pty.waitFor(QUESTION);
  pty.write(`${code()}\r`);
  await pty.waitFor(/project-dev\s+prompt> /);
  pty.write('echo $AWS_ACCOUNT_ID $AWS_REGION\r');
  await pty.waitFor(/111111111111 ap-northeast-1\s+project-dev\s+prompt> /);
  pty.write('exit 7\r');
  await pty.waitFor('status 7');
});

test('-o prints the statements on a terminal too', async () => {
  const pty = terminal('swrole -o my-company');
  await pty.waitFor(`export AWS_ACCESS_KEY_ID='${member.accessKeyId}';`);
  expect(await pty.exit).toEqual({ exitCode: 0 });
});

test('exec runs a command on the terminal in the role', async () => {
  const pty = terminal(
    `swrole exec -t ${code()} project-dev -- sh -c 'test -t 0 && echo account $AWS_ACCOUNT_ID; exit 5'; echo status $?`,
  );
  await pty.waitFor('account 111111111111');
  await pty.waitFor('status 5');
});
