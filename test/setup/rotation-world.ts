import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Credentials } from '../../src/credentials.ts';
import { rotateKeys } from '../../src/setup/rotate-keys.ts';
import { createStsClient } from '../../src/sts/client.ts';
import type { Keychain } from '../../src/system.ts';
import { stopSignal } from '../../src/util/errors.ts';

/** The name of the keys. */
export const NAME = 'my-company';

/** Called at each step with its kind. What it returns is waited for, but at `IAM`. */
type OnStep = (kind: 'before change' | 'after change' | 'STS' | 'IAM') => unknown;

/** Calls `stop` at a step such as `before change 2`. */
export function atStep(wanted: string, stop: () => unknown): OnStep {
  const counts = new Map<string, number>();
  return (kind) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind} ${count}` === wanted ? stop() : undefined;
  };
}

/** A keychain in a file, which outlives its process. */
export function openFileKeychain(file: string, onStep: OnStep = () => {}): Keychain {
  const read = () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
  const change = async (entries: object) => {
    await onStep('before change');
    writeFileSync(`${file}.tmp`, JSON.stringify(entries));
    renameSync(`${file}.tmp`, file);
    await onStep('after change');
  };
  return {
    get: async (name) => read()[name],
    set: (name, text) => change({ ...read(), [name]: text }),
    remove: (name) => change({ ...read(), [name]: undefined }),
  };
}

const reporter = { debug: () => {}, showProgress: () => () => {} };

/** Rotates the keys against a stand-in of STS and IAM. */
export async function rotateInWorld(
  keychain: Keychain,
  url: string,
  onStep: OnStep = () => {},
): Promise<readonly string[]> {
  const sts = createStsClient({}, reporter);
  const transport = { caBundle: undefined, maxAttempts: 1, retryMode: 'standard' } as const;
  const service = { region: 'us-east-1', url, useFips: false, useDualStack: false };
  const interrupted = new AbortController().signal;
  const lines: string[] = [];
  await rotateKeys(NAME, {
    keychain,
    identify: async (keys) => {
      await onStep('STS');
      const endpoint = { ...service, isLegacy: false, useGlobal: false };
      const call = { profile: NAME, endpoint, transport, tokenCode: undefined };
      const source = new Credentials(keys);
      return sts.getCallerIdentity({ ...call, source, timeLimit: 10_000, interrupted });
    },
    iam: (keys) => {
      onStep('IAM');
      return {
        ...reporter,
        env: {},
        partition: 'aws',
        endpoint: service,
        transport,
        source: new Credentials(keys),
        now: Date.now(),
        stop: stopSignal(10_000, interrupted),
      };
    },
    now: Date.now,
    sleep: (milliseconds) => delay(milliseconds / 20),
    log: async (line) => void lines.push(line),
  });
  return lines;
}
