import { exportedVariables } from './exported-variables.ts';
import type { FormatWriter } from './format-writer.ts';
import { MANAGED_VARIABLES } from './managed-variables.ts';

/**
 * A record for Nushell, used as `swrole -f nu p | from json | load-env`. Nushell evaluates no text, so
 * there are no statements; a variable that is null is not handed to child processes (Nushell 0.98 to
 * 0.115, run), which is all that `hide-env` would do.
 */
export const nu: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    return `${JSON.stringify({ ...nulls(unset), ...Object.fromEntries(set) })}\n`;
  },
  // Nushell itself fails by our exit status. Where it does so before `load-env` (0.98, 0.115) the variables
  // of before stay, and the script ends; where it goes on (0.101, 0.107) they are gone.
  fail: () => `${JSON.stringify(nulls(MANAGED_VARIABLES))}\n`,
};

function nulls(names: readonly string[]): Readonly<Record<string, null>> {
  return Object.fromEntries(names.map((name) => [name, null]));
}
