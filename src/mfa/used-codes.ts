/**
 * STS takes a code once: sending it again fails like a wrong one (contract D.1). So the codes of the
 * last two minutes are remembered for each device, across processes, as hashes, from before they are sent. A swrole that is killed in
 * the middle leaves the code spent, not free. If swrole's directory cannot be written, they are remembered in another one.
 */
import type { Instant } from '../credentials.ts';
import { DiskError, type PrivateStore } from '../storage/private-store.ts';
import { deviceId, sha256 } from './device-id.ts';
import type { MfaCode } from './mfa-code.ts';
import { timeStep } from './time-step.ts';

/** The folder of the used codes. */
export const MFA = 'mfa';

/** A code counts as spent for this many 30 s steps after its own: 120 s at least. */
const MEMORY = 4;

interface Spent {
  readonly hash: string;
  /** The step in which it was sent. */
  readonly step: number;
}

/** What is known of one device's codes. Without a usable disk it is known to this process only. */
export interface SpentCodes {
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

function isSpent(value: unknown): value is Spent {
  const { hash, step } = (value ?? {}) as Partial<Spent>;
  return typeof hash === 'string' && typeof step === 'number';
}

function parse(text: string | undefined): readonly Spent[] {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return Array.isArray(value) ? value.filter(isSpent) : [];
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
export function isStepSpent(store: PrivateStore, serial: string, now: Instant): boolean {
  return parse(store.read(fileName(serial))).some(({ step }) => step === timeStep(now));
}

const fileName = (serial: string) => `${deviceId(serial)}.json`;

/**
 * @param store the folder `mfa/` of swrole's directory
 * @param serial the device
 * @param spare what stands in for `store` when that cannot be written
 */
export function spentCodes(store: PrivateStore, serial: string, spare?: PrivateStore): SpentCodes {
  const name = fileName(serial);
  const note = (code: MfaCode, now: Instant): Spent => {
    return { hash: sha256(`${serial}\n${code}`), step: timeStep(now) };
  };
  let ours: readonly Spent[] = [];
  let trouble: DiskError | undefined;

  /** What counts at a step, the latest last. */
  function known(step: number): readonly Spent[] {
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
