/**
 * Which ways of asking a person are open: `--no-prompt` and `SWROLE_PROMPT`.
 *
 * Unset, the terminal is asked, and where there is none a built-in dialog if somebody seems to sit there.
 * `tty` keeps to the terminal, `gui` to the dialog, `none` asks nobody; anything else is a program in the
 * manner of SSH_ASKPASS, which takes the dialog's place.
 */
import type { Environment } from '../system.ts';

/** The ways that are open; with both, the terminal comes first. */
export interface PromptSetting {
  readonly terminal: boolean;
  /** A program to run instead of a built-in dialog. */
  readonly dialog: 'none' | 'built-in' | { readonly program: string };
}

const NOBODY: PromptSetting = { terminal: false, dialog: 'none' };
const BY_NAME: Readonly<Record<string, PromptSetting>> = {
  none: NOBODY,
  tty: { terminal: true, dialog: 'none' },
  gui: { terminal: false, dialog: 'built-in' },
};

/** Over SSH a dialog would open on somebody else's desk, in CI on nobody's. */
function someoneIsThere(env: Environment): boolean {
  return !env.SSH_CONNECTION && !env.CI;
}

/**
 * @param mayAsk `false` for `--no-prompt`
 * @param env an empty variable counts as unset
 */
export function promptSetting(mayAsk: boolean, env: Environment): PromptSetting {
  const value = env.SWROLE_PROMPT;
  if (!mayAsk) return NOBODY;
  if (!value) return { terminal: true, dialog: someoneIsThere(env) ? 'built-in' : 'none' };
  return Object.hasOwn(BY_NAME, value)
    ? (BY_NAME[value] ?? NOBODY)
    : { terminal: true, dialog: { program: value } };
}
