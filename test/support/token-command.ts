import { writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLine } from './command-line.ts';
import { totpOfStep, totpStep } from './totp.ts';

/** A `generate_token` command with a state of its own, which counts its runs. */
export interface TokenCommand {
  /** For the config file. */
  readonly command: string;
  /** The same with the time of each run, to the millisecond, as a line of `runs` in its directory. */
  readonly timedCommand: string;
  /** How often it ran so far. */
  runs(): Promise<number>;
  /** Moves the clock of the device, to so many milliseconds ahead of this machine's. */
  moveClock(ahead: number): void;
}

async function countLines(file: string): Promise<number> {
  const text = await readFile(file, 'utf8');
  return text.split('\n').length - 1;
}

/** How many codes the script knows: those of an hour. */
const CODES = 120;

const known = new Map<string, string>();

/** The cases of the script. Most tests have the same device. */
function codesFrom(first: number, secret: string): string {
  const key = `${first} ${secret}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const steps = Array.from({ length: CODES }, (_, index) => first + index);
  const text = steps.map((step) => `${step}) echo ${totpOfStep(secret, step)} ;;\n`).join('');
  known.set(key, text);
  return text;
}

/**
 * A script of the shell with the codes of an hour: the tests run it a thousand times, and node takes thirty times as long to
 * start. After that hour node computes the code.
 */
function script(secret: string, timedCommand: string): string {
  // One more before now: the shell's clock has whole seconds. What it is ahead is rounded up, or the two together would be
  // up to two seconds behind, and the next code not there when the program has waited for it.
  const first = totpStep(Date.now()) - 1;
  return `PATH=$PATH:/bin:/usr/bin
cd "$1" || exit 1
read -r ahead < ahead
step=$(( ($(date +%s) + (ahead + 999) / 1000) / 30 ))
case $step in
${codesFrom(first, secret)}*) exec ${timedCommand} ;;
esac
echo run >> runs
`;
}

/**
 * Makes a token command.
 *
 * @param stateDir a directory for its state, which is made
 * @param secret of the MFA device, in base32
 */
export async function makeTokenCommand(stateDir: string, secret: string): Promise<TokenCommand> {
  const [runsFile, scriptFile] = [join(stateDir, 'runs'), join(stateDir, 'token-command.sh')];
  const program = fileURLToPath(new URL('token-command.mjs', import.meta.url));
  const timedCommand = commandLine([process.execPath, program, stateDir]);
  const moveClock = (ahead: number) => writeFileSync(join(stateDir, 'ahead'), `${ahead}\n`);
  await mkdir(stateDir, { mode: 0o700 });
  await writeFile(join(stateDir, 'secret'), secret, { mode: 0o600 });
  await writeFile(scriptFile, script(secret, timedCommand), { mode: 0o600 });
  await writeFile(runsFile, '');
  moveClock(0);
  return {
    command: commandLine(['/bin/sh', scriptFile, stateDir]),
    timedCommand,
    runs: () => countLines(runsFile),
    moveClock,
  };
}
