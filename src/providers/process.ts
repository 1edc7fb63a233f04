/** Base credentials from the `credential_process` of another program, run by the rules that the SDKs share. */

import type { CommandLine } from '../config/plan.ts';
import { Credentials, type Instant } from '../credentials.ts';
import {
  outputExcerpt,
  outputHint,
  programName,
  waitingForProgram,
} from '../process/command-line.ts';
import { markedEnvironment } from '../process/recursion.ts';
import { type ChildResult, runChild } from '../process/run-child.ts';
import { stopSignal } from '../util/abort.ts';
import { parseInstant } from '../util/text.ts';
import { type ProviderDeps, SourceError, timeLeft } from './errors.ts';

/** Bytes. Session tokens have no documented limit; the largest sign-ins give some thousand characters. */
const OUTPUT_LIMIT = 64 * 1024;

/**
 * Runs the command in a shell, as most SDKs do, with their whole environment; only the mark against
 * recursion is added. Its stdin is empty: ours may never end.
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
  const reason = failureReason(result);
  const how = reason ?? 'exit status 0';
  deps.debug(`${profile}: credential_process (${program}): ${how} after ${deps.now() - since} ms`);
  if (reason !== undefined) {
    const [said, hint] = [outputExcerpt(result.stderr), outputHint(result.stderr)];
    throw new SourceError({ kind: 'process-failed', profile, program, reason, said, hint, at });
  }
  const parsed = parseProcessOutput(result.stdout, deps.now());
  if (typeof parsed !== 'string') return parsed;
  throw new SourceError({ kind: 'process-output', profile, program, problem: parsed, at });
}

function failureReason({ ending }: ChildResult): string | undefined {
  if (ending === 'timed-out' || ending === 'cancelled') return 'no answer in time';
  if ('notStarted' in ending) return `not started (${ending.notStarted})`;
  if ('signal' in ending) return ending.signal;
  return ending.exitCode === 0 ? undefined : `exit status ${ending.exitCode}`;
}

// The Version 1 document as a consumer reads it, with the strictness that the SDKs share (contract A.2),
// so that a helper which works here works everywhere.

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
