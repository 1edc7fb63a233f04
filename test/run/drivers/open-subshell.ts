/** Opens `$SHELL` as swrole does, with the environment it has been given and the start-up files in `FOLDER`. */
import { exitLike } from '../../../src/run/exit-like.ts';
import { openSubshell } from '../../../src/run/subshell.ts';

const [shellFiles = ''] = process.argv.slice(2);
const status = await openSubshell(process.env, {
  platform: process.platform,
  shellFiles,
});
process.exitCode = exitLike(status);
