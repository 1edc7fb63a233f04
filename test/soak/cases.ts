/** The claims about many processes: `npm test` tries each of them seldom, `npm run soak` often. */
import { cancelledCrowd, coldCrowd, refusedCrowd } from './crowd-cases.ts';
import { killedHolders } from './killed-holders/killed-holders.ts';
import { killedWriters } from './killed-writers.ts';
import type { SoakCase } from './soak-case.ts';
import { tornReads } from './torn-reads/torn-reads.ts';
import { twoRoles } from './two-roles.ts';

/** Of a crowd: so many as a busy dev server starts, and so few that a test is quick. */
const CROWD = { test: 20, soak: 100 };

/** What is claimed of many processes, in the order of the table. */
export const CONCURRENCY: readonly SoakCase[] = [
  {
    name: 'cold',
    claim: 'many processes at one instant make one STS call with one code, and have one answer',
    unit: 'rounds',
    counts: { test: 1, soak: 50 },
    sizes: CROWD,
    run: coldCrowd,
  },
  {
    name: 'refused',
    claim: 'many processes at one instant, and who comes later, have one refusal of AWS',
    unit: 'rounds',
    counts: { test: 1, soak: 20 },
    sizes: CROWD,
    run: refusedCrowd,
  },
  {
    name: 'cancelled',
    claim: 'many processes at one instant, and who comes later, ask a person once and take the no',
    unit: 'rounds',
    counts: { test: 1, soak: 20 },
    sizes: CROWD,
    run: cancelledCrowd,
  },
  {
    name: 'killed',
    claim: 'SIGKILL of whoever obtains the session costs nobody else more than a moment',
    unit: 'kills',
    counts: { test: 5, soak: 1_000 },
    // How many more there are in a storm.
    sizes: { test: 3, soak: 5 },
    run: killedHolders,
  },
  {
    name: 'killed-writers',
    claim: 'SIGKILL at any point of a command that writes leaves the files of the user whole',
    unit: 'commands',
    counts: { test: 7, soak: 2_000 },
    run: killedWriters,
  },
  {
    name: 'torn',
    claim: 'a file that is replaced all the time is read whole at any time',
    unit: 'reads',
    counts: { test: 5_000, soak: 1_000_000 },
    run: tornReads,
  },
  {
    name: 'two-roles',
    claim: 'two roles behind one device, many processes each: two codes, none sent twice',
    unit: 'rounds',
    counts: { test: 1, soak: 20 },
    sizes: { test: 6, soak: 20 },
    run: twoRoles,
  },
];
