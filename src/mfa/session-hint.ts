/**
 * People who are asked again and again for one device may not know that one code could serve for hours. When
 * it happens a second time within an hour they are told, once.
 */
import { type Instant, isInstant } from '../credentials.ts';
import { DiskError, type PrivateStore, privateStore } from '../storage/private-store.ts';
import type { Terminal } from '../terminal/tty.ts';
import { safeText } from '../util/text.ts';
import type { MfaDeps } from './deps.ts';
import type { MfaQuestion } from './question.ts';
import { deviceId, MFA } from './used-codes.ts';

const HOUR = 60 * 60 * 1000;

/** Milliseconds since the epoch, as texts are stored; 0 for never. */
interface Asked {
  readonly asked: number;
  readonly told: number;
}

function parse(text: string | undefined): Asked {
  try {
    const { asked, told } = JSON.parse(text ?? '');
    return { asked: instantOf(asked), told: instantOf(told) };
  } catch {
    return { asked: 0, told: 0 };
  }
}

/** What is no instant stands for never. */
function instantOf(value: unknown): Instant {
  return isInstant(value) && value > 0 ? value : 0;
}

const fileName = (serial: string) => `${deviceId(serial)}-asked.json`;

/** When a person was last asked for a code of the device on a terminal, as far as it is known. */
export function lastAsked(store: PrivateStore, serial: string): Instant | undefined {
  return parse(store.read(fileName(serial))).asked || undefined;
}

/**
 * Notes that a person was asked on the terminal, and gives them the hint if it is time for it. Not for devices
 * that have a session already. Without a usable disk nothing is known, and nothing said.
 */
export async function hintAtSession(
  { mfa, sessionProfile }: MfaQuestion,
  { say }: Pick<Terminal, 'say'>,
  { cache, now }: Pick<MfaDeps, 'cache' | 'now'>,
): Promise<void> {
  if (sessionProfile === undefined) return;
  const store = privateStore(cache, MFA);
  const name = fileName(mfa.serial);
  const { asked, told } = parse(store.read(name));
  const isTime = now() - asked < HOUR && now() - told >= HOUR;
  if (isTime) await say(hint(safeText(sessionProfile)));
  try {
    store.write(name, JSON.stringify({ asked: now(), told: isTime ? now() : told }));
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
  }
}

function hint(profile: string): string {
  return `swrole: hint: mfa_session = 12h in profile '${profile}' lets one code serve every role of this device`;
}
