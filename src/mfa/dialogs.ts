/**
 * Programs that ask a person in a window. Texts reach them as arguments only, never as a part of a script: a
 * profile's name must not become AppleScript.
 */
import { existsSync } from 'node:fs';
import { firstWord } from '../process/command-line.ts';
import { withoutSecrets } from '../util/secret-text.ts';
import type { Environment } from '../system.ts';
import type { DialogName, PromptSetting } from './prompt-setting.ts';

/** A program and how it takes the message; it writes the answer to stdout. */
export interface Dialog {
  /** What it is called in messages. */
  readonly name: string;
  readonly file: string;
  /** Whether the file is a shell, whose own statuses tell that there is no such program. */
  readonly isShell?: boolean;
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
  name: 'osascript',
  file: 'osascript',
  args: (message) => [...OSASCRIPT_LINES.flatMap((line) => ['-e', line]), message],
};

/** Zenity reads its text as Pango markup. */
function escapedForPango(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const zenity: Dialog = {
  name: 'zenity',
  file: 'zenity',
  args: (message) => ['--entry', '--title=swrole', `--text=${escapedForPango(message)}`],
};

/** KDialog takes a text with tags for HTML, and there is no way to tell it otherwise. */
const kdialog: Dialog = {
  name: 'kdialog',
  file: 'kdialog',
  args: (message) => ['--title', 'swrole', '--inputbox', message.replace(/[<>]/g, '?')],
};

const BUILT_IN: Readonly<Record<DialogName, Dialog>> = { zenity, kdialog, osascript };

/** The dialogs to try, in this order; none of ours for Windows yet. */
export function dialogs(
  setting: PromptSetting['dialog'],
  env: Environment,
  platform: NodeJS.Platform,
): readonly Dialog[] {
  if (typeof setting === 'object')
    return [
      'builtIn' in setting ? BUILT_IN[setting.builtIn] : ownDialog(setting.command, platform),
    ];
  if (setting === 'none' || platform === 'win32') return [];
  if (platform === 'darwin') return [osascript];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? [zenity, kdialog] : [];
}

/** What no name of a program has outside of quotes, but a command line may have. */
const SYNTAX = { posix: /[\s"'`$~|&;<>()*?=\\]/, windows: /[\s"]/ };

/**
 * A program of the user's own is told as SSH_ASKPASS is: the message is its one argument. A command line gets the message
 * as its last argument, from the shell, as git gives a file to an editor. cmd.exe has no way to take a text as an argument
 * that is safe, so on Windows the line is split into words instead.
 */
function ownDialog(command: string, platform: NodeJS.Platform): Dialog {
  const style = platform === 'win32' ? 'windows' : 'posix';
  if (!SYNTAX[style].test(command) || existsSync(command))
    return { name: withoutSecrets(command), file: command, args: (message) => [message] };
  const name = firstWord(command);
  if (style === 'posix') {
    const args = (message: string) => ['-c', `${command} "$@"`, 'swrole', message];
    return { name, file: '/bin/sh', isShell: true, args };
  }
  const words = [...command.matchAll(/"([^"]*)"|([^\s"]+)/g)];
  const [file = '', ...rest] = words.map(([, quoted, bare]) => quoted ?? bare ?? '');
  return { name, file, args: (message) => [...rest, message] };
}
