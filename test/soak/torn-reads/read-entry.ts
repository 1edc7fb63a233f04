/**
 * Waits for a line, then reads all entries by turns, each so many times. Prints for each how many reads were torn and how many
 * versions it saw.
 */
import { once } from 'node:events';
import { entriesIn } from './entry.ts';

const [cache = '', count] = process.argv.slice(2);
const readings = entriesIn(cache).map((entry) => ({ entry, torn: 0, seen: new Set<number>() }));
await once(process.stdin, 'data');
for (let reads = 0; reads < Number(count); reads += 1)
  for (const reading of readings) {
    const version = reading.entry.read();
    if (version < 0) reading.torn += 1;
    else reading.seen.add(version);
  }
process.stdout.write(
  JSON.stringify(readings.map(({ torn, seen }) => ({ torn, versions: seen.size }))),
);
