/**
 * The library: credentials of a profile for the AWS SDK for JavaScript, in the process of the program that uses it. A cached
 * answer is read here, with the fast path alone. Everything else runs in a worker thread (`embedded.ts`), which has its own
 * environment, signals and streams: the program around it keeps these as they are.
 */

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EmbeddedRequest, FromWorker, ToWorker } from './embedded.ts';
import { copyEnvironment, readDocument } from './fast-path/cached-answer.ts';
import { fingerprint } from './fast-path/fingerprint.ts';
import { type Environment, homeDirectory } from './fast-path/paths.ts';

/**
 * Why there are no credentials, as the exit code of the program: 1 a bug or a broken installation, 2 the options, 3 the
 * configuration, 4 no code, 5 AWS refused or could not be reached, 130 `signal` was aborted.
 */
export type SwroleErrorCode = 1 | 2 | 3 | 4 | 5 | 130;

/** There are no credentials. No text of it contains a secret. */
export class SwroleError extends Error {
  override readonly name = 'SwroleError';
  readonly code: SwroleErrorCode;
  /** What to do, if there is advice. */
  readonly hint: string | undefined;

  constructor(code: SwroleErrorCode, message: string, hint?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
  }
}

/** What a code is needed for. */
export interface CodeQuestion {
  /** The profile whose credentials were asked for. */
  readonly profile: string;
  /** The ARN of the role; `undefined` if the code is for an MFA session that serves many roles. */
  readonly role: string | undefined;
  /** The serial of the MFA device, as `mfa_serial` has it. */
  readonly device: string;
  /** Why swrole asks, or asks again: `wrong, expired or already used`; `undefined` the first time. */
  readonly remark: string | undefined;
}

/** An `AbortSignal`, as far as it is used. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The options of {@link fromSwrole}. */
export interface SwroleOptions {
  /** A profile of `~/.aws/config`. */
  readonly profile: string;
  /** Gives an MFA code, instead of the question on the terminal. If it throws, there are no credentials. */
  readonly code?: ((question: CodeQuestion) => string | Promise<string>) | undefined;
  /** Ends the wait. */
  readonly signal?: AbortSignalLike | undefined;
  /** `false` neither reads nor writes the cache; `true` by default. */
  readonly cache?: boolean | undefined;
}

/** Credentials, as the AWS SDK takes them. */
export interface SwroleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When they end: the SDK asks again before. */
  readonly expiration?: Date;
  /** Twelve digits; some credential sources do not give them. */
  readonly accountId?: string;
}

/** An `AwsCredentialIdentityProvider`. */
export type SwroleProvider = () => Promise<SwroleCredentials>;

/**
 * Makes the `credentials` of a client of the AWS SDK for JavaScript. They share the cache, the locks and the failures with the
 * program `swrole`.
 *
 * @throws SwroleError 2, for options that are not valid
 * @returns a function that rejects with a {@link SwroleError}
 */
export function fromSwrole(options: SwroleOptions): SwroleProvider {
  const { profile, code, signal, cache = true } = checked(options);
  return () => getCredentials({ profile, code, signal, cache });
}

const OPTIONS: Readonly<Record<keyof SwroleOptions, string>> = {
  profile: 'the name of a profile',
  code: 'a function that gives a code',
  signal: 'an AbortSignal',
  cache: 'true or false',
};

const IS_VALID: Readonly<Record<keyof SwroleOptions, (value: unknown) => boolean>> = {
  profile: (value) => typeof value === 'string' && value !== '',
  code: (value) => value === undefined || typeof value === 'function',
  signal: (value) => value === undefined || typeof (value as AbortSignal)?.aborted === 'boolean',
  cache: (value) => value === undefined || typeof value === 'boolean',
};

function checked(options: SwroleOptions): SwroleOptions {
  const given: object = options ?? {};
  const unknown = Object.keys(given).find((name) => !(name in OPTIONS));
  if (unknown !== undefined) {
    const names = Object.keys(OPTIONS).join(', ');
    throw new SwroleError(2, `fromSwrole: ${unknown} is not an option`, `options are ${names}`);
  }
  for (const [name, isValid] of Object.entries(IS_VALID)) {
    if (!isValid(given[name as keyof object]))
      throw new SwroleError(2, `fromSwrole: ${name} must be ${OPTIONS[name as 'profile']}`);
  }
  return options;
}

type Call = Omit<SwroleOptions, 'cache'> & { readonly cache: boolean };

/** How a run of the worker ended. */
type Outcome =
  | { readonly credentials: SwroleCredentials }
  | {
      readonly code: SwroleErrorCode;
      readonly message: string;
      readonly hint: string | undefined;
      readonly cause?: unknown;
    };

/** The runs that have not ended, by everything that they depend on. */
const running = new Map<string, Promise<Outcome>>();

async function getCredentials(call: Call): Promise<SwroleCredentials> {
  const { profile, signal, cache } = call;
  for (;;) {
    if (signal?.aborted) throw aborted(signal);
    const env = copyEnvironment();
    const document = cache ? readDocument(profile, env) : undefined;
    if (document !== undefined) return parseDocument(document);
    const inputs = inputsOf(call, env);
    const other = cache ? running.get(inputs) : undefined;
    const outcome = await (other === undefined ? run(call, inputs) : unlessAborted(other, signal));
    if ('credentials' in outcome) return { ...outcome.credentials };
    if (signal?.aborted) throw aborted(signal);
    // The other call was aborted, which is no failure of this one.
    if (other !== undefined && outcome.code === 130) continue;
    throw new SwroleError(outcome.code, outcome.message, outcome.hint, outcome.cause);
  }
}

function aborted(signal: AbortSignalLike): SwroleError {
  return new SwroleError(130, 'aborted', undefined, signal.reason);
}

/** Everything that the outcome of a call depends on in this process: without a function, a code may have no way to come. */
function inputsOf({ profile, code }: Call, env: Environment): string {
  let files = '';
  try {
    files = fingerprint(profile, env, homeDirectory(env));
  } catch {
    // No home directory is known: the run gives the error.
  }
  return JSON.stringify([profile, code !== undefined, env, files]);
}

/** Waits for another call's run. Ends early with this call's signal. */
function unlessAborted(run: Promise<Outcome>, signal: AbortSignalLike | undefined) {
  if (signal === undefined) return run;
  return new Promise<Outcome>((resolve) => {
    const stop = () => resolve({ code: 130, message: 'aborted', hint: undefined });
    signal.addEventListener('abort', stop);
    run.then((outcome) => {
      signal.removeEventListener('abort', stop);
      resolve(outcome);
    });
  });
}

/** Gets the credentials with a worker. Calls with the same inputs wait for it, unless they do not use the cache. */
function run(call: Call, inputs: string): Promise<Outcome> {
  const outcome = runWorker(call);
  if (!call.cache) return outcome;
  running.set(inputs, outcome);
  return outcome.finally(() => running.delete(inputs));
}

/** Loads the worker's program as `bin/swrole` loads its own: with code that an earlier run has compiled. */
const START_WORKER = `
const { env } = require('node:worker_threads').workerData;
const first = ${JSON.stringify(join(import.meta.dirname, 'embedded.cjs'))};
const { loadProgram } = require(${JSON.stringify(join(import.meta.dirname, 'loader.cjs'))});
const program = loadProgram({ first, loadByNode: () => require(first), argv: [], env }, { require });
program.exports.answer(program.keepCode);
`;

function runWorker({ profile, code, signal, cache }: Call): Promise<Outcome> {
  const workerData: EmbeddedRequest = {
    profile,
    cache,
    asksHost: code !== undefined,
    script: process.argv[1] ?? '',
    // By itself a thread copies the environment of the system, not what a test runner or a program has put in its place.
    env: { ...process.env },
  };
  return new Promise((resolve) => {
    let worker: Worker;
    try {
      // Flags of the host's node, such as loaders, are not for swrole.
      const options = { eval: true, workerData, execArgv: [], stdout: true, stderr: true };
      worker = new Worker(START_WORKER, options);
    } catch (error) {
      resolve(failedWorker(error));
      return;
    }
    let cause: unknown;
    const send = (message: ToWorker) => worker.postMessage(message);
    const abort = () => send({ kind: 'abort' });
    let hasEnded = false;
    const end = (outcome: Outcome) => {
      if (hasEnded) return; // the end of the thread is reported too
      hasEnded = true;
      signal?.removeEventListener('abort', abort);
      worker.terminate().finally(() => resolve(outcome));
    };
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'credentials') end({ credentials: message.credentials });
      else if (message.kind === 'failure') end(withCause(message, cause));
      else
        askCode(code, message.question).then(
          (text) => send({ kind: 'code', text }),
          (error) => {
            cause = error;
            send({ kind: 'no-code' });
          },
        );
    });
    worker.once('error', (error) => end(failedWorker(error)));
    worker.once('exit', () => end(failedWorker(new Error('it has ended'))));
    signal?.addEventListener('abort', abort);
  });
}

async function askCode(code: Call['code'], question: CodeQuestion): Promise<string> {
  const text: unknown = await code?.(question);
  return typeof text === 'string' ? text : '';
}

function withCause({ code, message, hint }: FromWorker & { kind: 'failure' }, cause: unknown) {
  if (cause === undefined || code !== 4) return { code, message, hint };
  return { code, message, hint: hint ?? 'the code function has failed, see the cause', cause };
}

/** Only the error's code or name: its message may contain anything. */
function failedWorker(error: unknown): Outcome {
  const { code, name = 'Error' } = error as NodeJS.ErrnoException;
  return {
    code: 1,
    message: `the worker thread of swrole failed (${code ?? name})`,
    hint: WORKER_HINTS[code ?? ''],
  };
}

const WORKER_HINTS: Readonly<Record<string, string>> = {
  MODULE_NOT_FOUND: 'a bundler must leave swrole out: name it as external',
  ENOENT: 'a file of swrole is missing: install it again',
  ERR_ACCESS_DENIED:
    'with --permission, node needs --allow-worker, and access to the files of AWS and swrole',
};

function parseDocument(document: string): SwroleCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } =
    JSON.parse(document);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken && { sessionToken: SessionToken }),
    ...(Expiration && { expiration: new Date(Expiration) }),
    ...(AccountId && { accountId: AccountId }),
  };
}
