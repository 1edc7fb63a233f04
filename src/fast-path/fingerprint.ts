/**
 * Computes the fingerprint: everything that a cached answer depends on, as one line of text. If it is the same as when the
 * answer was stored, a full run would find the same session, so swrole need not read or parse anything else. The line may hold
 * secrets: swrole compares only its digest and never stores it.
 */
import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import { configFilePaths, type Environment } from './paths.ts';

/**
 * A valid region. It becomes one label of a host name, so its alphabet ensures that a call goes to AWS. The longest region has
 * 18 characters; an MFA seed pasted by mistake is longer, or one long word.
 */
export const REGION = /^(?!.{25})[a-z0-9]{1,12}(?:-+[a-z0-9]{1,12})*$/;

/** Not a region: it selects the global host that all regions of the partition `aws` once shared. */
export const GLOBAL_REGION = 'aws-global';

/** Variables that change a profile's credentials or their source, or that a full run rejects if they are invalid. */
export const VARIABLES = [
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
 * What only some answers depend on: the file at a path, a variable, all variables that begin with `AWS_`, or the machine,
 * because several machines may share a home directory.
 */
export type Dependency = `file:${string}` | `variable:${string}` | 'aws-variables' | 'machine';

/** Stamps of files by path, taken when the files were read. */
export type FileStamps = ReadonlyMap<string, string>;

/**
 * A text that changes when the file at the path changes. Follows symbolic links, to notice an edit of a dotfile manager's
 * real file. Never throws: for a file that cannot be examined, the stamp is the system's error code.
 */
export function fileStamp(path: string): string {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) return '-';
    return `${stats.dev}.${stats.ino}.${stats.size}.${stats.mtimeNs}.${stats.ctimeNs}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Its folder is a file. Node 24 and newer say that it does not exist, as `readConfigFiles` does.
    return code === 'ENOTDIR' ? '-' : `${code}`;
  }
}

/** Whether a region variable changes nothing: it is unset, or a valid region that is not the global host. */
export function isUsualRegion(value = ''): boolean {
  return value === '' || (REGION.test(value) && value !== GLOBAL_REGION);
}

/** The same for every valid region. A full run rejects any other text, and the global host gives a different session. */
function regionStamp(value?: string): string {
  return encoded(isUsualRegion(value) ? '' : value);
}

/** Windows allows texts that are not valid Unicode, which `encodeURIComponent` rejects; JSON escapes them first. */
function encoded(value = ''): string {
  return encodeURIComponent(JSON.stringify(value));
}

function dependencyStamp(dependency: string, env: Environment, stamps: FileStamps): string {
  const [kind, name = ''] = dependency.split(/:(.*)/s, 2);
  if (kind === 'file') return stamps.get(name) ?? fileStamp(name);
  if (kind === 'variable') return encoded(env[name]);
  return kind === 'aws-variables' ? awsVariables(env) : encoded(hostname());
}

/** All variables that AWS programs may read, with their values, sorted by name. */
export function awsVariables(env: Environment): string {
  const names = Object.keys(env).filter((name) => /^AWS_/i.test(name));
  return names
    .sort()
    .map((name) => `${encoded(name)}=${encoded(env[name])}`)
    .join('&');
}

/**
 * The fingerprint of a profile's answer, without spaces and line breaks. It includes the profile's name, because a file system
 * that ignores case would give `Dev` the answer of `dev`.
 *
 * @param dependencies what this answer depends on, in addition to the common dependencies
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
    // They select the STS host. The session is valid in every region of its partition, which the role ARN names.
    ...REGION_NAMES.map((name) => regionStamp(env[name])),
    ...VARIABLES.map((name) => encoded(env[name])),
    ...dependencies.map((dependency) => dependencyStamp(dependency, env, stamps)),
  ].join(',');
}

// The digest detects texts that were mixed up or edited. It needs no module: `node:crypto` takes 2 ms to load, a twentieth of
// a cached answer. It does not stop an attacker, and no digest in the same file could: who can write the file can write the
// digest too. The owner and the mode of the file keep other users out.

/** Zeros that fill the last group of four bytes. */
const FILL = '\0\0\0';

/**
 * A digest of 16 hexadecimal digits. The code runs once in a process, before node has compiled it. So it processes four bytes
 * at a time and calls only `Math.imul`: 0.1 ms for an answer of 2 KB, compared to 2 ms for one character at a time.
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

/** Makes every bit of a sum depend on every other bit. */
function spread(sum: number): number {
  const half = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  const most = Math.imul(half ^ (half >>> 13), 0xc2b2ae35);
  return most ^ (most >>> 16);
}

function hex(sum: number): string {
  return (sum >>> 0).toString(16).padStart(8, '0');
}

/**
 * Restores the region variables that swrole has set in a shell. The environment stores the region that swrole has set and the
 * values before; the next profile, a failure and `swr off` restore these. It is in `fast-path/` because the cached answer
 * depends on the region too.
 */

/** The variable with the region that swrole has set. A region variable with another value is the user's own. */
export const REGION_SET = 'SWROLE_REGION';

/** The region variables, the one with precedence first. */
export const REGION_NAMES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/** The region variables, each with the variable that stores its value before swrole; unset if it was unset. */
export const REGION_VARIABLES = [
  [REGION_NAMES[0], 'SWROLE_REGION_BEFORE'],
  [REGION_NAMES[1], 'SWROLE_DEFAULT_REGION_BEFORE'],
] as const;

/** Restores both region variables to their values before swrole set them. A second call changes nothing. */
export function restoreRegion(env: Record<string, string | undefined>): void {
  const region = env[REGION_SET];
  if (!region) return;
  for (const [name, before] of REGION_VARIABLES) {
    if (env[name] !== region) continue;
    const value = env[before];
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
}
