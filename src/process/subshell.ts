/** Opens the user's shell in a role, with the profile's name above each prompt. */

import { basename, join } from 'node:path';
import type { Environment } from '../system.ts';
import { type ExitStatus, runCommand } from './exec.ts';

/** A shell to start: the program with its arguments, and its whole environment. */
interface Subshell {
  readonly command: readonly string[];
  readonly env: Environment;
}

/** How a subshell is started. */
interface ShellSetup {
  readonly platform: NodeJS.Platform;
  /** The absolute path of the files in `src/process/shell/`. */
  readonly shellFiles: string;
  /** The arguments of `swrole -f SHELL` that give the role again, for `swr` in bash, zsh and fish; none of them has a line feed. */
  readonly renewal?: readonly string[];
}

/**
 * Opens the user's shell in a role and waits for its end.
 *
 * @param env - the role's environment (`childEnvironment`)
 * @returns how it ended
 * @throws SpawnError when the shell does not start
 */
export function openSubshell(env: Environment, setup: ShellSetup): Promise<ExitStatus> {
  const { command, env: shellEnv } = subshell(env, setup);
  return runCommand(command, shellEnv);
}

/**
 * The user's shell (`SHELL`, on Windows `ComSpec`), which prints `SWROLE_PROFILE` in `SWROLE_COLOR` and the time left on its own
 * line before each prompt: a separate line does not disturb themes and line editing. Each known shell reads a static file of swrole, which
 * reads the user's own files as the shell would, and then adds the line; everything that differs from run to run is in
 * variables. An unknown shell gets only the environment.
 */
export function subshell(
  env: Environment,
  { platform, shellFiles, renewal = [] }: ShellSetup,
): Subshell {
  if (platform === 'win32')
    return { command: [env.ComSpec || env.COMSPEC || 'cmd.exe'], env: commandPrompt(env) };
  const shell = env.SHELL || '/bin/sh';
  const prepare = KNOWN_SHELLS.get(basename(shell));
  return prepare ? prepare(shell, env, shellFiles, renewal) : { command: [shell], env };
}

type Prepare = (
  shell: string,
  env: Environment,
  files: string,
  renewal: readonly string[],
) => Subshell;

/** The words in a variable, one a line, which the shell's file removes. */
function withRenewal(env: Environment, renewal: readonly string[]): Environment {
  const { SWROLE_RENEWAL: _stale, ...rest } = env;
  return renewal.length === 0 ? rest : { ...rest, SWROLE_RENEWAL: renewal.join('\n') };
}

const bash: Prepare = (shell, env, files, renewal) => ({
  command: [shell, '--rcfile', join(files, 'bash.sh')],
  env: withRenewal(env, renewal),
});

const zsh: Prepare = (shell, env, files, renewal) => ({
  command: [shell],
  env: replaceVariable(withRenewal(env, renewal), 'ZDOTDIR', join(files, 'zsh')),
});

const fish: Prepare = (shell, env, files, renewal) => ({
  command: [shell, '-C', 'source $SWROLE_SHELL_FILE'],
  env: { ...withRenewal(env, renewal), SWROLE_SHELL_FILE: join(files, 'fish.fish') },
});

const posix: Prepare = (shell, env, files) => ({
  command: [shell],
  env: replaceVariable(env, 'ENV', join(files, 'posix.sh')),
});

const KNOWN_SHELLS: ReadonlyMap<string, Prepare> = new Map([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
  ...['sh', 'ash', 'dash', 'ksh', 'ksh93', 'mksh', 'oksh'].map((name) => [name, posix] as const),
]);

/** Sets a variable, and keeps its old value in `SWROLE_…`, from where swrole's file restores it. */
function replaceVariable(env: Environment, variable: string, value: string): Environment {
  const { [`SWROLE_${variable}`]: _stale, ...rest } = env;
  const before = env[variable];
  const kept = before === undefined ? {} : { [`SWROLE_${variable}`]: before };
  return { ...rest, ...kept, [variable]: value };
}

/**
 * The environment of a cmd.exe that shows the role before each prompt. cmd.exe reads no file at its start, but takes its prompt
 * from `PROMPT`, where `$E` means Escape and `$_` a new line; profile names cannot contain `$`.
 *
 * @param env - the role's environment; for a subshell in a subshell, `SWROLE_CMD_PROMPT` holds the prompt without our line
 */
function commandPrompt(env: Environment): Environment {
  const prompt = env.SWROLE_CMD_PROMPT ?? env.PROMPT ?? '$P$G';
  const { SWROLE_PROFILE: profile, SWROLE_COLOR: color = '36' } = env;
  const line = env.NO_COLOR ? profile : `$E[${color}m${profile}$E[0m`;
  return { ...env, SWROLE_CMD_PROMPT: prompt, PROMPT: `${line}$_${prompt}` };
}
