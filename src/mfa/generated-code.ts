import type { CommandLine } from '../config/plan.ts';
import { askPerson } from './prompt.ts';
import { commandFailure } from './command-failure.ts';
import { type CodeRun, type FreshCode, refusedCode, spentFault } from './fresh-code.ts';
import type { MfaCode } from './mfa-code.ts';
import { MfaError } from './errors.ts';
import { withTerminal } from '../terminal/tty.ts';
import { runTokenCommand } from './token-command.ts';

/**
 * A code from the token command. One that was sent before is waited out, and the command is run once more;
 * where the command fails, a person stands in for it if there is one to ask.
 *
 * @throws MfaError the command's failure if there is no way to ask
 */
export async function generatedCode(line: CommandLine, run: CodeRun): Promise<FreshCode> {
  try {
    return await generatedFresh(line, run);
  } catch (error) {
    const remark = commandFailure(error);
    if (remark === undefined) throw error;
    return askPerson(run, remark).catch((why) => {
      throw isNoWayToAsk(why) ? error : why;
    });
  }
}

async function generatedFresh(line: CommandLine, run: CodeRun): Promise<FreshCode> {
  const from = 'generate_token';
  const code = await generated(line, run);
  const fault = spentFault(code, from, run);
  if (!fault) return { code, from };
  if (code === run.refused) throw new MfaError({ ...refusedCode(from, run), isRepeated: true });
  await run.waitForNextCode('this code was used before', fault.fact);
  const next = await generated(line, run);
  const again = spentFault(next, from, run);
  if (!again) return { code: next, from };
  throw new MfaError(next === code ? { ...again.fact, isRepeated: true } : again.fact);
}

function generated(line: CommandLine, { question, doors }: CodeRun): Promise<MfaCode> {
  return withTerminal(doors, (terminal) => runTokenCommand(question, line, terminal, doors));
}

function isNoWayToAsk(error: unknown): boolean {
  return error instanceof MfaError && error.fact.kind === 'no-way-to-ask';
}
