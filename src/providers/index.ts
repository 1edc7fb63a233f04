/**
 * Gets the credentials at the start of a role chain from the profile's credential source. A `credential_process` is asked here; the
 * other sources are files of their own, because all of them together are as large as the rest of the program.
 */
import type { CredentialSource, KeysSource } from '../config/plan.ts';
import type { CommandLine } from '../config/plan-calls.ts';
import { Credentials, type Instant } from '../credentials.ts';
import {
  describeEnding,
  hasSucceeded,
  outputExcerpt,
  outputHint,
  programName,
  runChild,
  waitingForProgram,
} from '../process/run-child.ts';
import { markedEnvironment } from '../terminal/secret-command.ts';
import { stopSignal, timeLeft } from '../util/errors.ts';
import { decodedProfile, parseInstant } from '../util/text.ts';
import { type ProviderDeps, type SourceDeps, SourceError } from './errors.ts';

/** A source that must be asked; the other sources already hold their credentials. */
type RemoteSource = Exclude<CredentialSource, KeysSource>;

/** The progress message for each source; a `credential_process` shows its own, with the program's name. */
const PROGRESS: Partial<Record<CredentialSource['kind'], string>> = {
  sso: 'asking IAM Identity Center…',
  login: 'asking the sign-in service…',
  cognito: 'asking Amazon Cognito…',
  instance: 'asking the instance metadata service…',
  container: 'asking the container agent…',
};

/**
 * Gets the credentials at the start of a chain.
 *
 * @throws SourceError
 */
export async function sourceCredentials(
  source: CredentialSource,
  deps: SourceDeps,
): Promise<Credentials> {
  if ('credentials' in source) return assertNotExpired(source, deps);
  const { profile, kind } = source;
  const since = deps.now();
  deps.debug(`${profile}: asking ${kind} for credentials`);
  const done = deps.showProgress(() => PROGRESS[kind]);
  const credentials = await requestCredentials(source, deps).finally(done);
  const id = credentials.accessKeyId.slice(-4);
  deps.debug(`${profile}: ${kind} gave …${id} after ${deps.now() - since} ms`);
  return credentials;
}

/** Loads only the provider that is used. */
async function requestCredentials(source: RemoteSource, deps: SourceDeps): Promise<Credentials> {
  switch (source.kind) {
    case 'process':
      return processCredentials(source.profile, source.credentialProcess, deps);
    case 'sso':
      return (await import('./sign-in.ts')).ssoCredentials(source, deps);
    case 'login':
      return (await import('./sign-in.ts')).loginCredentials(source, deps);
    case 'cognito':
      return (await import('./cognito.ts')).cognitoCredentials(source, deps);
    case 'instance':
      return (await import('./metadata.ts')).instanceCredentials(source, deps);
    case 'container':
      return (await import('./metadata.ts')).containerCredentials(source, deps);
    case 'web-identity':
    case 'saml':
      throw new RangeError(`${source.kind} signs nothing: it is a call to STS, a step of its own`);
  }
}

/** Returns the keys of a source that already holds them. */
function assertNotExpired(
  { profile, credentials, at }: KeysSource,
  { now, env }: ProviderDeps,
): Credentials {
  const { expiration } = credentials;
  if (expiration === undefined || expiration > now()) return credentials;
  const keysOf = decodedProfile(env.SWROLE_PROFILE ?? '');
  throw new SourceError({
    kind: 'expired',
    profile,
    expiration,
    ...(keysOf && { keysOf }),
    at,
  });
}

// The `credential_process` command, by the rules that the SDKs share.

/** Bytes. Session tokens have no documented limit; the largest have some thousand characters. */
const OUTPUT_LIMIT = 64 * 1024;

/**
 * Runs the command in a shell with the whole environment, as most SDKs do; only the variable against recursion is added.
 * The command's stdin is empty, because swrole's stdin may never end.
 *
 * @throws SourceError
 */
async function processCredentials(
  profile: string,
  { command, at }: CommandLine,
  deps: ProviderDeps,
): Promise<Credentials> {
  const program = programName(command);
  const since = deps.now();
  const done = deps.showProgress(() => waitingForProgram(command), 'below-cursor');
  const result = await runChild({
    file: command,
    args: undefined,
    env: markedEnvironment(deps.env, profile),
    home: deps.home,
    terminal: undefined,
    platform: deps.platform,
    stop: stopSignal(timeLeft(deps), deps.interrupted),
    outputLimit: OUTPUT_LIMIT,
  }).finally(done);
  if (result.isTruncated) {
    const problem = `is longer than ${OUTPUT_LIMIT} bytes, which is the limit`;
    throw new SourceError({ kind: 'process-output', profile, program, problem, at });
  }
  const reason = describeEnding(result.ending);
  deps.debug(
    `${profile}: credential_process (${program}): ${reason} after ${deps.now() - since} ms`,
  );
  if (!hasSucceeded(result.ending)) {
    const [said, hint] = [outputExcerpt(result.stderr), outputHint(result.stderr)];
    throw new SourceError({ kind: 'process-failed', profile, program, reason, said, hint, at });
  }
  const parsed = parseProcessOutput(result.stdout, deps.now());
  if (typeof parsed !== 'string') return parsed;
  throw new SourceError({ kind: 'process-output', profile, program, problem: parsed, at });
}

/**
 * Parses a program's output: the Version 1 document, as strictly as the SDKs do (contract A.2), so that a command that works
 * here works everywhere.
 *
 * @param now rejects credentials that have already expired
 * @returns the credentials, or the problem, which completes the sentence "its output …"
 */
export function parseProcessOutput(text: string, now: Instant): Credentials | string {
  const fields = parseObject(text);
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

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
