/** Asking by a dialog, for when there is no terminal. */

import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { programName } from '../process/command-line.ts';
import { type ChildResult, runChild } from '../process/run-child.ts';
import type { Environment } from '../system.ts';
import type { Answer } from '../terminal/read-line.ts';
import type { StopSignal } from '../util/abort.ts';
import { withoutSecrets } from '../util/secret-text.ts';
import type { MfaDeps } from './deps.ts';
import { MfaError } from './errors.ts';
import {
  type DialogName,
  type MfaQuestion,
  type Prompt,
  type PromptSetting,
  questionLine,
} from './question.ts';
import { withoutIdentity } from './token-command.ts';

/** The statuses of a shell that finds no program, or cannot run it. */
const NOT_STARTED: readonly number[] = [126, 127];

/** Status 0 is an answer, any other a "no" (SSH_ASKPASS); `undefined`: there is no such program. */
function answerOf({ ending, stdout }: ChildResult, { isShell }: Dialog): Answer | undefined {
  if (typeof ending === 'string') return ending;
  if ('notStarted' in ending) return undefined;
  if ('signal' in ending) return 'cancelled';
  if (isShell && NOT_STARTED.includes(ending.exitCode)) return undefined;
  return ending.exitCode === 0 ? { text: stdout } : 'cancelled';
}

/**
 * Asks by the first dialog that can be started.
 *
 * @param setting which dialogs
 * @param otherwise thrown when there is none
 * @param stop closes it
 * @returns a way to ask, which throws `cancelled` with how it ended where `SWROLE_PROMPT` names the dialog
 */
export function promptByDialog(
  setting: PromptSetting['dialog'],
  question: MfaQuestion,
  otherwise: MfaError,
  deps: MfaDeps,
  stop: StopSignal,
): Prompt {
  const { env, home, platform } = deps;
  const surroundings = { env: withoutIdentity(env), home, terminal: undefined, platform, stop };
  return async (remark) => {
    const message = remark
      ? `swrole: ${remark}\n${questionLine(question)}`
      : questionLine(question);
    for (const dialog of dialogs(setting, env, platform)) {
      const { name, file, args } = dialog;
      const done = deps.showProgress(() => `waiting for ${basename(name)}…`, 'below-cursor');
      const result = await runChild({ file, args: args(message), ...surroundings }).finally(done);
      const answer = answerOf(result, dialog);
      deps.debug(
        `code: dialog ${name} ${answer === undefined ? 'cannot be started' : 'has ended'}`,
      );
      if (answer === 'cancelled' && typeof setting === 'object')
        throw cancelled(question, name, result.ending);
      if (answer !== undefined) return answer;
    }
    throw otherwise;
  };
}

/** A program that was misunderstood ends as one whose window was closed does, so the status is told. */
function cancelled({ profile }: MfaQuestion, program: string, ending: ChildResult['ending']) {
  const fact = { kind: 'cancelled', profile } as const;
  return new MfaError(typeof ending === 'string' ? fact : { ...fact, dialog: { program, ending } });
}

// Programs that ask a person in a window. Texts reach them as arguments only, never as a part of a script: a
// profile's name must not become AppleScript.

/** A program and how it takes the message; it writes the answer to stdout. */
interface Dialog {
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
  const name = programName(command);
  if (style === 'posix') {
    const args = (message: string) => ['-c', `${command} "$@"`, 'swrole', message];
    return { name, file: '/bin/sh', isShell: true, args };
  }
  const words = [...command.matchAll(/"([^"]*)"|([^\s"]+)/g)];
  const [file = '', ...rest] = words.map(([, quoted, bare]) => quoted ?? bare ?? '');
  return { name, file, args: (message) => [...rest, message] };
}
