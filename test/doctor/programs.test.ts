import { expect, test } from 'vitest';
import { commandPath } from '../../src/doctor/checks/commands.ts';
import { guiPath } from '../../src/doctor/facts/commands.ts';
import { factsOf } from './found.ts';

test('a program on macOS searches fewer folders', () => {
  expect([guiPath('darwin'), guiPath('linux')]).toEqual([
    '/usr/bin:/bin:/usr/sbin:/sbin',
    '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  ]);
});

test.each(['darwin', 'linux'] as const)('%s: the searched folders are named', async (platform) => {
  const { facts } = await factsOf({ facts: { platform } });
  const command = {
    profile: 'a',
    key: 'credential_process',
    command: 'get',
    at: { file: '/config', line: 2 },
    word: 'get',
    program: { kind: 'name', here: '/opt/get', inGui: undefined },
  } as const;
  expect(commandPath({ ...facts, commands: [command] }).map(({ why }) => why)).toEqual([
    `a GUI program looks in ${guiPath(platform)}, where it is not`,
  ]);
});
