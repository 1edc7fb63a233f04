/** Asking by a dialog, for when there is no terminal. */
import { basename } from 'node:path';
import { type ChildResult, runChild } from '../process/run-child.ts';
import type { StopSignal } from '../util/abort.ts';
import type { Ask } from './ask-for-code.ts';
import { withoutIdentity } from './child-environment.ts';
import { type Dialog, dialogs } from './dialogs.ts';
import type { Doors } from './deps.ts';
import { MfaError } from './errors.ts';
import type { PromptSetting } from './prompt-setting.ts';
import { type MfaQuestion, questionLine } from './question.ts';
import type { Answer } from './typed-line.ts';

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
export function askByDialog(
  setting: PromptSetting['dialog'],
  question: MfaQuestion,
  otherwise: MfaError,
  doors: Doors,
  stop: StopSignal,
): Ask {
  const { env, home, platform } = doors;
  const surroundings = { env: withoutIdentity(env), home, terminal: undefined, platform, stop };
  return async (remark) => {
    const message = remark
      ? `swrole: ${remark}\n${questionLine(question)}`
      : questionLine(question);
    for (const dialog of dialogs(setting, env, platform)) {
      const { name, file, args } = dialog;
      const done = doors.waiting(() => `waiting for ${basename(name)}…`, 'below-cursor');
      const result = await runChild({ file, args: args(message), ...surroundings }).finally(done);
      const answer = answerOf(result, dialog);
      doors.debug(
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
