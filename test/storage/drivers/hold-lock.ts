/** Takes the lock `NAME` in `CACHE`, says `held` or `busy`, and keeps it until it is killed or its stdin ends. */
import { tryLock } from '../../../src/storage/lock.ts';

const [cache = '', name = ''] = process.argv.slice(2);
const lock = await tryLock(cache, name);
process.stdout.write(lock === undefined ? 'busy\n' : 'held\n');
process.stdin.on('end', () => lock?.release()).resume();
