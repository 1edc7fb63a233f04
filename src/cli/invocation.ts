/** What was typed, as a value: all of it is checked here, and nothing of the system is needed to do so. */
import type { Format } from '../output/format.ts';

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
  readonly debug: boolean;
}

/** Print the credentials of a profile, in a form or in the one that suits where stdout goes. */
export interface PrintInvocation {
  readonly kind: 'print';
  readonly profile: string;
  readonly format: Format | 'auto';
  readonly options: CredentialOptions;
}

/** Run a command with the credentials of a profile. */
export interface ExecInvocation {
  readonly kind: 'exec';
  readonly profile: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly options: CredentialOptions;
}

/** Obtain the credentials of a profile ahead of need. */
export interface LoginInvocation {
  readonly kind: 'login';
  readonly profile: string;
  readonly options: CredentialOptions;
}

/** Say how it is used: on stdout when asked, else on stderr with the profiles there are. */
export interface HelpInvocation {
  readonly kind: 'help';
  readonly text: string;
  readonly asked: boolean;
}

/** One thing to do. */
export type Invocation = PrintInvocation | ExecInvocation | LoginInvocation | HelpInvocation;
