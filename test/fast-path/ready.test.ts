import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/parse.ts';
import { parseReady } from '../../src/ready.ts';
import { propertyRuns } from '../support/property-runs.ts';

/** What the whole program adds where no flag says more. */
const PRINT = parseArguments(['dev']).invocation;
const EXEC = parseArguments(['exec', 'dev', '--', 'true']).invocation;

const WORDS = [
  ...['dev', 'exec', 'list', '-p', '--profile', '-o', '--export', '-f', '--format', 'sh', 'fish'],
  ...['nu', 'json', 'jsn', '-j', '--', '-', '', '-fsh', '--format=sh', '-po', 'true', '--refresh'],
];

test('arguments that the store answers mean the same to the whole program', () => {
  const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 6 });
  let answered = 0;
  fc.assert(
    fc.property(words, (argv) => {
      const ready = parseReady(argv);
      if (ready === undefined) return;
      answered++;
      const invocation = { ...('command' in ready ? EXEC : PRINT), ...ready };
      expect(parseArguments(argv)).toEqual({ invocation, debug: false });
    }),
    propertyRuns(20_000),
  );
  expect(answered).toBeGreaterThan(100);
});
