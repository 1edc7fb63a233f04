/**
 * What the AWS SDK's providers have in common: they take no signal, so whoever waits for one stops waiting by itself, and
 * their errors are sentences, which may hold a piece of what they could not read.
 */

import { externalDataInterceptor } from '@smithy/core/config';
import { ConfigError } from '../config/errors.ts';
import { Credentials, tooLongField } from '../credentials.ts';
import { ANSWER_TOO_LONG, boundAnswers, sdkMessage } from '../http/bounded-answers.ts';
import { outputExcerpt } from '../process/command-line.ts';
import { type StopSignal, stopSignal, whyStopped } from '../util/abort.ts';
import { type ProviderDeps, type SourceError, timeLeft } from './errors.ts';

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
  deps: ProviderDeps,
  failure: (error: unknown) => SourceError,
): Promise<Credentials> {
  boundAnswers();
  try {
    const stop = stopSignal(timeLeft(deps), deps.interrupted);
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
  return outputExcerpt(message.replace(/^(?:[A-Za-z]*Error: )+/, '')) ?? name;
}

// A config file for the SDK's eyes only. Some of its providers find their settings in the config file alone, which they
// would read by their own rules; so they are given one that says what ours has already found.

/** The profile of the file. */
const PROFILE = 'swrole';

/** What the provider is to be told so that it reads the file, and nothing of the person's. */
interface VirtualConfig {
  readonly profile: string;
  readonly configFilepath: string;
  readonly filepath: string;
}

type Section = Readonly<Record<string, string>>;

/** A config file with one profile, and other sections by their headers; no value may hold a line break. */
export function virtualConfig(
  profile: Section,
  sections: Readonly<Record<string, Section>> = {},
): VirtualConfig {
  const configFilepath = 'swrole:config';
  const filepath = 'swrole:credentials';
  const all = { [`profile ${PROFILE}`]: profile, ...sections };
  externalDataInterceptor.interceptFile(configFilepath, Object.entries(all).map(text).join(''));
  externalDataInterceptor.interceptFile(filepath, '');
  return { profile: PROFILE, configFilepath, filepath };
}

function text([header, settings]: [string, Section]): string {
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
  return `[${header}]\n${lines.join('')}`;
}

/**
 * Does the work while the process's environment says something else. For an SDK provider that takes a setting from there
 * and nowhere else; nothing else of the program looks at the environment meanwhile, and children get a copy of their own.
 */
export async function withEnvironment<T>(
  settings: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(settings).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, settings);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) restore(name, value);
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
