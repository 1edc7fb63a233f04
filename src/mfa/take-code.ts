/**
 * The order in which codes are looked for: `-t`, else `generate_token`, else a person. None of them has been
 * sent before. Whatever is not on `-t` can be had twice, because AWS may refuse the first.
 */
import { askPerson } from './prompt.ts';
import { type CodeRun, type FreshCode, freshCode, refusedCode } from './fresh-code.ts';
import { generatedCode } from './generated-code.ts';
import { parseMfaCode } from './mfa-code.ts';
import { MfaError } from './errors.ts';

/**
 * The first code of a run.
 *
 * @param given the value of `-t`
 * @throws MfaError when there is none
 */
export async function takeCode(given: string | undefined, run: CodeRun): Promise<FreshCode> {
  if (given !== undefined) return givenCode(given, run);
  const command = run.question.mfa.generateToken;
  return command ? generatedCode(command, run) : askPerson(run);
}

function givenCode(given: string, run: CodeRun): FreshCode {
  const code = parseMfaCode(given);
  if (code === undefined) throw new MfaError({ kind: 'invalid-code', from: 'flag' });
  run.doors.debug('code: from --token');
  return freshCode(code, 'flag', run);
}

/**
 * Another code from the same place, after AWS refused one.
 *
 * @throws MfaError `refused-code` where there cannot be another
 */
export async function takeAnotherCode({ from, code }: FreshCode, run: CodeRun): Promise<FreshCode> {
  const refused = refusedCode(from, run);
  const command = run.question.mfa.generateToken;
  if (from === 'flag') throw new MfaError(refused);
  if (from !== 'generate_token' || !command)
    return askPerson(run, 'wrong, expired or already used');
  await run.waitForNextCode('AWS refused the code', refused);
  return generatedCode(command, { ...run, refused: code });
}
