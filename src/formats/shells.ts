import { REGION_SET, REGION_VARIABLES } from '../fast-path/region.ts';
import { exportedVariables } from './variables.ts';
import { fishFailure } from '../output/fish.ts';
import type { FormatWriter } from '../output/format-writer.ts';
import { MANAGED_VARIABLES, REGION_RECORD } from '../output/managed-variables.ts';

/**
 * Statements for POSIX shells: sh, dash, bash, zsh, ksh. Each ends in `;`, because `eval $(swrole p)`
 * without quotes joins the lines with spaces (security 5, experiment D), and none has a character of a pattern.
 */
export const sh: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    const exports = set.map(([name, value]) => `export ${name}='${value}';\n`);
    const keep = role.region ? KEEP_REGION : '';
    return inFish(IN_FISH + fishFailure(2)) + removal(unset) + keep + exports.join('');
  },
  // A subshell, because `exit` would end the shell that evaluates it, and `false` cannot carry the code.
  fail: (exitCode) =>
    `${inFish(fishFailure(exitCode))}${removal(MANAGED_VARIABLES)}(exit ${exitCode});\n`,
};

/**
 * A statement that sh passes over, and the only one that fish does. For fish the first quote ends only behind `'\' '`, and
 * everything behind `#` is a comment: `eval (swrole p)` joins the lines. Otherwise fish would show the line
 * that it cannot read, with the secrets in it.
 */
function inFish(statements: string): string {
  return `: '\\' '; ${statements.replaceAll('\n', ' ')}# ';\n`;
}

const IN_FISH =
  'echo "swrole: error: these statements are for sh; in fish write: eval (swrole -f fish PROFILE)" >&2; ';

/** Removes variables, and a region that swrole has set; the one before comes back. */
export function removal(names: readonly string[]): string {
  return unsetStatement(names) + RESTORE_REGION + unsetStatement(REGION_RECORD);
}

/** `-v`: without it bash would remove a function of that name where there is no variable. */
function unsetStatement(names: readonly string[]): string {
  return `unset -v ${names.join(' ')};\n`;
}

const RESTORE_REGION = REGION_VARIABLES.map(
  ([name, before]) =>
    `${[
      `if test -n "\${${REGION_SET}-}" && test "\${${name}-}" = "$${REGION_SET}"; then`,
      `if test -n "\${${before}+.}"; then export ${name}="$${before}"; else unset -v ${name}; fi;`,
      'fi;',
    ].join(' ')}\n`,
).join('');

const KEEP_REGION = REGION_VARIABLES.map(
  ([name, before]) => `if test -n "\${${name}+.}"; then export ${before}="$${name}"; fi;\n`,
).join('');
