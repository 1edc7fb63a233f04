/**
 * The same texts and subshells in every shell that this machine has. Of the others it says
 * `skipped: zsh is not installed`.
 */
import { describe, expect, test } from 'vitest';
import { exportText, failureText, unchangedText } from '../../src/formats/index.ts';
import { evaluate, evaluateAll, LEFT_OVER, SHOW_VARIABLES } from '../formats/evaluate.ts';
import { testPosixEvaluation } from '../formats/posix-evaluation.ts';
import { REGION_CASES, regionAnswers, regionOnly, regionScript } from '../formats/region-cases.ts';
import { role, roleVariables } from '../formats/role.ts';
import {
  openShellOf,
  type ShellUser,
  testDecodedName,
  testSubshell,
  testTimeLeft,
} from '../process/subshell-tests.ts';
import { withShell } from './with-shell.ts';

/** Sets the prompt and says that it was read, in the language of POSIX shells. */
const RC = "export RC=read; PS1='ready> '\n";

withShell('dash', (shell) => {
  testPosixEvaluation([shell, '-c']);
  testSubshell({ shell, files: { '.shrc': RC }, env: { ENV: 'HOME/.shrc' } });
});

withShell('busybox', (shell) => {
  testPosixEvaluation([shell, 'ash', '-c']);
});

withShell('ksh', (shell) => {
  testPosixEvaluation([shell, '-c']);
  testTimeLeft({ shell, files: { '.shrc': RC }, env: { ENV: 'HOME/.shrc' } });
  testSubshell({ shell, files: { '.shrc': RC }, env: { ENV: 'HOME/.shrc' } });
});

withShell('ksh93', (shell) => {
  testPosixEvaluation([shell, '-c']);
  testSubshell({ shell, files: { '.kshrc': RC } });
});

withShell('mksh', (shell) => {
  testPosixEvaluation([shell, '-c']);
  testTimeLeft({ shell, files: { '.mkshrc': RC } });
  testSubshell({ shell, files: { '.mkshrc': RC } });
});

withShell('yash', (shell) => {
  testPosixEvaluation([shell, '-c']);
});

withShell('bash', (shell) => {
  testPosixEvaluation([shell, '-c']);
  testPosixEvaluation([shell, '--posix', '-c']);

  testDecodedName({ shell, files: { '.bashrc': RC } });
  testTimeLeft({ shell, files: { '.bashrc': RC } });

  test('a bash that cannot tell the time counts from its start', async () => {
    // As bash 3.2 of macOS, whose printf has no %(%s)T.
    const old = `printf() { case $* in *'%('*) return 1 ;; esac; builtin printf "$@"; }\n`;
    const AWS_CREDENTIAL_EXPIRATION = `${new Date(Date.now() + 3_570_000).toISOString().slice(0, 19)}Z`;
    const user = { shell, files: { '.bashrc': RC + old } };
    const pty = await openShellOf(user, { AWS_CREDENTIAL_EXPIRATION });
    await pty.waitFor('project-dev 59m\nready> ');
    pty.write('test "$_swrole_started" -gt 0 && echo "started once"; SECONDS=3600\r');
    await pty.waitFor(/\n\r?started once/);
    await pty.waitFor('project-dev expired\nready> ');
  });
  describe('with an ordinary .bashrc', () => testSubshell({ shell, files: { '.bashrc': RC } }));

  const exported = `${RC}export PROMPT_COMMAND="\${PROMPT_COMMAND:+$PROMPT_COMMAND; }true # mine"\n`;
  describe('with an exported PROMPT_COMMAND', () => {
    testSubshell({ shell, files: { '.bashrc': exported } });

    test("a plain bash inside the role's shell knows nothing of the prompt line, and prints no error", async () => {
      const pty = await openShellOf({ shell, files: { '.bashrc': exported } });
      await pty.waitFor('project-dev\nready> ');
      pty.write('bash --norc\r');
      await pty.waitFor(/(?:bash-[\d.]+|ready>)[#$ ]/);
      pty.write('echo "level $SHLVL"\r');
      expect(await pty.waitFor(/level \d/)).not.toMatch(/project-dev|_swrole_prompt/);
    });
  });

  test('PROMPT_COMMAND may be an array, and each part of it sees the status of the command', async () => {
    const files = {
      '.bashrc': `${RC}PROMPT_COMMAND=('echo "first $?"' 'echo "second $?"')\n`,
    };
    const pty = await openShellOf({ shell, files });
    await pty.waitFor('ready> ');
    pty.write('(exit 4)\r');
    const shown = await pty.waitFor(/first 4[^>]*ready> /);
    expect(shown.match(/project-dev/g)).toEqual(['project-dev']);
    expect(shown).toContain('second 4');
  });
});

withShell('zsh', (shell) => {
  testPosixEvaluation([shell, '-f', '-c']);
  testPosixEvaluation([shell, '-f', '-o', 'sh_word_split', '-c']);
  testPosixEvaluation([shell, '--emulate', 'sh', '-f', '-c']);

  const rc = `${RC}bindkey -e\n`;
  testDecodedName({ shell, files: { '.zshrc': rc } });
  testTimeLeft({ shell, files: { '.zshrc': rc } });
  describe('with a .zshrc at home', () => testSubshell({ shell, files: { '.zshrc': rc } }));
  describe('with ZDOTDIR in the environment', () => {
    testSubshell({ shell, files: { 'zsh/.zshrc': rc }, env: { ZDOTDIR: 'HOME/zsh' } });
  });
  describe('with strict options in .zshenv', () => {
    const files = { '.zshenv': 'setopt no_unset ksh_arrays warn_create_global', '.zshrc': rc };
    testSubshell({ shell, files });
  });

  test('zsh in the role reads its files in the usual order, where .zshenv moves ZDOTDIR', async () => {
    const say = (name: string) =>
      `echo "read ${name} with \${ZDOTDIR-no} ZDOTDIR" | sed "s:$HOME:HOME:"\n`;
    const user: ShellUser = {
      shell,
      files: {
        '.zshenv': `${say('.zshenv')}ZDOTDIR=$HOME/zsh\n`,
        '.zprofile': say('.zprofile'),
        'zsh/.zprofile': say('zsh/.zprofile'),
        'zsh/.zshrc': `${say('zsh/.zshrc')}${rc}`,
        '.zlogin': say('.zlogin'),
      },
    };
    const shown = await (await openShellOf(user)).waitFor('ready> ');
    expect(shown.match(/^read .*$/gm)).toEqual([
      'read .zshenv with no ZDOTDIR',
      'read zsh/.zshrc with HOME/zsh ZDOTDIR',
    ]);
  });

  test("zsh in the role keeps its history and completion cache out of swrole's directory", async () => {
    const history = `HISTFILE=\${ZDOTDIR:-$HOME}/.zsh_history; echo "history $HISTFILE:h"\n`;
    const pty = await openShellOf({
      shell,
      files: { '.zshrc': `${rc}${history}echo "home $HOME"\n` },
    });
    const shown = await pty.waitFor('ready> ');
    expect(shown.match(/^history (.*)$/m)?.[1]).toBe(shown.match(/^home (.*)$/m)?.[1]);
  });
});

withShell('fish', (shell) => {
  const WAYS = [
    ['eval', 'eval (swrole -f fish p)'],
    ['source', 'swrole -f fish p | source'],
  ] as const;
  const success = { text: exportText('fish', role, {}), exitCode: 0 };
  const failure = { text: failureText('fish', 5, {}), exitCode: 5 };

  test.each(WAYS)('%s: sets the variables of a role and removes all others', async (_name, way) => {
    const script = `${way}; echo "status $status"; ${SHOW_VARIABLES}`;
    const variables = { ...roleVariables, SWROLE_REGION_BEFORE: 'old-region' };
    expect(await evaluate([shell, '-c'], script, success)).toEqual({
      exitCode: 0,
      lines: ['status 0'],
      variables,
    });
  });

  test.each(WAYS)(
    '%s: a failure has its exit code and leaves no old credentials',
    async (_name, way) => {
      const script = `${way}; echo "status $status"; functions -q _swrole_fail; or ${SHOW_VARIABLES}`;
      expect(await evaluate([shell, '-c'], script, failure)).toEqual({
        exitCode: 0,
        lines: ['status 5'],
        variables: { AWS_REGION: 'old-region' },
      });
    },
  );

  test.each(REGION_CASES)('the region in a shell: %s', async (_, { before, steps, after }) => {
    const evaluated = (profile: string) => `eval (swrole -f fish ${profile})`;
    const set = (name: string, value: string) => `set -gx ${name} ${value}`;
    const script = `${regionScript(steps, evaluated, set)}\n${SHOW_VARIABLES}`;
    const { variables } = await evaluateAll([shell, '-c'], script, regionAnswers('fish'), before);
    expect(regionOnly(variables)).toEqual(after);
  });

  test("fish hides a universal region behind the role's, and shows it again after the role", async () => {
    const steps = regionScript(
      ['tokyo', 'plain'],
      (p) => `eval (swrole -f fish ${p})`,
      () => '',
    );
    const script = `set -Ux AWS_REGION us-west-2\n${steps}\nset -qg AWS_REGION; echo "global $status"\n${SHOW_VARIABLES}`;
    const { lines, variables } = await evaluateAll(
      [shell, '-c'],
      script,
      regionAnswers('fish'),
      {},
    );
    expect([lines, regionOnly(variables)]).toEqual([['global 1'], { AWS_REGION: 'us-west-2' }]);
  });

  const SH_FORM =
    'swrole: error: these statements are for sh; in fish write: eval (swrole -f fish PROFILE)';

  test.each([
    ['a success', { text: exportText('sh', role, {}), exitCode: 0 }, [SH_FORM, 'status 2']],
    ['a failure', { text: failureText('sh', 5, {}), exitCode: 5 }, ['status 5']],
  ])(
    "eval of sh's form: %s is one line without a secret, its status, and no credentials",
    async (_name, answer, shown) => {
      const script = `eval (swrole p) 2>&1; echo "status $status"; ${SHOW_VARIABLES}`;
      expect(await evaluate([shell, '-c'], script, answer)).toEqual({
        exitCode: 0,
        lines: shown,
        variables: { AWS_REGION: 'old-region' },
      });
    },
  );

  test.each([
    ['sh', 'eval (swrole p)'],
    ['fish', 'eval (swrole -f fish p)'],
    ['fish', 'swrole -f fish p | source'],
  ] as const)('a choice that was left changes nothing: the form %s by %s', async (form, way) => {
    const script = `${way}; echo "status $status"; ${SHOW_VARIABLES}`;
    const answer = { text: unchangedText(form, 130), exitCode: 130 };
    expect(await evaluate([shell, '-c'], script, answer)).toEqual({
      exitCode: 0,
      lines: ['status 130'],
      variables: { ...LEFT_OVER, AWS_REGION: 'old-region' },
    });
  });

  test.each(['swrole p | source', 'eval "$(swrole p)"'])(
    "%s of sh's form fails and shows no secret",
    async (way) => {
      const script = `begin; ${way}; echo "status $status"; end 2>&1; true`;
      const answer = { text: exportText('sh', role, {}), exitCode: 0 };
      const { lines } = await evaluate([shell, '-c'], script, answer);
      expect(lines.join('\n')).toMatch(/status [1-9]\d*$/);
      expect(lines.join('\n')).not.toMatch(/wJalr|AQoEXAMPLE/);
    },
  );

  test('in a function, a failure ends neither the function nor the script', async () => {
    const script = 'function f; eval (swrole p); echo "in $status"; end; f; echo out';
    expect(await evaluate([shell, '-c'], script, failure)).toMatchObject({
      lines: ['in 5', 'out'],
    });
  });

  test('fish hides a universal variable, does not delete it, and says so', async () => {
    const before = 'set -eg AWS_PROFILE; set -Ux AWS_PROFILE mine';
    const after = 'set -eg AWS_PROFILE; echo "still $AWS_PROFILE"';
    const script = `${before}; eval (swrole -f fish p) 2>&1; ${SHOW_VARIABLES}; ${after}`;
    const { lines } = await evaluate([shell, '-c'], script, success);
    const [hint, variables = '{}', still] = lines;
    expect(hint).toBe(
      'swrole: hint: AWS_PROFILE is a universal variable, remove it with: set -eU AWS_PROFILE',
    );
    expect(JSON.parse(variables)).toMatchObject({ ...roleVariables, AWS_PROFILE: '' });
    expect(still).toBe('still mine');
  });

  const config =
    'set -gx RC read\nset -g fish_greeting\nfunction fish_prompt; echo -n "ready> "; end\n';
  testDecodedName({ shell, files: { '.config/fish/config.fish': config } });
  testTimeLeft({ shell, files: { '.config/fish/config.fish': config } });
  testSubshell({ shell, files: { '.config/fish/config.fish': config } });
});

withShell('nu', (shell) => {
  const show = '; ^$env.NODE -p "JSON.stringify(process.env)"';
  const script = `swrole -f nu p | from json | load-env${show}`;

  test('Nushell sets the variables of a role and removes all others', async () => {
    expect(
      await evaluate([shell, '-n', '-c'], script, {
        text: exportText('nu', role, { AWS_REGION: 'old-region' }),
        exitCode: 0,
      }),
    ).toEqual({
      exitCode: 0,
      lines: [],
      variables: { ...roleVariables, SWROLE_REGION_BEFORE: 'old-region' },
    });
  });

  test('Nushell runs nothing with the old credentials after a failure', async () => {
    const answer = { text: failureText('nu', 5, {}), exitCode: 5 };
    const { exitCode, variables } = await evaluate([shell, '-n', '-c'], script, answer);
    // It depends on the version whether the pipeline ends the script or only loses the variables.
    if (exitCode === 0) expect(variables).toEqual({ AWS_REGION: 'old-region' });
    else expect({ exitCode, variables }).toEqual({ exitCode: 5, variables: undefined });
  });
});

withShell('pwsh', (shell) => {
  const args = ['-NoProfile', '-NonInteractive', '-Command'];
  const way =
    'Set-StrictMode -Version Latest; swrole -f powershell p | Out-String | Invoke-Expression';
  const show = '& $env:NODE -p "JSON.stringify(process.env)"';

  test('PowerShell sets the variables of a role and removes all others', async () => {
    const answer = { text: exportText('powershell', role, {}), exitCode: 0 };
    expect(await evaluate([shell, ...args], `${way}\n${show}`, answer)).toEqual({
      exitCode: 0,
      lines: [],
      variables: { ...roleVariables, SWROLE_REGION_BEFORE: 'old-region' },
    });
  });

  test.each(REGION_CASES)('the region in PowerShell: %s', async (_, { before, steps, after }) => {
    const evaluated = (profile: string) =>
      `try { swrole -f powershell ${profile} | Out-String | Invoke-Expression } catch { }`;
    const set = (name: string, value: string) => `$env:${name} = '${value}'`;
    const script = `Set-StrictMode -Version Latest\n${regionScript(steps, evaluated, set)}\n${show}`;
    const answers = regionAnswers('powershell');
    const { variables } = await evaluateAll([shell, ...args], script, answers, before);
    // Before 7.5 an empty variable cannot be set.
    const full = Object.entries(regionOnly(variables)).filter(([, value]) => value !== '');
    expect(full).toEqual(Object.entries(after).filter(([, value]) => value !== ''));
  });

  test('PowerShell throws at a failure, and no old credentials are left', async () => {
    const answer = { text: failureText('powershell', 5, {}), exitCode: 5 };
    const script = `try { ${way} } catch { "caught: $_" }\n${show}`;
    expect(await evaluate([shell, ...args], script, answer)).toEqual({
      exitCode: 0,
      lines: ['caught: swrole failed with exit code 5'],
      variables: { AWS_REGION: 'old-region' },
    });
  });
});
