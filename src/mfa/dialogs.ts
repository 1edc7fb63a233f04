/**
 * Programs that ask a person in a window. Texts reach them as arguments only, never as a part of a script: a
 * profile's name must not become AppleScript.
 */
import type { Environment } from '../system.ts';
import type { PromptSetting } from './prompt-setting.ts';

/** A program and how it takes the message; it writes the answer to stdout. */
export interface Dialog {
  readonly file: string;
  args(message: string): readonly string[];
}

const OSASCRIPT_LINES = [
  'on run argv',
  'display dialog (item 1 of argv) default answer "" with title "swrole"',
  'return text returned of result',
  'end run',
];

/** Unverified: no test runs the real one. */
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

/** The dialogs to try, in this order; none for Windows yet. A program of the user's own is told as SSH_ASKPASS is. */
export function dialogs(
  setting: PromptSetting['dialog'],
  env: Environment,
  platform: NodeJS.Platform,
): readonly Dialog[] {
  if (typeof setting === 'object') return [{ file: setting.program, args: (message) => [message] }];
  if (setting === 'none' || platform === 'win32') return [];
  if (platform === 'darwin') return [osascript];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? [zenity, kdialog] : [];
}
