import { exportedVariables } from './exported-variables.ts';
import type { FormatWriter } from './format-writer.ts';
import { MANAGED_VARIABLES } from './managed-variables.ts';

/** Statements for fish, each ending in `;` so that `eval (swrole -f fish p)`, which joins the lines, reads them too. */
export const fish: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    const exports = set.map(([name, value]) => `set -gx ${name} '${value}';\n`);
    return unsetStatement(unset) + exports.join('');
  },
  // Only a function's `return` gives `eval` a status of its own: `return` alone ends the whole script,
  // and fish has no `(exit N)`.
  fail: (exitCode) =>
    `${unsetStatement(MANAGED_VARIABLES)}${[
      'function _swrole_fail;',
      'functions --erase _swrole_fail;',
      `return ${exitCode};`,
      'end;',
      '_swrole_fail;',
    ].join(' ')}\n`,
};

/**
 * A variable may also be universal (`set -Ux AWS_PROFILE …` is a habit of fish users). Erasing that one
 * would change every session for good, and a global one that is not exported does not hide it from
 * children. So it is covered by an empty one, which is none for most SDKs and an error for botocore and the
 * AWS CLI, but never another account; and the person is told what to do.
 */
export function unsetStatement(names: readonly string[]): string {
  return `${[
    `for SWROLE_NAME in ${names.join(' ')};`,
    'set -eg $SWROLE_NAME;',
    `set -qU $SWROLE_NAME; and set -gx $SWROLE_NAME; and echo "${UNIVERSAL}" >&2;`,
    'end;',
    'set -e SWROLE_NAME;',
  ].join(' ')}\n`;
}

const UNIVERSAL =
  'swrole: hint: $SWROLE_NAME is a universal variable, remove it with: set -eU $SWROLE_NAME';
