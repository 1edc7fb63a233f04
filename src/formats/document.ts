import type { Credentials, Instant } from '../credentials.ts';

/**
 * The answer of a `credential_process`, for the AWS SDKs. One line, because SDKs differ in what they
 * tolerate around it, and no key without a value, because an empty or null one is refused by some and
 * sent to AWS by others (contract A.2).
 *
 * @returns one JSON object and a newline; `SessionToken`, `Expiration` and `AccountId` only where known
 * @throws OutputError `unsafe-value` for an empty key or an expiration that is no instant
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

/** The first instant that four digits of a year cannot say: 10000-01-01. */
const END_OF_FOUR_DIGIT_YEARS = 253_402_300_800_000;

/**
 * An instant as `YYYY-MM-DDTHH:MM:SSZ`, the one form that every AWS SDK reads (contract A.2). Rounded
 * down, so that nobody relies on a second that is not there.
 *
 * @throws OutputError `unsafe-value` for what is no instant between 1970 and 9999
 */
export function expirationText(instant: Instant): string {
  if (!(instant >= 0 && instant < END_OF_FOUR_DIGIT_YEARS))
    throw new OutputError({ kind: 'unsafe-value', variable: 'Expiration' });
  return `${new Date(instant).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`;
}

/** Why nothing can be written, as data. */
type OutputErrorDetails =
  | {
      /** The value has characters that this variable or key never has: it is not to be trusted in a shell. */
      readonly kind: 'unsafe-value';
      /** The name alone: the value may be a secret. */
      readonly variable: string;
    }
  | {
      /** The form has no way to write this value, although another one has. */
      readonly kind: 'unwritable-value';
      readonly variable: string;
      readonly format: string;
    };

/** Credentials that cannot be printed in the form that was asked for; nothing has been printed then. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly details: OutputErrorDetails;

  constructor(fact: OutputErrorDetails) {
    super(`${fact.kind}: ${fact.variable}`);
    this.details = fact;
  }
}
