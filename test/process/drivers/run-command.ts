/** Ends as the command of its arguments ends; the words for what did not start go to stderr. */
import { CommandError } from '../../../src/run/command-error.ts';
import { exitLike } from '../../../src/process/exit.ts';
import { runCommand } from '../../../src/process/exec.ts';

try {
  process.exitCode = exitLike(await runCommand(process.argv.slice(2), process.env));
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  process.stderr.write(JSON.stringify(error.fact));
  process.exitCode = error.exitCode;
}
