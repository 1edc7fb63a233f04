/** `npm run bench:nodes [-- --rounds N]`: the benchmark with each version of Node that swrole supports. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installNode, NODE_VERSIONS } from '../support/nodes.ts';

const BENCH = fileURLToPath(new URL('bench.ts', import.meta.url));

for (const version of NODE_VERSIONS) {
  const args = ['--import', 'tsx', BENCH, ...process.argv.slice(2)];
  const { status } = spawnSync(installNode(version), args, { stdio: 'inherit' });
  process.stdout.write('\n');
  if (status !== 0) process.exitCode = 1;
}
