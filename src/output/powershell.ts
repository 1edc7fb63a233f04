import { exportedVariables } from './exported-variables.ts';
import type { FormatWriter } from './format-writer.ts';
import { MANAGED_VARIABLES } from './managed-variables.ts';

/**
 * Statements for Windows PowerShell and PowerShell, used as
 * `swrole -f powershell p | Out-String | Invoke-Expression`. Assigning `$null` removes a variable, in all
 * versions and also under strict mode. Every line is whole, so the `Out-String` may be left out.
 */
export const powershell: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    const assignments = set.map(([name, value]) => `$env:${name} = '${value}';\n`);
    return removals(unset) + assignments.join('');
  },
  // An exception stops the script; a failing native command at the head of a pipeline would not.
  fail: (exitCode) =>
    `${removals(MANAGED_VARIABLES)}throw 'swrole failed with exit code ${exitCode}';\n`,
};

export function removals(names: readonly string[]): string {
  return names.map((name) => `$env:${name} = $null;\n`).join('');
}
