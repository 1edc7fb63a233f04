/**
 * STS takes a code once: sending it again fails like a wrong one (contract D.1). So the codes of the
 * last two minutes are remembered for each device, across processes, as hashes, from before they are sent. A swrole that is killed in
 * the middle leaves the code spent, not free. If swrole's directory cannot be written, they are remembered in another one.
 */

import { createHash } from 'node:crypto';
import type { Instant } from '../credentials.ts';
import { DiskError, type PrivateStore } from '../storage/private-store.ts';
import { withTerminal } from '../terminal/tty.ts';
import { type MfaDeps, pause, timeLeft } from './deps.ts';
import { type CodeSource, MfaError, type MfaErrorDetails } from './errors.ts';
import type { Fault, MfaCode, MfaQuestion } from './question.ts';

/** The folder of the used codes. */
export const MFA = 'mfa';

/** A code counts as spent for this many 30 s steps after its own: 120 s at least. */
const MEMORY = 4;

interface UsedCode {
  readonly hash: string;
  /** The step in which it was sent. */
  readonly step: number;
}

/** What is known of one device's codes. Without a usable disk it is known to this process only. */
interface UsedCodes {
  has(code: MfaCode, now: Instant): boolean;
  /**
   * Notes a code that is about to be sent.
   *
   * @returns takes the note back, for a code that certainly never left
   */
  add(code: MfaCode, now: Instant): () => void;
  /** Why other processes do not know the codes; `undefined` if they do. */
  trouble(): DiskError | undefined;
}

/** More than this many are not kept: nobody has so many right ones in the time. */
const MOST = 16;

function isUsed(value: unknown): value is UsedCode {
  const { hash, step } = (value ?? {}) as Partial<UsedCode>;
  return typeof hash === 'string' && typeof step === 'number';
}

function parse(text: string | undefined): readonly UsedCode[] {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return Array.isArray(value) ? value.filter(isUsed) : [];
  } catch {
    return [];
  }
}

/**
 * @param text `undefined`: nothing is to stand there
 * @returns why that cannot be done
 */
function keep(store: PrivateStore, name: string, text: string | undefined): DiskError | undefined {
  try {
    if (text === undefined) store.remove(name);
    else store.write(name, text);
    return undefined;
  } catch (error) {
    if (error instanceof DiskError) return error;
    throw error;
  }
}

/** Whether a code of the device was sent in this very step, so that the next one must be waited for. */
export function isStepUsed(store: PrivateStore, serial: string, now: Instant): boolean {
  return parse(store.read(fileName(serial))).some(({ step }) => step === timeStep(now));
}

const fileName = (serial: string) => `${deviceId(serial)}.json`;

/**
 * @param store the folder `mfa/` of swrole's directory
 * @param serial the device
 * @param spare what stands in for `store` when that cannot be written
 */
export function usedCodes(store: PrivateStore, serial: string, spare?: PrivateStore): UsedCodes {
  const name = fileName(serial);
  const note = (code: MfaCode, now: Instant): UsedCode => {
    return { hash: sha256(`${serial}\n${code}`), step: timeStep(now) };
  };
  let ours: readonly UsedCode[] = [];
  let trouble: DiskError | undefined;

  /** What counts at a step, the latest last. */
  function known(step: number): readonly UsedCode[] {
    const all = [...parse(store.read(name)), ...parse(spare?.read(name)), ...ours];
    return all.filter((spent) => Math.abs(step - spent.step) <= MEMORY);
  }

  function has(code: MfaCode, now: Instant): boolean {
    const { hash, step } = note(code, now);
    return known(step).some((spent) => spent.hash === hash);
  }

  function add(code: MfaCode, now: Instant): () => void {
    const before = { ours, text: store.read(name), spareText: spare?.read(name) };
    const spent = note(code, now);
    const others = known(spent.step).filter(({ hash }) => hash !== spent.hash);
    ours = [...others, spent].slice(-MOST);
    const text = JSON.stringify(ours);
    const refused = keep(store, name, text);
    const isKept = !refused || (spare !== undefined && !keep(spare, name, text));
    trouble = isKept ? undefined : refused;
    return () => {
      ours = before.ours;
      keep(store, name, before.text);
      if (refused && spare) keep(spare, name, before.spareText);
    };
  }

  return { has, add, trouble: () => trouble };
}

/** The length of a time step, in milliseconds (RFC 6238; every device of AWS has this one). */
const STEP = 30_000;

/** The number of the step, counted from the epoch. */
export function timeStep(now: Instant): number {
  return Math.floor(now / STEP);
}

/** Milliseconds until every device shows its next code: a second past the boundary, for clocks that differ. */
export function untilNextCode(now: Instant): number {
  return STEP - (now % STEP) + 1000;
}

/** Hex SHA-256. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The name under which a device's files go: a serial holds `/` and `:`, and whatever a config file says. */
export function deviceId(serial: string): string {
  return sha256(serial);
}

/**
 * Waits until every device shows a new code, and tells a person at the terminal why nothing happens.
 *
 * @param why begins the sentence
 * @param otherwise what the run fails with when it cannot wait: 55 s hold one window, never two
 */
type WaitForNextCode = (why: string, otherwise: MfaErrorDetails) => Promise<void>;

/** A wait that can be had once in a run, if the deadline leaves time for it. */
export function oneWait(profile: string, deps: MfaDeps): WaitForNextCode {
  let isUsed = false;
  return async (why, otherwise) => {
    const wait = untilNextCode(deps.now());
    if (isUsed || wait >= timeLeft(deps)) throw new MfaError(otherwise);
    isUsed = true;
    const line = `swrole: ${why}; waiting ${Math.ceil(wait / 1000)} s for the next one`;
    deps.debug(`code: waiting ${Math.ceil(wait / 1000)} s for the next one`);
    await withTerminal(deps, async (terminal) => terminal?.say(line));
    await countedDown(deps.now() + wait, deps, () => pause(deps, profile, wait));
  };
}

async function countedDown(
  end: Instant,
  { showProgress, now }: MfaDeps,
  work: () => Promise<void>,
): Promise<void> {
  const done = showProgress(
    () => `a new code in ${Math.max(0, Math.ceil((end - now()) / 1000))} s`,
  );
  try {
    await work();
  } finally {
    done();
  }
}

/** A code that can be sent, and where it came from. */
export interface FreshCode {
  readonly code: MfaCode;
  readonly from: CodeSource;
}

/** What all ways to a code need to know in one run of the flow. */
export interface CodeRun {
  readonly question: MfaQuestion;
  /** Whether a person may be asked: `false` for `--no-prompt`. */
  readonly mayAsk: boolean;
  readonly deps: MfaDeps;
  readonly spent: UsedCodes;
  readonly waitForNextCode: WaitForNextCode;
  /** The code that AWS has refused in this run. */
  readonly refused?: MfaCode;
}

type FactOf<Kind extends MfaErrorDetails['kind']> = Extract<MfaErrorDetails, { kind: Kind }>;

/** What is wrong with a code that was sent before; `undefined` for one that was not. */
export function usedFault(
  code: MfaCode,
  from: CodeSource,
  { spent, deps }: CodeRun,
): (Fault & { readonly fact: FactOf<'spent-code'> }) | undefined {
  const now = deps.now();
  if (!spent.has(code, now)) return undefined;
  deps.debug('code: it was used before');
  const secondsUntilNext = Math.ceil(untilNextCode(now) / 1000);
  const remark = `this code was used before; the next comes in ${secondsUntilNext} s`;
  return { remark, fact: { kind: 'spent-code', from, secondsUntilNext } };
}

/** The failure of a code that AWS refused. */
export function refusedCode(from: CodeSource, { spent }: CodeRun): FactOf<'refused-code'> {
  const trouble = spent.trouble();
  return {
    kind: 'refused-code',
    from,
    ...(trouble && { unremembered: { path: trouble.path, code: trouble.code } }),
  };
}

/** @throws MfaError `spent-code` */
export function freshCode(code: MfaCode, from: CodeSource, run: CodeRun): FreshCode {
  const fault = usedFault(code, from, run);
  if (fault) throw new MfaError(fault.fact);
  return { code, from };
}
