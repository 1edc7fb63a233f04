import { shownWords } from '../util/secret-text.ts';
import { nearestCommand } from './nearest-command.ts';
import type { Typed } from './argv.ts';
import { UsageError } from './errors.ts';

/**
 * The profile that was typed: the operand or `-p`, not both.
 *
 * @throws UsageError for more than one
 */
export function chosenProfile({
  name,
  operands: [operand, ...rest],
  flags: { profile },
}: Typed): string | undefined {
  const extra = profile === undefined ? rest[0] : operand;
  if (extra !== undefined) {
    throw new UsageError(
      `one profile at a time: ${shownWords(extra)} is one too many`,
      meantCommand(name, operand) ?? 'a command to run comes after --',
    );
  }
  return profile ?? operand;
}

/** Where there is no command, the first of two words was meant to be one. */
function meantCommand(name: Typed['name'], word = ''): string | undefined {
  const nearest = name === undefined ? nearestCommand(word) : undefined;
  return nearest && `did you mean swrole ${nearest}?`;
}
