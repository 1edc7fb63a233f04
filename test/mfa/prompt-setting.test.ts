import { expect, test } from 'vitest';
import { promptSetting } from '../../src/mfa/prompt-setting.ts';

const NOBODY = { terminal: false, dialog: 'none' };

test.each([
  [{}, { terminal: true, dialog: 'built-in' }],
  [{ SWROLE_PROMPT: '' }, { terminal: true, dialog: 'built-in' }],
  [{ SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }, { terminal: true, dialog: 'none' }],
  [{ CI: 'true' }, { terminal: true, dialog: 'none' }],
  [{ SWROLE_PROMPT: 'tty' }, { terminal: true, dialog: 'none' }],
  [{ SWROLE_PROMPT: 'none' }, NOBODY],
  [
    { SWROLE_PROMPT: 'gui', CI: 'true' },
    { terminal: false, dialog: 'built-in' },
  ],
  [{ SWROLE_PROMPT: '/opt/ask' }, { terminal: true, dialog: { program: '/opt/ask' } }],
  [{ SWROLE_PROMPT: 'toString' }, { terminal: true, dialog: { program: 'toString' } }],
])('%j opens %j', (env, setting) => {
  expect(promptSetting(true, env)).toEqual(setting);
  expect(promptSetting(false, env)).toEqual(NOBODY);
});
