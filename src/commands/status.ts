/** `swrole status`: what is cached, for whom, until when. Nothing is asked, run or called for it. */

import type { Context } from '../cli/context.ts';
import type { StatusInvocation } from '../cli/invocation.ts';
import { type StatusFacts, statusFacts } from '../inventory/status.ts';
import { answerTable, deviceTable, failureTable, sessionTable } from '../inventory/tables.ts';
import type { ExitStatus } from '../process/exit.ts';
import { jsonText, styleOf } from '../ui/format.ts';
import { tableText } from '../ui/table.ts';
import { safeText } from '../util/text.ts';

/** @throws ConfigError for what keeps the files, or the profile that was named, from being read */
export async function runStatus(
  { profile, json }: StatusInvocation,
  context: Context,
): Promise<ExitStatus> {
  const facts = statusFacts(profile, context);
  await context.system.stdout.write(json ? jsonText(facts) : words(facts, profile, context));
  return { exitCode: 0 };
}

function words(facts: StatusFacts, profile: string | undefined, { system }: Context): string {
  const { stdout, env, home } = system;
  const style = styleOf(stdout, env);
  const telling = { now: system.now(), home, style };
  const tables = [
    sessionTable(facts.sessions, telling),
    deviceTable(facts.devices, telling),
    answerTable(facts.answers, telling),
    failureTable(facts.failures, telling),
  ];
  const parts = tables
    .filter(({ rows }) => rows.length > 0)
    .map((table) => tableText(table, stdout, style));
  return [...nothing(facts, profile), ...parts].join('\n');
}

function nothing({ sessions, answers }: StatusFacts, profile: string | undefined): string[] {
  if (sessions.length + answers.length > 0) return [];
  return [`${profile === undefined ? '' : `${safeText(profile)}: `}nothing is cached\n`];
}
