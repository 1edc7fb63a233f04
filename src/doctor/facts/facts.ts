/** The input of all checks, gathered once, so that each check is a function from facts to findings. */
import type { ConfigError } from '../../config/errors.ts';
import type { ConfigFiles } from '../../config/files.ts';
import type { LoginSource, SsoSource } from '../../config/plan.ts';
import type { ChainPlan } from '../../config/planning.ts';
import type { RawProfile } from '../../config/profile/raw-profile.ts';
import type { Instant } from '../../credentials.ts';
import type { FolderProblem } from '../../fast-path/private-file.ts';
import type { LastFailure } from '../../session/last-failure.ts';
import type { Environment } from '../../system.ts';
import type { Finding } from '../finding.ts';
import type { CommandFact, PromptFact } from './commands.ts';
import type { ConfigLine, ModeFact } from './files.ts';

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
  /** By their numbers. */
  readonly lines: ReadonlyMap<number, ConfigLine>;
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
  readonly commands: readonly CommandFact[];
  readonly modes: readonly ModeFact[];
  /** Why sessions cannot be cached; `undefined` if they can. */
  readonly cacheProblem: FolderProblem | undefined;
  /** Why locks and used codes cannot be stored; `undefined` if they can. */
  readonly runtimeProblem: FolderProblem | undefined;
  readonly signIns: readonly SignIn[];
  /** `originOf` the programs that gave temporary credentials: the last ones of these are still stored. */
  readonly temporaryPrograms: ReadonlySet<string>;
  /** The last failure of each profile that has failed. */
  readonly failures: readonly LastFailure[];
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
