import { expect, test } from 'vitest';
import { swroleProfile } from '../../src/doctor/facts/command-lines.ts';
import { isSameCall, sdkCommand } from '../../src/setup/launcher.ts';

test.each(['project-dev', 'list', 'my role', 'a.b/c@d:e+f%g'])(
  'setup finds %j in its own line',
  (role) => {
    const program = { node: '/a b/node', script: '/c d/swrole.cjs' };
    const command = sdkCommand(program, role, 'linux');
    expect([swroleProfile(command), isSameCall(command, role)]).toEqual([role, true]);
  },
);

test.each([
  ['swrole -j x', 'x'],
  ['/usr/local/bin/swrole --json --profile x', 'x'],
  ['"C:\\my tools\\swrole.cmd" -j x', 'x'],
  ['aws-vault exec x --json', undefined],
  ['/opt/swrole/other -j x', undefined],
])('setup reads the line %s', (command, profile) => expect(swroleProfile(command)).toBe(profile));

test.each([
  ['swrole -j x', true],
  ['/old/v18.0.0/bin/node "/my tools/swrole.cjs" --json x', true],
  ['swrole -j y', false],
  ['swrole -j x --duration 1h', false],
  ['swrole x', false],
  ['env A=b swrole -j x', false],
  ['A=b node swrole -j x', false],
  ['swrole -j x # mine', false],
  ['other -j x', false],
])('the line %s calls swrole for x: %s', (command, isSame) =>
  expect(isSameCall(command, 'x')).toBe(isSame),
);
