import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { subshell } from '../../src/process/subshell.ts';
import { testNestedShell, testSubshell, testTimeLeft } from './subshell-tests.ts';

const place = { platform: 'linux', shellFiles: '/swrole/shell' } as const;
const role = { SWROLE_PROFILE: 'project-dev', SWROLE_COLOR: '31' };

describe('the start of each shell', () => {
  test('bash is started with an rc file of swrole', () => {
    const env = { ...role, SHELL: '/bin/bash' };
    const command = ['/bin/bash', '--rcfile', '/swrole/shell/bash.sh'];
    expect(subshell(env, place)).toEqual({ command, env });
  });

  test("zsh is started with a directory of swrole, and the place of the user's own", () => {
    const env = { ...role, SHELL: '/bin/zsh' };
    expect(subshell(env, place)).toEqual({
      command: ['/bin/zsh'],
      env: { ...env, ZDOTDIR: '/swrole/shell/zsh' },
    });
    expect(subshell({ ...env, ZDOTDIR: '/home/me/zsh' }, place)).toEqual({
      command: ['/bin/zsh'],
      env: { ...env, ZDOTDIR: '/swrole/shell/zsh', SWROLE_ZDOTDIR: '/home/me/zsh' },
    });
  });

  test('fish is started with a file of swrole, and its path is not part of any code', () => {
    const env = { ...role, SHELL: '/opt/bin/fish' };
    expect(subshell(env, place)).toEqual({
      command: ['/opt/bin/fish', '-C', 'source $SWROLE_SHELL_FILE'],
      env: { ...env, SWROLE_SHELL_FILE: '/swrole/shell/fish.fish' },
    });
  });

  test.each(['sh', 'dash', 'ash', 'ksh', 'mksh'])('%s is started with ENV', (name) => {
    const env = { ...role, SHELL: `/bin/${name}`, SWROLE_ENV: 'of an outer one that went wrong' };
    expect(subshell(env, place)).toEqual({
      command: [`/bin/${name}`],
      env: { ...role, SHELL: `/bin/${name}`, ENV: '/swrole/shell/posix.sh' },
    });
  });

  test.each([undefined, ''])('without SHELL (%j), /bin/sh is started', (SHELL) => {
    const env = { ...role, SHELL };
    expect(subshell(env, place)).toEqual({
      command: ['/bin/sh'],
      env: { ...env, ENV: '/swrole/shell/posix.sh' },
    });
  });

  test('bash, zsh and fish get the words that give the role again; other shells cannot use them', () => {
    const renewal = ['--profile=two words', '--region=eu-west-1', '--yes'];
    const SWROLE_RENEWAL = '--profile=two words\n--region=eu-west-1\n--yes';
    for (const name of ['bash', 'zsh', 'fish'])
      expect(subshell({ SHELL: `/bin/${name}` }, { ...place, renewal }).env).toMatchObject({
        SWROLE_RENEWAL,
      });
    for (const name of ['sh', 'nu'])
      expect(subshell({ SHELL: `/bin/${name}` }, { ...place, renewal }).env).not.toHaveProperty(
        'SWROLE_RENEWAL',
      );
    // Those of an outer shell are not for this one.
    expect(subshell({ SHELL: '/bin/bash', SWROLE_RENEWAL }, place).env).toEqual({
      SHELL: '/bin/bash',
    });
  });

  test('an unknown shell gets nothing but the environment', () => {
    const env = { ...role, SHELL: '/usr/bin/nu' };
    expect(subshell(env, place)).toEqual({ command: ['/usr/bin/nu'], env });
  });

  test('cmd.exe is started with a prompt of two lines, and not of three inside another', () => {
    // `SWROLE_PROMPT` is how a code is asked for, and no prompt of a shell.
    const env = {
      ...role,
      SWROLE_PROMPT: 'tty',
      ComSpec: 'C:\\Windows\\system32\\cmd.exe',
      SHELL: '/usr/bin/bash',
    };
    const windows = { ...place, platform: 'win32' } as const;
    const outer = subshell(env, windows);
    expect(outer).toEqual({
      command: ['C:\\Windows\\system32\\cmd.exe'],
      env: { ...env, SWROLE_CMD_PROMPT: '$P$G', PROMPT: '$E[31mproject-dev$E[0m$_$P$G' },
    });
    expect(subshell({ ...outer.env, SWROLE_PROFILE: 'inner-dev', NO_COLOR: '1' }, windows)).toEqual(
      {
        command: ['C:\\Windows\\system32\\cmd.exe'],
        env: {
          ...outer.env,
          SWROLE_PROFILE: 'inner-dev',
          NO_COLOR: '1',
          PROMPT: 'inner-dev$_$P$G',
        },
      },
    );
  });
});

describe('sh with a file of its user', () => {
  testTimeLeft({
    shell: '/bin/sh',
    files: { '.shrc': "export RC=read; PS1='ready> '" },
    env: { ENV: 'HOME/.shrc' },
  });

  testSubshell({
    shell: '/bin/sh',
    files: { '.shrc': "export RC=read; PS1='ready> '" },
    env: { ENV: 'HOME/.shrc' },
  });
});

test('sh leaves no ENV to its children where its user has none', () => {
  const ENV = fileURLToPath(new URL('../../src/process/shell/posix.sh', import.meta.url));
  const env = { PATH: process.env.PATH, SWROLE_PROFILE: 'project-dev', ENV };
  const { stdout } = spawnSync('/bin/sh', ['-c', '. "$ENV"; env'], { env, encoding: 'utf8' });
  expect(stdout.match(/^(?:SWROLE_\w*|ENV)=.*$/gm)).toEqual(['SWROLE_PROFILE=project-dev']);
});

describe('sh with an exported prompt', () => {
  testNestedShell({ shell: '/bin/sh', files: {}, env: { PS1: 'ready> ' } });
});
