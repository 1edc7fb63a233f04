/** Gets credentials from a `credential_process` command, by the rules that the SDKs share. */
import type { CommandLine } from '../config/plan.ts';
import { Credentials, type Instant } from '../credentials.ts';
import { markedEnvironment } from '../process/recursion.ts';
import {
  describeEnding,
  hasSucceeded,
  outputExcerpt,
  outputHint,
  programName,
  runChild,
  waitingForProgram,
} from '../process/run-child.ts';
import { stopSignal, timeLeft } from '../util/errors.ts';
import { parseInstant } from '../util/text.ts';
import { type ProviderDeps, SourceError } from './errors.ts';

/** Bytes. Session tokens have no documented limit; the largest have some thousand characters. */
const OUTPUT_LIMIT = 64 * 1024;

/**
 * Runs the command in a shell with the whole environment, as most SDKs do; only the variable against recursion is added.
 * The command's stdin is empty, because swrole's stdin may never end.
 *
 * @throws SourceError
 */
export async function processCredentials(
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
