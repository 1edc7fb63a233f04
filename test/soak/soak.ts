/**
 * `npm run soak [-- --only NAME] [-- --scale 0.1]`: the claims of `cases.ts`, the tests over terminals and the properties, as often as
 * it takes to believe them. Prints what was measured, and ends with 1 where something is not as it says.
 */
import { inspect, isDeepStrictEqual, parseArgs } from 'node:util';
import { runProgram } from '../support/run-program.ts';
import { CONCURRENCY } from './cases.ts';
import { moreEdits, moreInputs } from './fuzz.ts';
import { guidedInputs } from './guided.ts';
import { moreCases } from './more-cases.ts';
import type { Findings, SoakCase } from './soak-case.ts';
import { type Row, table } from './table.ts';
import { terminalMatrix } from './terminal-matrix.ts';

const CASES: readonly SoakCase[] = [
  ...CONCURRENCY,
  {
    name: 'terminal',
    claim: 'on a terminal, and without one, it ends as it says and leaves the terminal as it was',
    unit: 'runs of the tests',
    counts: { test: 1, soak: 20 },
    run: terminalMatrix,
  },
  {
    name: 'properties',
    claim: 'what holds for all generated files holds for ten times as many',
    unit: 'times as many',
    counts: { test: 1, soak: 10 },
    run: moreCases,
  },
  {
    name: 'fuzz',
    claim: 'no input of any kind makes the program crash, hang or show a secret',
    unit: 'inputs of each kind',
    counts: { test: 5_000, soak: 1_000_000 },
    run: moreInputs,
  },
  {
    name: 'guided',
    claim: 'nor does one that is made from inputs that reached a branch for the first time',
    unit: 'inputs of each kind',
    counts: { test: 0, soak: 100_000 },
    run: guidedInputs,
  },
  {
    name: 'edits',
    claim: 'after random edits of files and environment, no answer is another than without a cache',
    unit: 'rounds',
    counts: { test: 2_000, soak: 200_000 },
    run: moreEdits,
  },
];

interface Choice {
  readonly cases: readonly SoakCase[];
  readonly scale: number;
}

function choice(): Choice {
  const options = { only: { type: 'string' }, scale: { type: 'string' } } as const;
  const { only, scale = '1' } = parseArgs({ options }).values;
  const cases = CASES.filter(({ name }) => only === undefined || name === only);
  const names = CASES.map(({ name }) => name).join(', ');
  if (cases.length === 0) throw new RangeError(`--only takes one of ${names}`);
  if (!(Number(scale) > 0)) throw new RangeError('--scale takes a number above 0');
  return { cases, scale: Number(scale) };
}

/** Shows what is not as it says. */
function odd({ found, wanted }: Findings): readonly object[] {
  return found.filter((round) => !isDeepStrictEqual(round, wanted));
}

async function row(soakCase: SoakCase, scale: number, stop: AbortSignal): Promise<Row> {
  const { name, unit, counts, sizes, run } = soakCase;
  const count = Math.max(1, Math.round(counts.soak * scale));
  process.stderr.write(`soak: ${name}, ${count} ${unit}\n`);
  const findings = await run(count, stop, sizes?.soak ?? 1);
  const rounds = odd(findings);
  for (const round of rounds) process.stderr.write(`${inspect(round, { depth: null })}\n`);
  return { name, count: `${count} ${unit}`, measured: findings.summary, ok: rounds.length === 0 };
}

await runProgram('soak', async (stop) => {
  const { cases, scale } = choice();
  const rows: Row[] = [];
  for (const soakCase of cases) rows.push(await row(soakCase, scale, stop));
  process.stdout.write(table(rows));
  if (rows.some(({ ok }) => !ok)) process.exitCode = 1;
});
