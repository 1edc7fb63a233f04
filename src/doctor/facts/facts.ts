/** Everything that the checks look at, gathered once, so that each check is a function from facts to findings. */
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
  /** Not only the one that its plan ends with. */
  readonly errors: readonly ConfigError[];
}

/** A profile, and what becomes of it. */
export type Planned = Unplanned | { readonly profile: string; readonly chain: ChainPlan };

/** What STS's clock says: `ahead` is by how many milliseconds it is ahead of this machine's. */
export type ClockReading =
  | { readonly host: string; readonly ahead: number }
  | { readonly host: string; readonly reason: string }
  | 'nobody-to-ask';

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

/** The state of the world. Security: the profiles hold keys in the clear. */
export interface Facts {
  /** The profile that was asked about; `undefined` for all. */
  readonly asked: string | undefined;
  readonly files: ConfigFiles;
  readonly fileFacts: readonly FileFact[];
  /** Those that were asked about: one with all that it leads to, or all. */
  readonly profiles: readonly RawProfile[];
  /** Their names. */
  readonly names: ReadonlySet<string>;
  /** Of the same profiles. */
  readonly plans: readonly Planned[];
  readonly commands: readonly CommandFact[];
  readonly modes: readonly ModeFact[];
  /** Why no session can be kept; `undefined` if it can. */
  readonly cacheProblem: FolderProblem | undefined;
  /** Why no lock and no used code can be kept where that is so; `undefined` if it can. */
  readonly runtimeProblem: FolderProblem | undefined;
  readonly signIns: readonly SignIn[];
  /** The last failure of each profile that has failed. */
  readonly failures: readonly LastFailure[];
  /** The program of `SWROLE_PROMPT`. */
  readonly prompt: PromptFact | undefined;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly now: Instant;
  /** `20.12.0`. */
  readonly nodeVersion: string;
  /** `undefined`: it was not to be asked for. */
  readonly clock: ClockReading | undefined;
}

/** One check: looks at the facts, and at nothing else. */
export type Check = (facts: Facts) => readonly Finding[];

/** What somebody signs in to with a browser. */
export type SignInBase = SsoSource | LoginSource;

/** Somebody's sign-in, and who needs it. */
export interface SignIn<Base extends SignInBase = SignInBase> {
  readonly base: Base;
  /** `profile 'a'`, `profiles 'a', 'b'`. */
  readonly needed: string;
  /** The SDKs' file of it. */
  readonly path: string;
  /** Of its last credentials or token; `undefined`: there are none, or the file does not say. */
  readonly expiresAt: Instant | undefined;
  /** How long SDKs may renew that without anybody; `undefined`: not at all, or nobody knows. */
  readonly renewableUntil: Instant | undefined;
}
