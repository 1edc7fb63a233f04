/** Writes statements that set and remove variables in each shell: sh, fish, PowerShell, cmd.exe. */

import { REGION_SET, REGION_VARIABLES } from '../fast-path/fingerprint.ts';
import { ownLine } from '../util/text.ts';
import { OutputError } from './document.ts';
import {
  environmentChanges,
  exportedVariables,
  type FormatWriter,
  isAllowed,
  MANAGED_VARIABLES,
  REGION_RECORD,
  type VariableChanges,
} from './variables.ts';

/**
 * Statements for POSIX shells: sh, dash, bash, zsh, ksh. Each ends in `;`, because `eval $(swrole p)`
 * without quotes joins the lines with spaces (security 5, experiment D), and none has a glob character.
 */
export const sh: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    const exports = set.map(([name, value]) => `export ${name}='${value}';\n`);
    const keep = role.region ? KEEP_REGION : '';
    // Nothing evaluates the output of `swrole serve`, which runs on: a user copies it, and it has no credentials.
    const guard = role.endpoint === undefined ? inFish(IN_FISH + fishFailure(2)) : '';
    return guard + shRemoval(unset) + keep + exports.join('');
  },
  // A subshell, because `exit` would end the shell that evaluates the text, and `false` has no exit code of its own.
  fail: (exitCode) =>
    `${inFish(fishFailure(exitCode))}${shRemoval(MANAGED_VARIABLES)}(exit ${exitCode});\n`,
};

/**
 * A statement that sh ignores, and the only one that fish runs. In fish the first quote ends only after `'\' '`, and everything
 * after `#` is a comment, because `eval (swrole p)` joins the lines. Otherwise fish would print the line that it cannot parse, with
 * the secrets in it.
 */
function inFish(statements: string): string {
  return `: '\\' '; ${statements.replaceAll('\n', ' ')}# ';\n`;
}

const IN_FISH = `echo "${ownLine('these statements are for sh; in fish write: eval (swrole -f fish PROFILE)', 'error')}" >&2; `;

/** Removes variables and a region that swrole set, and restores the earlier region. */
export function shRemoval(names: readonly string[]): string {
  return unsetStatement(names) + RESTORE_REGION + unsetStatement(REGION_RECORD);
}

/** Without `-v`, bash would remove a function of that name if no such variable exists. */
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

/** Statements for fish, each ending in `;` so that `eval (swrole -f fish p)`, which joins the lines, reads them too. */
export const fish: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    const exports = set.map(([name, value]) => `set -gx ${name} '${value}';\n`);
    return fishRemoval(unset) + (role.region ? KEEP_REGION_IN_FISH : '') + exports.join('');
  },
  fail: fishFailure,
};

/** Removes everything and fails. It has no single quote, because it stands between single quotes in sh. */
function fishFailure(exitCode: number): string {
  return fishRemoval(MANAGED_VARIABLES) + failInFish(exitCode);
}

function failInFish(exitCode: number): string {
  // Only a function's `return` gives `eval` a status of its own: `return` alone ends the whole script,
  // and fish has no `(exit N)`.
  return `${[
    'function _swrole_fail;',
    'functions --erase _swrole_fail;',
    `return ${exitCode};`,
    'end;',
    '_swrole_fail;',
  ].join(' ')}\n`;
}

// Statements that fail and change nothing. `swr` knows them by their first words.

/** For POSIX shells, and safe in fish. */
export function shUnchanged(exitCode: number): string {
  return `: unchanged; ${inFish(failInFish(exitCode))}(exit ${exitCode});\n`;
}

/** For fish. */
export function fishUnchanged(exitCode: number): string {
  return `: unchanged; ${failInFish(exitCode)}`;
}

/** For PowerShell. */
export function powershellUnchanged(exitCode: number): string {
  return `throw 'unchanged: swrole ended with exit code ${exitCode}';\n`;
}

/** Removes variables and a region that swrole set, and restores the earlier region. */
export function fishRemoval(names: readonly string[]): string {
  return unsetInFish(names) + RESTORE_REGION_IN_FISH + unsetInFish(REGION_RECORD);
}

/**
 * Removes variables in fish. A variable may also be universal (fish users often run `set -Ux AWS_PROFILE …`). Erasing a universal
 * variable would change every session permanently, and a global variable that is not exported does not hide it from children. So an
 * empty exported variable hides it: most SDKs ignore that, botocore and the AWS CLI report an error, and none uses another account.
 * A hint says what to do.
 */
function unsetInFish(names: readonly string[]): string {
  return `${[
    `for SWROLE_NAME in ${names.join(' ')};`,
    'set -eg $SWROLE_NAME;',
    `set -qU $SWROLE_NAME; and set -gx $SWROLE_NAME; and echo "${UNIVERSAL}" >&2;`,
    'end;',
    'set -e SWROLE_NAME;',
  ].join(' ')}\n`;
}

const UNIVERSAL = ownLine(
  '$SWROLE_NAME is a universal variable, remove it with: set -eU $SWROLE_NAME',
  'hint',
);

/** Without the global variable, an earlier universal variable is visible again and needs no copy. */
const RESTORE_REGION_IN_FISH = REGION_VARIABLES.map(
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

const KEEP_REGION_IN_FISH = REGION_VARIABLES.map(
  ([name, before]) => `if set -q ${name}; set -gx ${before} "$${name}"; end;\n`,
).join('');

/**
 * Statements for Windows PowerShell and PowerShell, used as
 * `swrole -f powershell p | Out-String | Invoke-Expression`. Assigning `$null` removes a variable, in all
 * versions and also under strict mode. Every line is a complete statement, so `Out-String` is optional.
 */
export const powershell: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    const assignments = set.map(([name, value]) => `$env:${name} = '${value}';\n`);
    return (
      powershellRemoval(unset) +
      (role.region ? KEEP_REGION_IN_POWERSHELL : '') +
      assignments.join('')
    );
  },
  // An exception stops the script; a failing native command at the start of a pipeline would not.
  fail: (exitCode) =>
    `${powershellRemoval(MANAGED_VARIABLES)}throw 'swrole failed with exit code ${exitCode}';\n`,
};

/** Removes variables and a region that swrole set, and restores the earlier region. */
export function powershellRemoval(names: readonly string[]): string {
  return nulls(names) + RESTORE_REGION_IN_POWERSHELL + nulls(REGION_RECORD);
}

const nulls = (names: readonly string[]) => names.map((name) => `$env:${name} = $null;\n`).join('');

const RESTORE_REGION_IN_POWERSHELL = REGION_VARIABLES.map(
  ([name, before]) =>
    `if ($env:${REGION_SET} -and $env:${name} -ceq $env:${REGION_SET}) { $env:${name} = $env:${before} };\n`,
).join('');

const KEEP_REGION_IN_POWERSHELL = REGION_VARIABLES.map(
  ([name, before]) => `$env:${before} = $env:${name};\n`,
).join('');

/**
 * Lines for cmd.exe, used as `for /f "delims=" %i in ('swrole -f cmd p') do @%i`, or from a batch file.
 * The quotes enclose the whole assignment, because quotes around the value would become part of it.
 */
export const cmd: FormatWriter = {
  write: (role, env) => lines(statements(environmentChanges(role, env))),
  // A separate cmd, because `exit` would close the window; its exit code becomes the ERRORLEVEL.
  fail: (exitCode, env) =>
    lines([...statements(environmentChanges(undefined, env)), `cmd /c exit ${exitCode}`]),
};

/** An earlier region that is not valid could end the quotes, so it is removed. */
function statements({ set, unset }: VariableChanges): readonly string[] {
  const values = set.map(([name, value]) => [name, isAllowed(name, value) ? value : ''] as const);
  return [
    ...unset.map((name) => `set "${name}="`),
    ...values.map(([name, value]) => `set "${name}=${literal(name, value)}"`),
  ];
}

/** A batch file expands `%…%` even inside quotes, and the prompt needs another escape. */
function literal(variable: string, value: string): string {
  if (value.includes('%'))
    throw new OutputError({ kind: 'unwritable-value', variable, format: 'cmd' });
  return value;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\r\n`).join('');
}
