import { createHash } from 'node:crypto';

/** Hex SHA-256. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The name under which a device's files go: a serial holds `/` and `:`, and whatever a config file says. */
export function deviceId(serial: string): string {
  return sha256(serial);
}
