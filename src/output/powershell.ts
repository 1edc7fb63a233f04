import { REGION_SET, REGION_VARIABLES } from '../fast-path/region.ts';
import { exportedVariables } from '../formats/variables.ts';
import type { FormatWriter } from './format-writer.ts';
import { MANAGED_VARIABLES, REGION_RECORD } from './managed-variables.ts';

/**
 * Statements for Windows PowerShell and PowerShell, used as
 * `swrole -f powershell p | Out-String | Invoke-Expression`. Assigning `$null` removes a variable, in all
 * versions and also under strict mode. Every line is whole, so the `Out-String` may be left out.
 */
export const powershell: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    const assignments = set.map(([name, value]) => `$env:${name} = '${value}';\n`);
    return removal(unset) + (role.region ? KEEP_REGION : '') + assignments.join('');
  },
  // An exception stops the script; a failing native command at the head of a pipeline would not.
  fail: (exitCode) =>
    `${removal(MANAGED_VARIABLES)}throw 'swrole failed with exit code ${exitCode}';\n`,
};

/** Removes variables, and a region that swrole has set; the one before comes back. */
export function removal(names: readonly string[]): string {
  return nulls(names) + RESTORE_REGION + nulls(REGION_RECORD);
}

const nulls = (names: readonly string[]) => names.map((name) => `$env:${name} = $null;\n`).join('');

const RESTORE_REGION = REGION_VARIABLES.map(
  ([name, before]) =>
    `if ($env:${REGION_SET} -and $env:${name} -ceq $env:${REGION_SET}) { $env:${name} = $env:${before} };\n`,
).join('');

const KEEP_REGION = REGION_VARIABLES.map(
  ([name, before]) => `$env:${before} = $env:${name};\n`,
).join('');
