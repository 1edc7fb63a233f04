/** Opens `$SHELL` as swrole does, with the environment it has been given. */
import { fileURLToPath } from 'node:url';
import { exitLike } from '../../../src/run/exit-like.ts';
import { openSubshell } from '../../../src/run/subshell.ts';

const status = await openSubshell(process.env, {
  platform: process.platform,
  shellFiles: fileURLToPath(new URL('../../../src/run/shell', import.meta.url)),
});
process.exitCode = exitLike(status);
