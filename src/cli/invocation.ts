/** What was typed, as a value: all of it is checked here, and nothing of the system is needed to do so. */
import type { Format } from '../formats/names.ts';
import type { HelpSubject } from './help-topics.ts';

/** How the credentials of a profile are to be obtained. */
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
}

/** Print the credentials of a profile, in a form or in the one that suits where stdout goes. */
export interface PrintInvocation {
  readonly kind: 'print';
  readonly profile: string;
  readonly format: Format | 'auto';
  /** `--region`: the region to set, instead of the profile's. */
  readonly region: string | undefined;
  readonly options: CredentialOptions;
}

/** Run a command with the credentials of a profile. */
export interface ExecInvocation {
  readonly kind: 'exec';
  readonly profile: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** `--region`: the region to set, instead of the profile's. */
  readonly region: string | undefined;
  readonly options: CredentialOptions;
}

/** Obtain the credentials of a profile ahead of need. */
export interface LoginInvocation {
  readonly kind: 'login';
  readonly profile: string;
  readonly options: CredentialOptions;
}

/** Show the profiles there are, and what each would do. */
export interface ListInvocation {
  readonly kind: 'list';
  readonly json: boolean;
}

/** Show what is cached, for whom and until when: of one profile, or of all. */
export interface StatusInvocation {
  readonly kind: 'status';
  readonly profile: string | undefined;
  readonly json: boolean;
}

/** Forget what is cached: of one profile, or of all. */
export interface LogoutInvocation {
  readonly kind: 'logout';
  /** `undefined`: everything. */
  readonly profile: string | undefined;
}

/** Ask AWS whose the credentials of a profile are. */
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
  /** `s3`, `cloudwatch`: the part of the console to begin with. */
  readonly service: string | undefined;
  /** The region that the console is to show. */
  readonly region: string | undefined;
  /** A page of the console, as a URL or a path. */
  readonly destination: string | undefined;
  /** Print the URL, and open nothing. */
  readonly print: boolean;
  readonly options: CredentialOptions;
}

/** Write a profile that SDKs use into the config file. Without names, a person chooses at the terminal. */
export interface SetupInvocation {
  readonly kind: 'setup';
  readonly app: string | undefined;
  readonly role: string | undefined;
  readonly force: boolean;
  readonly dryRun: boolean;
}

/** Find what is wrong, or will go wrong: for one profile, or for all. */
export interface DoctorInvocation {
  readonly kind: 'doctor';
  readonly profile: string | undefined;
  readonly json: boolean;
  /** AWS may be called, for its clock. */
  readonly online: boolean;
}

/** Print the integration of a shell. */
export interface InitInvocation {
  readonly kind: 'init';
  readonly shell: InitShell;
}

/** The shells that there is an integration for. */
export const INIT_SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type InitShell = (typeof INIT_SHELLS)[number];

/** Say how it is used: on stdout when asked, else on stderr with the profiles there are. */
export interface HelpInvocation {
  readonly kind: 'help';
  readonly subject: HelpSubject;
  readonly asked: boolean;
}

/** One thing to do. */
export type Invocation =
  | PrintInvocation
  | ExecInvocation
  | LoginInvocation
  | ListInvocation
  | StatusInvocation
  | LogoutInvocation
  | WhoamiInvocation
  | ConsoleInvocation
  | SetupInvocation
  | DoctorInvocation
  | InitInvocation
  | HelpInvocation;

/** A whole command line. */
export interface CommandLine {
  readonly invocation: Invocation;
  /** `--debug`: everything that is done is told. */
  readonly debug: boolean;
}
