/** Writes 10,000 bytes as `NAME` in `sessions/` of `CACHE`, and says what came of it. */
import { privateStore } from '../../../src/storage/private-store.ts';

const [cache = '', name = ''] = process.argv.slice(2);
try {
  privateStore(cache, 'sessions').write(name, 'x'.repeat(10_000));
  process.stdout.write('written');
} catch (error) {
  process.stdout.write(String(error));
}
