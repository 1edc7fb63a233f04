/**
 * Which ways of asking a person are open: `--no-prompt` and `SWROLE_PROMPT`.
 *
 * Unset, the terminal is asked, and where there is none a built-in dialog if somebody seems to sit there.
 * `tty` (or `terminal`) keeps to the terminal, `gui` to the dialog, `none` never asks. The name of a built-in dialog
 * chooses that one. Anything else is a program in the manner of SSH_ASKPASS or a command line, in place of the dialog.
 */
import { firstWord } from '../process/command-line.ts';
import type { Environment } from '../system.ts';

/** The built-in dialogs by the names of their programs. */
export const DIALOG_NAMES = ['zenity', 'kdialog', 'osascript'] as const;

/** One of the built-in dialogs. */
export type DialogName = (typeof DIALOG_NAMES)[number];

/** The ways that are open; with both, the terminal comes first. */
export interface PromptSetting {
  readonly terminal: boolean;
  /** `command`: a program or a command line to run instead of a built-in dialog. */
  readonly dialog:
    | 'none'
    | 'built-in'
    | { readonly builtIn: DialogName }
    | { readonly command: string };
  /** What `SWROLE_PROMPT` says, of a command line the first word; `undefined` where it says nothing or does not count. */
  readonly variable: string | undefined;
}

type Ways = Pick<PromptSetting, 'terminal' | 'dialog'>;

const NO_WAY: Ways = { terminal: false, dialog: 'none' };
const TERMINAL: Ways = { terminal: true, dialog: 'none' };
const BY_NAME: ReadonlyMap<string, Ways> = new Map<string, Ways>([
  ['none', NO_WAY],
  ['tty', TERMINAL],
  ['terminal', TERMINAL],
  ['gui', { terminal: false, dialog: 'built-in' }],
  ...DIALOG_NAMES.map((builtIn) => [builtIn, { terminal: true, dialog: { builtIn } }] as const),
]);

/** The words that `SWROLE_PROMPT` takes beside a command line. */
export const PROMPT_WORDS: readonly string[] = [...BY_NAME.keys()];

/** Over SSH a dialog would open on somebody else's desk, in CI on nobody's. */
function someoneIsThere(env: Environment): boolean {
  return !env.SSH_CONNECTION && !env.CI;
}

/**
 * @param mayAsk `false` for `--no-prompt`
 * @param env an empty variable counts as unset
 */
export function promptSetting(mayAsk: boolean, env: Environment): PromptSetting {
  if (!mayAsk) return { ...NO_WAY, variable: undefined };
  const value = env.SWROLE_PROMPT?.trim();
  if (!value) {
    const dialog = someoneIsThere(env) ? 'built-in' : 'none';
    return { terminal: true, dialog, variable: undefined };
  }
  const ways = BY_NAME.get(value.toLowerCase());
  if (ways !== undefined) return { ...ways, variable: value };
  return { terminal: true, dialog: { command: value }, variable: firstWord(value) };
}
