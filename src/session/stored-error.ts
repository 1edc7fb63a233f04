/**
 * Stores errors that other processes may throw too, and reads them back: a name and details, each checked by a schema.
 * A text that is damaged or of another version is no error. Uses only `zod/mini`, and only when there is a text to
 * read.
 */

import * as z from 'zod/mini';
import { LAST_INSTANT } from '../credentials.ts';
import { type CodeSource, MfaError, type MfaErrorDetails } from '../mfa/errors.ts';
import { SourceError, type SourceErrorDetails, type SourceName } from '../providers/errors.ts';
import { type MissingKey, StsError, type StsErrorDetails, type StsFailure } from '../sts/errors.ts';

/** An error that contains only data, and nothing secret, so that another process can throw it too. */
export type SharedError = MfaError | SourceError | StsError;

/**
 * Whether the error may count for other processes. An error caused by a flag of this caller's command line does not.
 */
export function isSharedError(error: unknown): error is SharedError {
  // The keys in this caller's environment have expired: it made no call, and other callers have another environment.
  if (error instanceof SourceError) return error.details.kind !== 'expired';
  if (error instanceof StsError) return true;
  if (!(error instanceof MfaError)) return false;
  const { details } = error;
  if (details.kind === 'no-way-to-ask') return details.reason !== 'no-prompt';
  return !('from' in details && details.from === 'flag');
}

/** The fields of an error that are stored. */
export function storedError({ name, details }: SharedError): { name: string; fact: object } {
  return { name, fact: details };
}

/** The stored error; `undefined` for anything else. */
export function readError(stored: unknown): SharedError | undefined {
  schema ??= errorSchema();
  const { success, data } = schema.safeParse(stored);
  if (!success) return undefined;
  switch (data.name) {
    case 'MfaError':
      return new MfaError(data.fact as MfaErrorDetails);
    case 'SourceError':
      return new SourceError(data.fact as SourceErrorDetails);
    case 'StsError':
      return new StsError(data.fact as StsErrorDetails);
  }
}

let schema: ReturnType<typeof errorSchema> | undefined;

function errorSchema() {
  return z.discriminatedUnion('name', [
    z.object({ name: z.literal('MfaError'), fact: mfaSchema() }),
    z.object({ name: z.literal('SourceError'), fact: sourceSchema() }),
    z.object({ name: z.literal('StsError'), fact: stsSchema() }),
  ]);
}

/** One of the values. They are the keys of an object, so that the compiler reports a missing one. */
function oneOf<Value extends string>(values: Readonly<Record<Value, true>>) {
  return z.enum(Object.keys(values) as [Value, ...Value[]]);
}

const text = () => z.string();
const number = () => z.number();
const location = () => z.object({ file: text(), line: number() });

/** An instant that can be shown as a date. */
export const instant = () => z.number().check(z.minimum(-LAST_INSTANT), z.maximum(LAST_INSTANT));

function mfaSchema() {
  const ending = z.union([
    z.object({ exitCode: number() }),
    z.object({ signal: text() }),
    z.object({ notStarted: text() }),
  ]);
  const report = {
    program: text(),
    at: location(),
    outputLines: number(),
    said: z.optional(text()),
    hint: z.optional(text()),
  };
  const from = oneOf<CodeSource>({
    flag: true,
    generate_token: true,
    terminal: true,
    dialog: true,
    function: true,
  });
  const isRepeated = z.optional(z.literal(true));
  return detailsOf<MfaErrorDetails>({
    'no-way-to-ask': {
      profile: text(),
      reason: z.enum(['no-prompt', 'no-terminal', 'background', 'no-dialog']),
      prompt: z.optional(text()),
    },
    cancelled: {
      profile: text(),
      dialog: z.optional(z.object({ program: text(), ending })),
    },
    'timed-out': { profile: text(), waitingFor: z.enum(['answer', 'device']), seconds: number() },
    'invalid-code': {
      from: z.enum(['flag', 'terminal', 'dialog', 'function']),
      prompt: z.optional(text()),
    },
    'token-command-failed': { ending, ...report },
    'token-command-without-code': report,
    'token-command-timed-out': { seconds: number(), ...report },
    'spent-code': { from, secondsUntilNext: number(), isRepeated },
    'refused-code': {
      from,
      unremembered: z.optional(z.object({ path: text(), code: text() })),
      isRepeated,
    },
  });
}

function sourceSchema() {
  const source = oneOf<SourceName>({
    'IAM Identity Center': true,
    'the sign-in service': true,
    'Amazon Cognito': true,
    'the instance metadata service': true,
    'the container agent': true,
  });
  const named = z.union([
    z.object({ variable: text() }),
    z.object({ profile: text(), key: text(), at: location() }),
  ]);
  const of = { profile: text(), at: location() };
  return detailsOf<SourceErrorDetails>({
    'process-failed': {
      ...of,
      key: z.optional(text()),
      program: text(),
      reason: text(),
      said: z.optional(text()),
      hint: z.optional(text()),
    },
    'process-output': { ...of, key: z.optional(text()), program: text(), problem: text() },
    'signed-out': { ...of, command: text(), key: text() },
    'no-credentials': { ...of, source, reason: text(), hint: z.optional(text()), key: text() },
    expired: { ...of, expiration: instant(), keysOf: z.optional(text()) },
    assertion: {
      ...of,
      key: text(),
      program: z.optional(text()),
      problem: text(),
      hint: z.optional(text()),
    },
    'no-token': { profile: text(), file: z.object({ path: text(), named }), code: text() },
  });
}

function stsSchema() {
  return z.object({
    failure: oneOf<StsFailure>({
      'mfa-refused': true,
      'mfa-device': true,
      'not-authorized': true,
      'over-role-maximum': true,
      'over-chain-limit': true,
      'invalid-request': true,
      'clock-skew': true,
      'identity-token': true,
      'expired-source': true,
      'bad-keys': true,
      'region-disabled': true,
      throttled: true,
      unavailable: true,
      unreachable: true,
      'unexpected-answer': true,
      other: true,
    }),
    action: oneOf<StsErrorDetails['action']>({
      AssumeRole: true,
      AssumeRoleWithSAML: true,
      AssumeRoleWithWebIdentity: true,
      GetCallerIdentity: true,
      GetFederationToken: true,
      GetSessionToken: true,
    }),
    code: z.optional(text()),
    message: text(),
    profile: text(),
    roleArn: z.optional(text()),
    host: text(),
    keysOf: z.optional(text()),
    tokenKey: z.optional(text()),
    lacks: z.optional(z.array(oneOf<MissingKey>({ mfa_serial: true, external_id: true }))),
    sent: z.boolean(),
  } satisfies Record<keyof StsErrorDetails, z.core.$ZodType>);
}

/** All fields of each kind of details: a field that is missing in the schema would be lost. */
type Fields<Details extends { readonly kind: string }> = {
  readonly [Kind in Details['kind']]: {
    readonly [Field in Exclude<keyof Extract<Details, { kind: Kind }>, 'kind'>]-?: z.core.$ZodType;
  };
};

/** The schema of details of one of the kinds. */
function detailsOf<Details extends { readonly kind: string }>(kinds: Fields<Details>) {
  const options = Object.entries<z.core.$ZodShape>(kinds).map(([kind, fields]) =>
    z.object({ kind: z.literal(kind), ...fields }),
  );
  return z.union(options);
}
