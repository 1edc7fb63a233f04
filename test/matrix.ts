/**
 * `npm run test:matrix [-- VERSION...]`: `npm test` with each version of Node that swrole supports, one after the other. The
 * versions come as packages of the registry, and stay for the next run.
 */
import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { installNode, NODE_VERSIONS } from './support/nodes.ts';

const chosen = process.argv.slice(2);
const results = (chosen.length > 0 ? chosen : NODE_VERSIONS).map((version) => {
  const node = installNode(version);
  const name = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  process.stdout.write(`\nNode ${name}\n`);
  const since = Date.now();
  // npm and all that it runs look for node on the PATH.
  const PATH = [dirname(node), process.env.PATH].join(delimiter);
  const { status } = spawnSync('npm', ['test'], {
    env: { ...process.env, PATH },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return { name, passed: status === 0, seconds: Math.round((Date.now() - since) / 1000) };
});

process.stdout.write('\n');
for (const { name, passed, seconds } of results)
  process.stdout.write(`${name.padEnd(10)}  ${passed ? 'passed' : 'FAILED'}  ${seconds} s\n`);
if (results.some(({ passed }) => !passed)) process.exitCode = 1;
