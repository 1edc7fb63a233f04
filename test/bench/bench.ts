/**
 * `npm run bench [-- --rounds N]`: what swrole costs, as ratios to a bare `node -e 0` that runs in between; and what
 * it takes to parse large files, in milliseconds. It is a benchmark, not a test: a missed target is printed, and only a
 * wrong answer makes it end with 1.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { runProgram } from '../support/run-program.ts';
import { measureCrowds } from './crowds.ts';
import { Homes } from './homes.ts';
import { measure } from './measure.ts';
import { measureParsing } from './parsing.ts';
import { population } from './people.ts';
import { crowdRow, parsingRow, rows } from './rows.ts';
import { type StandInProcess, startStandInProcess } from './stand-in-process.ts';
import { heading, table } from './table.ts';
import { makeVariants } from './variants.ts';

/** A minute on two cores. */
const ROUNDS = 40;

function chosenRounds(): number {
  const { values } = parseArgs({ options: { rounds: { type: 'string' } } });
  const rounds = Number(values.rounds ?? ROUNDS);
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('--rounds takes a number');
  return rounds;
}

async function bench(rounds: number, standIn: StandInProcess, homes: Homes, stop: AbortSignal) {
  const load = loadavg()[0] ?? Number.NaN;
  const samples = await measure(await makeVariants(homes), rounds, stop);
  await standIn.expectCalls(homes.callsDue);
  const crowds = await measureCrowds(homes, standIn, stop);
  const parsing = await measureParsing(stop);
  const lines = [...rows(samples), crowdRow(crowds), parsingRow(parsing)];
  process.stdout.write(`${heading(rounds, load, samples.bare)}\n${table(lines)}`);
}

await runProgram('bench', async (stop) => {
  const rounds = chosenRounds();
  const standIn = await startStandInProcess(population(rounds));
  const homes = new Homes(standIn.url);
  try {
    await bench(rounds, standIn, homes, stop);
  } finally {
    await homes.close();
    standIn.close();
  }
});
