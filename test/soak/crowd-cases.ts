/** Many want the same session at the same instant: what one of them comes to, all have. */
import {
  developer,
  type Example,
  type ExampleOptions,
  MEMBER_ARN,
} from '../support/example-world.ts';
import type { RunResult } from '../support/run-swrole.ts';
import { runAtOnce, type Surroundings } from './crowd.ts';
import { ANSWERED, differentEndings, failed } from './endings.ts';
import { inExample } from './in-example.ts';
import { makeRefusingUser } from './refusing-person.ts';
import { type Findings, inRounds } from './soak-case.ts';
import { failuresWere } from './stored-files.ts';

const ARGS = ['-j', 'project-dev'];

/** How many come when all is over, and how many milliseconds after a failure: neither at once nor for a new try. */
const STRAGGLERS = 3;
const LATER = 5_000;

/** What a round comes to. */
interface Round {
  readonly stsCalls: number;
  readonly codesAskedFor: number;
  /** Without what those who come later say of the failure. */
  readonly endings: readonly RunResult[];
  /** How many of them say that it was there before. */
  readonly repeated: number;
}

/** Seconds, as far as `LATER` and a slow machine decide about them. */
const REPEATED =
  /^swrole: hint: the same attempt failed [5-9] s ago \(pid \d+\); trying again in [1-5] s\n/m;

/** How many at once, and what ends them. */
interface Crowd {
  readonly size: number;
  readonly stop: AbortSignal;
}

/** Where the codes of an example come from, and how often they did. */
interface Codes {
  readonly env: Surroundings['env'];
  asked(): Promise<number>;
}

async function fromCommand({ env, tokenRuns }: Example): Promise<Codes> {
  return { env, asked: tokenRuns };
}

async function fromRefusingUser({ env, home }: Example): Promise<Codes> {
  const { program, asked } = await makeRefusingUser(home.path);
  return { env: { ...env, SWROLE_PROMPT: program }, asked };
}

async function round(
  example: Example,
  { env, asked }: Codes,
  { size, stop }: Crowd,
): Promise<Round> {
  const crowd = await runAtOnce(size, ARGS, { env, stop });
  failuresWere(example.home, LATER);
  const stragglers = await runAtOnce(STRAGGLERS, ARGS, { env, stop });
  return {
    stsCalls: example.standIn.calls.length,
    codesAskedFor: await asked(),
    endings: differentEndings([
      ...crowd,
      ...stragglers.map((each) => ({ ...each, stderr: each.stderr.replace(REPEATED, '') })),
    ]).map((each) => ({ ...each, stderr: each.stderr.replaceAll(example.home.path, '~') })),
    repeated: stragglers.filter(({ stderr }) => REPEATED.test(stderr)).length,
  };
}

function sum(rounds: readonly Round[], count: (round: Round) => number): number {
  return rounds.reduce((total, each) => total + count(each), 0);
}

function summary(rounds: readonly Round[], size: number): string {
  const processes = rounds.length * (size + STRAGGLERS);
  const calls = sum(rounds, ({ stsCalls }) => stsCalls);
  const codes = sum(rounds, ({ codesAskedFor }) => codesAskedFor);
  const endings = sum(rounds, (each) => each.endings.length);
  return `${processes} processes: ${calls} STS calls, ${codes} codes asked for, ${endings} different endings`;
}

/** A case of rounds in worlds like this. */
function crowdCase(
  options: ExampleOptions,
  codesOf: (example: Example) => Promise<Codes>,
  wanted: Round,
) {
  return async (count: number, stop: AbortSignal, size: number): Promise<Findings> => {
    const found = await inRounds(count, stop, () =>
      inExample(options, async (example) => round(example, await codesOf(example), { size, stop })),
    );
    return { found, wanted, summary: summary(found, size) };
  };
}

/** The cache is empty, and a command gives codes. */
export const coldCrowd = crowdCase({}, fromCommand, {
  stsCalls: 1,
  codesAskedFor: 1,
  endings: [ANSWERED],
  repeated: 0,
});

const REFUSAL = `AccessDenied: User: ${MEMBER_ARN} is not authorized to perform: sts:AssumeRole on resource: ${developer.arn}`;

/** STS refuses, as often as it is asked. */
export const refusedCrowd = crowdCase({ roles: [] }, fromCommand, {
  stsCalls: 1,
  codesAskedFor: 1,
  endings: [
    failed(
      5,
      `error: AWS refused AssumeRole ${developer.arn}: ${REFUSAL}`,
      "hint: profile 'project-dev' has no external_id: if the role requires an external ID, add the line external_id = ID; " +
        "otherwise check role_arn and mfa_serial against the role's trust policy",
    ),
  ],
  repeated: STRAGGLERS,
});

/** The user who is asked for a code gives none. */
export const cancelledCrowd = crowdCase({ generateToken: false }, fromRefusingUser, {
  stsCalls: 0,
  codesAskedFor: 1,
  endings: [
    failed(
      4,
      "error: cancelled: no code for profile 'project-dev'; SWROLE_PROMPT (~/prompt) ended with exit status 1",
    ),
  ],
  repeated: STRAGGLERS,
});
