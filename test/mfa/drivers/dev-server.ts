/**
 * A dev server with key shortcuts: it holds the terminal raw, reads every key itself, and starts a helper with
 * piped standard streams. Afterwards it says what it and the helper got.
 *
 *     node dev-server.mjs PROGRAM ARG…
 */
import { spawn } from 'node:child_process';

const [program = '', ...args] = process.argv.slice(2);
let keys = '';
let output = '';
process.stdin.setRawMode(true).on('data', (chunk) => {
  keys += chunk;
});
const helper = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
for (const stream of [helper.stdout, helper.stderr])
  stream.on('data', (chunk) => {
    output += chunk;
  });
helper.on('close', () => {
  process.stdin.setRawMode(false).pause();
  process.stdout.write(`helper: ${output.trim()}, server: ${JSON.stringify(keys)}\n`);
});
