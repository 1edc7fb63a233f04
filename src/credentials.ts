import { inspect } from 'node:util';

/** Milliseconds since the epoch. Instants are parameters; only `system.ts` reads the clock. */
export type Instant = number;

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
