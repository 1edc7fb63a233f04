/** The input of all checks, gathered once, so that each check is a function from facts to findings. */
import type { ConfigError } from '../../config/errors.ts';
import type { ConfigFiles } from '../../config/files.ts';
import { ssoKeys } from '../../config/keys.ts';
import type { LoginSource, SsoSource } from '../../config/plan.ts';
import type { ChainPlan } from '../../config/planning.ts';
import { type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import type { ChainWarning, SectionName } from '../../config/warnings.ts';
import type { WrittenSection } from '../../config-edit/written-section.ts';
import type { Instant } from '../../credentials.ts';
import type { FolderProblem } from '../../fast-path/private-file.ts';
import type { LastFailure } from '../../session/inventory.ts';
import type { Environment } from '../../system.ts';
import type { Finding } from '../check.ts';
import type { CommandFact, PromptFact } from './commands.ts';
import type { ConfigLines, ModeFact } from './files.ts';

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
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly now: Instant;
  /** `20.12.0`. */
  readonly nodeVersion: string;
  /** `undefined` if it was not requested. */
  readonly clock: ClockReading | undefined;
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
