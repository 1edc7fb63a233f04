/** What a check finds: something that is wrong or will go wrong, and what to do about it. */
import type { Location } from '../config/errors.ts';
import { unsetHint } from '../messages/phrases.ts';

/**
 * `error`: it fails already, or gives somebody the wrong credentials. `warning`: it fails for some program, or some day.
 * `note`: good to know.
 */
export const LEVELS = ['error', 'warning', 'note'] as const;
export type Level = (typeof LEVELS)[number];

/** A line of a file, a variable of the environment, a file or folder, a service's host, or a program. */
export type Where =
  | Location
  | { readonly variable: string }
  | { readonly path: string }
  | { readonly host: string }
  | { readonly program: string };

/** What to do: lines to write into a file, a command to run, or a sentence where neither would do. */
export interface Advice {
  readonly kind: 'write' | 'run' | 'fix';
  readonly text: string;
}

/** One thing that a check has found. All texts are plain: lower case, no full stop, and safe only after `safeText`. */
export interface Finding {
  readonly level: Level;
  readonly what: string;
  readonly where: Where;
  /** Who does what because of it. */
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

/** What takes variables out of the environment. */
export function unset(names: readonly string[], platform: NodeJS.Platform): Advice {
  const { isCommand, text } = unsetHint(names, platform);
  return isCommand ? run(text) : fix(text);
}

/** A sentence. */
export const fix = (text: string): Advice => ({ kind: 'fix', text });
