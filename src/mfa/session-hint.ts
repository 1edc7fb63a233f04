/**
 * Suggests `mfa_session` to users who type codes often: with it, one code serves for hours. The hint appears when swrole asks
 * a second time within an hour for the same device, and at most once an hour.
 */
import { type Instant, isInstant } from '../credentials.ts';
import { MFA } from '../fast-path/paths.ts';
import { DiskError, type PrivateStore, privateStore } from '../storage/private-store.ts';
import type { Terminal } from '../terminal/tty.ts';
import { ownLine } from '../util/text.ts';
import type { MfaDeps } from './deps.ts';
import type { MfaQuestion } from './question.ts';
import { deviceId } from './used-codes.ts';

const HOUR = 60 * 60 * 1000;

/** When swrole last asked and last gave the hint, as the file stores it: milliseconds since the epoch, 0 for never. */
interface HintRecord {
  readonly asked: number;
  readonly told: number;
}

function parse(text: string | undefined): HintRecord {
  try {
    const { asked, told } = JSON.parse(text ?? '');
    return { asked: instantOf(asked), told: instantOf(told) };
  } catch {
    return { asked: 0, told: 0 };
  }
}

/** Anything else than an instant means never. */
function instantOf(value: unknown): Instant {
  return isInstant(value) && value > 0 ? value : 0;
}

const fileName = (serial: string) => `${deviceId(serial)}-asked.json`;

/** When swrole last asked for a code of the device on a terminal, if known. */
export function lastAsked(store: PrivateStore, serial: string): Instant | undefined {
  return parse(store.read(fileName(serial))).asked || undefined;
}

/**
 * Records that swrole asked on the terminal, and shows the hint if it is due. Not for devices that have a session already.
 * Without a usable disk, nothing is recorded and no hint appears.
 */
export async function suggestMfaSession(
  { mfa, sessionProfile }: MfaQuestion,
  { say }: Pick<Terminal, 'say'>,
  { cache, now }: Pick<MfaDeps, 'cache' | 'now'>,
): Promise<void> {
  if (sessionProfile === undefined) return;
  const store = privateStore(cache, MFA);
  const name = fileName(mfa.serial);
  const { asked, told } = parse(store.read(name));
  const isDue = now() - asked < HOUR && now() - told >= HOUR;
  if (isDue) await say(ownLine(hint(sessionProfile), 'hint'));
  try {
    store.write(name, JSON.stringify({ asked: now(), told: isDue ? now() : told }));
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
  }
}

function hint(profile: string): string {
  return `mfa_session = 12h in profile '${profile}' lets one code serve every role of this device`;
}
