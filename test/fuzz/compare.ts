/**
 * Tries inputs of each kind, and says how many branches of the program they entered: a line of JSON for each kind. To be run from a
 * bundle whose branches are marked, with the number of inputs, the seed, and `guided` or `blind`: each in a process of its own,
 * because what the program does once would count for the first of two only.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Closing } from './fuzzing.ts';
import { search } from './guided.ts';
import { REACHED } from './instrument.ts';
import { SUBJECTS } from './subjects.ts';

const [inputs, seed, way] = process.argv.slice(2);
const reached = Reflect.get(globalThis, REACHED) as Uint8Array;
for (const [name, make] of Object.entries(SUBJECTS)) {
  if (name.endsWith('over sockets')) continue;
  const closing: Closing = [];
  const folder = mkdtempSync(join(tmpdir(), 'swrole-guided-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  try {
    const given = {
      inputs: Number(inputs),
      seed: Number(seed),
      isGuided: way === 'guided',
      reached,
    };
    const found = await search(await make(folder, closing), given);
    process.stdout.write(`${JSON.stringify({ name, ...found })}\n`);
  } finally {
    for (const close of closing) close();
  }
}
