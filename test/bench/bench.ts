/**
 * `npm run bench [-- --rounds N]`: what swrole costs, as ratios to a bare `node -e 0` that runs in between; and what
 * it takes to parse large files, in milliseconds. It is a benchmark, not a test: a missed target is printed, and only a
 * wrong answer makes it end with 1.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { runProgram } from '../support/run-program.ts';
import { makeAuthority } from '../support/tls-proxy/authority.ts';
import { startTlsFront } from '../support/tls-proxy/tls-front.ts';
import { measureCrowds } from './crowds.ts';
import { Homes } from './homes.ts';
import { measure, rows } from './measure.ts';
import { BARE, type Https, makeMeasurements } from './measurements.ts';
import { memoryTable } from './memory.ts';
import { measureParsing } from './parsing.ts';
import { makePeers } from './peers.ts';
import { population } from './people.ts';
import { type StandInProcess, startStandInProcess } from './stand-in-process.ts';
import { heading, table } from './table.ts';

/** A minute on two cores. */
const ROUNDS = 40;

function chosenRounds(): number {
  const { values } = parseArgs({ options: { rounds: { type: 'string' } } });
  const rounds = Number(values.rounds ?? ROUNDS);
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('--rounds takes a number');
  return rounds;
}

async function bench(
  rounds: number,
  standIn: StandInProcess,
  homes: Homes,
  peerHomes: Homes,
  https: Https,
  stop: AbortSignal,
) {
  const load = loadavg()[0] ?? Number.NaN;
  const own = await makeMeasurements(homes, https);
  const peers = await makePeers(peerHomes);
  const all = [...own, ...peers.measurements];
  const samples = await measure(all, rounds, stop);
  const memory = await memoryTable(own, stop);
  await standIn.expectCalls(homes.callsDue);
  const crowd = await measureCrowds(homes, standIn, stop);
  const lines = [...rows(all, samples), crowd, await measureParsing(stop)];
  const head = heading(rounds, load, samples.get(BARE) ?? []);
  process.stdout.write(`${head}\n${table(lines)}\n${memory}${peers.missing}`);
}

await runProgram('bench', async (stop) => {
  const rounds = chosenRounds();
  const standIn = await startStandInProcess(population(rounds));
  // Other programs call STS as often as they like.
  const peersStandIn = await startStandInProcess(population(0));
  const authority = makeAuthority();
  const front = await startTlsFront(authority.leaf('localhost'), standIn.url);
  const homes = new Homes(standIn.url);
  const peerHomes = new Homes(peersStandIn.url);
  try {
    await bench(rounds, standIn, homes, peerHomes, { url: front.url, authority }, stop);
  } finally {
    await Promise.all([homes.close(), peerHomes.close(), front.close()]);
    for (const each of [standIn, peersStandIn]) each.close();
  }
});
