/**
 * Errors that other processes may have too, as they are stored: a name and facts, each checked by its schema. What is
 * damaged, or of another version, is no error. Only `zod/mini` is used, and only where there is something to read.
 */
import * as z from 'zod/mini';
import { LAST_INSTANT } from '../credentials.ts';
import { type CodeSource, MfaError, type MfaErrorDetails } from '../mfa/errors.ts';
import { SourceError, type SourceErrorDetails, type SourceName } from '../providers/errors.ts';
import { StsError, type StsErrorDetails, type StsFailure } from '../sts/errors.ts';

/** An error that is facts only, none of them secret, so that another process can have it as well. */
export type SharedError = MfaError | SourceError | StsError;

/**
 * Whether other processes may have this error too. What a caller forbids, or brings along, on its command line says
 * nothing of the others.
 */
export function isSharedError(error: unknown): error is SharedError {
  // Keys that this caller's environment says have expired: it made no call, and others have another environment.
  if (error instanceof SourceError) return error.details.kind !== 'expired';
  if (error instanceof StsError) return true;
  if (!(error instanceof MfaError)) return false;
  const { details } = error;
  if (details.kind === 'no-way-to-ask') return details.reason !== 'no-prompt';
  return !('from' in details && details.from === 'flag');
}

/** What of an error is stored. */
export function storedError({ name, details }: SharedError): { name: string; fact: object } {
  return { name, fact: details };
}

/** The error that was stored, to be thrown again as it was; `undefined` for anything else. */
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

/** One of the words; an object names them, so that none can be forgotten. */
function oneOf<Word extends string>(words: Readonly<Record<Word, true>>) {
  return z.enum(Object.keys(words) as [Word, ...Word[]]);
}

const text = () => z.string();
const number = () => z.number();
const location = () => z.object({ file: text(), line: number() });

/** An instant: what is beyond the last date cannot be shown. */
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
  const origins = { flag: true, generate_token: true, terminal: true, dialog: true } as const;
  const from = oneOf<CodeSource>(origins);
  const isRepeated = z.optional(z.literal(true));
  return fact<MfaErrorDetails>({
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
    'invalid-code': { from: z.enum(['flag', 'terminal', 'dialog']), prompt: z.optional(text()) },
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
    'the instance metadata service': true,
    'the container agent': true,
  });
  const named = z.union([
    z.object({ variable: text() }),
    z.object({ profile: text(), key: text(), at: location() }),
  ]);
  const of = { profile: text(), at: location() };
  return fact<SourceErrorDetails>({
    'process-failed': {
      ...of,
      program: text(),
      reason: text(),
      said: z.optional(text()),
      hint: z.optional(text()),
    },
    'process-output': { ...of, program: text(), problem: text() },
    'signed-out': { ...of, command: text(), key: text() },
    'no-credentials': { ...of, source, reason: text(), key: text() },
    expired: { ...of, expiration: instant(), keysOf: z.optional(text()) },
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
      AssumeRoleWithWebIdentity: true,
      GetCallerIdentity: true,
      GetSessionToken: true,
    }),
    code: z.optional(text()),
    message: text(),
    profile: text(),
    roleArn: z.optional(text()),
    host: text(),
    keysOf: z.optional(text()),
    sent: z.boolean(),
  } satisfies Record<keyof StsErrorDetails, z.core.$ZodType>);
}

/** The fields of each kind of fact, all of them: one that is forgotten here would be lost on the way. */
type Fields<Fact extends { readonly kind: string }> = {
  readonly [Kind in Fact['kind']]: {
    readonly [Field in Exclude<keyof Extract<Fact, { kind: Kind }>, 'kind'>]-?: z.core.$ZodType;
  };
};

/** A fact of one of the kinds. */
function fact<Fact extends { readonly kind: string }>(kinds: Fields<Fact>) {
  const options = Object.entries<z.core.$ZodShape>(kinds).map(([kind, fields]) =>
    z.object({ kind: z.literal(kind), ...fields }),
  );
  return z.union(options);
}
