/** `swrole status`: prints what is cached, for which profiles and until when. It does not prompt, run commands or call AWS. */

import type { Context } from '../cli/context.ts';
import type { StatusInvocation } from '../cli/invocation.ts';
import { type StatusFacts, statusFacts } from '../inventory/status.ts';
import { answerTable, deviceTable, failureTable, sessionTable } from '../inventory/tables.ts';
import type { ExitStatus } from '../process/exec.ts';
import { jsonText, styleOf } from '../ui/format.ts';
import { tableText } from '../ui/table.ts';
import { safeText } from '../util/text.ts';

/** @throws ConfigError if a config file cannot be read, or the profile is invalid */
export async function runStatus(
  { profile, source, json }: StatusInvocation,
  context: Context,
): Promise<ExitStatus> {
  const facts = statusFacts(profile, source, context);
  await context.system.stdout.write(json ? jsonText(facts) : statusText(facts, profile, context));
  return { exitCode: 0 };
}

function statusText(facts: StatusFacts, profile: string | undefined, { system }: Context): string {
  const { stdout, env, home } = system;
  const style = styleOf(stdout, env);
  const options = { now: system.now(), home, style };
  const tables = [
    sessionTable(facts.sessions, options),
    deviceTable(facts.devices, options),
    answerTable(facts.answers, options),
    failureTable(facts.failures, options),
  ];
  const parts = tables
    .filter(({ rows }) => rows.length > 0)
    .map((table) => tableText(table, stdout, style));
  return [...emptyNote(facts, profile), ...parts].join('\n');
}

function emptyNote({ sessions, answers }: StatusFacts, profile: string | undefined): string[] {
  if (sessions.length + answers.length > 0) return [];
  return [`${profile === undefined ? '' : `${safeText(profile)}: `}nothing is cached\n`];
}
