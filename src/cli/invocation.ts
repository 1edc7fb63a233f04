/** The validated command line as data: one type per command. Parsing needs nothing of the system. */
import type { Format } from '../formats/document.ts';
import type { HelpSubject } from './commands.ts';
import type { UsageError } from './errors.ts';

/** How to get the credentials of a profile. */
export interface CredentialOptions {
  /** `-t`: the code, or `-` for standard input. */
  readonly token: string | undefined;
  /** `--duration`, in seconds. */
  readonly duration: number | undefined;
  readonly sessionName: string | undefined;
  /** `--min-ttl`, in seconds. */
  readonly minTtl: number;
  readonly refresh: boolean;
  readonly cache: boolean;
  readonly prompt: boolean;
  /** `--source`: the profile that assumes the role; the profile is then the ARN of the role. */
  readonly source: string | undefined;
}

/** Print the credentials of a profile. The format `auto` depends on whether stdout is a terminal. */
export interface PrintInvocation {
  readonly kind: 'print';
  readonly profile: string;
  readonly format: Format | 'auto';
  /** `--region`: the region to set, instead of the profile's. */
  readonly region: string | undefined;
  /** `--quiet`: no line about the role. */
  readonly quiet: boolean;
  /** `--yes`: no question for a profile with `confirm`. */
  readonly yes: boolean;
  readonly options: CredentialOptions;
}

/** Run a command with the credentials of a profile. */
export interface ExecInvocation {
  readonly kind: 'exec';
  readonly profile: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** `--server`: run an endpoint for the command, instead of giving it keys. */
  readonly server: boolean;
  /** `--region`: the region to set, instead of the profile's. */
  readonly region: string | undefined;
  /** `--yes`: no question for a profile with `confirm`. */
  readonly yes: boolean;
  readonly options: CredentialOptions;
}

/** Run an endpoint that gives the credentials of a profile, until a signal ends it. */
export interface ServeInvocation {
  readonly kind: 'serve';
  readonly profile: string;
  /** The form of the variables for other programs. */
  readonly format: Format;
  /** `--region`: the region to set, instead of the profile's. */
  readonly region: string | undefined;
  readonly options: CredentialOptions;
}

/** Get the credentials of a profile now and cache them. */
export interface LoginInvocation {
  readonly kind: 'login';
  readonly profile: string;
  readonly options: CredentialOptions;
}

/** List the profiles and how each one gets credentials. */
export interface ListInvocation {
  readonly kind: 'list';
  /** Only profiles with one of these words in their name; without words, all. */
  readonly words: readonly string[];
  readonly json: boolean;
}

/** Show what is cached, for one profile or for all. */
export interface StatusInvocation {
  readonly kind: 'status';
  readonly profile: string | undefined;
  /** `--source`, as in `CredentialOptions`. */
  readonly source: string | undefined;
  /** `--all`: also what swrole keeps for itself: ready answers, and the codes of this window. */
  readonly all: boolean;
  readonly json: boolean;
}

/** Delete what is cached, for one profile or for all. */
export interface LogoutInvocation {
  readonly kind: 'logout';
  /** `undefined` deletes everything. */
  readonly profile: string | undefined;
  /** `--source`, as in `CredentialOptions`. */
  readonly source: string | undefined;
}

/** Show the AWS identity of the credentials of a profile. */
export interface WhoamiInvocation {
  readonly kind: 'whoami';
  readonly profile: string;
  readonly json: boolean;
  readonly options: CredentialOptions;
}

/** Open the web console with the credentials of a profile. */
export interface ConsoleInvocation {
  readonly kind: 'console';
  readonly profile: string;
  /** The service to open, such as `s3` or `cloudwatch`. */
  readonly service: string | undefined;
  /** The region to open. */
  readonly region: string | undefined;
  /** A page of the console, as a URL or a path. */
  readonly destination: string | undefined;
  /** Print the URL instead of opening a browser. */
  readonly print: boolean;
  /** `--yes`: no question for a profile with `confirm`. */
  readonly yes: boolean;
  /** `--sign-out`: end the session that the browser has first. */
  readonly signOut: boolean;
  readonly options: CredentialOptions;
}

/**
 * Write a profile for SDKs into the config file, and with `newRole` the profile of its role too. What is missing, swrole asks
 * for on the terminal.
 */
export interface SetupInvocation {
  readonly kind: 'setup';
  readonly app: string | undefined;
  readonly role: string | undefined;
  readonly force: boolean;
  readonly dryRun: boolean;
  /** `--yes`: write a new role without a question. */
  readonly yes: boolean;
  /** The answers about a role that no profile has yet; `undefined` without any of their flags. */
  readonly newRole: NewRoleAnswers | undefined;
}

/** The flags that answer what `setup` asks about a new role, as typed. */
export interface NewRoleAnswers {
  readonly roleArn: string | undefined;
  /** The profile that assumes the role, or `Environment`. */
  readonly source: string | undefined;
  /** A serial, or `none`. */
  readonly mfaSerial: string | undefined;
  /** A command line, or `none`. */
  readonly generateToken: string | undefined;
  readonly mfaSession: string | undefined;
  /** The code of the first sign-in. */
  readonly token: string | undefined;
}

/** Write temporary keys to a file for tools that only read files, or remove a section that was written. */
export type WriteInvocation =
  | {
      readonly kind: 'write';
      readonly profile: string;
      /** `--as`: the section of the credentials file. */
      readonly section: string | undefined;
      /** `--dotenv`: the file for containers to write instead. */
      readonly dotenv: string | undefined;
      /** `--region`: the region to write, instead of the profile's. */
      readonly region: string | undefined;
      readonly options: CredentialOptions;
    }
  | {
      readonly kind: 'write';
      /** The section to remove. */
      readonly remove: string;
    };

/** What `swrole keys` does. */
export const KEYS_ACTIONS = ['add', 'list', 'rotate', 'remove', 'print'] as const;
export type KeysAction = (typeof KEYS_ACTIONS)[number];

/** Keep the long-term keys of an IAM user in the keychain, or give them to the source profile that names them. */
export interface KeysInvocation {
  readonly kind: 'keys';
  readonly action: KeysAction;
  /** The name of the keys, and of the profile that gets them; empty for `list`. */
  readonly name: string;
  /** `--from`: the profile of the credentials file to take the keys from. */
  readonly from: string | undefined;
  /** `--stdin`: read the keys from standard input. */
  readonly stdin: boolean;
  /** `--yes`: change the files without a question. */
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

/** Find problems of one profile, or of all profiles. */
export interface DoctorInvocation {
  readonly kind: 'doctor';
  readonly profile: string | undefined;
  readonly json: boolean;
  /** `--online`: call AWS to compare the clocks. */
  readonly online: boolean;
}

/** Print the shell integration. */
export interface InitInvocation {
  readonly kind: 'init';
  readonly shell: InitShell;
  /** `--prompt`: with a segment for the prompt. */
  readonly prompt: boolean;
}

/** The shells that have an integration. */
export const INIT_SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type InitShell = (typeof INIT_SHELLS)[number];

/** Print help: on stdout if asked for, else on stderr together with the list of profiles. */
export interface HelpInvocation {
  readonly kind: 'help';
  readonly subject: HelpSubject;
  readonly asked: boolean;
  /** Not asked for, but another program reads stdout, as in `swrole | less`: it gets the help. */
  readonly isPiped?: boolean;
}

/** A command without a profile. `commands/choose-profile.ts` finds out which one is meant. */
export interface UnnamedInvocation {
  readonly kind: 'unnamed';
  /** The command, complete but for its profile, which is empty here. */
  readonly command:
    | PrintInvocation
    | ExecInvocation
    | LoginInvocation
    | WhoamiInvocation
    | ConsoleInvocation
    | StatusInvocation
    | LogoutInvocation;
  /** `-` instead of a profile: the one before. */
  readonly isPrevious: boolean;
  /** What to do without a profile where swrole cannot ask; an error is thrown. */
  readonly otherwise: HelpInvocation | StatusInvocation | UsageError;
}

/** What swrole should do. */
export type Invocation = NamedInvocation | UnnamedInvocation;

/** The same, with every profile that it needs. */
export type NamedInvocation =
  | PrintInvocation
  | ExecInvocation
  | ServeInvocation
  | LoginInvocation
  | ListInvocation
  | StatusInvocation
  | LogoutInvocation
  | WhoamiInvocation
  | ConsoleInvocation
  | SetupInvocation
  | WriteInvocation
  | KeysInvocation
  | DoctorInvocation
  | InitInvocation
  | HelpInvocation;

/** A parsed command line. */
export interface CommandLine {
  readonly invocation: Invocation;
  /** `--debug`: log each step to stderr. */
  readonly debug: boolean;
}
