import { expect, test } from 'vitest';
import { swroleProfile } from '../../../src/cli/setup/leads-back.ts';
import { sdkCommand } from '../../../src/cli/setup/sdk-command.ts';

test.each(['project-dev', 'list', 'my role', 'a.b/c@d:e+f%g'])(
  'finds %j in what setup writes',
  (role) => {
    const program = { node: '/a b/node', script: '/c d/swrole.cjs' };
    expect(swroleProfile(sdkCommand(program, role, 'linux'))).toBe(role);
  },
);

test.each([
  ['swrole -j x', 'x'],
  ['/usr/local/bin/swrole --json --profile x', 'x'],
  ['"C:\\my tools\\swrole.cmd" -j x', 'x'],
  ['aws-vault exec x --json', undefined],
  ['/opt/swrole/other -j x', undefined],
])('%s', (command, profile) => expect(swroleProfile(command)).toBe(profile));
