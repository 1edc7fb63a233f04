/** Ends as the command of its arguments ends; the words for what did not start go to stderr. */
import { exitAs, runCommand, SpawnError } from '../../../src/process/exec.ts';

try {
  process.exitCode = exitAs(await runCommand(process.argv.slice(2), process.env));
} catch (error) {
  if (!(error instanceof SpawnError)) throw error;
  process.stderr.write(JSON.stringify(error.details));
  process.exitCode = error.exitCode;
}
