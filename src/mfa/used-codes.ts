/**
 * Remembers which MFA codes were sent, and waits for the next one when needed. STS accepts a code once: the same code again
 * fails like a wrong one (contract D.1). So the hashes of the codes of the last two minutes are stored for each device,
 * shared by all processes, and written before a code is sent: a swrole that is killed in between leaves the code used, not
 * free. If swrole's directory cannot be written, a second directory holds them.
 */

import { createHash } from 'node:crypto';
import type { Instant } from '../credentials.ts';
import { DiskError, type PrivateStore } from '../storage/private-store.ts';
import { withTerminal } from '../terminal/tty.ts';
import { timeLeft } from '../util/errors.ts';
import { ownLine } from '../util/text.ts';
import { type CodeSource, MfaError, type MfaErrorDetails } from './errors.ts';
import { type Fault, type MfaCode, type MfaDeps, type MfaQuestion, pause } from './question.ts';

/** A code counts as used for this many 30 s steps after its own: at least 120 s. */
const MEMORY = 4;

interface UsedCode {
  readonly hash: string;
  /** The step in which it was sent. */
  readonly step: number;
}

/** The used codes of one device. Without a usable disk, only this process knows them. */
interface UsedCodes {
  has(code: MfaCode, now: Instant): boolean;
  /**
   * Records a code that is about to be sent.
   *
   * @returns removes the record again, for a code that certainly never left this machine
   */
  add(code: MfaCode, now: Instant): () => void;
  /** Why other processes do not know the codes; `undefined` if they do. */
  problem(): DiskError | undefined;
}

/** The number of codes kept: no user has more valid ones within that time. */
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
 * Writes the text, or removes the file if the text is `undefined`.
 *
 * @returns why that failed
 */
function save(store: PrivateStore, name: string, text: string | undefined): DiskError | undefined {
  try {
    if (text === undefined) store.remove(name);
    else store.write(name, text);
    return undefined;
  } catch (error) {
    if (error instanceof DiskError) return error;
    throw error;
  }
}

/** Whether a code of the device was sent in this very step, so that the caller must wait for the next one. */
export function isStepUsed(store: PrivateStore, serial: string, now: Instant): boolean {
  return parse(store.read(fileName(serial))).some(({ step }) => step === timeStep(now));
}

const fileName = (serial: string) => `${deviceId(serial)}.json`;

/**
 * The used codes of a device.
 *
 * @param store the folder `mfa/` of swrole's directory
 * @param serial the device
 * @param fallback used when `store` cannot be written
 */
export function openUsedCodes(
  store: PrivateStore,
  serial: string,
  fallback?: PrivateStore,
): UsedCodes {
  const name = fileName(serial);
  const record = (code: MfaCode, now: Instant): UsedCode => ({
    hash: sha256(`${serial}\n${code}`),
    step: timeStep(now),
  });
  let ours: readonly UsedCode[] = [];
  let problem: DiskError | undefined;

  /** The codes that count as used at a step, the latest last. */
  function known(step: number): readonly UsedCode[] {
    const all = [...parse(store.read(name)), ...parse(fallback?.read(name)), ...ours];
    return all.filter((used) => Math.abs(step - used.step) <= MEMORY);
  }

  function has(code: MfaCode, now: Instant): boolean {
    const { hash, step } = record(code, now);
    return known(step).some((used) => used.hash === hash);
  }

  function add(code: MfaCode, now: Instant): () => void {
    const before = { ours, text: store.read(name), fallbackText: fallback?.read(name) };
    const used = record(code, now);
    const others = known(used.step).filter(({ hash }) => hash !== used.hash);
    ours = [...others, used].slice(-MOST);
    const text = JSON.stringify(ours);
    const failure = save(store, name, text);
    const isSaved = !failure || (fallback !== undefined && !save(fallback, name, text));
    problem = isSaved ? undefined : failure;
    return () => {
      ours = before.ours;
      save(store, name, before.text);
      if (failure && fallback) save(fallback, name, before.fallbackText);
    };
  }

  return { has, add, problem: () => problem };
}

/** The length of a time step, in milliseconds (RFC 6238; all AWS devices use this length). */
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

/** The file name for a device: a serial holds `/` and `:`, and any other text from a config file. */
export function deviceId(serial: string): string {
  return sha256(serial);
}

/**
 * Waits until every device shows a new code, and shows on the terminal why nothing happens.
 *
 * @param reason begins the message
 * @param otherwise the error when the run cannot wait: 55 s have room for one time step, never for two
 */
type WaitForNextCode = (reason: string, otherwise: MfaErrorDetails) => Promise<void>;

/** A wait that works once in a run, if the deadline leaves time for it. */
export function createSingleWait(profile: string, deps: MfaDeps): WaitForNextCode {
  let hasWaited = false;
  return async (reason, otherwise) => {
    const wait = untilNextCode(deps.now());
    if (hasWaited || wait >= timeLeft(deps)) throw new MfaError(otherwise);
    hasWaited = true;
    const waiting = `waiting ${Math.ceil(wait / 1000)} s for the next one`;
    deps.debug(`code: ${waiting}`);
    await withTerminal(deps, async (terminal) => terminal?.say(ownLine(`${reason}; ${waiting}`)));
    await withCountdown(deps.now() + wait, deps, () => pause(deps, profile, wait));
  };
}

async function withCountdown(
  end: Instant,
  { showProgress, now }: MfaDeps,
  work: () => Promise<void>,
): Promise<void> {
  const hideProgress = showProgress(
    () => `a new code in ${Math.max(0, Math.ceil((end - now()) / 1000))} s`,
  );
  try {
    await work();
  } finally {
    hideProgress();
  }
}

/** A code that was never sent, and its source. */
export interface FreshCode {
  readonly code: MfaCode;
  readonly from: CodeSource;
}

/** What each code source needs to know in one run. */
export interface CodeRun {
  readonly question: MfaQuestion;
  /** Whether swrole may ask the user: `false` for `--no-prompt`. */
  readonly mayPrompt: boolean;
  readonly deps: MfaDeps;
  readonly usedCodes: UsedCodes;
  readonly waitForNextCode: WaitForNextCode;
  /** The code that AWS has refused in this run. */
  readonly refused?: MfaCode;
}

type DetailsOf<Kind extends MfaErrorDetails['kind']> = Extract<MfaErrorDetails, { kind: Kind }>;

/** What is wrong with a code that was sent before; `undefined` for one that was not. */
export function usedFault(
  code: MfaCode,
  from: CodeSource,
  { usedCodes, deps }: CodeRun,
): (Fault & { readonly details: DetailsOf<'spent-code'> }) | undefined {
  const now = deps.now();
  if (!usedCodes.has(code, now)) return undefined;
  deps.debug('code: it was used before');
  const secondsUntilNext = Math.ceil(untilNextCode(now) / 1000);
  const remark = `this code was used before; the next comes in ${secondsUntilNext} s`;
  return { remark, details: { kind: 'spent-code', from, secondsUntilNext } };
}

/** The error details of a code that AWS refused. */
export function refusedCode(from: CodeSource, { usedCodes }: CodeRun): DetailsOf<'refused-code'> {
  const problem = usedCodes.problem();
  return {
    kind: 'refused-code',
    from,
    ...(problem && { unremembered: { path: problem.path, code: problem.code } }),
  };
}

/** @throws MfaError `spent-code` */
export function freshCode(code: MfaCode, from: CodeSource, run: CodeRun): FreshCode {
  const fault = usedFault(code, from, run);
  if (fault) throw new MfaError(fault.details);
  return { code, from };
}
