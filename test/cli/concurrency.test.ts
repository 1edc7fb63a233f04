/**
 * Many processes of the built program at the same time. The cases are those of `npm run soak`, which tries each of
 * them more often.
 */
import { expect, test } from 'vitest';
import { CONCURRENCY } from '../soak/cases.ts';

for (const { claim, counts, sizes, run } of CONCURRENCY)
  test(claim, { timeout: 120_000 }, async ({ signal }) => {
    const { found, wanted } = await run(counts.test, signal, sizes?.test ?? 1);
    expect(found).toEqual(found.map(() => wanted));
  });
