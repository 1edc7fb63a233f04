import { REGION_SET, REGION_VARIABLES } from '../fast-path/region.ts';
import { exportedVariables } from '../formats/variables.ts';
import type { FormatWriter } from './format-writer.ts';
import { MANAGED_VARIABLES, REGION_RECORD } from './managed-variables.ts';

/** Statements for fish, each ending in `;` so that `eval (swrole -f fish p)`, which joins the lines, reads them too. */
export const fish: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    const exports = set.map(([name, value]) => `set -gx ${name} '${value}';\n`);
    return removal(unset) + (role.region ? KEEP_REGION : '') + exports.join('');
  },
  fail: fishFailure,
};

/** Removes everything and fails, without a single quote, so that it may stand between two of sh. */
export function fishFailure(exitCode: number): string {
  // Only a function's `return` gives `eval` a status of its own: `return` alone ends the whole script,
  // and fish has no `(exit N)`.
  return `${removal(MANAGED_VARIABLES)}${[
    'function _swrole_fail;',
    'functions --erase _swrole_fail;',
    `return ${exitCode};`,
    'end;',
    '_swrole_fail;',
  ].join(' ')}\n`;
}

/** Removes variables, and a region that swrole has set; the one before comes back. */
export function removal(names: readonly string[]): string {
  return unsetStatement(names) + RESTORE_REGION + unsetStatement(REGION_RECORD);
}

/**
 * A variable may also be universal (`set -Ux AWS_PROFILE …` is a habit of fish users). Erasing that one
 * would change every session for good, and a global one that is not exported does not hide it from
 * children. So it is covered by an empty one, which is none for most SDKs and an error for botocore and the
 * AWS CLI, but never another account; and the person is told what to do.
 */
function unsetStatement(names: readonly string[]): string {
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

/** Without the global variable a universal one of before is seen again, and then needs no copy. */
const RESTORE_REGION = REGION_VARIABLES.map(
  ([name, before]) =>
    `${[
      `if test -n "$${REGION_SET}"; and test "$${name}" = "$${REGION_SET}";`,
      `set -eg ${name};`,
      `if set -q ${before};`,
      `if not set -q ${name}; or test "$${name}" != "$${before}"; set -gx ${name} "$${before}"; end;`,
      'end;',
      'end;',
    ].join(' ')}\n`,
).join('');

const KEEP_REGION = REGION_VARIABLES.map(
  ([name, before]) => `if set -q ${name}; set -gx ${before} "$${name}"; end;\n`,
).join('');
