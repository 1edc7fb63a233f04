/**
 * The worker thread of the library (`library.ts`): the same use case as the program's, with the thread's own environment,
 * signals and streams. It answers one request, and the library ends it.
 */

import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { createContext } from './app.ts';
import { createReporter, type Host } from './cli/context.ts';
import { InterruptedError } from './cli/errors.ts';
import { describeError } from './cli/report-error.ts';
import { restoreRegion } from './fast-path/fingerprint.ts';
import { getAndCache } from './get-credentials/with-answer.ts';
import { formatError } from './messages/message.ts';
import { MfaError } from './mfa/errors.ts';
import type { HostQuestion } from './mfa/question.ts';
import { realSystem } from './system.ts';
import { safeText } from './util/text.ts';

/** What the library asks for. */
export interface EmbeddedRequest {
  readonly profile: string;
  readonly cache: boolean;
  /** Whether the program gives codes itself. */
  readonly asksHost: boolean;
  /** The script that the program was started with. */
  readonly script: string;
  /** Its environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the library sends: a code for the last question, or that there is none, or that swrole should end. */
export type ToWorker =
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'no-code' }
  | { readonly kind: 'abort' };

/** What the library gets: questions, then the credentials or the failure. */
export type FromWorker =
  | { readonly kind: 'question'; readonly question: HostQuestion }
  | {
      readonly kind: 'credentials';
      readonly credentials: {
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly sessionToken?: string;
        readonly expiration?: Date;
        readonly accountId?: string;
      };
    }
  | {
      readonly kind: 'failure';
      readonly code: 1 | 2 | 3 | 4 | 5 | 130;
      readonly message: string;
      readonly hint: string | undefined;
    };

/** As in a run of `swrole -j PROFILE`. */
const OPTIONS = {
  token: undefined,
  duration: undefined,
  sessionName: undefined,
  minTtl: 0,
  refresh: false,
  source: undefined,
  prompt: true,
};

/** The messages of the library. */
interface Library {
  ask(question: HostQuestion): Promise<string>;
  onAbort(abort: () => void): void;
}

function connect(port: MessagePort): Library {
  let answer: ((message: ToWorker) => void) | undefined;
  let abort = () => {};
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'abort') abort();
    else answer?.(message);
  });
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        answer = (message) => {
          if (message.kind === 'code') resolve(message.text);
          else reject(new Error('no code'));
        };
        port.postMessage({ kind: 'question', question } satisfies FromWorker);
      }),
    onAbort: (listener) => {
      abort = listener;
    },
  };
}

async function answerRequest(request: EmbeddedRequest, library: Library): Promise<FromWorker> {
  const { profile, cache, asksHost, script } = request;
  const interrupt = new AbortController();
  // Not SIGINT, which would be the user's answer to a question, for other processes too.
  library.onAbort(() => interrupt.abort('SIGTERM'));
  const system = {
    ...realSystem(script),
    program: { node: process.execPath, script },
    startedAt: Date.now(),
    watchInterrupts: () => ({ signal: interrupt.signal, stop: () => {} }),
  };
  const reporter = await createReporter(system);
  const host: Host = {
    askHost: asksHost ? library.ask : undefined,
    onHangUp: () => interrupt.abort('SIGHUP'),
  };
  try {
    const options = { ...OPTIONS, cache };
    const context = { ...createContext(reporter), host };
    const { credentials, accountId } = await getAndCache(profile, options, context);
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
    reporter.debug('the credentials are given to the program around swrole');
    return {
      kind: 'credentials',
      credentials: {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken !== undefined && { sessionToken }),
        ...(expiration !== undefined && { expiration: new Date(expiration) }),
        ...(accountId !== undefined && { accountId }),
      },
    };
  } catch (error) {
    // Only into the log of SWROLE_DEBUG: the stream of this thread leads nowhere.
    await reporter.system.stderr.write(formatError(describeError(error, [])));
    return failureOf(error);
  }
}

function failureOf(error: unknown): FromWorker {
  if (error instanceof InterruptedError && error.signal === 'SIGHUP')
    return failure(4, 'the terminal is gone, and with it the question for a code', undefined);
  const { exitCode, message, remark, hint } = describeError(error, []);
  const advice = [remark, hint, isNoWayToAsk(error) ? 'or give fromSwrole a code function' : ''];
  const code = exitCode > 5 ? 130 : (exitCode as 1 | 2 | 3 | 4 | 5);
  return failure(code, message, advice.filter(Boolean).join('; ') || undefined);
}

function failure(code: (FromWorker & { kind: 'failure' })['code'], text: string, hint?: string) {
  const message = safeText(text);
  return { kind: 'failure', code, message, hint: hint && safeText(hint) } as const;
}

function isNoWayToAsk(error: unknown): boolean {
  return error instanceof MfaError && error.details.kind === 'no-way-to-ask';
}

/** Gives this thread the environment of the program. */
function replaceEnvironment(env: EmbeddedRequest['env']): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  for (const [name, value] of Object.entries(env))
    if (value !== undefined) process.env[name] = value;
}

/** Windows ignores the case of variables, but not in the copy that a thread gets. */
function ignoreCase(env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(env)) env[name.toUpperCase()] ??= value;
}

/**
 * Answers the request that this thread was started with.
 *
 * @param keepCode keeps compiled code for the next thread; the library ends this one as soon as it has the answer
 */
export async function answer(keepCode: () => void): Promise<void> {
  const port = parentPort as MessagePort;
  const request = workerData as EmbeddedRequest;
  // In this thread: the SDK's own notes.
  process.removeAllListeners('warning');
  replaceEnvironment(request.env);
  if (process.platform === 'win32') ignoreCase(process.env);
  restoreRegion(process.env);
  const message = await answerRequest(request, connect(port));
  if (message.kind === 'credentials') keepCode();
  port.postMessage(message);
}
