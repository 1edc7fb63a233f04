/** `swrole init SHELL`: prints the shell integration, which the start-up file of the shell evaluates. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../cli/context.ts';
import type { InitInvocation, InitShell } from '../cli/invocation.ts';
import { COMMAND_NAMES } from '../fast-path/cached-answer.ts';
import { fishRemoval, powershellRemoval, shRemoval } from '../formats/shells.ts';
import { MANAGED_VARIABLES } from '../formats/variables.ts';
import type { ExitStatus } from '../process/exec.ts';

export async function runInit(
  invocation: InitInvocation,
  { system }: Context,
): Promise<ExitStatus> {
  await system.stdout.write(integration(invocation, system.shellFiles));
  return { exitCode: 0 };
}

/** What differs between shells. */
interface Dialect {
  /** The script with placeholders, in `completion/scripts/`. */
  readonly file: string;
  /** Statements that unset the variables of swrole. */
  readonly unset: string;
  /** Separates the command names in the script. */
  readonly separator: string;
}

const DIALECTS: Readonly<Record<InitShell, Dialect>> = {
  bash: { file: 'integration.bash', unset: shRemoval(MANAGED_VARIABLES), separator: '|' },
  zsh: { file: 'integration.zsh', unset: shRemoval(MANAGED_VARIABLES), separator: '|' },
  fish: { file: 'integration.fish', unset: fishRemoval(MANAGED_VARIABLES), separator: ' ' },
  powershell: {
    file: 'integration.ps1',
    unset: powershellRemoval(MANAGED_VARIABLES),
    separator: ' ',
  },
};

/**
 * The script of a shell with its placeholders filled in.
 *
 * @param directory the folder of the shells' files in the installed package
 */
function integration({ shell, prompt }: InitInvocation, directory: string): string {
  const { file, unset, separator } = DIALECTS[shell];
  const read = (...path: string[]) => readFileSync(join(directory, ...path), 'utf8');
  const segment = () => `${read(`left.${shell}`)}\n${read('init', `prompt.${shell}`)}`;
  const text = read('init', file)
    .replace(/^( *)@UNSET@$/m, (_line, indent: string) => unset.trimEnd().replace(/^/gm, indent))
    .replace(/\n@PROMPT@\n/, () => (prompt ? `\n${segment()}` : ''))
    .replaceAll('@COMMANDS@', [...COMMAND_NAMES].join(separator));
  return shell === 'zsh' ? withDefaultZshOptions(text) : text;
}

/**
 * zsh parses the whole text before it runs any of it, with the user's aliases and options. `emulate -c` parses it with
 * zsh's default options, which also apply whenever one of its functions runs.
 */
function withDefaultZshOptions(text: string): string {
  const quoted = text.replaceAll("'", "'\\''");
  return `# swrole in zsh. In ~/.zshrc: eval "$(swrole init zsh)"\n'builtin' 'emulate' 'zsh' '-o' 'no_aliases' '-c' '\n${quoted}'\n`;
}
