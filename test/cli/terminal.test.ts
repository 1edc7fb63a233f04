/** What a user sees on a terminal: the question, the shell in a role, and nothing of it in the streams of an SDK. */
import { beforeEach, describe, expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { auditor, type Example, member, startExample } from '../support/example-world.ts';
import { openPty, type Pty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const QUESTION =
  'swrole: MFA code for project-dev (role developer in 111111111111, device member): ';

const SWROLE = commandLine([process.execPath, SWROLE_PROGRAM]);

/** A profile that asks before its use, and needs no code. */
const PROD = `
[profile project-prod]
role_arn = ${auditor.arn}
source_profile = my-company
region = us-east-1
color = 31
confirm = true

[profile prod-sdk]
credential_process = ${SWROLE} -j project-prod
`;

/** A text on a terminal, with the line of the role that a switch shows. */
const SHOWN =
  /project-dev: developer in 111111111111, ap-northeast-1, until (?:\w+ )?\d\d:\d\d \((?:1h|59m)\)\n/;

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ generateToken: false, extraConfig: PROD }));
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

// An SDK's answer, and the question beside it: `prompting.test.ts`.

test('Ctrl-C ends a question with 130, and the eval with it', async () => {
  const pty = terminal(
    'trap : INT; AWS_SESSION_TOKEN=old; eval $(swrole project-dev); echo status $? token=$AWS_SESSION_TOKEN.',
  );
  await pty.waitFor(QUESTION);
  pty.write('\x03');
  await pty.waitFor('status 130 token=.');
});

// What is not a code is asked for again: `test/terminal/tty.test.ts`.
test('swrole PROFILE opens a shell that says its role and shows the profile before each prompt, also after a wrong code', async () => {
  const pty = terminal('swrole project-dev; echo status $?');
  await pty.waitFor(QUESTION);
  pty.write('000000\r');
  await pty.waitFor('wrong, expired or already used');
  await pty.waitFor(QUESTION);
  pty.write(`${code()}\r`);
  expect(await pty.waitFor(/project-dev (?:1h|59m)\s+prompt> /)).toMatch(SHOWN);
  pty.write('echo $AWS_ACCOUNT_ID $AWS_REGION\r');
  await pty.waitFor(/111111111111 ap-northeast-1\s+project-dev (?:1h|59m)\s+prompt> /);
  pty.write('exit 7\r');
  await pty.waitFor('status 7');
  expect(example.standIn.calls.map(({ status }) => status)).toEqual([403, 200]);
});

test('-o prints the statements on a terminal too', async () => {
  const options = { env: example.env, columns: 120, credentialsOnStdout: true };
  const { exitCode, stdout } = await runInProcess(['-o', 'my-company'], options);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`export AWS_ACCESS_KEY_ID='${member.accessKeyId}';`);
});

test('exec runs a command on the terminal in the role', async () => {
  const pty = terminal(
    `swrole exec -t ${code()} project-dev -- sh -c 'test -t 0 && echo account $AWS_ACCOUNT_ID; exit 5'; echo status $?`,
  );
  // Without the line of a switch: the command's output is whole.
  expect(await pty.waitFor('status 5')).toBe('account 111111111111\nstatus 5');
});

describe('the line about the role', () => {
  // At a terminal, in the colour of the profile: below, with a profile that asks.
  test.each<[string, string[], number | undefined, boolean]>([
    ['eval', [], 120, true],
    ['-o, whose statements a pipe gets, which may evaluate them', ['-o'], 120, true],
    ['--quiet', ['-q'], 120, false],
    ['stderr in a file', [], undefined, false],
    ['the document', ['-j'], 120, false],
    ['a file for containers', ['-f', 'dotenv'], 120, false],
  ])('%s: whether stderr has it', async (_, flags, errorColumns, isShown) => {
    const { exitCode, stderr } = await runInProcess([...flags, '-t', code(), 'project-dev'], {
      env: { ...example.env, NO_COLOR: '1' },
      credentialsOnStdout: true,
      ...(errorColumns && { errorColumns }),
    });
    expect(exitCode).toBe(0);
    if (isShown) expect(stderr).toMatch(new RegExp(`^${SHOWN.source}$`));
    else expect(stderr).toBe('');
  });
});

describe('a profile with confirm = true', () => {
  const ASKED = 'swrole: project-prod is auditor in 222222222222; type its name to use it: ';
  /** The answer of a profile is kept, as SDKs get it: they are not asked. */
  const cached = async (profile: string) => {
    const options = { env: example.env, credentialsOnStdout: true };
    expect((await runInProcess(['-j', profile], options)).exitCode).toBe(0);
  };
  const REFUSED = "swrole: error: profile 'project-prod' has confirm = true and is not used:";

  test.each([
    ['eval', 'eval $(swrole project-prod); echo "status $? $SWROLE_PROFILE."'],
    ['exec', 'swrole exec project-prod -- sh -c \'echo "status $? $SWROLE_PROFILE."\''],
    [
      'exec --server',
      'swrole exec --server project-prod -- sh -c \'echo "status $? $SWROLE_PROFILE."\'',
    ],
    ['a subshell', 'export PS1="status $? \\$SWROLE_PROFILE."; swrole project-prod'],
  ])('%s asks for its name, in its colour, also when the answer is cached', async (_, script) => {
    await cached('project-prod');
    const pty = terminal(script);
    await pty.waitFor(ASKED);
    expect(pty.raw()).toContain('swrole: \x1b[31mproject-prod\x1b[0m is auditor');
    pty.write('project-prod\r');
    await pty.waitFor('status 0 project-prod.');
    const isSwitch = !script.includes('exec');
    const line = '\x1b[31mproject-prod\x1b[0m: auditor in 222222222222, us-east-1, until ';
    expect(pty.raw().includes(line)).toBe(isSwitch);
  });

  test('a profile whose credential_process is swrole for it asks too', async () => {
    await cached('prod-sdk');
    const pty = terminal('swrole exec prod-sdk -- sh -c \'echo "got $SWROLE_PROFILE."\'');
    await pty.waitFor('type its name to use it: ');
    expect(pty.raw()).not.toContain('got ');
    pty.write('prod-sdk\r');
    await pty.waitFor('got prod-sdk.');
  });

  test.each([
    ['a part of its name', 'project-pro\r', 'another text was typed'],
    ['Ctrl-D', '\x04', 'its name was not typed'],
  ])('%s: it is not used, and eval fails', async (_, keys, problem) => {
    const pty = terminal(
      'AWS_SESSION_TOKEN=old; eval $(swrole project-prod); echo status $? token=$AWS_SESSION_TOKEN.',
    );
    await pty.waitFor(ASKED);
    pty.write(keys);
    const text = (await pty.waitFor('status 4 token=.')).replace(/\s+/g, ' ');
    expect(text).toContain(`${REFUSED} ${problem} swrole: hint: type the whole name`);
    expect(example.standIn.calls).toEqual([]);
  });

  test('console asks for its name, and Ctrl-C ends it with 130', async () => {
    const pty = terminal('trap : INT; swrole console --print project-prod; echo status $?');
    await pty.waitFor(ASKED);
    pty.write('\x03');
    await pty.waitFor('status 130');
    expect(example.standIn.calls).toEqual([]);
  });

  test.each([
    ['an SDK', 'swrole -j project-prod > out'],
    ['--yes', 'swrole exec --yes project-prod -- true'],
    ['eval with --yes', 'eval $(swrole --yes -q project-prod)'],
    ['login, which uses nothing', 'swrole login project-prod 2> out'],
    ['a process without a terminal', 'setsid -w sh -c "$SWROLE exec project-prod -- true"'],
  ])('%s is not asked', async (_, script) => {
    const SWROLE = commandLine([process.execPath, SWROLE_PROGRAM]);
    const pty = terminal(`${script}; echo status $?`, { SWROLE });
    expect(await pty.waitFor(/status \d+/)).toBe('status 0');
  });

  test('a job in the background cannot ask, and does not use it', async () => {
    const pty = terminal('set -m; swrole exec project-prod -- echo used & wait $!; echo status $?');
    const text = (await pty.waitFor('status 4')).replace(/\s+/g, ' ');
    expect(text).toContain(`${REFUSED} a job in the background cannot ask for its name`);
    expect(text).not.toMatch(/^used/m);
  });
});
