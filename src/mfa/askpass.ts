/**
 * Dialogs for when there is no terminal: the person's own program, or what the desktop brings. Config values
 * reach them as arguments only, never as a part of a script (a profile's name must not become AppleScript).
 */
import type { Environment } from '../system.ts';
import type { Ask } from './ask-for-code.ts';
import { withoutIdentity } from './child-environment.ts';
import type { Doors } from './doors.ts';
import type { MfaError } from './mfa-error.ts';
import type { PromptSetting } from './prompt-setting.ts';
import { type MfaQuestion, questionLine } from './question.ts';
import { type ChildResult, runChild } from './run-child.ts';
import type { Answer } from './typed-line.ts';

/** A program and how it takes the message. */
interface Dialog {
  readonly file: string;
  args(message: string): readonly string[];
}

const OSASCRIPT_LINES = [
  'on run argv',
  'display dialog (item 1 of argv) default answer "" with title "swrole"',
  'return text returned of result',
  'end run',
];

const osascript: Dialog = {
  file: 'osascript',
  args: (message) => [...OSASCRIPT_LINES.flatMap((line) => ['-e', line]), message],
};

/** Zenity reads its text as Pango markup. */
function escapedForPango(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const zenity: Dialog = {
  file: 'zenity',
  args: (message) => ['--entry', '--title=swrole', `--text=${escapedForPango(message)}`],
};

/** KDialog takes a text with tags for HTML, and there is no way to tell it otherwise. */
const kdialog: Dialog = {
  file: 'kdialog',
  args: (message) => ['--title', 'swrole', '--inputbox', message.replace(/[<>]/g, '?')],
};

/** The dialogs to try, in this order; Windows has none that takes a text from outside safely. */
function dialogs(
  setting: PromptSetting['dialog'],
  env: Environment,
  platform: NodeJS.Platform,
): readonly Dialog[] {
  if (setting === 'none' || (setting === 'built-in' && platform === 'win32')) return [];
  if (setting !== 'built-in') return [{ file: setting.program, args: (message) => [message] }];
  if (platform === 'darwin') return [osascript];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? [zenity, kdialog] : [];
}

/** Status 0 is an answer, any other a "no" (SSH_ASKPASS); `undefined`: there is no such program. */
function answerOf({ ending, stdout }: ChildResult): Answer | undefined {
  if (typeof ending === 'string') return ending;
  if ('notStarted' in ending) return undefined;
  return 'exitCode' in ending && ending.exitCode === 0 ? { text: stdout } : 'cancelled';
}

/**
 * Asks by the first dialog that can be started.
 *
 * @param setting which dialogs
 * @param otherwise thrown when there is none
 * @param stop closes it
 */
export function askByDialog(
  setting: PromptSetting['dialog'],
  question: MfaQuestion,
  otherwise: MfaError,
  { env, home, platform }: Doors,
  stop: AbortSignal,
): Ask {
  const surroundings = { env: withoutIdentity(env), home, terminal: undefined, platform, stop };
  return async (remark) => {
    const message = remark
      ? `swrole: ${remark}\n${questionLine(question)}`
      : questionLine(question);
    for (const { file, args } of dialogs(setting, env, platform)) {
      const answer = answerOf(await runChild({ file, args: args(message), ...surroundings }));
      if (answer !== undefined) return answer;
    }
    throw otherwise;
  };
}
