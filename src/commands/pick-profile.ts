/**
 * Picks a profile at the terminal: which ones are offered, in which order and with what beside their names, and how: with swrole's
 * own picker, with the program of `SWROLE_PICKER`, or from a numbered list.
 */

import { spawn } from 'node:child_process';
import type { Context } from '../cli/context.ts';
import { NothingChosenError } from '../cli/errors.ts';
import { ConfigError } from '../config/errors.ts';
import { type ConfigFiles, listProfiles, loadConfigFiles } from '../config/files.ts';
import { roleKeys } from '../config/keys.ts';
import { SESSIONS } from '../fast-path/paths.ts';
import { confirms, Plans, StoredSessions } from '../inventory/plans.ts';
import { type ProfileFacts, profileFacts, resolveDelegates } from '../inventory/profiles.ts';
import { killTree } from '../process/kill-tree.ts';
import { programName } from '../process/run-child.ts';
import { storedSessions } from '../session/inventory.ts';
import { readHistory } from '../storage/history.ts';
import { privateStore } from '../storage/private-store.ts';
import { withDialogs } from '../terminal/dialog.ts';
import {
  type Choice,
  type ChoiceCell,
  choiceRows,
  matchingChoices,
  type PickerTexts,
  picker,
} from '../terminal/picker.ts';
import { openTerminal } from '../terminal/tty.ts';
import { type Style, styleOf, timeLeft } from '../ui/format.ts';
import { parseInstant, safeText } from '../util/text.ts';
import { hasOnlyKeys } from './help.ts';

/**
 * Picks a profile. The user must be at the terminal.
 *
 * @param active the profile of this shell
 * @param interrupted ends the question
 * @param part what has been typed of a name: only profiles that fit are offered
 * @returns `undefined` if there is no profile
 * @throws NothingChosenError; ConfigError if a config file cannot be read
 */
export async function pickProfile(
  active: string | undefined,
  interrupted: AbortSignal,
  context: Context,
  part = '',
): Promise<string | undefined> {
  const { system } = context;
  const { SWROLE_PICKER, TERM } = system.env;
  const choices = profileChoices(context, active);
  if (choices.length === 0) return undefined;
  const texts = profileTexts(context, active);
  const fitting = matchingChoices(choices, part);
  if (SWROLE_PICKER) return pickByCommand(SWROLE_PICKER, fitting, texts, interrupted, context);
  if (TERM === 'dumb') return pickFromList(choices, fitting, texts, interrupted, context);
  const dialog = picker(choices, texts, part);
  const picked = await withDialogs({ system, interrupted }, (ask) => ask(dialog));
  if (typeof picked === 'object') return picked.name;
  throw new NothingChosenError(picked === 'interrupted' ? 'SIGINT' : undefined);
}

// What is offered.

/**
 * The profiles of both files: the one to renew first, then the used ones, by how often and how recently, then the others in the order
 * of the files.
 */
function profileChoices(context: Context, active: string | undefined): readonly Choice[] {
  const files = loadConfigFiles(context.system);
  const names = listProfiles(files);
  const used = readHistory(context).map(({ profile }) => profile);
  const ranks = new Map(used.map((name, rank) => [name, rank]));
  if (active !== undefined && isExpired(context.system)) ranks.set(active, -1);
  const rankOf = (name: string) => ranks.get(name) ?? Number.MAX_SAFE_INTEGER;
  return [...names]
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map((name) => ({ name, also: accountAndRole(name, files) }));
}

/** Whether the credentials that swrole has given this shell have expired: then they are probably to be renewed. */
function isExpired({ env, now }: Context['system']): boolean {
  const { SWROLE_PROFILE, AWS_CREDENTIAL_EXPIRATION = '' } = env;
  const expiration = parseInstant(AWS_CREDENTIAL_EXPIRATION);
  return Boolean(SWROLE_PROFILE) && expiration !== undefined && expiration <= now();
}

/** What the ARN of its role says, without planning the profile. */
function accountAndRole(name: string, { profiles }: ConfigFiles): string {
  const arn = profiles.get(name)?.settings.get(roleKeys.roleArn)?.value ?? '';
  const [, account = '', role = ''] = /:(\d+):role\/(.+)$/.exec(arn) ?? [];
  return `${account} ${role}`.trim();
}

/** What is shown of a profile. */
interface Shown extends Pick<ProfileFacts, 'accountId' | 'role' | 'cachedUntil'> {
  readonly color: string | undefined;
  readonly isInvalid: boolean;
  /** Whether swrole asks for its name before it is used (`confirm = true`). */
  readonly confirm: boolean;
}

/**
 * The texts of the picker. A profile is planned when its row is shown, because a file may have a thousand.
 *
 * @param active the profile of this shell
 */
function profileTexts(context: Context, active: string | undefined): PickerTexts<Choice> {
  const { system, cache } = context;
  const files = loadConfigFiles(system);
  const plans = new Plans(files, system);
  const stored = new StoredSessions(storedSessions(privateStore(cache, SESSIONS)));
  const known = new Map<string, Shown>();
  const shownOf = (name: string): Shown => {
    const shown = known.get(name) ?? planned(name, plans, stored);
    known.set(name, shown);
    return shown;
  };
  return {
    title: 'Profile',
    dispensable: [2, 3, 1],
    isSilent: true,
    note: hasOnlyKeys(files)
      ? 'only keys so far; swrole setup makes a profile of a role'
      : undefined,
    legend: (shown) =>
      shown.some(({ name }) => shownOf(name).confirm) ? CONFIRM_MEANING : undefined,
    cells: ({ name }, style, isMarked) => {
      const { accountId, role, cachedUntil, color, isInvalid, confirm } = shownOf(name);
      const bold = isMarked ? style.bold : undefined;
      const marks = `${name === active ? '*' : ''}${confirm ? '!' : ''}`;
      const text = marks === '' ? name : `${name} ${marks}`;
      return [
        { text, paint: color === undefined ? bold : style.color(isMarked ? `1;${color}` : color) },
        { text: isInvalid ? 'not valid' : (accountId ?? ''), paint: isInvalid ? style.red : bold },
        { text: role ?? '', paint: bold },
        leftCell(cachedUntil, system.now(), style),
      ];
    },
  };
}

/** The mark of a profile with `confirm`. */
const CONFIRM_MEANING = '!: asks for its name';

function planned(name: string, plans: Plans, stored: StoredSessions): Shown {
  const factsOf = (profile: string) => profileFacts(plans.of(profile), stored, 'none');
  try {
    const { color } = plans.of(name).chain;
    const facts = factsOf(name);
    const [resolved = facts] = resolveDelegates([
      facts,
      ...(facts.swrole === null ? [] : [factsOf(facts.swrole)]),
    ]);
    return {
      ...resolved,
      color,
      isInvalid: false,
      confirm: confirms(name, (other) => chainOf(other, plans)),
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const unknown = { accountId: null, role: null, cachedUntil: null, color: undefined };
    return { ...unknown, isInvalid: true, confirm: false };
  }
}

function chainOf(name: string, plans: Plans) {
  try {
    return plans.of(name).chain;
  } catch {
    return undefined;
  }
}

function leftCell(cachedUntil: string | null, now: number, style: Style): ChoiceCell {
  if (cachedUntil === null) return { text: '' };
  const until = Date.parse(cachedUntil);
  return { text: timeLeft(until, now), paint: until <= now ? style.dim : style.green };
}

// Other ways to pick.

/** Without colours: another program would show their codes. */
const PLAIN = styleOf({ isTerminal: false, columns: 0, write: async () => {} }, {});

/**
 * Picks with the program of `SWROLE_PICKER`: it gets a line for each choice on stdin, prints the chosen one, and has the terminal.
 *
 * @returns the name of the chosen one
 * @throws NothingChosenError if it prints nothing or fails, as `fzf` does at Escape, and if it cannot be run or prints
 *   something else
 */
async function pickByCommand<C extends Choice>(
  command: string,
  choices: readonly C[],
  texts: PickerTexts<C>,
  interrupted: AbortSignal,
  context: Context,
): Promise<string> {
  const rows = choiceRows(choices, texts, Number.POSITIVE_INFINITY, PLAIN);
  const { status, output } = await runFilter(command, rows, interrupted, context);
  const program = programName(command);
  if (status === 126 || status === 127)
    throw wrongPicker(`${program} cannot be run`, 'install it, or unset SWROLE_PICKER');
  const line = output.replace(/\r?\n$/, '');
  if (status !== 0 || line === '') throw new NothingChosenError();
  if (rows.indexOf(line) !== rows.lastIndexOf(line))
    throw wrongPicker('two profiles have the same line', 'give the profile by its name');
  const chosen = choices[rows.indexOf(line)] ?? choices.find(({ name }) => name === line);
  if (chosen !== undefined) return chosen.name;
  throw wrongPicker(
    `${program} printed a line that it did not get`,
    'it must print one of the lines that it reads, unchanged, as fzf does',
  );
}

function wrongPicker(problem: string, hint: string): NothingChosenError {
  return new NothingChosenError({ exitCode: 3, message: `SWROLE_PICKER: ${problem}`, hint });
}

/** Its exit status, 1 for a signal, and what it has printed. The shell runs it, so it may have arguments. */
function runFilter(
  command: string,
  rows: readonly string[],
  interrupted: AbortSignal,
  { system: { env, platform } }: Context,
): Promise<{ readonly status: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, [], { shell: true, stdio: ['pipe', 'pipe', 'inherit'], env });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    // A program such as `head -1` does not read everything.
    child.stdin.on('error', () => {}).end(rows.map((row) => `${row}\n`).join(''));
    const end = () => void (child.pid !== undefined && killTree(child.pid, platform));
    interrupted.addEventListener('abort', end, { once: true });
    child.on('error', () => resolve({ status: 127, output }));
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

/** The most lines of a list: more would scroll away. */
const MAX_LINES = 20;

/**
 * Picks from a numbered list, on a terminal that cannot move its cursor. A part of a name makes the list shorter.
 *
 * @returns the name of the chosen one
 * @throws NothingChosenError
 */
async function pickFromList<C extends Choice>(
  choices: readonly C[],
  fitting: readonly C[],
  texts: PickerTexts<C>,
  interrupted: AbortSignal,
  { system }: Context,
): Promise<string> {
  const terminal = await openTerminal(system.platform);
  if (typeof terminal === 'string') throw new NothingChosenError();
  try {
    if (texts.note !== undefined) await terminal.say(texts.note);
    for (let listed = fitting.slice(); ; ) {
      const shown = listed.slice(0, MAX_LINES);
      const width = system.stderr.columns - 5;
      const rows = choiceRows(shown, texts, width, PLAIN);
      for (const [index, row] of rows.entries())
        await terminal.say(`${String(index + 1).padStart(3)} ${row}`);
      const legend = texts.legend?.(shown);
      if (legend !== undefined) await terminal.say(`    ${legend}`);
      if (shown.length < listed.length)
        await terminal.say(`    and ${listed.length - shown.length} more`);
      const answer = await terminal.ask(`${texts.title} (number or part of a name): `, interrupted);
      const typed = typeof answer === 'object' ? answer.text.trim() : '';
      if (typed === '') throw new NothingChosenError();
      const chosen = shown[Number(typed) - 1] ?? choices.find(({ name }) => name === typed);
      if (chosen !== undefined) return chosen.name;
      const matching = matchingChoices(choices, typed);
      if (matching.length === 0) await terminal.say(`nothing fits ${safeText(typed)}`);
      listed = matching.length === 0 ? choices.slice() : matching.slice();
    }
  } finally {
    terminal.close();
  }
}
