import { exportedVariables } from './exported-variables.ts';
import type { FormatWriter } from './format-writer.ts';
import { MANAGED_VARIABLES } from './managed-variables.ts';
import { OutputError } from './output-error.ts';

/**
 * Lines for cmd.exe, used as `for /f "delims=" %i in ('swrole -f cmd p') do @%i`, or from a file that is
 * called. The quotes stand around the whole assignment, because around the value they would become part
 * of it.
 */
export const cmd: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    return lines([
      ...removals(unset),
      ...set.map(([name, value]) => `set "${name}=${literal(name, value)}"`),
    ]);
  },
  // A cmd of its own, because `exit` would close the window; its code becomes the ERRORLEVEL.
  fail: (exitCode) => lines([...removals(MANAGED_VARIABLES), `cmd /c exit ${exitCode}`]),
};

function removals(names: readonly string[]): readonly string[] {
  return names.map((name) => `set "${name}="`);
}

/** A called file expands `%…%` also inside quotes, and the way to escape it differs at the prompt. */
function literal(variable: string, value: string): string {
  if (value.includes('%'))
    throw new OutputError({ kind: 'unwritable-value', variable, format: 'cmd' });
  return value;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\r\n`).join('');
}
