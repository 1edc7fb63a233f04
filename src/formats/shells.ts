import { REGION_SET, REGION_VARIABLES } from '../fast-path/region.ts';
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
 * without quotes joins the lines with spaces (security 5, experiment D), and none has a character of a pattern.
 */
export const sh: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    const exports = set.map(([name, value]) => `export ${name}='${value}';\n`);
    const keep = role.region ? KEEP_REGION : '';
    return inFish(IN_FISH + fishFailure(2)) + shRemoval(unset) + keep + exports.join('');
  },
  // A subshell, because `exit` would end the shell that evaluates it, and `false` cannot carry the code.
  fail: (exitCode) =>
    `${inFish(fishFailure(exitCode))}${shRemoval(MANAGED_VARIABLES)}(exit ${exitCode});\n`,
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
export function shRemoval(names: readonly string[]): string {
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

/** Statements for fish, each ending in `;` so that `eval (swrole -f fish p)`, which joins the lines, reads them too. */
export const fish: FormatWriter = {
  write(role) {
    const { set, unset } = exportedVariables(role);
    const exports = set.map(([name, value]) => `set -gx ${name} '${value}';\n`);
    return fishRemoval(unset) + (role.region ? KEEP_REGION_IN_FISH : '') + exports.join('');
  },
  fail: fishFailure,
};

/** Removes everything and fails, without a single quote, so that it may stand between two of sh. */
function fishFailure(exitCode: number): string {
  // Only a function's `return` gives `eval` a status of its own: `return` alone ends the whole script,
  // and fish has no `(exit N)`.
  return `${fishRemoval(MANAGED_VARIABLES)}${[
    'function _swrole_fail;',
    'functions --erase _swrole_fail;',
    `return ${exitCode};`,
    'end;',
    '_swrole_fail;',
  ].join(' ')}\n`;
}

/** Removes variables, and a region that swrole has set; the one before comes back. */
export function fishRemoval(names: readonly string[]): string {
  return unsetInFish(names) + RESTORE_REGION_IN_FISH + unsetInFish(REGION_RECORD);
}

/**
 * A variable may also be universal (`set -Ux AWS_PROFILE …` is a habit of fish users). Erasing that one
 * would change every session for good, and a global one that is not exported does not hide it from
 * children. So it is covered by an empty one, which is none for most SDKs and an error for botocore and the
 * AWS CLI, but never another account; and the person is told what to do.
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

const UNIVERSAL =
  'swrole: hint: $SWROLE_NAME is a universal variable, remove it with: set -eU $SWROLE_NAME';

/** Without the global variable a universal one of before is seen again, and then needs no copy. */
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
 * versions and also under strict mode. Every line is whole, so the `Out-String` may be left out.
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
  // An exception stops the script; a failing native command at the head of a pipeline would not.
  fail: (exitCode) =>
    `${powershellRemoval(MANAGED_VARIABLES)}throw 'swrole failed with exit code ${exitCode}';\n`,
};

/** Removes variables, and a region that swrole has set; the one before comes back. */
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
