/** Why a profile gave no credentials the last time, as data. Its form in `--json` is public and stays. */
import type { Instant } from '../../credentials.ts';
import type { LastFailure } from '../../session/last-failure.ts';
import { jsonInstant } from '../people/json-text.ts';

/** One failure; `null` stands for what is not there. */
export interface FailureFacts {
  /** The profile that was asked for. */
  readonly profile: string;
  readonly failedAt: string;
  readonly secondsAgo: number;
  /** The process that failed. */
  readonly pid: number;
  /** How it ended. */
  readonly exitCode: number;
  /** The error and the hint that it wrote to stderr. */
  readonly message: string;
  readonly hint: string | null;
}

/** What is to be said of a failure now. */
export function failureFacts(failure: LastFailure, now: Instant): FailureFacts {
  const { profile, at, pid, exitCode, message, hint = null } = failure;
  const secondsAgo = Math.max(0, Math.floor((now - at) / 1000));
  return { profile, failedAt: jsonInstant(at), secondsAgo, pid, exitCode, message, hint };
}
