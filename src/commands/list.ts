/**
 * `swrole list [WORD...]`: prints every profile and how it gets credentials, in the order of the files: those of the config file,
 * then those that only the credentials file has. It does not prompt, run commands or call AWS.
 */

import type { Context } from '../cli/context.ts';
import type { ListInvocation } from '../cli/invocation.ts';
import { loadConfigFiles } from '../config/files.ts';
import { configFilePaths, SESSIONS } from '../fast-path/paths.ts';
import { confirmingProfiles, Plans, profileColors, StoredSessions } from '../inventory/plans.ts';
import {
  type MfaFacts,
  type ProfileFacts,
  profileFacts,
  promptSource,
  resolveDelegates,
  type SourceKind,
} from '../inventory/profiles.ts';
import { activeProfile, deviceName, type TableOptions } from '../inventory/tables.ts';
import { joinWords, wayWords } from '../messages/message.ts';
import type { ExitStatus } from '../process/exec.ts';
import { storedSessions } from '../session/inventory.ts';
import { privateStore } from '../storage/private-store.ts';
import type { System } from '../system.ts';
import { clockTime, jsonText, styleOf, timeLeft, withTilde } from '../ui/format.ts';
import { type Cell, type Row, type Table, tableText } from '../ui/table.ts';
import { shownWords } from '../util/secret-text.ts';
import { safeText, shortDuration } from '../util/text.ts';

/** @throws ConfigError when a config file cannot be read */
export async function runList(
  { words, json }: ListInvocation,
  { system, cache }: Context,
): Promise<ExitStatus> {
  const stored = new StoredSessions(storedSessions(privateStore(cache, SESSIONS)));
  const plans = new Plans(loadConfigFiles(system), system).all();
  const promptedBy = promptSource(system.env);
  const facts = resolveDelegates(plans.map((plan) => profileFacts(plan, stored, promptedBy)));
  const selected = facts.filter(({ profile }) => isSelected(profile, words));
  const looks = { colors: profileColors(plans), confirming: confirmingProfiles(plans) };
  await system.stdout.write(json ? jsonText(selected) : listText(selected, words, looks, system));
  return { exitCode: 0 };
}

/** Whether a name has one of these words in it, in upper or lower case; without words, every name is selected. */
function isSelected(profile: string, words: readonly string[]): boolean {
  const name = profile.toLowerCase();
  return words.length === 0 || words.some((word) => name.includes(word.toLowerCase()));
}

function listText(
  facts: readonly ProfileFacts[],
  words: readonly string[],
  looks: Pick<TableOptions, 'colors' | 'confirming'>,
  system: System,
): string {
  if (facts.length === 0) return words.length === 0 ? noProfiles(system) : noneWith(words);
  const { env, home, stdout } = system;
  const style = styleOf(stdout, env);
  const options = { now: system.now(), home, style, active: activeProfile(env), ...looks };
  const lines = [errorLine(facts, system), confirmLine(facts, looks, system)].filter(Boolean);
  const after = lines.length === 0 ? '' : `\n${lines.join('')}`;
  return tableText(profileTable(facts, options), stdout, style) + after;
}

function noProfiles({ env, home }: System): string {
  const { config, credentials } = configFilePaths(env, home);
  const files = [config, credentials].map((path) => withTilde(path, home)).join(' or ');
  return `no profiles in ${safeText(files)}\n`;
}

function noneWith(words: readonly string[]): string {
  return `no profile has ${words.map((word) => shownWords(word)).join(' or ')} in its name\n`;
}

/** A terminal may show the beginning of an error only. */
function errorLine(facts: readonly ProfileFacts[], { stdout }: System): string {
  const wrong = facts.filter(({ error }) => error !== null);
  const [first] = wrong;
  if (!stdout.isTerminal || first === undefined) return '';
  const which = wrong.length === 1 ? ` ${shownWords(first.profile, '')}` : '';
  return `swrole doctor${which} shows what to write instead\n`;
}

/** What the mark means. */
function confirmLine(
  facts: readonly ProfileFacts[],
  { confirming }: Pick<TableOptions, 'confirming'>,
  { stdout }: System,
): string {
  if (!stdout.isTerminal || !facts.some(({ profile }) => confirming?.has(profile))) return '';
  return '! asks for its name before it is used (confirm = true)\n';
}

// The table.

const TITLES = ['PROFILE', 'KIND', 'SOURCE', 'ACCOUNT', 'ROLE', 'REGION', 'MFA CODE', 'CACHED'];

/** What a narrow terminal leaves out, first what is looked for least often, and what it shortens. */
const LAYOUT = {
  drops: ['SOURCE', 'MFA CODE', 'KIND', 'REGION', 'ROLE'],
  shortens: ['SOURCE', 'MFA CODE', 'ROLE', 'PROFILE'],
  lastDrops: ['ACCOUNT', 'CACHED'],
};

const SOURCE_LABELS: Readonly<Record<SourceKind, string>> = {
  keys: 'keys',
  environment: 'environment',
  process: 'process',
  sso: 'SSO',
  'sign-in': 'sign-in',
  cognito: 'Cognito',
  instance: 'instance',
  container: 'container',
  'web-identity': 'web identity',
  saml: 'SAML',
};

/** A line for each profile. */
export function profileTable(facts: readonly ProfileFacts[], options: TableOptions): Table {
  const rows = facts.map((each) => profileRow(each, options));
  return { titles: TITLES, ...LAYOUT, rows };
}

function profileRow(facts: ProfileFacts, options: TableOptions): Row {
  const { profile } = facts;
  const color = options.colors.get(profile);
  const name = color ? { text: profile, paint: options.style.color(color) } : { text: profile };
  const isActive = profile === options.active;
  const isGuarded = options.confirming?.has(profile) ?? false;
  if (facts.error !== null)
    return { cells: [name], note: errorNote(facts.error, options), isActive, isGuarded };
  const cells = [
    name,
    { text: kindText(facts) },
    { text: sourceText(facts) },
    { text: facts.accountId ?? '' },
    { text: facts.role ?? '' },
    { text: facts.region ?? '' },
    { text: codesText(facts) },
    cachedCell(facts, options),
  ];
  return { cells, isActive, isGuarded };
}

function errorNote(error: string, { home, style }: TableOptions): Cell {
  return { text: `error: ${withTilde(error, home)}`, paint: style.red };
}

function kindText({ kind }: ProfileFacts): string {
  if (kind === null || kind === 'role' || kind === 'chain') return kind ?? '';
  return SOURCE_LABELS[kind];
}

/** The path to the credential source: `project-dev -> my-company -> keys`, `swrole -> project-dev`. */
function sourceText({ kind, path, pathLength, source, swrole }: ProfileFacts): string {
  if (source === null || (kind === source && swrole === null)) return '';
  const end = swrole === null ? [SOURCE_LABELS[source]] : ['swrole', swrole];
  return wayWords([...path.slice(1), ...end], pathLength - 1 + end.length);
}

/** A cell lists at most this many codes. */
const MAX_CODES = 3;

function codesText({ mfa, mfaCount }: ProfileFacts): string {
  if (mfaCount === 0) return '';
  return joinWords(mfa.slice(0, MAX_CODES).map(codeText), MAX_CODES, mfaCount);
}

function codeText({ serial, codeFrom, sessionSeconds }: MfaFacts): string {
  const from = codeFrom === 'none' ? `nowhere (${deviceName(serial)})` : codeFrom;
  return sessionSeconds === null ? from : `${from}, for ${shortDuration(sessionSeconds)}`;
}

function cachedCell({ cachedUntil }: ProfileFacts, { now, style }: TableOptions): Cell {
  if (cachedUntil === null) return { text: '' };
  const until = Date.parse(cachedUntil);
  if (until <= now) return { text: 'expired', paint: style.dim };
  return { text: `${clockTime(until, now)} (${timeLeft(until, now)})`, paint: style.green };
}
