/**
 * STS takes a code once: sending it again fails like a wrong one (contract D.1). So the last code of each
 * device is remembered across processes, as a hash, from before it is sent. A swrole that is killed in
 * the middle leaves the code spent, not free.
 */
import { createHash } from 'node:crypto';
import type { Instant } from '../credentials.ts';
import { DiskError, type PrivateStore } from '../disk/private-store.ts';
import type { MfaCode } from './mfa-code.ts';

/** The length of a time step, in milliseconds (RFC 6238). */
const STEP = 30_000;

/** A code counts as spent for this many steps after its own: 120 s at least. */
const MEMORY = 4;

interface Spent {
  readonly hash: string;
  /** The 30 s step, counted from the epoch, in which it was sent. */
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

/** Hex SHA-256, also the name under which a device's files go: a serial holds `/` and `:`. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Milliseconds from `now` until the next code of any device, a second past the boundary for clocks that differ. */
export function untilNextCode(now: Instant): number {
  return STEP - (now % STEP) + 1000;
}

function parse(text: string | undefined): Spent | undefined {
  try {
    const { hash, step } = JSON.parse(text ?? '');
    return typeof hash === 'string' && typeof step === 'number' ? { hash, step } : undefined;
  } catch {
    return undefined;
  }
}

function unlessDiskFails(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
  }
}

/**
 * @param store the folder `mfa/` of swrole's directory
 * @param serial the device
 */
export function spentCodes(store: PrivateStore, serial: string): SpentCodes {
  const name = `${sha256(serial)}.json`;
  const step = (now: Instant) => Math.floor(now / STEP);
  const hash = (code: MfaCode) => sha256(`${serial}\n${code}`);
  let ours: Spent | undefined;

  return {
    has: (code, now) =>
      [ours, parse(store.read(name))].some(
        (spent) => spent?.hash === hash(code) && Math.abs(step(now) - spent.step) <= MEMORY,
      ),
    add: (code, now) => {
      const before = { ours, text: store.read(name) };
      ours = { hash: hash(code), step: step(now) };
      const text = JSON.stringify(ours);
      unlessDiskFails(() => store.write(name, text));
      return () => {
        ours = before.ours;
        unlessDiskFails(() =>
          before.text === undefined ? store.remove(name) : store.write(name, before.text),
        );
      };
    },
  };
}
