import type { CommandEnding } from '../process/run-child.ts';
import { safeText } from '../util/text.ts';
import { MfaError } from './errors.ts';

function endingWords(ending: CommandEnding): string {
  if ('exitCode' in ending) return `exit status ${ending.exitCode}`;
  return 'signal' in ending ? ending.signal : `not started: ${ending.notStarted}`;
}

/**
 * Why a person is asked although there is a token command.
 *
 * @returns `undefined` for errors in which a person is of no help: cancelled, out of time, nothing to do with it
 */
export function commandFailure(error: unknown): string | undefined {
  const fact = error instanceof MfaError ? error.fact : undefined;
  if (fact?.kind === 'token-command-without-code')
    return `generate_token (${safeText(fact.program)}) gave no code`;
  if (fact?.kind !== 'token-command-failed') return undefined;
  return `generate_token (${safeText(fact.program)}) failed: ${endingWords(fact.ending)}`;
}
