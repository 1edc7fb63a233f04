import { inspect } from 'node:util';

/** Milliseconds since the epoch. Instants are parameters; only `system.ts` reads the clock. */
export type Instant = number;

/** Beyond so many milliseconds before or after the epoch there are no dates (ECMAScript, "Time Values"). */
export const LAST_INSTANT = 8.64e15;

/** Whether a value that was stored is an instant, and so can be shown. */
export function isInstant(value: unknown): value is Instant {
  return typeof value === 'number' && Math.abs(value) <= LAST_INSTANT;
}

/**
 * What makes up a set of AWS credentials; `sessionToken` and `expiration` are absent for long-term keys, `accountId` where
 * whoever gave them did not say it.
 */
export interface CredentialFields {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiration?: Instant | undefined;
  /** Twelve digits. */
  readonly accountId?: string | undefined;
}

/** More characters than any service gives. A reader of credentials would have to hold and pass on all of them. */
const LONGEST: Readonly<Record<string, number>> = {
  accessKeyId: 128,
  secretAccessKey: 1024,
  sessionToken: 16_384,
};

const FIELD_NAMES: Readonly<Record<string, string>> = {
  accessKeyId: 'an access key id',
  secretAccessKey: 'a secret access key',
  sessionToken: 'a session token',
};

/** Which of the fields is longer than any service gives it: `a session token of 20000 characters, more than 16384`. */
export function tooLongField(fields: CredentialFields): string | undefined {
  for (const [name, most] of Object.entries(LONGEST)) {
    const { length = 0 } = fields[name as 'sessionToken'] ?? '';
    if (length > most) return `${FIELD_NAMES[name]} of ${length} characters, more than ${most}`;
  }
  return undefined;
}

/**
 * AWS credentials that cannot be printed by accident: inspecting, logging, interpolating or serialising
 * them shows only the key id's kind. The one way out is to read the fields by name.
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
