/**
 * Makes the line of a stored answer with which the launcher (`launcher.sh`) sees that nothing has changed. A shell has no `stat` that
 * works everywhere, so it compares other things than the fingerprint: the inode and the POSIX checksum (`cksum`) of both config
 * files, and a checksum over the rest. Where it is not sure, node looks at the fingerprint.
 *
 * The checksums protect from files that were changed or damaged, not from an attacker: who can write these files is their owner.
 */

import { lstatSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { isUsualRegion, REGION_NAMES, VARIABLES } from './fingerprint.ts';
import type { Environment } from './paths.ts';

/** The line of an answer that the launcher must leave to node. */
const FOR_NODE = '-';

/** What the launcher compares, as it was when the answer was stored. */
export interface LauncherState {
  readonly profile: string;
  readonly env: Environment;
  /** The config file and the credentials file. One that does not exist is replaced by the other one. */
  readonly files: readonly [KnownFile, KnownFile];
}

/** A regular file. */
interface KnownFile {
  /** As the launcher writes it. */
  readonly path: string;
  readonly inode: bigint;
  readonly sum: string;
}

/**
 * What the launcher has to compare for an answer without further dependencies. It reads both config files, so the caller must check
 * afterwards that they have not changed meanwhile.
 *
 * @returns `undefined` if the launcher cannot answer: a file is missing or not a regular file, or the region is special
 */
export function launcherState(profile: string, env: Environment): LauncherState | undefined {
  const { HOME = '' } = env;
  if (!isAbsolute(HOME) || !REGION_NAMES.every((name) => isUsualRegion(env[name])))
    return undefined;
  const config = knownFile(env.AWS_CONFIG_FILE || `${HOME}/.aws/config`);
  const credentials = knownFile(env.AWS_SHARED_CREDENTIALS_FILE || `${HOME}/.aws/credentials`);
  const files = [config ?? credentials, credentials ?? config] as const;
  return isKnown(files) ? { profile, env, files } : undefined;
}

type Found = KnownFile | 'unusual' | undefined;

function isKnown(files: readonly [Found, Found]): files is LauncherState['files'] {
  return files.every((file) => typeof file === 'object');
}

/** `undefined` for a file that does not exist. */
function knownFile(path: string): Found {
  try {
    if (!isAbsolute(path)) return 'unusual';
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
    const stats = statSync(path, { bigint: true });
    if (!stats.isFile()) return 'unusual';
    return { path, inode: stats.ino, sum: cksum(readFileSync(path)) };
  } catch {
    return 'unusual';
  }
}

/** Line 2 of an answer's file: inode, checksum and length of both files; checksum and length of the text below. */
export function launcherLine(
  state: LauncherState | undefined,
  header: string,
  document: string,
): string {
  if (state === undefined) return FOR_NODE;
  const { profile, env, files } = state;
  const paths = files.map(({ path }) => path);
  const values = VARIABLES.map((name) => env[name] ?? '');
  const text = [header, profile, ...paths, ...values, document].join('\n');
  const sums = files.map(({ inode, sum }) => `${inode} ${sum}`);
  return [...sums, cksum(Buffer.from(`${text}\n`))].join(' ');
}

/** The generator polynomial of POSIX (`cksum`, 2024 edition): the same as in Ethernet, with the highest bit first. */
const POLYNOMIAL = 0x04c11db7;

/** What the command `cksum` prints for these bytes: checksum and length. */
export function cksum(bytes: Uint8Array): string {
  const table = remainders();
  let sum = 0;
  const add = (byte: number) => {
    sum = (sum << 8) ^ (table[(sum >>> 24) ^ byte] as number);
  };
  for (const byte of bytes) add(byte);
  for (let rest = bytes.length; rest > 0; rest = Math.floor(rest / 256)) add(rest % 256);
  return `${~sum >>> 0} ${bytes.length}`;
}

/** The remainder of each byte. */
function remainders(): Int32Array {
  const table = new Int32Array(256);
  for (let byte = 0; byte < table.length; byte++) {
    let remainder = byte << 24;
    for (let bit = 0; bit < 8; bit++)
      remainder = (remainder << 1) ^ (remainder < 0 ? POLYNOMIAL : 0);
    table[byte] = remainder;
  }
  return table;
}
