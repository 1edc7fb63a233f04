/** Writes all entries as fast as it can, says so in a line after the first time, and ends with its stdin. */
import { entriesIn, VERSIONS } from './entry.ts';

const entries = entriesIn(process.argv[2] ?? '');
let version = process.pid % VERSIONS;

function writeNext(): void {
  for (const entry of entries) entry.write(version);
  version = (version + 1) % VERSIONS;
  setImmediate(writeNext);
}

writeNext();
process.stdout.write('writing\n');
process.stdin.on('end', () => process.exit()).resume();
