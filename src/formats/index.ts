/** The forms in which credentials can be printed. */

import { REGION_SET } from '../fast-path/region.ts';
import type { Environment } from '../system.ts';
import { version1Document } from './document.ts';
import type { Format } from './names.ts';
import { cmd, fish, powershell, sh } from './shells.ts';
import {
  type ExportedRole,
  environmentChanges,
  exportedVariables,
  type FormatWriter,
  type VariableChanges,
} from './variables.ts';

/** The Version 1 document, for programs. */
const json: FormatWriter = {
  write: ({ credentials, accountId }) => version1Document(credentials, accountId),
  // An SDK must not find anything to parse: PHP and C++ ignore the exit status (contract A.1).
  fail: () => '',
};

/**
 * A file for `docker run --env-file`, which takes the rest of a line as it is, quotes included. It cannot
 * remove variables, and need not: a container starts without ours. A name without `=` would even copy
 * the host's value. Nor is there a region of before to bring back.
 */
const dotenv: FormatWriter = {
  write: (role) =>
    exportedVariables(role)
      .set.filter(([name]) => name !== REGION_SET)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  // An empty file gives no credentials, and the form has no statement that could fail.
  fail: () => '',
};

/**
 * A record for Nushell, used as `swrole -f nu p | from json | load-env`. Nushell evaluates no text, so
 * there are no statements; a variable that is null is not handed to child processes (Nushell 0.98 to
 * 0.115, run), which is all that `hide-env` would do.
 */
const nu: FormatWriter = {
  write: (role, env) => record(environmentChanges(role, env)),
  // Nushell itself fails by our exit status. Where it does so before `load-env` (0.98, 0.115) the variables
  // of before stay, and the script ends; where it goes on (0.101, 0.107) they are gone.
  fail: (_exitCode, env) => record(environmentChanges(undefined, env)),
};

function record({ set, unset }: VariableChanges): string {
  const nulls = unset.map((name) => [name, null] as const);
  return `${JSON.stringify(Object.fromEntries([...nulls, ...set]))}\n`;
}

const WRITERS: Readonly<Record<Format, FormatWriter>> = {
  sh,
  fish,
  powershell,
  cmd,
  nu,
  dotenv,
  json,
};

/**
 * The role's credentials in a form, for stdout.
 *
 * @param env the environment of the shell that evaluates it
 * @throws OutputError when a value cannot be written safely; nothing must be printed then
 */
export function exportText(format: Format, role: ExportedRole, env: Environment): string {
  return WRITERS[format].write(role, env);
}

/** What to print instead when there are no credentials; see `FormatWriter.fail`. */
export function failureText(format: Format, exitCode: number, env: Environment): string {
  return WRITERS[format].fail(exitCode, env);
}
