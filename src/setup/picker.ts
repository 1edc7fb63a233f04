/** The dialog that selects a role from a filtered list, and the check that the role does not lead back to its SDK profile. */

import { profilesOf, roleOf } from '../config/chain-queries.ts';
import { ConfigError } from '../config/errors.ts';
import { type ConfigFiles, listProfiles } from '../config/files.ts';
import type { PlannedChain, RoleChain } from '../config/plan.ts';
import type { PlanEnv } from '../config/plan-context.ts';
import { roleChain } from '../config/planning.ts';
import { ConfigEditError } from '../config-edit/errors.ts';
import { answeredBySwrole, swroleBehind, swroleSource } from '../doctor/facts/command-lines.ts';
import { padded, type Style, textWidth, truncate, truncateLeft } from '../ui/format.ts';
import { safeText } from '../util/text.ts';
import { type Dialog, editText, endingOf, type Size, type Step } from './dialog.ts';

const TITLE = 'Role for SDKs';

/**
 * The dialog that selects one of several, by default the role.
 *
 * @param choices at least one
 */
export function rolePicker(choices: readonly Choice[], title = TITLE): Dialog<Picker, Choice> {
  return {
    start: { choices, filter: '', marked: 0 },
    press,
    lines: (picker, size, style) => pickerLines(picker, title, size, style),
    summary: ({ name }) => `${title}: ${name}`,
  };
}

// The choices: profiles that SDKs need swrole for. Profiles with plain keys work in every SDK.

/** A profile and a short description of its credentials, or another choice. */
export interface Choice {
  readonly name: string;
  readonly what: string;
}

/** The choices in the order of the files. */
export function roleChoices(files: ConfigFiles, planEnv: PlanEnv): Choice[] {
  return listProfiles(files).flatMap((name) => {
    const chain = chainOrNone(name, files, planEnv);
    const what = chain && describeCredentials(chain);
    return what === undefined ? [] : [{ name, what }];
  });
}

/** The chain of a profile; `undefined` for an invalid profile, which cannot be used. */
export function chainOrNone(
  name: string,
  files: ConfigFiles,
  planEnv: PlanEnv,
): RoleChain | undefined {
  try {
    return roleChain(files, name, planEnv);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function describeCredentials(chain: RoleChain): string | undefined {
  const { source, mfaSession } = chain;
  const role = roleOf(chain);
  if (role !== undefined) return `role ${role.roleName} in ${role.accountId}`;
  switch (source.kind) {
    case 'sso':
      return `SSO role ${source.roleName} in ${source.accountId}`;
    case 'login':
      return 'aws login';
    case 'cognito':
      return 'Cognito identity pool';
    case 'process':
      return answeredBySwrole(source) === undefined ? 'another program' : undefined;
    case 'instance':
      return 'role of the EC2 instance';
    case 'container':
      return 'role of the container';
    default:
      return mfaSession === undefined ? undefined : 'keys behind an MFA session';
  }
}

// The list as data, and what each key does.

/** The typed filter, and the marked one of the matching choices. */
export interface Picker {
  readonly choices: readonly Choice[];
  readonly filter: string;
  readonly marked: number;
}

/** The choices that match the filter. */
function matchingChoices({ choices, filter }: Picker): readonly Choice[] {
  const wanted = filter.toLowerCase();
  return choices.filter(({ name, what }) => `${name} ${what}`.toLowerCase().includes(wanted));
}

const UP = new Set(['\x1b[A', '\x1bOA', '\x10']);
const DOWN = new Set(['\x1b[B', '\x1bOB', '\x0e', '\t']);

/** Applies a key to the list. */
export function press(picker: Picker, key: string): Step<Picker, Choice> {
  const ending = endingOf(key);
  if (ending) return { picked: ending };
  if (UP.has(key)) return moveMark(picker, -1);
  if (DOWN.has(key)) return moveMark(picker, 1);
  if (key === '\r' || key === '\n') return selectMarked(picker);
  const filter = editText(picker.filter, key);
  return filter === undefined ? picker : { ...picker, filter, marked: 0 };
}

function moveMark(picker: Picker, by: number): Picker {
  const { length } = matchingChoices(picker);
  return { ...picker, marked: length && (picker.marked + by + length) % length };
}

function selectMarked(picker: Picker): Step<Picker, Choice> {
  const choice = matchingChoices(picker)[picker.marked];
  return choice === undefined ? picker : { picked: choice };
}

const KEYS = 'type to filter; Enter: take; Esc: leave';

/** The longest list that is shown: for more, typing a filter is faster. */
const MAX_ROWS = 10;

/** The lines of the dialog; the first one ends with the filter. */
export function pickerLines(picker: Picker, title: string, size: Size, style: Style): string[] {
  const fits = matchingChoices(picker);
  const width = size.columns - 1;
  const count = Math.max(1, Math.min(MAX_ROWS, size.rows - 3));
  const first = Math.max(0, Math.min(picker.marked - count + 1, fits.length - count));
  const names = Math.max(0, ...fits.map(({ name }) => textWidth(safeText(name))));
  const rows = fits.slice(first, first + count).map(({ name, what }, i) => {
    const isMarked = first + i === picker.marked;
    const text = `${padded(safeText(name), names)}  ${safeText(what)}`;
    const row = truncate(`${isMarked ? '>' : ' '} ${text}`, width);
    return isMarked ? style.bold(row) : row;
  });
  const hidden = fits.length - rows.length;
  const last = truncate(hidden > 0 ? `${hidden} more; ${KEYS}` : KEYS, width);
  const list = rows.length > 0 ? rows : ['  nothing fits'];
  return [truncateLeft(`${title}: ${safeText(picker.filter)}`, width), ...list, style.dim(last)];
}

// The loop check: a role that gets its credentials from its own SDK profile would wait for itself (aws/aws-cli#8860).

/**
 * Checks that the chain of `role` does not lead to `app`, and returns it.
 *
 * @throws ConfigError for an invalid role, ConfigEditError `leads-back` if the chain leads to `app`
 */
export function chainWithoutLoop(
  app: string,
  role: string,
  files: ConfigFiles,
  planEnv: PlanEnv,
): PlannedChain {
  const chain = roleChain(files, role, planEnv);
  const row = profilePath(chain, files, planEnv);
  const index = row.indexOf(app);
  if (index < 0) return chain;
  const profiles = [app, ...row.slice(0, index), app];
  throw new ConfigEditError({ kind: 'leads-back', profiles });
}

/**
 * Checks that the chain of a new profile does not lead back to it: its source may already call swrole for it.
 *
 * @throws ConfigError for an invalid chain, ConfigEditError `leads-back`
 */
export function assertNoCircle(name: string, files: ConfigFiles, planEnv: PlanEnv): void {
  const [, ...row] = profilePath(roleChain(files, name, planEnv), files, planEnv);
  const index = row.indexOf(name);
  if (index < 0) return;
  const profiles = [name, ...row.slice(0, index + 1)];
  throw new ConfigEditError({ kind: 'leads-back', profiles });
}

/** The profiles of a chain, and of every chain that it calls swrole for. */
function profilePath(chain: PlannedChain, files: ConfigFiles, planEnv: PlanEnv): string[] {
  const row: string[] = [];
  for (let current = chain; ; ) {
    row.push(...profilesOf(current));
    const next = swroleBehind(current.source) ?? swroleSource(current.source);
    if (next === undefined) return row;
    if (row.includes(next) || !files.profiles.has(next)) return [...row, next];
    current = roleChain(files, next, planEnv);
  }
}
