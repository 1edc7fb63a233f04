/** Credentials that cannot be printed by accident, the limits of their fields, and instants. */

import { inspect } from 'node:util';

/** Milliseconds since the epoch. Instants are parameters; only `system.ts` reads the clock. */
export type Instant = number;

/** Dates end at this many milliseconds before and after the epoch (ECMAScript, "Time Values"). */
export const LAST_INSTANT = 8.64e15;

/** Whether a stored value is an instant that can be shown as a date. */
export function isInstant(value: unknown): value is Instant {
  return typeof value === 'number' && Math.abs(value) <= LAST_INSTANT;
}

/**
 * The fields of AWS credentials. Long-term keys have no `sessionToken` and no `expiration`; `accountId` is absent if
 * the source does not give it.
 */
export interface CredentialFields {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiration?: Instant | undefined;
  /** Twelve digits. */
  readonly accountId?: string | undefined;
}

/**
 * The maximum length of each field: more than any service gives. Every reader has to hold and pass on all characters.
 */
const MAX_LENGTHS: Readonly<Record<string, number>> = {
  accessKeyId: 128,
  secretAccessKey: 1024,
  sessionToken: 16_384,
};

const FIELD_NAMES: Readonly<Record<string, string>> = {
  accessKeyId: 'an access key id',
  secretAccessKey: 'a secret access key',
  sessionToken: 'a session token',
};

/** Describes the first field that is too long: `a session token of 20000 characters, more than 16384`. */
export function tooLongField(fields: CredentialFields): string | undefined {
  for (const [name, maximum] of Object.entries(MAX_LENGTHS)) {
    const { length = 0 } = fields[name as 'sessionToken'] ?? '';
    if (length > maximum)
      return `${FIELD_NAMES[name]} of ${length} characters, more than ${maximum}`;
  }
  return undefined;
}

/**
 * AWS credentials that cannot be printed by accident: if they are inspected, logged, interpolated or serialised, only
 * the first four characters of the key id show. The secrets can only be read field by field.
 */
export class Credentials implements CredentialFields {
  readonly accessKeyId: string;
  readonly expiration: Instant | undefined;
  readonly accountId: string | undefined;
  readonly #secretAccessKey: string;
  readonly #sessionToken: string | undefined;

  constructor(fields: CredentialFields) {
    this.accessKeyId = fields.accessKeyId;
    this.expiration = fields.expiration;
    this.accountId = fields.accountId;
    this.#secretAccessKey = fields.secretAccessKey;
    this.#sessionToken = fields.sessionToken;
  }

  get secretAccessKey(): string {
    return this.#secretAccessKey;
  }

  get sessionToken(): string | undefined {
    return this.#sessionToken;
  }

  toString(): string {
    return `${this.accessKeyId.slice(0, 4)}…redacted`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
