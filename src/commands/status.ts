/**
 * `swrole status [PROFILE]`: prints what is cached, for which profiles and until when; with `--all` also what is internal. It
 * does not prompt, run commands or call AWS.
 */

import type { Context } from '../cli/context.ts';
import type { StatusInvocation } from '../cli/invocation.ts';
import { type StatusFacts, statusFacts } from '../inventory/status.ts';
import {
  activeProfile,
  answerTable,
  deviceTable,
  failureLines,
  failureTable,
  sessionTable,
  type TableOptions,
} from '../inventory/tables.ts';
import type { ExitStatus } from '../process/exec.ts';
import type { System } from '../system.ts';
import { jsonText, styleOf } from '../ui/format.ts';
import { tableText } from '../ui/table.ts';
import { safeText } from '../util/text.ts';

/** @throws ConfigError if a config file cannot be read, or the profile is invalid */
export async function runStatus(
  { profile, source, all, json }: StatusInvocation,
  context: Context,
): Promise<ExitStatus> {
  const { system } = context;
  const { facts, colors } = statusFacts(profile, source, context);
  const text = json ? jsonText(facts) : statusText(facts, { profile, all, colors }, system);
  await system.stdout.write(text);
  return { exitCode: 0 };
}

interface Wanted extends Pick<TableOptions, 'colors'> {
  readonly profile: string | undefined;
  readonly all: boolean;
}

function statusText(facts: StatusFacts, wanted: Wanted, system: System): string {
  const { stdout, env, home } = system;
  const { profile, all, colors } = wanted;
  const style = styleOf(stdout, env);
  const options = { now: system.now(), home, style, active: activeProfile(env), colors };
  const internal = all
    ? [deviceTable(facts.devices, options), answerTable(facts.answers, options)]
    : [];
  const parts = [sessionTable(facts.sessions, all, options), ...internal]
    .filter(({ rows }) => rows.length > 0)
    .map((table) => tableText(table, stdout, style));
  return [...emptyNote(facts, profile, all), ...parts, ...failures(facts, options, system)].join(
    '\n',
  );
}

function failures({ failures }: StatusFacts, options: TableOptions, { stdout }: System): string[] {
  if (failures.length === 0) return [];
  if (stdout.isTerminal) return [failureLines(failures, stdout.columns, options)];
  return [tableText(failureTable(failures, options), stdout, options.style)];
}

function emptyNote(
  { sessions, answers }: StatusFacts,
  profile: string | undefined,
  all: boolean,
): string[] {
  if (sessions.length > 0 || (all && answers.length > 0)) return [];
  const what =
    answers.length > 0
      ? 'no session is cached; swrole status --all shows the answers that are ready'
      : 'nothing is cached';
  return [`${profile === undefined ? '' : `${safeText(profile)}: `}${what}\n`];
}
