/** Leaves word of why a profile gave no credentials, for `status` and `doctor`: some SDKs do not show it. */
import { ConfigError } from '../config/errors.ts';
import { DiskError, privateStore } from '../storage/private-store.ts';
import { FAILURE_KEPT, forgetFailure, keepFailure } from '../session/last-failure.ts';
import { RepeatedFailure } from '../session/failure-record.ts';
import { OUTCOMES } from '../session/inventory.ts';
import { InterruptedError } from './interruptible.ts';
import type { CredentialOptions } from './invocation.ts';
import { errorWords } from './report-error.ts';
import { UsageError } from './errors.ts';
import type { World } from './context.ts';

/** Does the work for a profile; its failure is kept, and a success removes the one that was. */
export async function withFailureNoted<T>(
  profile: string,
  { cache: isKept }: CredentialOptions,
  { cache, system, debug }: World,
  work: () => Promise<T>,
): Promise<T> {
  const store = privateStore(cache, OUTCOMES, FAILURE_KEPT);
  const unlessDiskFails = (change: () => void) => {
    try {
      if (isKept) change();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      debug(`the last failure is not kept (${error.message})`);
    }
  };
  try {
    const done = await work();
    unlessDiskFails(() => forgetFailure(store, profile));
    return done;
  } catch (error) {
    if (isWorthKnowing(error)) {
      const failure = { profile, ...whenAndWho(error, system.now()), ...whatAndWhy(error) };
      unlessDiskFails(() => keepFailure(store, failure));
    }
    throw error;
  }
}

/** A person knows what they typed wrong or stopped; what is wrong with the files is there to be seen. */
function isWorthKnowing(error: unknown): boolean {
  if (error instanceof ConfigError) return error.fact.kind === 'invalid-environment';
  return !(error instanceof InterruptedError || error instanceof UsageError);
}

function whenAndWho(error: unknown, now: number) {
  if (!(error instanceof RepeatedFailure)) return { at: now, pid: process.pid };
  return { at: now - error.secondsAgo * 1000, pid: error.pid };
}

function whatAndWhy(error: unknown) {
  const { exitCode, message, hint } = errorWords(error, []);
  return { exitCode, message, hint };
}
