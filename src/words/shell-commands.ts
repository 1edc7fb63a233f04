/**
 * Commands that a person can copy into the shell of the platform. On Windows they are such as both PowerShell and cmd.exe take;
 * for a variable there is none, so that a sentence names both.
 */

const SAFE = { posix: /^[\w/.@%+=:,-]+$/, windows: /^[\w/\\.@+=:,~-]+$/ };

/** A text as one word of the platform's shell. */
export function shellWord(text: string, platform: NodeJS.Platform): string {
  if (platform === 'win32')
    return SAFE.windows.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
  return SAFE.posix.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const COMMANDS = {
  posix: { copy: 'cp', remove: 'rm', move: 'mv' },
  windows: { copy: 'copy', remove: 'del', move: 'move' },
} as const;

/** What copies, removes or moves a file: on the platform, with the paths as words. */
export function fileCommand(
  verb: keyof (typeof COMMANDS)['posix'],
  paths: readonly string[],
  platform: NodeJS.Platform,
): string {
  const command = COMMANDS[platform === 'win32' ? 'windows' : 'posix'][verb];
  return [command, ...paths.map((path) => shellWord(path, platform))].join(' ');
}

/** What takes variables out of the environment: a command, or on Windows a sentence. */
export function unsetHint(
  names: readonly string[],
  platform: NodeJS.Platform,
): { readonly isCommand: boolean; readonly text: string } {
  if (platform !== 'win32') return { isCommand: true, text: `unset ${names.join(' ')}` };
  const text = `remove ${names.join(', ')} from the environment: $env:NAME = $null in PowerShell, set NAME= in cmd.exe`;
  return { isCommand: false, text };
}
