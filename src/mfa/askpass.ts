/** Asking by a dialog, for when there is no terminal. */
import { basename } from 'node:path';
import { type ChildResult, runChild } from '../run/run-child.ts';
import type { StopSignal } from '../run/stop-signal.ts';
import type { Ask } from './ask-for-code.ts';
import { withoutIdentity } from './child-environment.ts';
import { dialogs } from './dialogs.ts';
import type { Doors } from './doors.ts';
import type { MfaError } from './mfa-error.ts';
import type { PromptSetting } from './prompt-setting.ts';
import { type MfaQuestion, questionLine } from './question.ts';
import type { Answer } from './typed-line.ts';

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
  doors: Doors,
  stop: StopSignal,
): Ask {
  const { env, home, platform } = doors;
  const surroundings = { env: withoutIdentity(env), home, terminal: undefined, platform, stop };
  return async (remark) => {
    const message = remark
      ? `swrole: ${remark}\n${questionLine(question)}`
      : questionLine(question);
    for (const { file, args } of dialogs(setting, env, platform)) {
      const done = doors.waiting(() => `waiting for ${basename(file)}…`, 'below-cursor');
      const result = await runChild({ file, args: args(message), ...surroundings }).finally(done);
      const answer = answerOf(result);
      doors.debug(
        `code: dialog ${file} ${answer === undefined ? 'cannot be started' : 'has ended'}`,
      );
      if (answer !== undefined) return answer;
    }
    throw otherwise;
  };
}
