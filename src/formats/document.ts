import type { Credentials } from '../credentials.ts';
import { expirationText } from '../output/expiration-text.ts';
import { OutputError } from '../output/output-error.ts';

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
