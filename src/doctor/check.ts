/** The finding of a check: a problem and its fix. */
import type { Location } from '../config/errors.ts';
import { profileHeader } from '../config/ini/lexer.ts';
import { formatLocation, unsetHint } from '../messages/message.ts';

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
