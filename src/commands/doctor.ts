/** `swrole doctor [PROFILE]`: reports present and future problems with the line to change. It changes nothing. */

import type { Context } from '../cli/context.ts';
import type { DoctorInvocation } from '../cli/invocation.ts';
import { type ClientOptions, roleSource, type StsEndpoint } from '../config/plan.ts';
import type { ChainPlan } from '../config/planning.ts';
import type { ClockReading, Facts } from '../doctor/check.ts';
import { gatherFacts } from '../doctor/facts/gather.ts';
import { findProblems, type NamedFinding } from '../doctor/find-problems.ts';
import { findingsDocument, findingsText } from '../doctor/report.ts';
import { joinWords } from '../messages/message.ts';
import type { ExitStatus } from '../process/exec.ts';
import type { System } from '../system.ts';
import { styleOf, withTilde } from '../ui/format.ts';
import { safeText } from '../util/text.ts';

/** The message names at most this many profiles. */
const MAX_NAMES = 10;

/** Lines are not longer than this, to stay readable. */
const MAX_WIDTH = 100;

/** The exit code is 1 if there is an error, else 0. */
export async function runDoctor(
  { profile, json, online }: DoctorInvocation,
  { system }: Context,
): Promise<ExitStatus> {
  const facts = gatherFacts(profile, system);
  const clock = online ? await readStsClock(facts, system) : undefined;
  const findings = findProblems({ ...facts, clock });
  const text = json ? findingsDocument(findings) : report(findings, facts, system);
  await system.stdout.write(text);
  return { exitCode: findings.some(({ level }) => level === 'error') ? 1 : 0 };
}

function report(
  findings: readonly NamedFinding[],
  facts: Facts,
  { stdout, env, home }: Pick<System, 'stdout' | 'env' | 'home'>,
): string {
  if (findings.length === 0) return `${safeText(withTilde(describeNoFindings(facts), home))}\n`;
  // A pipe has no width, and grep needs each finding on one line.
  const width = stdout.isTerminal ? Math.min(stdout.columns, MAX_WIDTH) : Number.POSITIVE_INFINITY;
  return findingsText(findings, { style: styleOf(stdout, env), width, home });
}

function describeNoFindings({ asked, profiles, fileFacts }: Facts): string {
  const files = fileFacts.filter(({ exists }) => exists).map(({ path }) => path);
  if (files.length === 0)
    return `nothing wrong, but there are no profiles: ${fileFacts.map(({ path }) => path).join(' and ')} do not exist`;
  const names = joinWords(
    profiles.map(({ name }) => `'${name}'`),
    MAX_NAMES,
  );
  const many = profiles.length === 1 ? 'profile' : 'profiles';
  return `nothing wrong: ${asked === undefined ? `${profiles.length} ${many}` : `${many} ${names}`} in ${files.join(' and ')}`;
}

// `--online`: the only call to AWS.

/** Reads the clock of STS, at the endpoint of the first profile that calls STS. Never throws. */
async function readStsClock(
  { plans }: Facts,
  { env, now }: Pick<System, 'env' | 'now'>,
): Promise<ClockReading> {
  for (const plan of plans) {
    const call = 'chain' in plan ? firstCall(plan.chain) : undefined;
    if (call === undefined) continue;
    // Loaded only here, because the AWS SDK is large.
    const { stsClock } = await import('../sts/send.ts');
    return stsClock(call.endpoint, call.transport, { env, now });
  }
  return 'no-server-to-ask';
}

interface Call {
  readonly endpoint: StsEndpoint;
  readonly transport: ClientOptions;
}

/** The first STS call of a chain; `undefined` if it makes none. */
function firstCall({ source, mfaSession, role }: ChainPlan): Call | undefined {
  let first = role;
  while (first?.behind) first = first.behind;
  return roleSource(source) ?? mfaSession ?? first?.step;
}
