/** `swrole doctor [PROFILE]`: what is wrong or will go wrong, with the line to change. It changes nothing. */
import { askClock } from '../../doctor/ask-clock.ts';
import type { Facts } from '../../doctor/facts/facts.ts';
import { gatherFacts } from '../../doctor/facts/gather.ts';
import { findProblems, type NamedFinding } from '../../doctor/find-problems.ts';
import type { ExitStatus } from '../../run/exit-status.ts';
import { safeText } from '../../safe-text.ts';
import type { Environment, Output } from '../../system.ts';
import type { DoctorInvocation } from '../invocation.ts';
import { findingLines, findingsDocument, summaryWords } from '../people/finding.ts';
import { styleOf } from '../people/style.ts';
import type { World } from '../world.ts';

/** Longer lines are hard to read. */
const WIDEST = 100;

/** Exit code 1 where something is wrong already, 0 for everything else. */
export async function performDoctor(
  { profile, json, online }: DoctorInvocation,
  { system }: World,
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
  { stdout, env }: { readonly stdout: Output; readonly env: Environment },
): string {
  if (findings.length === 0) return `${cleanWords(facts)}\n`;
  const style = styleOf(stdout, env);
  // A pipe has no width, and grep wants what belongs together on one line.
  const width = stdout.isTerminal ? Math.min(stdout.columns, WIDEST) : Number.POSITIVE_INFINITY;
  const paragraphs = findings.map((finding) => findingLines(finding, style, width).join('\n'));
  return `${[...paragraphs, summaryWords(findings)].join('\n\n')}\n`;
}

function cleanWords({ profiles, files }: Facts): string {
  const count = `${profiles.length} profile${profiles.length === 1 ? '' : 's'}`;
  return `nothing wrong: ${count} in ${files.files.map(safeText).join(' and ')}`;
}
