/**
 * STS takes a code once: sending it again fails like a wrong one (contract D.1). So the last code of each
 * device is remembered across processes, as a hash, from before it is sent. A swrole that is killed in
 * the middle leaves the code spent, not free.
 */
import type { Instant } from '../credentials.ts';
import { DiskError, type PrivateStore } from '../disk/private-store.ts';
import { deviceId, sha256 } from './device-id.ts';
import type { MfaCode } from './mfa-code.ts';
import { timeStep } from './time-step.ts';

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
}

function parse(text: string | undefined): Spent | undefined {
  try {
    const { hash, step } = JSON.parse(text ?? '');
    return typeof hash === 'string' && typeof step === 'number' ? { hash, step } : undefined;
  } catch {
    return undefined;
  }
}

/** @param text `undefined`: nothing is to stand there */
function keep(store: PrivateStore, name: string, text: string | undefined): void {
  try {
    if (text === undefined) store.remove(name);
    else store.write(name, text);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
  }
}

/**
 * @param store the folder `mfa/` of swrole's directory
 * @param serial the device
 */
export function spentCodes(store: PrivateStore, serial: string): SpentCodes {
  const name = `${deviceId(serial)}.json`;
  const note = (code: MfaCode, now: Instant): Spent => {
    return { hash: sha256(`${serial}\n${code}`), step: timeStep(now) };
  };
  let ours: Spent | undefined;

  function has(code: MfaCode, now: Instant): boolean {
    const { hash, step } = note(code, now);
    const known = [ours, parse(store.read(name))];
    return known.some((spent) => spent?.hash === hash && Math.abs(step - spent.step) <= MEMORY);
  }

  function add(code: MfaCode, now: Instant): () => void {
    const before = { ours, text: store.read(name) };
    ours = note(code, now);
    keep(store, name, JSON.stringify(ours));
    return () => {
      ours = before.ours;
      keep(store, name, before.text);
    };
  }

  return { has, add };
}
