/** Asks the user with a dialog when there is no terminal: the built-in dialogs, and the program of `SWROLE_PROMPT`. */

import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { type ChildResult, hasSucceeded, programName, runChild } from '../process/run-child.ts';
import type { Environment } from '../system.ts';
import type { Answer } from '../terminal/read-line.ts';
import { withoutIdentity } from '../terminal/secret-command.ts';
import type { StopSignal } from '../util/errors.ts';
import { withoutSecrets } from '../util/secret-text.ts';
import { ownLine } from '../util/text.ts';
import { MfaError } from './errors.ts';
import {
  type DialogName,
  type MfaDeps,
  type MfaQuestion,
  type Prompt,
  type PromptSetting,
  questionLine,
} from './question.ts';

/** A program and how it takes the message; it writes the answer to stdout. */
interface Dialog {
  /** Its name in messages. */
  readonly name: string;
  readonly file: string;
  /** Whether the file is a shell, which reports a missing program by its own exit status. */
  readonly isShell?: boolean;
  args(message: string): readonly string[];
}

/**
 * Asks with the first dialog that starts.
 *
 * @param setting which dialogs
 * @param otherwise thrown if no dialog starts
 * @param stop closes the dialog
 * @returns a way to ask; if `SWROLE_PROMPT` names the dialog, it throws `cancelled` with how the program ended
 */
export function promptByDialog(
  setting: PromptSetting['dialog'],
  question: MfaQuestion,
  otherwise: MfaError,
  deps: MfaDeps,
  stop: StopSignal,
): Prompt {
  const { env, home, platform } = deps;
  const options = { env: withoutIdentity(env), home, terminal: undefined, platform, stop };
  return async (remark) => {
    const message = [...(remark ? [ownLine(remark)] : []), questionLine(question)].join('\n');
    for (const dialog of dialogs(setting, env, platform)) {
      const { name, file, args } = dialog;
      const hideProgress = deps.showProgress(
        () => `waiting for ${basename(name)}…`,
        'below-cursor',
      );
      const result = await runChild({ file, args: args(message), ...options }).finally(
        hideProgress,
      );
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

/** A shell's exit statuses for a program that it cannot find or run. */
const NOT_STARTED: readonly number[] = [126, 127];

/** Status 0 is an answer, any other means "cancelled" (as for SSH_ASKPASS); `undefined`: there is no such program. */
function answerOf({ ending, stdout }: ChildResult, { isShell }: Dialog): Answer | undefined {
  if (typeof ending === 'string') return ending;
  if ('notStarted' in ending) return undefined;
  if (isShell && 'exitCode' in ending && NOT_STARTED.includes(ending.exitCode)) return undefined;
  return hasSucceeded(ending) ? { text: stdout } : 'cancelled';
}

/** A misconfigured program ends like a dialog that the user closes, so the error includes the status. */
function cancelled({ profile }: MfaQuestion, program: string, ending: ChildResult['ending']) {
  const details = { kind: 'cancelled', profile } as const;
  return new MfaError(
    typeof ending === 'string' ? details : { ...details, dialog: { program, ending } },
  );
}

// Programs that show a dialog. They get texts as arguments only, never as part of a script: a profile name must not become
// AppleScript.

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

/** KDialog reads a text with tags as HTML, and has no option against it. */
const kdialog: Dialog = {
  name: 'kdialog',
  file: 'kdialog',
  args: (message) => ['--title', 'swrole', '--inputbox', message.replace(/[<>]/g, '?')],
};

const BUILT_IN: Readonly<Record<DialogName, Dialog>> = { zenity, kdialog, osascript };

/** The dialogs to try, in this order; there is no built-in one for Windows yet. */
export function dialogs(
  setting: PromptSetting['dialog'],
  env: Environment,
  platform: NodeJS.Platform,
): readonly Dialog[] {
  if (typeof setting === 'object')
    return [
      'builtIn' in setting ? BUILT_IN[setting.builtIn] : customDialog(setting.command, platform),
    ];
  if (setting === 'none' || platform === 'win32') return [];
  if (platform === 'darwin') return [osascript];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? [zenity, kdialog] : [];
}

/** Characters that occur in a command line, but not in the name of a program. */
const SYNTAX = { posix: /[\s"'`$~|&;<>()*?=\\]/, windows: /[\s"]/ };

/**
 * The user's own program gets the message as its only argument, like SSH_ASKPASS. A command line gets it as its last
 * argument from the shell, as git passes a file to an editor. cmd.exe cannot take any text safely as an argument, so on
 * Windows swrole splits the line itself.
 */
function customDialog(command: string, platform: NodeJS.Platform): Dialog {
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
