/**
 * What the AWS SDK's providers have in common: they take no signal, so whoever waits for one stops waiting by itself, and
 * their errors are sentences, which may hold a piece of what they could not read.
 */
import { ConfigError } from '../config/errors.ts';
import { Credentials, tooLongField } from '../credentials.ts';
import { ANSWER_TOO_LONG, boundAnswers } from '../http/bounded-answers.ts';
import { sdkMessage } from '../http/sdk-message.ts';
import { saidText } from '../run/said-text.ts';
import { type StopSignal, stopSignal, whyStopped } from '../util/abort.ts';
import { type SourceDoors, timeLeft } from '../sources/source-doors.ts';
import type { SourceError } from './errors.ts';

/** Credentials as the SDK gives them. */
interface SdkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
  readonly accountId?: string;
}

/**
 * The credentials of a provider, unless the time is over or a signal comes first.
 *
 * @param failure the error for what the provider throws; what is wrong with the configuration is thrown as it is
 */
export async function sdkCredentials(
  provider: () => Promise<SdkCredentials>,
  doors: SourceDoors,
  failure: (error: unknown) => SourceError,
): Promise<Credentials> {
  boundAnswers();
  try {
    const stop = stopSignal(timeLeft(doors), doors.interrupted);
    return credentialsOf(await unlessStopped(provider(), stop));
  } catch (error) {
    throw error instanceof ConfigError ? error : failure(error);
  }
}

function credentialsOf(given: SdkCredentials): Credentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = given;
  const fields = {
    accessKeyId,
    secretAccessKey,
    sessionToken: sessionToken || undefined,
    expiration: expiration?.getTime(),
    accountId,
  };
  const tooLong = tooLongField(fields);
  if (tooLong !== undefined) throw new Error(`it gave ${tooLong}`);
  return new Credentials(fields);
}

function unlessStopped<T>(work: Promise<T>, stop: StopSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      const isLate = whyStopped(stop) === 'timed-out';
      reject(new Error(isLate ? 'no answer in time' : 'interrupted'));
    };
    stop.addEventListener('abort', end, { once: true });
    if (stop.aborted) end();
    work.then(resolve, reject);
  });
}

/** What an SDK error says, fit to be shown. */
export function sdkReason(error: unknown): string {
  const { name } = error as Error;
  const message = sdkMessage(error as Error);
  if (message.includes(ANSWER_TOO_LONG.message)) return ANSWER_TOO_LONG.message;
  // The parser repeats a piece of what it read.
  if (name === 'SyntaxError' || /\bJSON\b/.test(message)) return 'what it gave is no JSON';
  if (/\bUnknownError\b/.test(message)) return 'an error of the service';
  return saidText(message.replace(/^(?:[A-Za-z]*Error: )+/, '')) ?? name;
}
