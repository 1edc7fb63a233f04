/** The names of the output formats (`-f`), the errors of all of them, and the answer of a `credential_process`. */

import type { Credentials, Instant } from '../credentials.ts';
import { DataError } from '../util/errors.ts';

/** Every format, in the order of the documentation. */
export const FORMATS = ['sh', 'fish', 'powershell', 'cmd', 'nu', 'dotenv', 'json'] as const;

/** The name of a format. */
export type Format = (typeof FORMATS)[number];

/** Whether `name` is the name of a format. */
export function isFormat(name: string): name is Format {
  return (FORMATS as readonly string[]).includes(name);
}

/**
 * Writes the answer of a `credential_process` for the AWS SDKs. It is one line, because SDKs differ in the text that they allow
 * around it, and has no empty or null values, because some SDKs reject them and others send them to AWS (contract A.2).
 *
 * @returns one JSON object and a newline; `SessionToken`, `Expiration` and `AccountId` only if known
 * @throws OutputError `unsafe-value` for an empty key or an invalid expiration
 */
export function version1Document(credentials: Credentials, accountId?: string): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  const document = {
    Version: 1,
    AccessKeyId: notEmpty('AccessKeyId', accessKeyId),
    SecretAccessKey: notEmpty('SecretAccessKey', secretAccessKey),
    SessionToken: sessionToken || undefined,
    Expiration: expiration === undefined ? undefined : expirationText(expiration),
    AccountId: accountId || undefined,
  };
  return `${JSON.stringify(document)}\n`;
}

function notEmpty(key: string, value: string): string {
  if (value === '') throw new OutputError({ kind: 'unsafe-value', variable: key });
  return value;
}

/** The first instant whose year has five digits: 10000-01-01. */
const END_OF_FOUR_DIGIT_YEARS = 253_402_300_800_000;

/**
 * An instant as `YYYY-MM-DDTHH:MM:SSZ`, the only form that every AWS SDK reads (contract A.2). It is rounded down, so that it never
 * shows a later second.
 *
 * @throws OutputError `unsafe-value` for an instant outside the years 1970 to 9999
 */
export function expirationText(instant: Instant): string {
  if (!(instant >= 0 && instant < END_OF_FOUR_DIGIT_YEARS))
    throw new OutputError({ kind: 'unsafe-value', variable: 'Expiration' });
  return `${new Date(instant).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`;
}

/** Why the credentials cannot be written. */
type OutputErrorDetails =
  | {
      /** The value has characters that this variable or key never has, so it is not safe in a shell. */
      readonly kind: 'unsafe-value';
      /** Only the name, because the value may be a secret. */
      readonly variable: string;
    }
  | {
      /** This format cannot write the value, but another format can. */
      readonly kind: 'unwritable-value';
      readonly variable: string;
      readonly format: string;
    };

/** The credentials cannot be printed in the requested format; nothing has been printed. */
export class OutputError extends DataError<OutputErrorDetails> {
  override readonly name = 'OutputError';

  constructor(details: OutputErrorDetails) {
    super(details, `${details.kind}: ${details.variable}`);
  }
}
