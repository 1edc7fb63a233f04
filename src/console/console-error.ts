import { FactError } from '../util/data-error.ts';

/** Why the console cannot be opened, as data; `words/console.ts` makes the words. Nothing secret is ever among it. */
export type ConsoleFact =
  /** Nobody has told where people of this partition sign in. */
  | { readonly kind: 'unknown-site'; readonly partition: string; readonly variable: string }
  /** Where they sign in is known, but not where their console is. */
  | {
      readonly kind: 'unknown-console';
      readonly partition: string;
      readonly variable: string;
      readonly host: string;
    }
  | { readonly kind: 'bad-service'; readonly service: string }
  | { readonly kind: 'bad-region'; readonly region: string; readonly problem: string }
  | { readonly kind: 'foreign-region'; readonly region: string; readonly partition: string }
  /** Neither a path nor a URL of the console. */
  | {
      readonly kind: 'bad-destination';
      readonly destination: string;
      readonly consoleHost: string;
    }
  /** Two flags that say different things about the same. */
  | { readonly kind: 'excluded-flags'; readonly flags: readonly [string, string] }
  /** The credentials are keys, or a session that is none of a role. */
  | {
      readonly kind: 'no-role';
      readonly profile: string;
      readonly given: 'keys' | 'mfa-session';
    }
  /** The sign-in service answered, and not with a token. */
  | { readonly kind: 'refused'; readonly host: string; readonly status: number }
  | { readonly kind: 'unavailable'; readonly host: string; readonly status: number }
  | { readonly kind: 'unexpected-answer'; readonly host: string; readonly status: number }
  | { readonly kind: 'unreachable'; readonly host: string; readonly reason: string };

/** No console: exit code 2 for flags, 3 for what is configured, 5 for what the service did. */
export class ConsoleError extends FactError<ConsoleFact> {
  override readonly name = 'ConsoleError';
}
