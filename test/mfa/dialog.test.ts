/** Dialogs as programs of their own on the PATH: what they get, and what their answers mean. */

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { MfaError } from '../../src/mfa/errors.ts';
import { withMfaCode } from '../../src/mfa/get-code.ts';
import type { MfaDeps } from '../../src/mfa/question.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { alive } from './alive.ts';
import { fakeDeps, START } from './fake-deps.ts';
import { QUESTION_LINE, questionOf } from './question-of.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
  mkdirSync(join(folder, 'bin'));
});

const CALL = { send: async (code: string) => code, classifyError: () => 'other' as const };

/** A dialog; `script` runs after it has noted its arguments, each between brackets, in the file `told`. */
function dialog(name: string, script: string): string {
  const path = join(folder, 'bin', name);
  const note = `for text in "$@"; do printf '[%s]' "$text"; done > ${join(folder, 'told')}`;
  writeFileSync(path, `#!/bin/sh\n${note}\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

function told(): string {
  return readFileSync(join(folder, 'told'), 'utf8');
}

function depsWith(env: MfaDeps['env'], platform: NodeJS.Platform = 'linux'): MfaDeps {
  // Only our dialogs: the machine may have real ones, which would open.
  const path = join(folder, 'bin');
  return fakeDeps('no-terminal', { env: { PATH: path, ...env }, platform });
}

function ask(deps: MfaDeps, question = questionOf()): Promise<unknown> {
  const sources = { given: undefined, mayPrompt: true };
  return withMfaCode(question, sources, deps, CALL).catch((error) => {
    if (error instanceof MfaError) return error.details;
    throw error;
  });
}

const EVIL = `"; do shell script "id" & <b>x</b> \`id\` $(id) --text=y`;

test('the program of SWROLE_PROMPT is called as SSH_ASKPASS is', async () => {
  const program = dialog('my ask', 'echo " 012345 "');
  expect(await ask(depsWith({ SWROLE_PROMPT: program }))).toBe('012345');
  expect(told()).toBe(`[${QUESTION_LINE}]`);
});

test('a dialog gets no AWS identity, and may write to stderr', async () => {
  const program = dialog('ask', 'echo warning >&2; test -z "$AWS_PROFILE" && echo 123456');
  expect(await ask(depsWith({ SWROLE_PROMPT: program, AWS_PROFILE: 'x' }))).toBe('123456');
});

test.each(['', ' --any'])('a status other than 0 cancels, and it is shown (%j)', async (args) => {
  const program = dialog('ask', 'echo 123456; exit 1');
  expect(await ask(depsWith({ SWROLE_PROMPT: `${program}${args}` }))).toEqual({
    kind: 'cancelled',
    profile: 'project-dev',
    dialog: { program, ending: { exitCode: 1 } },
  });
});

test('closing a built-in dialog cancels without a further message', async () => {
  dialog('zenity', 'exit 1');
  expect(await ask(depsWith({ DISPLAY: ':0' }))).toEqual({
    kind: 'cancelled',
    profile: 'project-dev',
  });
});

test.each([
  ['words and quotes', `ask -p "a  b" --`, '[-p][a  b][--]'],
  ['a variable and a home', 'ask "$WORD" ~/x', '[a word][<home>/x]'],
  ['an assignment before it', 'A=b ask', ''],
])(
  'a command line with %s gets the question last, and no shell reads it',
  async (_, line, args) => {
    dialog('ask', 'echo 123456');
    const question = { ...questionOf(), profile: EVIL };
    const deps = depsWith({ SWROLE_PROMPT: line, WORD: 'a word', HOME: folder });
    expect(await ask(deps, question)).toBe('123456');
    expect(told()).toBe(
      `${args.replace('<home>', folder)}[swrole: MFA code for ${EVIL} (role developer in 111111111111, device member)]`,
    );
  },
);

test('on Windows a command line is split into words, without a shell', async () => {
  const program = dialog('my ask', 'echo 123456');
  const line = `"${program}" -p "a  b" %x%`;
  expect(await ask(depsWith({ SWROLE_PROMPT: line }, 'win32'), questionOf())).toBe('123456');
  expect(told()).toBe(`[-p][a  b][%x%][${QUESTION_LINE}]`);
});

test('a command line may be longer than a file name', async () => {
  dialog('ask', 'echo 123456');
  const long = 'x'.repeat(5000);
  expect(await ask(depsWith({ SWROLE_PROMPT: `ask ${long}` }))).toBe('123456');
  expect(told()).toBe(`[${long}][${QUESTION_LINE}]`);
});

test.each([
  'no-such-dialog',
  'no-such-dialog --text',
  '/etc/passwd --text',
  '/etc/passwd/x --text',
  '/etc/passwd/x',
])('%s, which cannot be started, is named', async (line) => {
  expect(await ask(depsWith({ SWROLE_PROMPT: line }))).toEqual({
    kind: 'no-way-to-ask',
    profile: 'project-dev',
    reason: 'no-dialog',
    prompt: line.split(' ')[0],
  });
});

test('a built-in dialog by its name is described in its own way', async () => {
  dialog('zenity', 'echo 123456');
  expect(await ask(depsWith({ SWROLE_PROMPT: 'zenity' }))).toBe('123456');
  expect(told()).toBe(`[--entry][--title=swrole][--text=${QUESTION_LINE}]`);
});

test('a dialog asks again for a text that is not a code, and says why', async () => {
  const again = join(folder, 'again');
  const program = dialog('ask', `test -e ${again} && echo 123456; : > ${again}`);
  expect(await ask(depsWith({ SWROLE_PROMPT: program }))).toBe('123456');
  expect(told()).toBe(`[swrole: a code is six digits\n${QUESTION_LINE}]`);
});

test('the terminal comes before a dialog; gui comes before the terminal', async () => {
  const program = dialog('zenity', 'echo 123456');
  const asked = { cache: join(folder, 'cache'), platform: 'linux' as const };
  const env = { PATH: join(folder, 'bin'), DISPLAY: ':0' };
  const terminal = fakeDeps(['222222'], { ...asked, env: { ...env, SWROLE_PROMPT: program } });
  expect(await ask(terminal)).toBe('222222');
  expect(existsSync(join(folder, 'told'))).toBe(false);
  expect(await ask(fakeDeps(['333333'], { ...asked, env: { ...env, SWROLE_PROMPT: 'gui' } }))).toBe(
    '123456',
  );
});

test('zenity gets the question as escaped markup', async () => {
  dialog('zenity', 'echo 123456');
  dialog('kdialog', 'echo 654321');
  const question = { ...questionOf(), profile: EVIL };
  expect(await ask(depsWith({ WAYLAND_DISPLAY: 'wayland-0' }), question)).toBe('123456');
  expect(told()).toBe(
    `[--entry][--title=swrole][--text=swrole: MFA code for ${EVIL.replace('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')} (role developer in 111111111111, device member)]`,
  );
});

test('kdialog is used where there is no zenity, with no text that it would take for HTML', async () => {
  dialog('kdialog', 'echo 654321');
  const question = { ...questionOf(), profile: EVIL };
  expect(await ask(depsWith({ DISPLAY: ':0' }), question)).toBe('654321');
  expect(told()).toMatch(/^\[--title\]\[swrole\]\[--inputbox\]\[swrole: MFA code for "; do /);
  expect(told()).not.toMatch(/[<>]/);
});

test('osascript gets a fixed script, and the text as its argument', async () => {
  dialog('osascript', 'echo 123456');
  const question = { ...questionOf(), profile: EVIL };
  expect(await ask(depsWith({}, 'darwin'), question)).toBe('123456');
  expect(told().replace(/\[-e\]\[[^\]]*\]/g, '')).toBe(
    `[swrole: MFA code for ${EVIL} (role developer in 111111111111, device member)]`,
  );
});

test.each([
  [{}, 'linux'],
  [{ DISPLAY: ':0', SSH_CONNECTION: 'x' }, 'linux'],
  [{ DISPLAY: ':0', CI: 'true' }, 'linux'],
  [{ SSH_CONNECTION: 'x' }, 'darwin'],
  [{ DISPLAY: ':0' }, 'win32'],
] as const)('%j on %s opens no dialog', async (env, platform) => {
  for (const name of ['zenity', 'kdialog', 'osascript']) dialog(name, 'echo 123456');
  expect(await ask(depsWith(env, platform))).toMatchObject({ reason: 'no-terminal' });
  expect(existsSync(join(folder, 'told'))).toBe(false);
});

test('a dialog is closed at the deadline', async () => {
  const program = dialog('ask', `echo $$ > ${join(folder, 'pid')}; exec /bin/sleep 60`);
  const deps = { ...depsWith({ SWROLE_PROMPT: program }), deadline: START + 1000 };
  expect(await ask(deps)).toMatchObject({ kind: 'timed-out', waitingFor: 'answer', seconds: 1 });
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  await expect.poll(() => alive([pid])).toEqual([]);
});
