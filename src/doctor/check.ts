/** What a check of doctor gives and takes: findings, each a problem and its fix, from facts. */

import type { ConfigError, Location } from '../config/errors.ts';
import type { ConfigFiles } from '../config/files.ts';
import { profileHeader } from '../config/ini/lexer.ts';
import { ssoKeys } from '../config/keys.ts';
import type { LoginSource, SsoSource } from '../config/plan.ts';
import type { ChainPlan } from '../config/planning.ts';
import { type RawProfile, textOf } from '../config/profile/raw-profile.ts';
import type { ChainWarning, SectionName } from '../config/warnings.ts';
import type { WrittenSection } from '../config-edit/written-section.ts';
import type { Instant } from '../credentials.ts';
import type { FolderProblem } from '../fast-path/private-file.ts';
import { formatLocation, unsetHint } from '../messages/message.ts';
import type { LastFailure } from '../session/inventory.ts';
import type { KeyRecord } from '../storage/access-keys.ts';
import type { LauncherProblem } from '../storage/launcher-file.ts';
import type { Environment } from '../system.ts';
import type { CommandFact, PromptFact } from './facts/commands.ts';
import type { ConfigLines, ModeFact } from './facts/files.ts';

/**
 * `error`: it fails now, or gives wrong credentials. `warning`: it fails in some programs, or will fail later.
 * `note`: good to know.
 */
export const LEVELS = ['error', 'warning', 'note'] as const;
export type Level = (typeof LEVELS)[number];

/** The location: a line of a file, an environment variable, a file or folder, a service's host, or a program. */
export type Where =
  | Location
  | { readonly variable: string }
  | { readonly path: string }
  | { readonly host: string }
  | { readonly program: string };

/** The fix: lines to write into a file, a command to run, or a sentence. */
export interface Advice {
  readonly kind: 'write' | 'run' | 'fix';
  readonly text: string;
}

/** One finding. Its texts are in lower case, without a full stop, and need `safeText` before output. */
export interface Finding {
  readonly level: Level;
  readonly what: string;
  readonly where: Where;
  /** The effect on programs. */
  readonly why: string;
  readonly advice: Advice;
}

/** Lines to write. */
export const write = (...lines: readonly string[]): Advice => ({
  kind: 'write',
  text: lines.join('\n'),
});

/** A command to run. */
export const run = (text: string): Advice => ({ kind: 'run', text });

/** A command that removes variables from the environment. */
export function unset(names: readonly string[], platform: NodeJS.Platform): Advice {
  const { isCommand, text } = unsetHint(names, platform);
  return isCommand ? run(text) : fix(text);
}

/** A sentence. */
export const fix = (text: string): Advice => ({ kind: 'fix', text });

/** A second location, relative to the first. */
export function describeOtherPlace(other: Location, from: Location): string {
  return other.file === from.file ? `line ${other.line}` : formatLocation(other);
}

/** The location of a finding, as text. */
export function describeWhere(where: Where): string {
  if ('file' in where) return formatLocation(where);
  if ('variable' in where) return where.variable;
  if ('host' in where) return where.host;
  return 'path' in where ? where.path : where.program;
}

/** The header of a profile in the config file. */
export function headerOf(name: string): string {
  return profileHeader(name, 'config') ?? `[profile ${name}]`;
}

// The input of all checks, gathered once, so that each check is a function from facts to findings.

/** A profile that gives no credentials. */
interface Unplanned {
  readonly profile: string;
  /** All its errors, not only the one that ends its plan. */
  readonly errors: readonly ConfigError[];
}

/** A profile and its plan or errors. */
export type Planned = Unplanned | { readonly profile: string; readonly chain: ChainPlan };

/** STS's clock: `ahead` is the milliseconds by which it is ahead of this machine's. */
export type ClockReading =
  | { readonly host: string; readonly ahead: number }
  | { readonly host: string; readonly reason: string }
  | 'no-server-to-ask';

/** One of the two files, its text if it could be read. */
export interface FileFact {
  readonly kind: 'config' | 'credentials';
  readonly path: string;
  readonly exists: boolean;
  readonly startsWithMark: boolean;
  readonly error: ConfigError | undefined;
  readonly lines: ConfigLines;
}

/** The state of the machine. Security: the profiles hold unencrypted keys. */
export interface Facts {
  /** The selected profile; `undefined` for all. */
  readonly asked: string | undefined;
  readonly files: ConfigFiles;
  readonly fileFacts: readonly FileFact[];
  /** The selected profiles: one with all that it leads to, or all. */
  readonly profiles: readonly RawProfile[];
  /** Their names. */
  readonly names: ReadonlySet<string>;
  /** Of the same profiles. */
  readonly plans: readonly Planned[];
  /** Of the chains of these plans. */
  readonly chainWarnings: readonly ChainWarning[];
  readonly commands: readonly CommandFact[];
  readonly modes: readonly ModeFact[];
  /** Why sessions cannot be cached; `undefined` if they can. */
  readonly cacheProblem: FolderProblem | undefined;
  /** Why locks and used codes cannot be stored; `undefined` if they can. */
  readonly runtimeProblem: FolderProblem | undefined;
  readonly signIns: readonly SignIn[];
  /** `originOf` the programs that gave temporary credentials: the last ones of these are still stored. */
  readonly temporaryPrograms: ReadonlySet<string>;
  /** Of the roles with `aws_cli_cache = write`. */
  readonly awsCli: readonly AwsCliFact[];
  /** The last failure of each profile that has failed. */
  readonly failures: readonly LastFailure[];
  /** The sections of the credentials file that `swrole write` has written. */
  readonly written: readonly WrittenSection[];
  /** The program of `SWROLE_PROMPT`. */
  readonly prompt: PromptFact | undefined;
  readonly launcher: LauncherFact | undefined;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly now: Instant;
  /** `20.12.0`. */
  readonly nodeVersion: string;
  /** `undefined` if it was not requested. */
  readonly clock: ClockReading | undefined;
  /** `undefined` if it was not requested. */
  readonly keyAges: readonly KeyAgeFact[] | undefined;
  /** What is known of the keys in the keychain. */
  readonly keyRecords: readonly KeyRecord[];
}

/** Long-term keys of a profile, and how old they are. */
export interface KeyAgeFact {
  /** The profile that has or gives the keys, and the place of the line. */
  readonly profile: string;
  readonly at: Location;
  /** Their name in the keychain; `undefined` for keys in a file. */
  readonly keys: string | undefined;
  readonly accessKeyId: string;
  /** When AWS created them, in milliseconds, or why that is not known: completes "because …". */
  readonly createdAt: Instant | { readonly reason: string; readonly isDenied: boolean };
}

/** A launcher that needs attention. */
export interface LauncherFact {
  readonly path: string;
  readonly problem: LauncherProblem;
}

/** Whether the AWS CLI's cache can be used for a profile with a role. */
export interface AwsCliFact {
  readonly profile: string;
  /** The device of the role's call, from whatever profile; `undefined` for none. */
  readonly serial: string | undefined;
  /** Why its cache is not used. */
  readonly obstacle: string | undefined;
}

/** One check, which reads only the facts. */
export type Check = (facts: Facts) => readonly Finding[];

/** The kind of a browser sign-in. */
export type SignInSource = SsoSource | LoginSource;

/** A sign-in and the profiles that need it. */
export interface SignIn<Source extends SignInSource = SignInSource> {
  readonly source: Source;
  /** `profile 'a'`, `profiles 'a', 'b'`. */
  readonly needed: string;
  /** The SDKs' file for the sign-in. */
  readonly path: string;
  /** The expiration of its last credentials or token; `undefined` if there are none, or the file does not say. */
  readonly expiresAt: Instant | undefined;
  /** How long SDKs can renew it without the user; `undefined` if not at all, or unknown. */
  readonly renewableUntil: Instant | undefined;
}

/** Whether a section belongs to a selected profile or its sign-in. */
export function isInScope(section: SectionName, facts: Facts): boolean {
  if (facts.asked === undefined) return true;
  if (section.type === 'profile') return facts.names.has(section.name);
  const key = section.type === 'sso-session' ? ssoKeys.session : 'services';
  return facts.profiles.some(({ settings }) => textOf(settings, key) === section.name);
}

/** Whether a file could not be read, so that its profiles are unknown. */
export function isHalfRead({ fileFacts }: Facts): boolean {
  return fileFacts.some(({ error }) => error !== undefined);
}

/** Whether a profile certainly does not exist in either file. */
export function isMissing(name: string, facts: Facts): boolean {
  return !facts.files.profiles.has(name) && !isHalfRead(facts);
}
