import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import type { Logins } from './identities.ts';
import { refused } from './refusals.ts';

type Fields = Readonly<Record<string, unknown>>;

const TARGET = /^AWSCognitoIdentityService\.(GetId|GetCredentialsForIdentity)$/;

/** The fields of each operation: all that it takes, and a pattern for its texts. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, RegExp | 'logins'>>>> = {
  GetId: { AccountId: /^\d{1,15}$/, IdentityPoolId: /^[\w-]+:[0-9a-f-]+$/, Logins: 'logins' },
  GetCredentialsForIdentity: {
    IdentityId: /^[\w-]+:[0-9a-f-]+$/,
    Logins: 'logins',
    CustomRoleArn: /^.{20,2048}$/,
  },
};

const REQUIRED = { GetId: 'IdentityPoolId', GetCredentialsForIdentity: 'IdentityId' } as const;

/** A request of JSON 1.1, checked. */
export interface Operation {
  readonly name: keyof typeof REQUIRED;
  text(field: string): string | undefined;
  readonly logins: Logins;
}

/**
 * The operation that a request is for. Neither of them is signed.
 *
 * @throws Refused for another method, path, type or target, for credentials, and for fields that the service does not take
 */
export function operationOf({ method, target, headers, body }: WireRequest): Operation {
  const header = (name: string) => headers[name]?.join() ?? '';
  const [, found] = TARGET.exec(header('x-amz-target')) ?? [];
  const isJson = header('content-type') === 'application/x-amz-json-1.1';
  if (found === undefined || method !== 'POST' || target !== '/' || !isJson)
    throw refused('UnknownOperationException', '');
  if (headers.authorization !== undefined)
    throw refused('InvalidParameterException', 'the stand-in takes no signed requests');
  const name = found as Operation['name'];
  const fields = fieldsOf(body);
  checkFields(fields, FIELDS[name] ?? {}, REQUIRED[name]);
  return {
    name,
    text: (field) => fields[field] as string | undefined,
    logins: (fields.Logins ?? {}) as Logins,
  };
}

function fieldsOf(body: Buffer): Fields {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // said below
  }
  throw refused('SerializationException', '');
}

function checkFields(
  fields: Fields,
  known: Readonly<Record<string, RegExp | 'logins'>>,
  required: string,
): void {
  const violation = (what: string) =>
    refused('InvalidParameterException', `1 validation error detected: ${what}`);
  if (fields[required] === undefined) throw violation(`${required} must not be null`);
  for (const [field, value] of Object.entries(fields)) {
    const rule = known[field];
    const isValid = rule === 'logins' ? areLogins(value) : rule?.test(String(value));
    if (!isValid) throw violation(`${field} failed to satisfy its constraint`);
  }
}

function areLogins(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(
    ([provider, token]) =>
      /^[\w._:/-]{1,128}$/.test(provider) &&
      typeof token === 'string' &&
      token.length > 0 &&
      token.length <= 50_000,
  );
}
