import { writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLine } from './command-line.ts';

/** A `generate_token` command with a state of its own, which counts its runs. */
export interface TokenCommand {
  /** For the config file: runs `token-command.mjs` with this state. */
  readonly command: string;
  /** How often it ran so far. */
  runs(): Promise<number>;
  /** Moves the clock of the device, to so many milliseconds ahead of this machine's. */
  moveClock(ahead: number): void;
}

async function countLines(file: string): Promise<number> {
  const text = await readFile(file, 'utf8');
  return text.split('\n').length - 1;
}

/**
 * Makes a token command.
 *
 * @param stateDir a directory for its state, which is made
 * @param secret of the MFA device, in base32
 */
export async function makeTokenCommand(stateDir: string, secret: string): Promise<TokenCommand> {
  const runsFile = join(stateDir, 'runs');
  await mkdir(stateDir, { mode: 0o700 });
  await writeFile(join(stateDir, 'secret'), secret, { mode: 0o600 });
  await writeFile(runsFile, '');
  const script = fileURLToPath(new URL('token-command.mjs', import.meta.url));
  return {
    command: commandLine([process.execPath, script, stateDir]),
    runs: () => countLines(runsFile),
    moveClock: (ahead) => writeFileSync(join(stateDir, 'ahead'), String(ahead)),
  };
}
