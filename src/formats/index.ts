/** Prints credentials in each output format; the data formats are here, the shell formats in `shells.ts`. */

import { REGION_SET } from '../fast-path/fingerprint.ts';
import type { Environment } from '../system.ts';
import { type Format, version1Document } from './document.ts';
import {
  cmd,
  fish,
  fishUnchanged,
  powershell,
  powershellUnchanged,
  sh,
  shUnchanged,
} from './shells.ts';
import {
  type ExportedRole,
  environmentChanges,
  exportedVariables,
  type FormatWriter,
  type VariableChanges,
} from './variables.ts';

/** For programs: the Version 1 document, or the variables of an endpoint. */
const json: FormatWriter = {
  write: (role) =>
    role.endpoint === undefined
      ? version1Document(role.credentials, role.accountId)
      : `${JSON.stringify(Object.fromEntries(newVariables(role)))}\n`,
  // The SDK must get nothing to parse: PHP and C++ ignore the exit status (contract A.1).
  fail: () => '',
};

/**
 * A file for `docker run --env-file`, which reads the rest of a line literally, including quotes. It cannot remove variables, and
 * need not: a container starts without the host's variables, and a name without `=` would copy the host's value. There is also no
 * earlier region to restore.
 */
const dotenv: FormatWriter = {
  write: (role) =>
    newVariables(role)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  // An empty file gives no credentials, and the format has no statement that could fail.
  fail: () => '',
};

/** The variables that a role sets where none of an earlier role are. */
function newVariables(role: ExportedRole): VariableChanges['set'] {
  return exportedVariables(role).set.filter(([name]) => name !== REGION_SET);
}

/**
 * A record for Nushell, used as `swrole -f nu p | from json | load-env`. Nushell evaluates no text, so
 * there are no statements; a null variable is not passed to child processes (tested with Nushell 0.98 to
 * 0.115), which is the effect of `hide-env`.
 */
const nu: FormatWriter = {
  write: (role, env) => record(environmentChanges(role, env)),
  // Nushell itself fails because of swrole's exit status. Versions that fail before `load-env` (0.98, 0.115) keep the old
  // variables and end the script; versions that continue (0.101, 0.107) remove them.
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
 * The role's credentials in a format, for stdout.
 *
 * @param env the environment of the shell that evaluates the text
 * @throws OutputError when a value cannot be written safely; then print nothing
 */
export function exportText(format: Format, role: ExportedRole, env: Environment): string {
  return WRITERS[format].write(role, env);
}

/** The text to print if there are no credentials; see `FormatWriter.fail`. */
export function failureText(format: Format, exitCode: number, env: Environment): string {
  return WRITERS[format].fail(exitCode, env);
}

/** The text to print if the user has chosen nothing: it fails with `exitCode`, if the format can express that, and changes nothing. */
export function unchangedText(format: Format, exitCode: number): string {
  switch (format) {
    case 'sh':
      return shUnchanged(exitCode);
    case 'fish':
      return fishUnchanged(exitCode);
    case 'powershell':
      return powershellUnchanged(exitCode);
    case 'cmd':
      return `cmd /c exit ${exitCode}\r\n`;
    case 'nu':
      return '{}\n';
    default:
      return '';
  }
}
