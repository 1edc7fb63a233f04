/** Writes an entry as fast as it can, says so in a line after the first time, and ends with its stdin. */
import { entryOf, VERSIONS } from './entry.ts';

const entry = entryOf(process.argv.slice(2));
let version = process.pid % VERSIONS;

function writeNext(): void {
  entry.write(version);
  version = (version + 1) % VERSIONS;
  setImmediate(writeNext);
}

writeNext();
process.stdout.write('writing\n');
process.stdin.on('end', () => process.exit()).resume();
