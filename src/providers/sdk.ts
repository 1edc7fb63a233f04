/**
 * Runs the AWS SDK's credential providers with a time limit, safe error messages and their own settings. The providers take no
 * abort signal, and their error messages may hold a part of the text that they could not read.
 */

import { externalDataInterceptor } from '@smithy/core/config';
import { ConfigError } from '../config/errors.ts';
import { type CredentialFields, Credentials, tooLongField } from '../credentials.ts';
import { ANSWER_TOO_LONG, boundAnswers, sdkMessage } from '../http/requests.ts';
import { outputExcerpt } from '../process/run-child.ts';
import { timeLeft } from '../util/errors.ts';
import type { ProviderDeps, SourceError } from './errors.ts';

/** Credentials in the SDK's form. */
interface SdkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
  readonly accountId?: string;
}

/**
 * Gets the credentials of a provider, until the deadline or an interruption.
 *
 * @param failure makes the error for what the provider throws; a ConfigError is thrown unchanged
 */
export async function sdkCredentials(
  provider: () => Promise<SdkCredentials>,
  deps: ProviderDeps,
  failure: (error: unknown) => SourceError,
): Promise<Credentials> {
  boundAnswers();
  try {
    return toCredentials(await unlessStopped(provider(), deps));
  } catch (error) {
    throw error instanceof ConfigError ? error : failure(error);
  }
}

function toCredentials(given: SdkCredentials): Credentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = given;
  const fields = {
    accessKeyId,
    secretAccessKey,
    sessionToken: sessionToken || undefined,
    expiration: expiration?.getTime(),
    accountId: typeof accountId === 'string' ? accountId : undefined,
  };
  const problem = wrongField(fields) ?? tooLongField(fields);
  if (problem !== undefined) throw new Error(`it gave ${problem}`);
  return new Credentials(fields);
}

/** The first field that is missing or of another type: some providers pass on what a file holds without a check. */
function wrongField({
  accessKeyId,
  secretAccessKey,
  sessionToken,
  expiration = 0,
}: CredentialFields): string | undefined {
  if (!isText(accessKeyId)) return 'no access key id';
  if (!isText(secretAccessKey)) return 'no secret access key';
  if (sessionToken !== undefined && !isText(sessionToken)) return 'a session token that is no text';
  return Number.isNaN(expiration) ? 'an expiration that is no time' : undefined;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** The result of the work, unless it is late or interrupted. Its timer and its listener end with it: a server asks for days. */
async function unlessStopped<T>(work: Promise<T>, deps: ProviderDeps): Promise<T> {
  const { interrupted } = deps;
  let timer: NodeJS.Timeout | undefined;
  let cancel = () => {};
  try {
    return await new Promise((resolve, reject) => {
      work.then(resolve, reject);
      timer = setTimeout(() => reject(new Error('no answer in time')), timeLeft(deps)).unref();
      cancel = () => reject(new Error('interrupted'));
      interrupted.addEventListener('abort', cancel);
      if (interrupted.aborted) cancel();
    });
  } finally {
    clearTimeout(timer);
    interrupted.removeEventListener('abort', cancel);
  }
}

/** The message of an SDK error, safe to show. */
export function sdkReason(error: unknown): string {
  const { name } = error as Error;
  const message = sdkMessage(error as Error);
  if (message.includes(ANSWER_TOO_LONG.message)) return ANSWER_TOO_LONG.message;
  // The parser repeats a part of the text that it read.
  if (name === 'SyntaxError' || /\bJSON\b/.test(message)) return 'what it gave is no JSON';
  // Of code that expects an object or a time, and found something else.
  if (name === 'TypeError') return 'what it gave is not of the right form';
  if (/\bUnknownError\b/.test(message)) return 'an error of the service';
  return outputExcerpt(message.replace(/^(?:[A-Za-z]*Error: )+/, '')) ?? name;
}

// A virtual config file for the SDK. Some providers read settings only from the config file, by rules of their own, so they
// get a virtual file with the settings that swrole has already read.

/** The profile in the virtual file. */
const PROFILE = 'swrole';

/** Provider options that select the virtual file instead of the user's files. */
interface VirtualConfig {
  readonly profile: string;
  readonly configFilepath: string;
  readonly filepath: string;
}

type Section = Readonly<Record<string, string>>;

/** Makes a config file with one profile, and other sections by their headers; no value may hold a line break. */
export function virtualConfig(
  profile: Section,
  sections: Readonly<Record<string, Section>> = {},
): VirtualConfig {
  const configFilepath = 'swrole:config';
  const filepath = 'swrole:credentials';
  const all = { [`profile ${PROFILE}`]: profile, ...sections };
  externalDataInterceptor.interceptFile(
    configFilepath,
    Object.entries(all).map(formatSection).join(''),
  );
  externalDataInterceptor.interceptFile(filepath, '');
  return { profile: PROFILE, configFilepath, filepath };
}

function formatSection([header, settings]: [string, Section]): string {
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
  return `[${header}]\n${lines.join('')}`;
}

/**
 * Does the work with other values in the process's environment, for an SDK provider that reads a setting only from there.
 * Meanwhile nothing else in the program reads the environment, and child processes get a copy of their own.
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
