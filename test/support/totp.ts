import { createHmac } from 'node:crypto';

const STEP_MS = 30_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function fromBase32(text: string): Buffer {
  let bits = '';
  for (const character of text.toUpperCase().replace(/[\s=]/g, '')) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new RangeError('not a base32 secret');
    bits += value.toString(2).padStart(5, '0');
  }
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The number of the 30-second time step (RFC 6238, section 4.2) that holds an instant in milliseconds. */
export function totpStep(at: number): number {
  return Math.floor(at / STEP_MS);
}

/**
 * The six digits of a virtual MFA device (RFC 6238, SHA-1) in one time step.
 *
 * @param secret base32, as AWS shows it when a device is set up; case, spaces and padding do not matter
 * @throws RangeError if the secret is not base32
 */
export function totpOfStep(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const code = (mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000;
  return code.toString().padStart(6, '0');
}

/** The six digits that a device shows at an instant in milliseconds; see {@link totpOfStep}. */
export function totp(secret: string, at: number): string {
  return totpOfStep(secret, totpStep(at));
}
