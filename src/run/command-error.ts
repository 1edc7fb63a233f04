/** Why a command did not start, as data. */
export interface CommandFact {
  readonly kind: 'not-found' | 'not-executable' | 'cannot-start';
  /** The program as it was asked for, without its arguments, which may hold secrets. */
  readonly command: string;
  /** The system's code, such as `E2BIG`. */
  readonly code: string;
}

/** The command of `swrole exec` did not start; the exit codes are those of a POSIX shell. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly fact: CommandFact;
  readonly exitCode: 126 | 127;

  constructor(command: string, code: string) {
    const kind = kindOf(code);
    super(`${kind}: ${code}`);
    this.fact = { kind, command, code };
    this.exitCode = kind === 'not-found' ? 127 : 126;
  }
}

function kindOf(code: string): CommandFact['kind'] {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'not-found';
  if (code === 'EACCES' || code === 'EPERM') return 'not-executable';
  return 'cannot-start';
}
