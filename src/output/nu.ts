import { environmentChanges, type VariableChanges } from '../formats/variables.ts';
import type { FormatWriter } from './format-writer.ts';

/**
 * A record for Nushell, used as `swrole -f nu p | from json | load-env`. Nushell evaluates no text, so
 * there are no statements; a variable that is null is not handed to child processes (Nushell 0.98 to
 * 0.115, run), which is all that `hide-env` would do.
 */
export const nu: FormatWriter = {
  write: (role, env) => record(environmentChanges(role, env)),
  // Nushell itself fails by our exit status. Where it does so before `load-env` (0.98, 0.115) the variables
  // of before stay, and the script ends; where it goes on (0.101, 0.107) they are gone.
  fail: (_exitCode, env) => record(environmentChanges(undefined, env)),
};

function record({ set, unset }: VariableChanges): string {
  const nulls = unset.map((name) => [name, null] as const);
  return `${JSON.stringify(Object.fromEntries([...nulls, ...set]))}\n`;
}
