/** `swrole doctor [PROFILE]`: what is wrong or will go wrong, with the line to change. It changes nothing. */

import type { Context } from '../cli/context.ts';
import type { DoctorInvocation } from '../cli/invocation.ts';
import type { ClientOptions, StsEndpoint } from '../config/plan.ts';
import type { ChainPlan } from '../config/planning.ts';
import type { ClockReading, Facts } from '../doctor/facts/facts.ts';
import { gatherFacts } from '../doctor/facts/gather.ts';
import { findProblems, type NamedFinding } from '../doctor/find-problems.ts';
import { findingsDocument, findingsText } from '../doctor/report.ts';
import { joinWords } from '../messages/phrases.ts';
import type { ExitStatus } from '../process/exit.ts';
import type { System } from '../system.ts';
import { styleOf, withTilde } from '../ui/format.ts';
import { safeText } from '../util/text.ts';

/** More names than these say less. */
const MOST_NAMES = 10;

/** Longer lines are hard to read. */
const WIDEST = 100;

/** Exit code 1 where something is wrong already, 0 for everything else. */
export async function runDoctor(
  { profile, json, online }: DoctorInvocation,
  { system }: Context,
): Promise<ExitStatus> {
  const facts = gatherFacts(profile, system);
  const clock = online ? await askClock(facts, system) : undefined;
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
  if (findings.length === 0) return `${safeText(withTilde(cleanWords(facts), home))}\n`;
  // A pipe has no width, and grep wants what belongs together on one line.
  const width = stdout.isTerminal ? Math.min(stdout.columns, WIDEST) : Number.POSITIVE_INFINITY;
  return findingsText(findings, { style: styleOf(stdout, env), width, home });
}

function cleanWords({ asked, profiles, fileFacts }: Facts): string {
  const files = fileFacts.filter(({ exists }) => exists).map(({ path }) => path);
  if (files.length === 0)
    return `nothing wrong, but there are no profiles: ${fileFacts.map(({ path }) => path).join(' and ')} do not exist`;
  const names = joinWords(
    profiles.map(({ name }) => `'${name}'`),
    MOST_NAMES,
  );
  const many = profiles.length === 1 ? 'profile' : 'profiles';
  return `nothing wrong: ${asked === undefined ? `${profiles.length} ${many}` : `${many} ${names}`} in ${files.join(' and ')}`;
}

// `--online`: the one thing that doctor asks of AWS.

interface Call {
  readonly endpoint: StsEndpoint;
  readonly transport: ClientOptions;
}

/** The first call that a chain makes to STS; undefined if it makes none. */
function firstCall({ base, mfaSession, role }: ChainPlan): Call | undefined {
  if (base.kind === 'web-identity') return base;
  let first = role;
  while (first?.behind) first = first.behind;
  return mfaSession ?? first?.step;
}

/** STS's clock, where the first profile that calls STS would call it. Never throws. */
async function askClock(
  { plans }: Facts,
  { env, now }: Pick<System, 'env' | 'now'>,
): Promise<ClockReading> {
  for (const plan of plans) {
    const call = 'chain' in plan ? firstCall(plan.chain) : undefined;
    if (call === undefined) continue;
    // Only here, because the AWS SDK is heavy.
    const { stsClock } = await import('../sts/clock.ts');
    return stsClock(call.endpoint, call.transport, { env, now });
  }
  return 'nobody-to-ask';
}
