/** `swrole init SHELL`: the integration of a shell, to be evaluated by its start-up file. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../cli/context.ts';
import type { InitInvocation, InitShell } from '../cli/invocation.ts';
import { COMMAND_NAMES } from '../fast-path/cached-answer.ts';
import { fishRemoval, powershellRemoval, shRemoval } from '../formats/shells.ts';
import { MANAGED_VARIABLES } from '../formats/variables.ts';
import type { ExitStatus } from '../process/exit.ts';

export async function runInit({ shell }: InitInvocation, { system }: Context): Promise<ExitStatus> {
  await system.stdout.write(integration(shell, join(system.shellFiles, 'init')));
  return { exitCode: 0 };
}

// The text that `swrole init` prints: a script of `scripts/`, with what the program alone knows put in.

/** How one shell says it. */
interface Dialect {
  readonly file: string;
  readonly unset: string;
  /** What stands between the commands where the script lists them. */
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
 * The integration of a shell.
 *
 * @param directory where the scripts are, in the installed package
 */
function integration(shell: InitShell, directory: string): string {
  const { file, unset, separator } = DIALECTS[shell];
  const text = readFileSync(join(directory, file), 'utf8')
    .replace(/^( *)@UNSET@$/m, (_line, indent: string) => unset.trimEnd().replace(/^/gm, indent))
    .replaceAll('@COMMANDS@', [...COMMAND_NAMES].join(separator));
  return shell === 'zsh' ? withOwnOptions(text) : text;
}

/**
 * zsh reads the whole text before it does any of it, with whatever aliases and options it has by then. `emulate -c` reads
 * it with zsh's own, and they hold whenever one of its functions is called.
 */
function withOwnOptions(text: string): string {
  const quoted = text.replaceAll("'", "'\\''");
  return `# swrole in zsh. In ~/.zshrc: eval "$(swrole init zsh)"\n'builtin' 'emulate' 'zsh' '-o' 'no_aliases' '-c' '\n${quoted}'\n`;
}
