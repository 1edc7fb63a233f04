import type { Environment } from '../system.ts';

/**
 * The environment of a cmd.exe that shows the role before each prompt. It has no file to read at its start, but
 * takes its prompt from `PROMPT`, in which `$E` is Escape and `$_` a new line; the alphabet of profile
 * names has no `$`.
 *
 * @param env - the role's environment; its `SWROLE_CMD_PROMPT` is the prompt without our line, for a subshell
 *   inside a subshell
 */
export function commandPrompt(env: Environment): Environment {
  const prompt = env.SWROLE_CMD_PROMPT ?? env.PROMPT ?? '$P$G';
  const { SWROLE_PROFILE: profile, SWROLE_COLOR: color = '36' } = env;
  const line = env.NO_COLOR ? profile : `$E[${color}m${profile}$E[0m`;
  return { ...env, SWROLE_CMD_PROMPT: prompt, PROMPT: `${line}$_${prompt}` };
}
