/** How one run gets a code: from `-t`, a command or a person, and whether it takes a person at all. */
import type { RoleChain } from '../config/plan.ts';
import { refuseUnusable } from '../storage/cache-problem.ts';
import { promptSetting } from '../mfa/prompt-setting.ts';
import { canAskHere, type NoTerminal, openTerminal, type Terminal } from '../terminal/tty.ts';
import { type CodeSources, type MfaCall, useCode } from '../mfa/get-code.ts';
import type { SessionDoors } from '../session/get-session.ts';
import type { SessionStep } from '../session/steps.ts';
import { StsError } from '../sts/errors.ts';
import type { CredentialOptions } from './invocation.ts';
import type { InterruptibleWorld, World } from './context.ts';

/** The doors of `session/` that have to do with codes. */
export type CodeDoors = Pick<
  SessionDoors,
  'triesAnew' | 'hasTerminal' | 'withCode' | 'needsNobody'
>;

/** The doors of one run. Reads stdin for `-t -`. */
export async function codeDoors(
  chain: RoleChain,
  options: CredentialOptions,
  world: InterruptibleWorld,
): Promise<CodeDoors> {
  const sources = await codeSources(options, world);
  return {
    triesAnew: sources.given !== undefined,
    hasTerminal: () => hasTerminal(options, world),
    withCode: withCode(chain, sources, world),
    needsNobody: (step) => needsNobody(step, sources),
  };
}

async function codeSources(
  { token, prompt }: CredentialOptions,
  { system }: World,
): Promise<CodeSources> {
  return { given: token === '-' ? await system.readStdin() : token, mayAsk: prompt };
}

function verdict(error: unknown): ReturnType<MfaCall<never>['verdict']> {
  if (!(error instanceof StsError)) return 'other';
  if (error.fact.failure === 'mfa-refused') return 'refused';
  return error.fact.sent ? 'other' : 'not-sent';
}

function withCode(
  chain: RoleChain,
  sources: CodeSources,
  world: InterruptibleWorld,
): SessionDoors['withCode'] {
  const doors = { ...world.system, ...world, openTerminal: () => openAlone(world) };
  return async (step, call) => {
    if (step.mfa === undefined) return call(undefined);
    if (world.mustKeep) refuseUnusable(world.cache);
    const role = step.kind === 'role' ? step.role : undefined;
    const { profile, base, mfaSession } = chain;
    const sessionProfile = mfaSession === undefined ? base.profile : undefined;
    const question = { profile, role, mfa: step.mfa, sessionProfile };
    return useCode(question, sources, doors, { send: call, verdict });
  };
}

/** The terminal, with nothing else of ours on it until it is closed. */
async function openAlone({ system, standAside }: World): Promise<Terminal | NoTerminal> {
  const terminal = await openTerminal(system.platform);
  if (typeof terminal === 'string') return terminal;
  const comeBack = standAside();
  const close = () => {
    terminal.close();
    comeBack();
  };
  return { ...terminal, close };
}

function needsNobody({ mfa }: SessionStep, { given }: CodeSources): boolean {
  return mfa === undefined || mfa.generateToken !== undefined || given !== undefined;
}

/** Whether a person can be asked on a terminal. */
async function hasTerminal({ prompt }: CredentialOptions, { system }: World): Promise<boolean> {
  return promptSetting(prompt, system.env).terminal && (await canAskHere(system.platform));
}
