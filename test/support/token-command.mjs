// node token-command.mjs STATE_DIR: a `generate_token` for tests. It adds a line with the time to STATE_DIR/runs, so that
// tests can count its runs, and prints the current code of the base32 secret in STATE_DIR/secret. Most tests run the faster
// script that token-command.ts writes.
//
// Plain JavaScript without imports of the project: a transpiler would cost more than everything else it does.
import { createHmac } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';

const [stateDir] = process.argv.slice(2);
const now = Date.now() + Number(readFileSync(`${stateDir}/ahead`, 'utf8'));
appendFileSync(`${stateDir}/runs`, `${new Date(now).toISOString()}\n`);

const bits = [...readFileSync(`${stateDir}/secret`, 'utf8').trim()]
  .map((character) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character))
  .map((value) => value.toString(2).padStart(5, '0'))
  .join('');
const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));

const counter = Buffer.alloc(8);
counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
const mac = createHmac('sha1', secret).update(counter).digest();
const code = (mac.readUInt32BE(mac[mac.length - 1] & 0xf) & 0x7fffffff) % 1_000_000;
process.stdout.write(`${String(code).padStart(6, '0')}\n`);
