/**
 * What a cached answer depends on, as one line of text. If it is the same as when the answer was
 * stored, then a full run would end at the same session, and nothing needs to be read or parsed.
 * The line may hold secrets: it is compared by its digest and never stored.
 */
import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import { configFilePaths, type Environment } from './paths.ts';
import { REGION_NAMES } from './region.ts';

/**
 * A region becomes one label of a host name, so its alphabet keeps a call from leaving AWS. The longest has 18 characters; a
 * seed that was pasted for one is longer, or one long word.
 */
export const REGION = /^(?!.{25})[a-z0-9]{1,12}(?:-+[a-z0-9]{1,12})*$/;

/** Not a place, but the name of the host that all regions of `aws` had in common once. */
export const GLOBAL_REGION = 'aws-global';

/** Variables that change which credentials a profile means or where they come from, or that a full run refuses if they are wrong. */
const VARIABLES = [
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_STS_REGIONAL_ENDPOINTS',
  'AWS_ENDPOINT_URL_SSO',
  'AWS_ENDPOINT_URL_SSO_OIDC',
  'AWS_ENDPOINT_URL_SIGNIN',
  'AWS_MAX_ATTEMPTS',
  'AWS_RETRY_MODE',
];

/**
 * What only some answers depend on: the file at a path, a variable, all variables that begin with `AWS_`, or the machine
 * where homes are shared by several.
 */
export type Dependency = `file:${string}` | `variable:${string}` | 'aws-variables' | 'machine';

/** Stamps of files that were taken before, by path: as the files were when they were read. */
export type FileStamps = ReadonlyMap<string, string>;

/**
 * A text that changes with the file at a path. Follows symbolic links, so that an edit of a dotfile manager's real file is
 * seen. Never throws: a file that cannot be examined has the system's error code for its stamp.
 */
export function fileStamp(path: string): string {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) return '-';
    return `${stats.dev}.${stats.ino}.${stats.size}.${stats.mtimeNs}.${stats.ctimeNs}`;
  } catch (error) {
    return `${(error as NodeJS.ErrnoException).code}`;
  }
}

/** The same for every region. Any other text is refused by a full run, and the global host gives another session. */
function regionStamp(value = ''): string {
  return REGION.test(value) && value !== GLOBAL_REGION ? encoded() : encoded(value);
}

/** Windows has texts that are no Unicode, which `encodeURIComponent` refuses; JSON writes them in another way. */
function encoded(value = ''): string {
  return encodeURIComponent(JSON.stringify(value));
}

function dependencyStamp(dependency: string, env: Environment, stamps: FileStamps): string {
  const [kind, name = ''] = dependency.split(/:(.*)/s, 2);
  if (kind === 'file') return stamps.get(name) ?? fileStamp(name);
  if (kind === 'variable') return encoded(env[name]);
  return kind === 'aws-variables' ? awsVariables(env) : encoded(hostname());
}

/** All variables that programs of AWS may read, with their values, in an order of their own. */
export function awsVariables(env: Environment): string {
  const names = Object.keys(env).filter((name) => /^AWS_/i.test(name));
  return names
    .sort()
    .map((name) => `${encoded(name)}=${encoded(env[name])}`)
    .join('&');
}

/**
 * The fingerprint of a profile's answer: no space, no line break. The name is part of it, because a
 * file system that folds case would give `Dev` the answer of `dev`.
 *
 * @param dependencies what the answer depends on beside what all do
 * @param stamps for files that may have changed since they were read
 */
export function fingerprint(
  profile: string,
  env: Environment,
  home: string,
  dependencies: readonly string[] = [],
  stamps: FileStamps = new Map(),
): string {
  const files = configFilePaths(env, home);
  return [
    encoded(profile),
    fileStamp(files.config),
    fileStamp(files.credentials),
    // They say which host is called. The session is good in every region of its partition, which the role says.
    ...REGION_NAMES.map((name) => regionStamp(env[name])),
    ...VARIABLES.map((name) => encoded(env[name])),
    ...dependencies.map((dependency) => dependencyStamp(dependency, env, stamps)),
  ].join(',');
}

/**
 * A digest that tells texts apart which were mixed up or edited. It costs no module: `node:crypto` takes 2 ms to load, which
 * is a twentieth of a cached answer. It does not keep out an attacker, and no digest in the same file could: who can write
 * the file can write the digest too. Owner and mode of the file keep others out.
 */

/** Zeros that fill the last word of four bytes. */
const FILL = '\0\0\0';

/**
 * 16 hexadecimal digits. The code runs once in a process, before node has compiled it, so it takes four bytes at a time and
 * calls nothing but `Math.imul`: 0.1 ms for an answer of 2 KB, where one character at a time takes 2 ms.
 * `TextEncoder` writes the bytes from the beginning of a buffer, where words may begin.
 */
export function digest(text: string): string {
  const bytes = new TextEncoder().encode(text + FILL);
  const length = bytes.length - FILL.length;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, Math.ceil(length / 4));
  let a = 0x243f6a88 ^ length;
  let b = 0x85a308d3;
  for (let index = 0; index < words.length; index++) {
    const mixed = Math.imul(a ^ (words[index] as number), 0x9e3779b1);
    a = (mixed << 13) | (mixed >>> 19);
    b = Math.imul(b ^ a, 0x85ebca77) + mixed;
  }
  return hex(spread(a ^ (b >>> 15))) + hex(spread(b ^ (a >>> 13)));
}

/** Lets every bit of a sum depend on every other one. */
function spread(sum: number): number {
  const half = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  const most = Math.imul(half ^ (half >>> 13), 0xc2b2ae35);
  return most ^ (most >>> 16);
}

function hex(sum: number): string {
  return (sum >>> 0).toString(16).padStart(8, '0');
}
