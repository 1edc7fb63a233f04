/** The question for the role, as a list. */

import { profilesOf, roleOf } from '../config/chain-queries.ts';
import { ConfigError } from '../config/errors.ts';
import { type ConfigFiles, listProfiles } from '../config/files.ts';
import type { PlannedChain, RoleChain } from '../config/plan.ts';
import type { PlanEnv } from '../config/plan-context.ts';
import { roleChain } from '../config/planning.ts';
import { ConfigEditError } from '../config-edit/errors.ts';
import { answeredBySwrole, swroleBehind } from '../doctor/facts/commands.ts';
import type { Style } from '../ui/format.ts';
import { padded, textWidth, truncate, truncateLeft } from '../ui/wrap.ts';
import { safeText } from '../util/text.ts';
import { type Dialog, editText, endingOf, type Size, type Step } from './dialog.ts';

const TITLE = 'Role for SDKs';

/** @param choices one at least */
export function rolePicker(choices: readonly Choice[]): Dialog<Picker, Choice> {
  return {
    start: { choices, filter: '', marked: 0 },
    press,
    lines: (picker, size, style) => pickerLines(picker, TITLE, size, style),
    summary: ({ name }) => `${TITLE}: ${name}`,
  };
}

// The profiles that are worth a `credential_process`: every SDK reads plain keys by itself.

/** A profile, and what it gives in a few words. */
interface Choice {
  readonly name: string;
  readonly what: string;
}

/** In the order of the files. */
export function roleChoices(files: ConfigFiles, surroundings: PlanEnv): Choice[] {
  return listProfiles(files).flatMap((name) => {
    const chain = chainOf(name, files, surroundings);
    const what = chain && whatItGives(chain);
    return what === undefined ? [] : [{ name, what }];
  });
}

/** `undefined` for a profile that leads nowhere: it would be refused. */
function chainOf(name: string, files: ConfigFiles, surroundings: PlanEnv): RoleChain | undefined {
  try {
    return roleChain(files, name, surroundings);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function whatItGives(chain: RoleChain): string | undefined {
  const { base, mfaSession } = chain;
  const role = roleOf(chain);
  if (role !== undefined) return `role ${role.roleName} in ${role.accountId}`;
  switch (base.kind) {
    case 'sso':
      return `SSO role ${base.roleName} in ${base.accountId}`;
    case 'login':
      return 'aws login';
    case 'process':
      return answeredBySwrole(base) === undefined ? 'another program' : undefined;
    case 'instance':
      return 'role of the EC2 instance';
    case 'container':
      return 'role of the container';
    default:
      return mfaSession === undefined ? undefined : 'keys behind an MFA session';
  }
}

// A list to choose from, as a value, and what each key does to it.

/** What has been typed, and which of the choices that fit is marked. */
export interface Picker {
  readonly choices: readonly Choice[];
  readonly filter: string;
  readonly marked: number;
}

/** The choices that fit what was typed. */
function fitting({ choices, filter }: Picker): readonly Choice[] {
  const wanted = filter.toLowerCase();
  return choices.filter(({ name, what }) => `${name} ${what}`.toLowerCase().includes(wanted));
}

const UP = new Set(['\x1b[A', '\x1bOA', '\x10']);
const DOWN = new Set(['\x1b[B', '\x1bOB', '\x0e', '\t']);

/** What a key makes of the list, or of the choosing its end. */
export function press(picker: Picker, key: string): Step<Picker, Choice> {
  const ending = endingOf(key);
  if (ending) return { picked: ending };
  if (UP.has(key)) return moved(picker, -1);
  if (DOWN.has(key)) return moved(picker, 1);
  if (key === '\r' || key === '\n') return taken(picker);
  const filter = editText(picker.filter, key);
  return filter === undefined ? picker : { ...picker, filter, marked: 0 };
}

function moved(picker: Picker, by: number): Picker {
  const { length } = fitting(picker);
  return { ...picker, marked: length && (picker.marked + by + length) % length };
}

function taken(picker: Picker): Step<Picker, Choice> {
  const choice = fitting(picker)[picker.marked];
  return choice === undefined ? picker : { picked: choice };
}

// The lines that show a list to choose from.

const KEYS = 'type to filter; Enter: take; Esc: leave';
/** More than this, and the eye gets lost: typing is quicker. */
const MOST = 10;

/** The lines of the list; the first ends in what was typed. */
export function pickerLines(picker: Picker, title: string, size: Size, style: Style): string[] {
  const fits = fitting(picker);
  const width = size.columns - 1;
  const count = Math.max(1, Math.min(MOST, size.rows - 3));
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

// A role that is made from the profile which is to be made from it: each would wait for the other (aws/aws-cli#8860).

/** The profiles that a chain passes through, and those of every swrole that it starts. */
function rowOf(chain: PlannedChain, files: ConfigFiles, surroundings: PlanEnv): string[] {
  const row: string[] = [];
  for (let current = chain; ; ) {
    row.push(...profilesOf(current));
    const next = swroleBehind(current.base);
    if (next === undefined) return row;
    if (row.includes(next) || !files.profiles.has(next)) return [...row, next];
    current = roleChain(files, next, surroundings);
  }
}

/**
 * The chain of `role`.
 *
 * @throws ConfigError if it leads nowhere, ConfigEditError `leads-back` if it leads to `app`
 */
export function chainAwayFrom(
  app: string,
  role: string,
  files: ConfigFiles,
  surroundings: PlanEnv,
): PlannedChain {
  const chain = roleChain(files, role, surroundings);
  const row = rowOf(chain, files, surroundings);
  const index = row.indexOf(app);
  if (index < 0) return chain;
  const profiles = [app, ...row.slice(0, index), app];
  throw new ConfigEditError({ kind: 'leads-back', profiles });
}
