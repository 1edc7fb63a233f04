/**
 * Two roles behind one device, wanted by many at one instant: a code works once, so that one role has to wait for
 * the next window. By the real clock, up to 31 s.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { developer, type Example, MEMBER_ARN, member } from '../support/example-world.ts';
import type { StsStandIn } from '../support/sts-stand-in/server.ts';
import { writeAwsFiles } from '../support/temp-home.ts';
import { makeTokenCommand } from '../support/token-command.ts';
import { gather } from './crowd.ts';
import { ANSWERED, differentEndings } from './endings.ts';
import { inExample } from './in-example.ts';
import { type Findings, inRounds } from './soak-case.ts';

const operator = {
  arn: 'arn:aws:iam::444444444444:role/operator',
  trusts: [MEMBER_ARN],
  requiresMfa: true,
} as const;

/** Both profiles inherit the device. */
function config(command: string): string {
  return `[profile my-company]
mfa_serial = ${member.mfa.serial}
generate_token = ${command}
[profile first]
source_profile = my-company
role_arn = ${developer.arn}
[profile second]
source_profile = my-company
role_arn = ${operator.arn}
`;
}

/** How many codes were taken while the first was on its way: the others' turn comes with its answer. */
function takenTooEarly(device: string, { calls }: StsStandIn): number {
  const runs = readFileSync(join(device, 'runs'), 'utf8').trim().split('\n').slice(1);
  return runs.filter((at) => Date.parse(at) < Number(calls[0]?.finishedAt)).length;
}

/** With so many processes for each role. */
async function round({ env, home, standIn }: Example, size: number, stop: AbortSignal) {
  const device = join(home.path, 'device');
  const { timedCommand } = await makeTokenCommand(device, member.mfa.secret);
  await writeAwsFiles(home, { config: config(timedCommand) });
  const crowds = ['first', 'second'].map((name) => gather(size, ['-j', name], { env, stop }));
  try {
    for (const { release } of crowds) release();
    const results = await Promise.all(crowds.map((crowd) => crowd.results));
    return {
      endings: results.map(differentEndings),
      statuses: standIn.calls.map(({ status }) => status),
      differentCodes: new Set(standIn.calls.map(({ params }) => params.TokenCode)).size,
      takenTooEarly: takenTooEarly(device, standIn),
    };
  } finally {
    for (const { close } of crowds) close();
  }
}

/**
 * @param count of rounds
 * @param size processes for each role
 */
export async function twoRoles(count: number, stop: AbortSignal, size: number): Promise<Findings> {
  const found = await inRounds(count, stop, () =>
    inExample({ roles: [developer, operator] }, (example) => round(example, size, stop)),
  );
  const calls = found.reduce((total, { statuses }) => total + statuses.length, 0);
  const codes = found.reduce((total, { differentCodes }) => total + differentCodes, 0);
  return {
    found,
    wanted: {
      endings: [[ANSWERED], [ANSWERED]],
      statuses: [200, 200],
      differentCodes: 2,
      takenTooEarly: 0,
    },
    summary: `${count * 2 * size} processes: ${calls} STS calls with ${codes} codes`,
  };
}
