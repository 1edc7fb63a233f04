import { exportedVariables } from './exported-variables.ts';
import type { FormatWriter } from './format-writer.ts';
import { MANAGED_VARIABLES } from './managed-variables.ts';

/**
 * Statements for POSIX shells: sh, dash, bash, zsh, ksh. Each ends in `;`, because `eval $(swrole p)`
 * without quotes joins the lines with spaces (security 5, experiment D). `-v`: without it bash would
 * remove a function of that name where there is no variable.
 */
export const sh: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    const exports = set.map(([name, value]) => `export ${name}='${value}';\n`);
    return unsetStatement(unset) + exports.join('');
  },
  // A subshell, because `exit` would end the shell that evaluates it, and `false` cannot carry the code.
  fail: (exitCode) => `${unsetStatement(MANAGED_VARIABLES)}(exit ${exitCode});\n`,
};

export function unsetStatement(names: readonly string[]): string {
  return `unset -v ${names.join(' ')};\n`;
}
