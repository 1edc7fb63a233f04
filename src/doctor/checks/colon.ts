/** `key : value`, as other configuration files have it. */
import type { FileWarning } from '../../config/warnings.ts';
import type { ConfigLine } from '../facts/files.ts';
import type { Check, Facts } from '../facts/facts.ts';
import { write } from '../finding.ts';
import { KNOWN_KEYS } from '../known-keys.ts';

/** The line of a warning, if it is one that nobody reads because a colon stands for its equals sign. */
export function colonLine(warning: FileWarning, { fileFacts }: Facts): ConfigLine | undefined {
  if (warning.kind !== 'ignored-line' || warning.reason !== 'no-equals') return undefined;
  const { file, line: number } = warning.at;
  const line = fileFacts.find(({ path }) => path === file)?.lines.get(number);
  return line?.delimiter === ':' ? line : undefined;
}

/** Lines with a colon in the place of the equals sign. */
export const colon: Check = (facts) =>
  facts.files.warnings
    .flatMap((warning) => colonLine(warning, facts) ?? [])
    .map(({ at, key = '' }) => {
      // Security: what is no key that we know may be anything.
      const name = KNOWN_KEYS.has(key.toLowerCase()) ? key.toLowerCase() : 'KEY';
      return {
        level: 'error',
        what: `${name === 'KEY' ? 'a key' : name} stands before a colon, not an equals sign`,
        where: at,
        why: 'the AWS CLI and Go take the colon for an equals sign; JS, Ruby and swrole pass over the line; Rust and Java refuse the file',
        advice: write(`${name} = VALUE`),
      };
    });
