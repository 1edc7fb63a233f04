import type { StopSignal } from '../util/abort.ts';
import type { Ask } from './ask-for-code.ts';
import { type MfaQuestion, questionLine } from './question.ts';
import type { Terminal } from '../terminal/tty.ts';

/**
 * Asks on the terminal. The question names profile, role, account and device in a line of its own, so that
 * one look tells who asks.
 *
 * @param stop at the deadline; the terminal then says so, because the person may look only later
 */
export function askOnTerminal(terminal: Terminal, question: MfaQuestion, stop: StopSignal): Ask {
  return async (remark) => {
    if (remark !== undefined) await terminal.say(`swrole: ${remark}`);
    const answer = await terminal.ask(`${questionLine(question)}: `, stop);
    if (answer === 'timed-out') await terminal.say('swrole: timed out');
    return answer;
  };
}
