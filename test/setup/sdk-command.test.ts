/** The command line as those read it who run it: a POSIX shell here, botocore's word splitter in its own words. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { ConfigEditError } from '../../src/config-edit/errors.ts';
import { cachedRequest } from '../../src/fast-path/cached-answer.ts';
import { sdkCommand } from '../../src/setup/launcher.ts';

const PLAIN = { node: '/opt/node', script: '/opt/swrole.cjs' };
const SPACED = { node: '/Program Files/node', script: "/home/o'neil & söhne/swrole.cjs" };

const shellWords = (command: string) =>
  execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
    .slice(0, -1)
    .split('\n');

/** What `shlex.split` makes of text that has no backslash and no single quote outside double ones. */
const shlexWords = (command: string) =>
  (command.match(/(?:"[^"]*"|[^\s"])+/g) ?? []).map((word) => word.replaceAll('"', ''));

describe('for a POSIX shell and botocore', () => {
  test.each([
    ['plain', PLAIN, 'project-dev', '/opt/node /opt/swrole.cjs -j project-dev'],
    ['every letter', PLAIN, 'a.b/c@d:e+f%g', '/opt/node /opt/swrole.cjs -j a.b/c@d:e+f%g'],
    ['a command', PLAIN, 'list', '/opt/node /opt/swrole.cjs -j -p list'],
    ['like a flag', PLAIN, '-x', '/opt/node /opt/swrole.cjs -j -p -x'],
    ['a space', PLAIN, 'my role', '/opt/node /opt/swrole.cjs "my role" -j'],
    ['like cmd', PLAIN, '%x', '/opt/node /opt/swrole.cjs "%x" -j'],
    ['a tilde', { ...PLAIN, node: '~/node' }, 'x', '"~/node" /opt/swrole.cjs -j x'],
    ['spaces', SPACED, 'my role', `"${SPACED.node}" "${SPACED.script}" "my role" -j`],
  ])('the command line for SDKs is quoted for a POSIX shell: %s', (_, program, role, command) => {
    expect(sdkCommand(program, role, 'linux')).toBe(command);
    expect(shellWords(command)).toEqual(shlexWords(command));
    expect(shellWords(command).slice(0, 2)).toEqual([program.node, program.script]);
    expect(cachedRequest(shellWords(command).slice(2))).toBe(role);
    expect(/^".*"$/.test(command)).toBe(false);
  });

  test.each([
    ['node', { ...PLAIN, node: '/a$b/node' }, 'x'],
    ['swrole', { ...PLAIN, script: '/a`b`/swrole.cjs' }, 'x'],
    ['swrole', { ...PLAIN, script: '/a\\b/swrole.cjs' }, 'x'],
    ['swrole', { ...PLAIN, script: '/a #b/swrole.cjs' }, 'x'],
    ['profile', PLAIN, 'a"b'],
    ['profile', PLAIN, 'a\nb'],
    ['profile', PLAIN, 'a ;b'],
    ['profile', PLAIN, '\u202eb'],
  ])('%s that cannot be written is an error: %j', (what, program, role) => {
    const run = () => sdkCommand(program, role, 'linux');
    expect(run).toThrow(ConfigEditError);
    expect(run).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ kind: 'unwritable-word', what }),
      }),
    );
  });
});

describe('for cmd.exe', () => {
  const windows = {
    node: 'C:\\Program Files\\nodejs\\node.exe',
    script: 'C:\\npm\\node_modules\\swrole\\bin\\swrole.cjs',
  };

  test('in cmd.exe only words with spaces are in quotes', () => {
    expect(sdkCommand(windows, 'project-dev', 'win32')).toBe(
      `"${windows.node}" ${windows.script} -j project-dev`,
    );
  });

  test('in cmd.exe no character that it would replace is written', () => {
    expect(() => sdkCommand(windows, 'a%PATH%', 'win32')).toThrow(ConfigEditError);
  });
});
