/**
 * Codes for one run, none of which has been sent before: from `-t`, else from `generate_token`, else from a
 * person. Whatever is not on `-t` can be had twice, because STS may refuse the first.
 */
import type { CommandLine } from '../config/role-chain.ts';
import { askPerson, type PersonQuestion } from './ask-person.ts';
import { commandFailure } from './command-failure.ts';
import type { Doors } from './doors.ts';
import { type MfaCode, parseMfaCode } from './mfa-code.ts';
import { type CodeOrigin, MfaError, type MfaFact } from './mfa-error.ts';
import { oneWait } from './next-window.ts';
import type { MfaQuestion } from './question.ts';
import { type SpentCodes, untilNextCode } from './spent-codes.ts';
import { withTerminal } from './terminal.ts';
import { runTokenCommand } from './token-command.ts';

/** What the command line says about codes. */
export interface CodeSources {
  /** The value of `-t`, as it was given. */
  readonly given: string | undefined;
  /** Whether a person may be asked: `false` for `--no-prompt`. */
  readonly mayAsk: boolean;
}

/** A code that can be sent, and where it came from. */
export interface FreshCode {
  readonly code: MfaCode;
  readonly from: CodeOrigin;
}

/** Where codes come from. Both throw an `MfaError` when there is none. */
export interface CodeSupply {
  first(): Promise<FreshCode>;
  /** Another one, after STS refused one of this origin. */
  afterRefusal(from: CodeOrigin): Promise<FreshCode>;
}

/** The codes for one question; at most one wait for the next time window among them. */
export function codeSupply(
  question: MfaQuestion,
  sources: CodeSources,
  doors: Doors,
  spent: SpentCodes,
): CodeSupply {
  const command = question.mfa.generateToken;
  const waitForNextCode = oneWait(question.profile, doors);
  const person: PersonQuestion = { question, mayAsk: sources.mayAsk, fault: spentFault };

  function spentFact(from: CodeOrigin): MfaFact & { readonly secondsUntilNext: number } {
    const secondsUntilNext = Math.ceil(untilNextCode(doors.now()) / 1000);
    return { kind: 'spent-code', from, secondsUntilNext };
  }

  function spentFault(code: MfaCode, from: CodeOrigin) {
    if (!spent.has(code, doors.now())) return undefined;
    const fact = spentFact(from);
    return {
      fact,
      remark: `this code was used before; the next comes in ${fact.secondsUntilNext} s`,
    };
  }

  function given(text: string): FreshCode {
    const code = parseMfaCode(text);
    if (code === undefined) throw new MfaError({ kind: 'invalid-code', from: 'flag' });
    return fresh(code, 'flag');
  }

  function fresh(code: MfaCode, from: CodeOrigin): FreshCode {
    const fault = spentFault(code, from);
    if (fault) throw new MfaError(fault.fact);
    return { code, from };
  }

  function run(line: CommandLine): Promise<MfaCode> {
    return withTerminal(doors, (terminal) => runTokenCommand(question, line, terminal, doors));
  }

  async function generated(line: CommandLine): Promise<FreshCode> {
    const from = 'generate_token';
    const code = await run(line);
    if (!spent.has(code, doors.now())) return { code, from };
    await waitForNextCode('this code was used before', spentFact(from));
    return fresh(await run(line), from);
  }

  /** A person can stand in for a command that fails, where there is one to ask. */
  async function generatedOrAsked(line: CommandLine): Promise<FreshCode> {
    try {
      return await generated(line);
    } catch (error) {
      const remark = commandFailure(error);
      if (remark === undefined) throw error;
      return askPerson(person, doors, remark).catch((why) => {
        throw isNoWayToAsk(why) ? error : why;
      });
    }
  }

  async function first(): Promise<FreshCode> {
    if (sources.given !== undefined) return given(sources.given);
    return command ? generatedOrAsked(command) : askPerson(person, doors);
  }

  async function afterRefusal(from: CodeOrigin): Promise<FreshCode> {
    const refused: MfaFact = { kind: 'refused-code', from };
    if (from === 'flag') throw new MfaError(refused);
    if (from !== 'generate_token' || !command)
      return askPerson(person, doors, 'wrong, expired or already used');
    await waitForNextCode('AWS refused the code', refused);
    return generatedOrAsked(command);
  }

  return { first, afterRefusal };
}

function isNoWayToAsk(error: unknown): boolean {
  return error instanceof MfaError && error.fact.kind === 'no-way-to-ask';
}
