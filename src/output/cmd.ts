import { isAllowed } from './allowed-value.ts';
import { environmentChanges, type VariableChanges } from '../formats/variables.ts';
import type { FormatWriter } from './format-writer.ts';
import { OutputError } from './output-error.ts';

/**
 * Lines for cmd.exe, used as `for /f "delims=" %i in ('swrole -f cmd p') do @%i`, or from a file that is
 * called. The quotes stand around the whole assignment, because around the value they would become part
 * of it.
 */
export const cmd: FormatWriter = {
  write: (role, env) => lines(statements(environmentChanges(role, env))),
  // A cmd of its own, because `exit` would close the window; its code becomes the ERRORLEVEL.
  fail: (exitCode, env) =>
    lines([...statements(environmentChanges(undefined, env)), `cmd /c exit ${exitCode}`]),
};

/** A region of before that could end the quotes is no region, and is removed. */
function statements({ set, unset }: VariableChanges): readonly string[] {
  const values = set.map(([name, value]) => [name, isAllowed(name, value) ? value : ''] as const);
  return [
    ...unset.map((name) => `set "${name}="`),
    ...values.map(([name, value]) => `set "${name}=${literal(name, value)}"`),
  ];
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
