/** `swr` in the real shells: it switches the shell that it is called in, whatever the settings of that shell. */
import { expect, test } from 'vitest';
import { member } from '../support/example-world.ts';
import {
  BASH,
  exampleWithCommand,
  FISH,
  IN_ROLE,
  type InitShell,
  LEFT_OVER,
  NOTHING,
  openShell,
  runScript,
  SHOW,
  ZSH,
} from './init-shell.ts';
import { withShell } from './with-shell.ts';

const NOT_THERE = (home: string) =>
  `swrole: error: profile 'nope' is not in ${home}/.aws/config or ${home}/.aws/credentials\n` +
  'swrole: hint: swrole list shows the profiles';

const noColour = ({ name }: InitShell) =>
  name === 'fish' ? 'set -gx NO_COLOR 1\n' : 'export NO_COLOR=1\n';

/** The tests of every shell. */
function testSwitching(shell: InitShell): void {
  const say = `echo "status ${shell.status}"; ${SHOW}`;

  test('the line of init prints nothing, also the second time, and leaves the variables alone', async () => {
    const example = await exampleWithCommand();
    const script = `${shell.line}echo "status ${shell.status}"; ${SHOW}`;
    expect(await runScript(example, shell, script, LEFT_OVER)).toEqual({
      exitCode: 0,
      stdout: 'status 0\nAWS_PROFILE AWS_SESSION_TOKEN ',
      stderr: '',
    });
  });

  test('swr PROFILE sets the variables of the role and removes all others, swr off removes them', async () => {
    const example = await exampleWithCommand();
    const script = `${shell.line}swr project-dev; ${say}; swr off; ${say}`;
    expect(await runScript(example, shell, script, LEFT_OVER)).toEqual({
      exitCode: 0,
      stdout: `status 0\n${IN_ROLE}\nstatus 0\n${NOTHING}`,
      stderr: '',
    });
  });

  test('the region goes with the role: swr over swr, swr off, and changes of the user in between', async () => {
    const plain =
      'role_arn = arn:aws:iam::222222222222:role/auditor\nsource_profile = my-company\n';
    const example = await exampleWithCommand({ extraConfig: `\n[profile plain]\n${plain}` });
    const region = `env | grep REGION | sort | tr '\\n' ' '; echo`;
    const byHand = shell.name === 'fish' ? 'set -gx AWS_REGION mine' : 'export AWS_REGION=mine';
    const script = `swr project-dev; swr plain; ${region}; swr --region eu-west-1 plain; ${region}
      swr off; ${region}; swr project-dev; ${byHand}; swr off; ${region}`;
    const before = { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-east-2' };
    const home = 'AWS_DEFAULT_REGION=us-east-2 AWS_REGION=us-west-2 ';
    expect(await runScript(example, shell, script, before)).toEqual({
      exitCode: 0,
      stdout: [
        home,
        'AWS_DEFAULT_REGION=eu-west-1 AWS_REGION=eu-west-1 SWROLE_DEFAULT_REGION_BEFORE=us-east-2 SWROLE_REGION=eu-west-1 SWROLE_REGION_BEFORE=us-west-2 ',
        home,
        'AWS_DEFAULT_REGION=us-east-2 AWS_REGION=mine ',
      ].join('\n'),
      stderr: '',
    });
  });

  test.each(['project-dev --nonsense', 'project-dev -j', 'project-dev extra', '--region x.y nope'])(
    'swr %s: words that are wrong are no switch, and leave the shell as it was',
    async (words) => {
      const example = await exampleWithCommand();
      const all = 'env | grep -v "^_=" | sort';
      const script = `swr project-dev; ${all} > "$HOME/before"; swr ${words} 2>/dev/null; ${say}; ${all} | cmp - "$HOME/before"`;
      expect(await runScript(example, shell, script)).toEqual({
        exitCode: 0,
        stdout: `status 2\n${IN_ROLE}`,
        stderr: '',
      });
    },
  );

  test.each([['nope', 3]])(
    'swr %s: a failure has its exit code and leaves no old credentials',
    async (words, status) => {
      const example = await exampleWithCommand();
      const script = `swr project-dev; swr ${words} 2>/dev/null; ${say}`;
      expect(await runScript(example, shell, script)).toEqual({
        exitCode: 0,
        stdout: `status ${status}\n${NOTHING}`,
        stderr: '',
      });
    },
  );

  test('without the program the variables are removed, and the status is 127', async () => {
    const example = await exampleWithCommand();
    const script = `swr project-dev; rm "$HOME/bin/swrole"; swr project-dev 2>/dev/null; ${say}`;
    expect(await runScript(example, shell, script)).toMatchObject({
      stdout: `status 127\n${NOTHING}`,
    });
  });

  test('swr passes flags to swrole, and shows what is not a switch instead of evaluating it', async () => {
    const example = await exampleWithCommand();
    const script = `swr --session-name mine project-dev; swr project-dev --help; swr --version; ${say}`;
    const { stdout, stderr } = await runScript(example, shell, script);
    expect(stderr).toBe('');
    expect(stdout.replace(/^AWS credentials of[\s\S]*\n(?=\d)/, 'HELP\n').split('\n')).toEqual([
      'HELP',
      expect.stringMatching(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/),
      'status 0',
      IN_ROLE,
    ]);
  });

  test('swr PROFILE -- COMMAND runs the command in the role and leaves the shell as it is', async () => {
    const example = await exampleWithCommand();
    const script = `swr project-dev -- sh -c 'echo "$SWROLE_PROFILE"; exit 9'; ${say}`;
    expect(await runScript(example, shell, script)).toEqual({
      exitCode: 0,
      stdout: 'project-dev\nstatus 9\n',
      stderr: '',
    });
  });

  test("swr alone shows the profile of the shell's credentials, their end, and that they have expired", async () => {
    const example = await exampleWithCommand();
    const role = { SWROLE_PROFILE: 'a\u202eb', AWS_CREDENTIAL_EXPIRATION: '2026-01-31T12:00:00Z' };
    const script = 'swr; swr off; swr; swr project-dev; swr';
    const { stdout } = await runScript(example, shell, script, role);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^a\\u\{202e\}b: expired \d+h(?:\d+m)? ago, at 12:00$/),
      'no profile in this shell',
      expect.stringMatching(/^project-dev: credentials until \d\d:\d\d \((?:59m|1h)\)$/),
    ]);
  });

  test('swr on a terminal picks, Escape changes nothing, and swr - goes back', async () => {
    const keys = `aws_access_key_id = ${member.accessKeyId}\naws_secret_access_key = ${member.secretAccessKey}\n`;
    const example = await exampleWithCommand({ extraConfig: `\n[profile other]\n${keys}` });
    const pty = await openShell(example, shell, { before: noColour(shell) });
    const after = `echo "status ${shell.status}, $SWROLE_PROFILE."`;
    const status = async () =>
      (await pty.waitFor(/status \d+, [\w-]*\./)).match(/status \d+, .*$/)?.[0];
    const pick = async (typed: string) => {
      pty.write(`swr; ${after}\r`);
      await pty.waitFor('Esc: leave');
      pty.write(typed);
      return status();
    };
    const say = async (line: string) => {
      pty.write(`${line}; ${after}\r`);
      return status();
    };
    expect(await pick('pro de\r')).toBe('status 0, project-dev.');
    expect(await pick('\x1b')).toBe('status 130, project-dev.');
    expect(await pick('other\r')).toBe('status 0, other.');
    expect(await say('swr -')).toBe('status 0, project-dev.');
    expect(await say('swr -')).toBe('status 0, other.');
    expect(await say('swr off')).toBe('status 0, .');
    expect(await say('swr -')).toBe('status 0, other.');
    pty.write(`swr project; ${after}\r`);
    await pty.waitFor('Do you mean project-dev? [y/N] ');
    pty.write('n\r');
    expect(await status()).toBe('status 130, other.');
  });

  test('swr on a terminal switches on and off, and a wrong name leaves no profile', async () => {
    const example = await exampleWithCommand();
    const pty = await openShell(example, shell);
    const ask = async (line: string) => {
      pty.write(`${line}; echo "status ${shell.status}, $SWROLE_PROFILE."\r`);
      return (await pty.waitFor(/status \d+, [\w-]*\./)).match(/status \d+, .*$/)?.[0];
    };
    expect(await ask('swr project-dev')).toBe('status 0, project-dev.');
    expect(await ask('sh -c "exit 6"')).toBe('status 6, project-dev.');
    expect(await ask('swr nope')).toBe('status 3, .');
    expect(pty.text()).toContain("swrole: error: profile 'nope' is not in");
    expect(await ask('swr project-dev')).toBe('status 0, project-dev.');
    expect(await ask('swr off')).toBe('status 0, .');
  });

  test('on a terminal, Ctrl-C at the question for a code leaves no credentials, and the shell goes on', async () => {
    const example = await exampleWithCommand({ generateToken: false });
    const before =
      shell.name === 'fish' ? 'set -gx AWS_PROFILE theirs\n' : 'export AWS_PROFILE=theirs\n';
    const pty = await openShell(example, shell, { before });
    pty.write('swr project-dev\r');
    await pty.waitFor(/code.*: /i);
    pty.write('\x03');
    await pty.waitFor('ready> ');
    pty.write(`echo "profile $AWS_PROFILE."\r`);
    expect(await pty.waitFor(/profile \w*\./)).toMatch(/profile \.$/);
  });
}

/** An instant this many seconds from now, as swrole exports it. */
const inSeconds = (seconds: number) =>
  `${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z`;

/** The tests of `swr` in a shell that swrole opens. */
function testRenewal(shell: InitShell, path: string): void {
  test.each([
    ['with the line of init', shell.line],
    ['without it', ''],
  ])('in the shell of a role, %s, swr alone renews the role', async (_, line) => {
    const { env, ...rest } = await exampleWithCommand();
    const example = { ...rest, env: { ...env, SHELL: path } };
    const pty = await openShell(example, { ...shell, line });
    pty.write('swrole project-dev\r');
    await pty.waitFor(/project-dev (?:1h|59m)\n\r?ready> /);
    for (const seconds of [-60, 320]) {
      pty.write(`export AWS_CREDENTIAL_EXPIRATION=${inSeconds(seconds)}\r`);
      await pty.waitFor(/project-dev (?:expired: swr renews it|[2-5]m)\n\r?ready> /);
      pty.write('swr\r');
      await pty.waitFor('project-dev: developer in 111111111111, ap-northeast-1, until ');
      await pty.waitFor(/project-dev (?:1h|59m)\n\r?ready> /);
    }
    // A failure takes nothing away: it is the same role.
    pty.write(
      `export AWS_CREDENTIAL_EXPIRATION=${inSeconds(-60)}; mv ~/.aws/config ~/.aws/moved\r`,
    );
    await pty.waitFor(/project-dev expired: swr renews it\n\r?ready> /);
    pty.write('swr\r');
    await pty.waitFor("swrole: error: profile 'project-dev' is not in ~/.aws/config");
    await pty.waitFor(/project-dev expired: swr renews it\n\r?ready> /);
    pty.write('mv ~/.aws/moved ~/.aws/config; swr\r');
    await pty.waitFor(/project-dev (?:1h|59m)\n\r?ready> /);
    expect(await rest.tokenRuns()).toBe(1);
  });

  test('in the shell of a role, swr with a name switches, also without the line of init', async () => {
    const { env, ...rest } = await exampleWithCommand();
    const pty = await openShell({ ...rest, env: { ...env, SHELL: path } }, { ...shell, line: '' });
    pty.write('swrole project-dev\r');
    await pty.waitFor(/project-dev (?:1h|59m)\n\r?ready> /);
    pty.write(`swr my-company; echo "status ${shell.status}, $SWROLE_PROFILE."\r`);
    await pty.waitFor('status 0, my-company.');
    pty.write(`swr -; echo "status ${shell.status}, $SWROLE_PROFILE."\r`);
    await pty.waitFor('status 0, project-dev.');
  });

  test('in the shell of a role, swr renews the role that swr has given it since', async () => {
    const plain = `\n[profile two words]\n[profile "two words"]\nrole_arn = arn:aws:iam::222222222222:role/auditor\nsource_profile = my-company\n`;
    const { env, ...rest } = await exampleWithCommand({ extraConfig: plain });
    const pty = await openShell({ ...rest, env: { ...env, SHELL: path } }, shell);
    pty.write('swrole project-dev\r');
    await pty.waitFor(/project-dev (?:1h|59m)\n\r?ready> /);
    pty.write("swr 'two words'\r");
    await pty.waitFor(/two words (?:1h|59m)\n\r?ready> /);
    pty.write('swr\r');
    await pty.waitFor('two words: auditor in 222222222222, until ');
    pty.write('swr off\r');
    await pty.waitFor('ready> ');
    pty.write('swr\r');
    await pty.waitFor('project-dev: developer in 111111111111');
  });
}

/** The tests of the shells that have POSIX's options. */
function testOptions(shell: InitShell): void {
  test('set -e ends the script at a failure of swr, and not at a success', async () => {
    const example = await exampleWithCommand();
    const script = 'set -eu; swr project-dev; swr off; swr nope; echo "went on"';
    expect(await runScript(example, shell, script)).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: NOT_THERE(example.home.path),
    });
    const caught =
      'set -e; swr project-dev; swr nope || echo "status $?"; swr nope; echo "went on"';
    expect(await runScript(example, shell, caught)).toMatchObject({
      exitCode: 3,
      stdout: 'status 3',
    });
  });

  test('noclobber, IFS and aliases do not change swr', async () => {
    const example = await exampleWithCommand();
    const words =
      'swrole eval unset export local case printf return command builtin set shopt print';
    const aliases = words.split(' ').map((word) => `alias ${word}='echo aliased'`);
    const options = shell.name === 'bash' ? 'shopt -s expand_aliases' : 'setopt aliases';
    const before = `set -C -u -f; IFS=_AWS; ${options}\n`;
    const line = shell.line.replace('swrole', '"swrole"');
    const script = `${before}\n${aliases.join('\n')}\n\\${line}swr project-dev; ${SHOW}\nalias swr`;
    const { stdout } = await runScript(example, shell, script);
    expect(stdout).toBe(IN_ROLE);
  });

  test('set -x shows nothing of the credentials, and swr works', async () => {
    const example = await exampleWithCommand();
    const script = 'set -x; swr project-dev; swr nope; : "$-" traced';
    const { stderr } = await runScript(example, shell, script);
    expect(stderr).not.toMatch(/AWS_|ASIA/);
    expect(stderr).toMatch(/: \S+ traced$/);
    expect(stderr).toContain(NOT_THERE(example.home.path));
  });

  // One is removed first, the other set last.
  test.each(['AWS_PROFILE', 'AWS_REGION'])(
    'swr with a readonly %s fails and leaves nothing else',
    async (name) => {
      const example = await exampleWithCommand();
      const script = `readonly ${name}=mine; swr project-dev 2>/dev/null; echo "status $?"; ${SHOW}`;
      const { stdout } = await runScript(example, shell, script);
      // bash exports it all the same, with the value that it has.
      expect(stdout.replace(`${name} `, '')).toBe('status 1\n');
    },
  );
}

withShell('bash', (path) => {
  testSwitching(BASH);
  testRenewal(BASH, path);
  testOptions(BASH);
});

withShell('zsh', (path) => {
  testSwitching(ZSH);
  testRenewal(ZSH, path);
  testOptions(ZSH);

  test('swr works in a shell with other options than its own', async () => {
    const example = await exampleWithCommand();
    const options =
      'setopt ksh_arrays sh_word_split warn_create_global no_unset err_return glob_subst';
    const script = `${options}; swr project-dev; ${SHOW}; swr nope 2>/dev/null || echo "status $?"`;
    const stdout = `${IN_ROLE}\nstatus 3`;
    expect(await runScript(example, ZSH, script)).toEqual({ exitCode: 0, stdout, stderr: '' });
  });
});

withShell('fish', (path) => {
  testSwitching(FISH);
  testRenewal(FISH, path);

  test('fish_trace shows nothing of the credentials', async () => {
    const example = await exampleWithCommand();
    const { stderr } = await runScript(example, FISH, 'set fish_trace 1; swr project-dev; true');
    expect(stderr).not.toMatch(/AWS_|ASIA/);
    expect(stderr).toMatch(/> true$/);
  });

  test('swr hides a universal variable, and says so', async () => {
    const example = await exampleWithCommand();
    const script = `set -Ux AWS_PROFILE mine; swr off; echo "<$AWS_PROFILE>"; set -eg AWS_PROFILE; echo $AWS_PROFILE`;
    expect(await runScript(example, FISH, script)).toEqual({
      exitCode: 0,
      stdout: '<>\nmine',
      stderr:
        'swrole: hint: AWS_PROFILE is a universal variable, remove it with: set -eU AWS_PROFILE',
    });
  });
});
