/**
 * The Version 1 document as a consumer reads it, with the strictness that the SDKs share (contract A.2),
 * so that a helper which works here works everywhere.
 */
import { Credentials, type Instant } from '../credentials.ts';
import { parseInstant } from '../rfc3339.ts';

type Fields = Readonly<Record<string, unknown>>;

function document(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/**
 * The credentials in a program's output.
 *
 * @param now to refuse what has already expired
 * @returns the credentials, or what is wrong, completing the sentence "its output …"
 */
export function parseProcessOutput(text: string, now: Instant): Credentials | string {
  const fields = document(text);
  if (fields === undefined) return 'is not one JSON object';
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = fields;
  if (Version !== 1) return 'does not have Version 1';
  if (!isText(AccessKeyId)) return 'has no AccessKeyId';
  if (!isText(SecretAccessKey)) return 'has no SecretAccessKey';
  if (SessionToken != null && typeof SessionToken !== 'string')
    return 'has a SessionToken that is no text';
  const expiration = isText(Expiration) ? parseInstant(Expiration) : undefined;
  if (Expiration != null && expiration === undefined)
    return 'has an Expiration that is no RFC 3339 time';
  if (expiration !== undefined && expiration <= now) return 'has already expired';
  return new Credentials({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken || undefined,
    expiration,
    accountId: isText(AccountId) ? AccountId : undefined,
  });
}
