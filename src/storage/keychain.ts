/**
 * The keychain of the operating system, through `@napi-rs/keyring`: the Keychain of macOS, the Credential Manager of Windows, the
 * Secret Service of Linux. `access-keys.ts` and `session/encrypted-sessions.ts` keep something there. Loaded only when a profile or a
 * command asks for it.
 *
 * The keychain is asked in a process of its own. A call of the system that hangs blocks its thread, and node waits for its threads
 * when it ends, so no time limit in this process would hold; another process can be killed. What is secret goes through pipes.
 */

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import type { Environment, Keychain, System } from '../system.ts';
import { DataError } from '../util/errors.ts';
import { withoutSecrets } from '../util/secret-text.ts';

/** Why the keychain cannot be used. The details never hold a secret. */
export type KeychainErrorDetails =
  /** The package is not installed, or has no file for this platform. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'timed-out'; readonly seconds: number }
  /** The system's reason. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** A text under swrole's name that swrole did not write. */
  | { readonly kind: 'damaged'; readonly name: string };

/** The keychain cannot be used. */
export class KeychainError extends DataError<KeychainErrorDetails> {
  override readonly name = 'KeychainError';
}

/** Milliseconds for one call: a locked keychain may ask its user, and an SDK waits meanwhile. */
const TIME_LIMIT = 3_000;

/** Milliseconds for what comes before a call. */
const START_LIMIT = 20_000;

/** What the keychain is opened with. */
type KeychainDeps = Pick<System, 'env' | 'sleep' | 'keychain'>;

/**
 * The keychain, with a time limit for each call.
 *
 * @param deps `keychain` stands for that of the system, in tests
 * @returns a keychain whose calls throw nothing but KeychainError
 */
export function openKeychain({
  env,
  sleep,
  keychain = systemKeychain(env),
}: KeychainDeps): Keychain {
  const limited = async <T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> => {
    const prepared = keychain.prepare?.();
    if (prepared) await within(START_LIMIT, () => prepared, sleep);
    return within(TIME_LIMIT, work, sleep);
  };
  return {
    get: (name) => limited((stop) => keychain.get(name, stop)),
    set: (name, value) => limited((stop) => keychain.set(name, value, stop)),
    remove: (name) => limited((stop) => keychain.remove(name, stop)),
  };
}

async function within<T>(
  limit: number,
  work: (stop: AbortSignal) => Promise<T>,
  sleep: System['sleep'],
): Promise<T> {
  const [over, ended] = [new AbortController(), new AbortController()];
  const timeOut = sleep(limit, ended.signal).then((): never => {
    over.abort();
    throw new KeychainError({ kind: 'timed-out', seconds: limit / 1000 });
  });
  try {
    return await Promise.race([work(over.signal), timeOut]);
  } catch (error) {
    if (error instanceof KeychainError) throw error;
    throw new KeychainError({ kind: 'failed', reason: reasonOf(error) });
  } finally {
    timeOut.catch(() => {});
    ended.abort();
  }
}

function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : '').split('\n');
  return withoutSecrets(line).slice(0, 300) || 'no reason given';
}

const PACKAGE = '@napi-rs/keyring';

/** The name under which all of swrole's entries are. */
const SERVICE = 'swrole';

/**
 * Loads the package, says so by one byte, reads the request from stdin and writes the answer to stdout. On Linux only the Secret
 * Service: the package would otherwise use the kernel's keyring where there is none, which forgets everything when the machine stops.
 */
const HELPER = `
  let Entry, result, input = '';
  const describe = (error) => ({ error: String(error.message), code: error.code });
  try {
    ({ Entry } = require(process.argv[1]));
  } catch (error) {
    result = describe(error);
  }
  process.stdout.write(' ');
  process.stdin.setEncoding('utf8').on('data', (part) => (input += part)).on('end', () => {
    const { service, action, name, value } = JSON.parse(input);
    const answer = () => {
      const entry = new Entry(service, name, { linux: { store: 'secret-service' } });
      if (action === 'get') return { value: entry.getPassword() };
      if (action === 'set') return { value: entry.setPassword(value) };
      return { value: entry.deleteCredential() };
    };
    try {
      result ??= answer();
    } catch (error) {
      result = describe(error);
    }
    process.stdout.write(JSON.stringify(result));
  });`;

interface HelperAnswer {
  readonly value?: string | boolean | null;
  readonly error?: string;
  readonly code?: string;
}

/** Each call has a process of its own, which `prepare` starts. */
function systemKeychain(env: Environment): Keychain {
  let helper: Helper | undefined;
  const ask = async (action: string, name: string, stop?: AbortSignal, value?: string) => {
    const request = JSON.stringify({ service: SERVICE, action, name, value });
    const asked = helper ?? startHelper(packageFile(), env);
    helper = undefined;
    const answer = await asked.ask(request, stop);
    if (answer.error === undefined) return answer.value;
    const isMissing =
      answer.code === 'MODULE_NOT_FOUND' || /native binding|Cannot find module/.test(answer.error);
    throw isMissing ? new KeychainError({ kind: 'missing' }) : new Error(answer.error);
  };
  return {
    prepare: () => {
      helper = startHelper(packageFile(), env);
      return helper.started;
    },
    get: async (name, stop) => {
      const value = await ask('get', name, stop);
      return typeof value === 'string' ? value : undefined;
    },
    set: async (name, value, stop) => void (await ask('set', name, stop, value)),
    remove: async (name, stop) => void (await ask('remove', name, stop)),
  };
}

function packageFile(): string {
  try {
    return createRequire(import.meta.url).resolve(PACKAGE);
  } catch {
    throw new KeychainError({ kind: 'missing' });
  }
}

/** A process that asks the keychain once. */
interface Helper {
  /** Resolves when it has loaded the package, or has ended. */
  readonly started: Promise<void>;
  ask(request: string, stop?: AbortSignal): Promise<HelperAnswer>;
}

function startHelper(file: string, env: Environment): Helper {
  const child = spawn(process.execPath, ['-e', HELPER, file], {
    // NODE_OPTIONS is meant for other programs: a debugger would wait here.
    env: { ...env, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const failed = new Promise<never>((_, reject) => child.on('error', reject));
  failed.catch(() => {});
  child.stdin.on('error', () => {}); // a helper that has ended is seen by its answer
  const output = text(child.stdout);
  output.catch(() => {});
  const started = new Promise<void>((resolve) => {
    child.stdout.once('data', () => resolve()).once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const ask = async (request: string, stop?: AbortSignal) => {
    const kill = () => void child.kill('SIGKILL');
    stop?.addEventListener('abort', kill, { once: true });
    child.stdin.end(request);
    try {
      return JSON.parse(await Promise.race([output, failed])) as HelperAnswer;
    } catch (error) {
      if (error instanceof SyntaxError) throw new Error('the process that asks it has ended');
      throw error;
    } finally {
      stop?.removeEventListener('abort', kill);
    }
  };
  return { started, ask };
}
