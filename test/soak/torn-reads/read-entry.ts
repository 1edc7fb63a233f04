/** Reads an entry so many times, and prints how many reads were torn and how many versions it saw. */
import { entryOf } from './entry.ts';

const [cache = '', kind = '', count] = process.argv.slice(2);
const entry = entryOf([cache, kind]);
const seen = new Set<number>();
let torn = 0;
for (let reads = 0; reads < Number(count); reads += 1) {
  const version = entry.read();
  if (version < 0) torn += 1;
  else seen.add(version);
}
process.stdout.write(JSON.stringify({ torn, versions: seen.size }));
