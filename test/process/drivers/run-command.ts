/** Ends as the command of its arguments ends; the words for what did not start go to stderr. */

import { CommandError, runCommand } from '../../../src/process/exec.ts';
import { exitLike } from '../../../src/process/exit.ts';

try {
  process.exitCode = exitLike(await runCommand(process.argv.slice(2), process.env));
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  process.stderr.write(JSON.stringify(error.fact));
  process.exitCode = error.exitCode;
}
