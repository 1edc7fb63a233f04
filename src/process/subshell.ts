import { basename, join } from 'node:path';
import type { Environment } from '../system.ts';
import { runCommand } from './exec.ts';
import type { ExitStatus } from './exit.ts';

/** A shell to start: the program with its arguments, and its whole environment. */
interface Subshell {
  readonly command: readonly string[];
  readonly env: Environment;
}

/** Where the shell runs, and where the files of `src/run/shell/` are: an absolute path. */
interface SubshellPlace {
  readonly platform: NodeJS.Platform;
  readonly shellFiles: string;
}

/**
 * Opens the user's shell in a role and waits for its end.
 *
 * @param env - the role's environment (`childEnvironment`)
 * @returns how it ended
 * @throws CommandError when the shell does not start
 */
export function openSubshell(env: Environment, place: SubshellPlace): Promise<ExitStatus> {
  const { command, env: shellEnv } = subshell(env, place);
  return runCommand(command, shellEnv);
}

/**
 * The user's shell (`SHELL`, on Windows `ComSpec`), made to print `SWROLE_PROFILE` in `SWROLE_COLOR` on a
 * line of its own before each prompt: such a line disturbs no theme and no line editing. Each shell is led
 * to a static file, which reads the user's own ones as the shell would and then adds the line; whatever
 * differs from run to run is in variables. A shell that is not known gets the environment alone.
 */
export function subshell(env: Environment, { platform, shellFiles }: SubshellPlace): Subshell {
  if (platform === 'win32')
    return { command: [env.ComSpec || env.COMSPEC || 'cmd.exe'], env: commandPrompt(env) };
  const shell = env.SHELL || '/bin/sh';
  const prepare = KNOWN_SHELLS.get(basename(shell));
  return prepare ? prepare(shell, env, shellFiles) : { command: [shell], env };
}

type Prepare = (shell: string, env: Environment, files: string) => Subshell;

const bash: Prepare = (shell, env, files) => ({
  command: [shell, '--rcfile', join(files, 'bash.sh')],
  env,
});

const zsh: Prepare = (shell, env, files) => ({
  command: [shell],
  env: divert(env, 'ZDOTDIR', join(files, 'zsh')),
});

const fish: Prepare = (shell, env, files) => ({
  command: [shell, '-C', 'source $SWROLE_SHELL_FILE'],
  env: { ...env, SWROLE_SHELL_FILE: join(files, 'fish.fish') },
});

const posix: Prepare = (shell, env, files) => ({
  command: [shell],
  env: divert(env, 'ENV', join(files, 'posix.sh')),
});

const KNOWN_SHELLS: ReadonlyMap<string, Prepare> = new Map([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
  ...['sh', 'ash', 'dash', 'ksh', 'ksh93', 'mksh', 'oksh'].map((name) => [name, posix] as const),
]);

/** Points a variable elsewhere; what it held is in `SWROLE_…`, for the file there to restore. */
function divert(env: Environment, variable: string, value: string): Environment {
  const { [`SWROLE_${variable}`]: _stale, ...rest } = env;
  const before = env[variable];
  const kept = before === undefined ? {} : { [`SWROLE_${variable}`]: before };
  return { ...rest, ...kept, [variable]: value };
}

/**
 * The environment of a cmd.exe that shows the role before each prompt. It has no file to read at its start, but
 * takes its prompt from `PROMPT`, in which `$E` is Escape and `$_` a new line; the alphabet of profile
 * names has no `$`.
 *
 * @param env - the role's environment; its `SWROLE_CMD_PROMPT` is the prompt without our line, for a subshell
 *   inside a subshell
 */
function commandPrompt(env: Environment): Environment {
  const prompt = env.SWROLE_CMD_PROMPT ?? env.PROMPT ?? '$P$G';
  const { SWROLE_PROFILE: profile, SWROLE_COLOR: color = '36' } = env;
  const line = env.NO_COLOR ? profile : `$E[${color}m${profile}$E[0m`;
  return { ...env, SWROLE_CMD_PROMPT: prompt, PROMPT: `${line}$_${prompt}` };
}
