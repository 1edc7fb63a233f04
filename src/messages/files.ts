/** Messages for files, folders and the keychain, when they cannot be read or used, and hints for them. */
import type { Encoding } from '../config/read-file.ts';
import type { NoHomeError } from '../fast-path/paths.ts';
import type { FolderProblem } from '../fast-path/private-file.ts';
import type { OutputError } from '../formats/document.ts';
import type { SpawnError, SpawnErrorDetails } from '../process/exec.ts';
import type { KeychainErrorDetails } from '../storage/keychain.ts';
import type { DiskError } from '../storage/private-store.ts';
import { limitHint, type Message, quoteForShell } from './message.ts';

const ENCODINGS: Readonly<Record<Encoding, string>> = {
  'UTF-16LE': 'Unicode',
  'UTF-16BE': 'BigEndianUnicode',
  'UTF-32LE': 'UTF32',
  'UTF-32BE': 'UTF32',
};

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files on this machine',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'it does not exist',
  ENOTDIR: 'its path goes through a file',
  ENXIO: 'it is a socket, or a device that is not there',
};

const MIB = 1024 * 1024;

/**
 * Describes why a file cannot be read.
 *
 * @param code of the error
 * @param limit the maximum size of such a file in bytes
 */
export function describeUnreadable(file: string, code: string, limit: number): string {
  if (code === 'TOO-LARGE') return `${file} is larger than ${limit / MIB} MiB`;
  if (code === 'SILENT')
    return `cannot read ${file}: it is a pipe, and nothing came through it in time`;
  if (isEncoding(code)) return `${file} is written in ${code.slice(0, 6)}, not in UTF-8`;
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return `cannot read ${file}${reason === undefined ? '' : `: ${reason}`} (${code})`;
}

/** How to convert a file to UTF-8, or what to do about a limit of the system; undefined for any other error. */
export function unreadableHint(file: string, code: string): string | undefined {
  if (!isEncoding(code)) return limitHint(code);
  const name = `'${file.replaceAll("'", "''")}'`;
  // Set-Content of Windows PowerShell would write a byte order mark, which most SDKs reject.
  const command = `[IO.File]::WriteAllLines(${name}, (Get-Content -Encoding ${ENCODINGS[code]} ${name}))`;
  return `save it as UTF-8 without a byte order mark; in PowerShell: ${command}`;
}

function isEncoding(code: string): code is Encoding {
  return Object.hasOwn(ENCODINGS, code);
}

/** The hint for any problem with swrole's directory. */
export const OTHER_CACHE = 'set SWROLE_CACHE_DIR to a folder that only you can open';

/** The hint if the variable names the folder that cannot be used. */
export const CORRECT_CACHE = 'unset SWROLE_CACHE_DIR, or set it to a folder that only you can open';

const NO_SPACE = `free some space there, or ${OTHER_CACHE}`;

/** Why a folder or file cannot be used, to follow its path: by swrole's own codes and common system codes. */
const FOLDER_REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'not-private':
      'is not a folder that only you can open, so swrole uses and removes nothing in it',
    'foreign-home': 'belongs to another user, so swrole creates nothing in it',
    'foreign-folder': 'belongs to another user, so swrole uses and removes nothing in it',
    'not-a-folder': 'is a link or a file, not a folder, so swrole keeps nothing there',
    kernel: 'belongs to the kernel of the system, and programs can keep no files there',
    'not-a-lock': 'is not a file of swrole alone, so it is not used as a lock',
    'no-lock-support': 'cannot be locked, because the native module for locks is missing',
    'short-write': 'was written only in part, so the disk may be full',
    EACCES: 'cannot be written to: permission denied (EACCES)',
    EDQUOT: 'cannot be written to: your quota of disk space is used up (EDQUOT)',
    EFBIG: 'cannot be written: the limit of the size of files is too low (EFBIG, ulimit -f)',
    EIO: 'is on a disk that reports an error (EIO)',
    ELOOP: 'leads in a circle of links (ELOOP)',
    ENAMETOOLONG: 'is too long for a path (ENAMETOOLONG)',
    ENOSPC: 'cannot be written to: the disk is full (ENOSPC)',
    ENOTDIR: 'goes through a file, not a folder (ENOTDIR)',
    EROFS: 'cannot be written to: the file system is read-only (EROFS)',
  }),
);

// A map: a code can come from a stored failure, and an object would also have `constructor` and the like.
const HINTS: ReadonlyMap<string, (path: string) => string> = new Map<
  string,
  (path: string) => string
>(
  Object.entries({
    'foreign-home': () => OTHER_CACHE,
    'foreign-folder': () => OTHER_CACHE,
    'no-home': () => OTHER_CACHE,
    EDQUOT: () => NO_SPACE,
    ENOSPC: () => NO_SPACE,
    'not-a-folder': (path) => (isOwnPlace(path) ? `remove it, or ${OTHER_CACHE}` : OTHER_CACHE),
    'not-private': (path) =>
      isOwnPlace(path)
        ? `run chmod 700 ${quoteForShell(path, 'linux')}, or ${OTHER_CACHE}`
        : OTHER_CACHE,
  }),
);

/**
 * Whether a path certainly belongs to swrole. For any other folder that `SWROLE_CACHE_DIR` names, such as `/tmp` or `/`, hints give
 * no command: closing or moving the folder could break the machine.
 */
export function isOwnPlace(path: string): boolean {
  return /[\\/]\.aws[\\/]swrole(?:[\\/]|$)/.test(path);
}

/** Describes an error of the cache. Exit code 1. */
export function describeDiskError({ path, code }: DiskError): Message {
  return {
    exitCode: 1,
    message: describeFolderProblem(path, code),
    hint: HINTS.get(code)?.(path),
  };
}

/** The hint for a folder that cannot be used. */
export function diskHint(path: string, code: string): string {
  return HINTS.get(code)?.(path) ?? OTHER_CACHE;
}

/** Describes a session that cannot be cached. */
export function describeUncacheable(profile: string, error: DiskError): Message {
  const { exitCode, message } = describeDiskError(error);
  const hint = diskHint(error.path, error.code);
  return { exitCode, message: `no session of profile '${profile}' can be kept: ${message}`, hint };
}

/** Adds advice to an error, because without a cache each call needs its own MFA code. */
export function withCacheAdvice(
  { hint, ...message }: Message,
  { path, code }: FolderProblem,
): Message {
  const advice = `each call needs a code of its own, because no session can be kept: ${describeFolderProblem(path, code)}; ${diskHint(path, code)}`;
  return { ...message, hint: hint === undefined ? advice : `${hint}; ${advice}` };
}

/** Why swrole's directory cannot be used, in one sentence. */
export function describeFolderProblem(path: string, code: string): string {
  if (code === 'no-home') return 'swrole keeps nothing, because no home directory is known';
  const reason = FOLDER_REASONS.get(code);
  return reason === undefined ? `cannot change ${path} (${code})` : `${path} ${reason}`;
}

/** Describes a file whose home directory is unknown. Exit code 3. */
export function describeNoHome({ path }: NoHomeError): Message {
  return {
    exitCode: 3,
    message: `cannot find ${path}: HOME is not an absolute path, and this user has no home directory in the account database`,
    hint: 'set HOME, or set AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE to absolute paths',
  };
}

/** Describes credentials that cannot be written in the requested format. Nothing has been printed. */
export function describeOutputError({ details }: OutputError): Message {
  const { variable } = details;
  if (details.kind === 'unwritable-value') {
    return {
      exitCode: 3,
      message: `${variable} cannot be written as ${details.format}`,
      hint: 'choose another --format',
    };
  }
  return {
    exitCode: 5,
    message: `${variable} has characters that it must not have, so nothing is printed`,
    hint: undefined,
  };
}

const PROBLEMS: Record<SpawnErrorDetails['kind'], string> = {
  'not-found': 'command not found',
  'not-executable': 'not executable',
  'cannot-start': 'cannot be started',
};

/** Describes a command that did not start. Exit codes 127 and 126, as in shells. */
export function describeSpawnError({ details, exitCode }: SpawnError): Message {
  const { kind, command, code } = details;
  return { exitCode, message: `${command}: ${PROBLEMS[kind]} (${code})`, hint: undefined };
}

/** What each system calls its keychain, and how to open it. */
const SYSTEMS: { readonly [Platform in NodeJS.Platform]?: readonly [name: string, hint: string] } =
  {
    darwin: ['the macOS Keychain', 'unlock it in Keychain Access, and allow node to use swrole'],
    win32: ['the Windows Credential Manager', 'sign in to Windows as the user of this process'],
  };

const SECRET_SERVICE = [
  'the Secret Service',
  'a keyring such as GNOME Keyring, KWallet or KeePassXC must run on the D-Bus of this session (DBUS_SESSION_BUS_ADDRESS) and be unlocked',
] as const;

const KEYCHAIN_MESSAGES: {
  [Kind in KeychainErrorDetails['kind']]: (
    details: Extract<KeychainErrorDetails, { kind: Kind }>,
    system: readonly [name: string, hint: string],
  ) => Omit<Message, 'exitCode'>;
} = {
  missing: () => ({
    message: 'the package @napi-rs/keyring, which opens the keychain, is not installed',
    hint: 'install swrole again, without --omit=optional and on a platform that the package supports',
  }),
  'timed-out': ({ seconds }, [system, hint]) => ({
    message: `${system} gave no answer within ${seconds} s`,
    hint: `it may be locked, or ask a question: ${hint}`,
  }),
  failed: ({ reason }, [system, hint]) => ({ message: `${system}: ${reason}`, hint }),
  damaged: ({ name }, [system]) => ({
    message: `${system} has something else under the name swrole ${name} than swrole stored there`,
    hint: 'remove that entry, and run it again',
  }),
};

/**
 * Describes why the keychain cannot be used: exit code 3 if a setting asks for it, else 1.
 *
 * @param setting the setting that asks for the keychain, with its place
 */
export function describeKeychainError(
  details: KeychainErrorDetails,
  platform: NodeJS.Platform,
  setting?: string,
): Message {
  const system = SYSTEMS[platform] ?? SECRET_SERVICE;
  const { message, hint } = KEYCHAIN_MESSAGES[details.kind](details as never, system);
  if (setting === undefined) return { exitCode: 1, message, hint };
  return {
    exitCode: 3,
    message: `${setting}: ${message}`,
    hint: `${hint}; nothing is stored in plain text instead`,
  };
}
