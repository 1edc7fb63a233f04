import { expect, test } from 'vitest';
import { promptSetting } from '../../src/mfa/question.ts';

const NOBODY = { terminal: false, dialog: 'none' };

test.each([
  [{}, { terminal: true, dialog: 'built-in' }],
  [{ SWROLE_PROMPT: '' }, { terminal: true, dialog: 'built-in' }],
  [{ SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }, { terminal: true, dialog: 'none' }],
  [{ CI: 'true' }, { terminal: true, dialog: 'none' }],
  [{ SWROLE_PROMPT: 'tty' }, { terminal: true, dialog: 'none', variable: 'tty' }],
  [{ SWROLE_PROMPT: 'terminal' }, { terminal: true, dialog: 'none', variable: 'terminal' }],
  [{ SWROLE_PROMPT: ' None ' }, { ...NOBODY, variable: 'None' }],
  [
    { SWROLE_PROMPT: 'gui', CI: 'true' },
    { terminal: false, dialog: 'built-in', variable: 'gui' },
  ],
  [
    { SWROLE_PROMPT: 'zenity', CI: 'true' },
    { terminal: true, dialog: { builtIn: 'zenity' }, variable: 'zenity' },
  ],
  [
    { SWROLE_PROMPT: '/opt/ask' },
    { terminal: true, dialog: { command: '/opt/ask' }, variable: '/opt/ask' },
  ],
  [
    { SWROLE_PROMPT: 'ask --key wJalrXUtnFEMI' },
    { terminal: true, dialog: { command: 'ask --key wJalrXUtnFEMI' }, variable: 'ask' },
  ],
  [
    { SWROLE_PROMPT: 'toString' },
    { terminal: true, dialog: { command: 'toString' }, variable: 'toString' },
  ],
])('SWROLE_PROMPT=%j opens %j', (env, setting) => {
  expect(promptSetting(true, env)).toEqual(setting);
  expect(promptSetting(false, env)).toEqual(NOBODY);
});
