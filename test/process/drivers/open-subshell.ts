/** Opens `$SHELL` as swrole does, with the environment it has been given and the start-up files in `FOLDER`. */

import { exitAs } from '../../../src/process/exec.ts';
import { openSubshell } from '../../../src/process/subshell.ts';

const [shellFiles = ''] = process.argv.slice(2);
const status = await openSubshell(process.env, {
  platform: process.platform,
  shellFiles,
});
process.exitCode = exitAs(status);
