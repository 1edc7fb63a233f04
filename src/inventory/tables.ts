/** The facts of profiles in a person's words. */
import type { Instant } from '../credentials.ts';
import { listWords, wayWords } from '../words/names.ts';
import { shortDuration } from '../words/short-duration.ts';
import { withTilde } from '../cli/people/home-path.ts';
import type { Style } from '../cli/people/style.ts';
import type { Cell, Row, Table } from '../ui/table.ts';
import { clockTime, timeLeft } from '../ui/format.ts';
import type { MfaFacts } from '../cli/listing/mfa-facts.ts';
import { deviceName } from '../cli/listing/names.ts';
import type { ProfileFacts } from './profiles.ts';
import type { SourceKind } from '../cli/listing/source-kind.ts';

/** What words depend on beside the facts. */
export interface Telling {
  readonly now: Instant;
  /** Shown as `~`. */
  readonly home: string;
  readonly style: Style;
}

const TITLES = ['PROFILE', 'KIND', 'SOURCE', 'ACCOUNT', 'ROLE', 'REGION', 'MFA CODE', 'CACHED'];

/** Names, roles and ways are cut before the table is given up; places and times are wrapped between their words. */
const LEAST = { PROFILE: 20, KIND: 11, SOURCE: 11, ROLE: 11, 'MFA CODE': 9, CACHED: 7 };

const SOURCE_WORDS: Readonly<Record<SourceKind, string>> = {
  keys: 'keys',
  environment: 'environment',
  process: 'process',
  sso: 'SSO',
  'sign-in': 'sign-in',
  instance: 'instance',
  container: 'container',
  'web-identity': 'web identity',
};

/** A line for each profile. */
export function profileTable(facts: readonly ProfileFacts[], telling: Telling): Table {
  const rows = facts.map((each) => profileRow(each, telling));
  return { titles: TITLES, least: LEAST, rows };
}

function profileRow(facts: ProfileFacts, telling: Telling): Row {
  const name = { text: facts.profile };
  if (facts.error !== null) return { cells: [name], note: errorNote(facts.error, telling) };
  const texts = [
    kindWords(facts),
    sourceWords(facts),
    facts.accountId ?? '',
    facts.role ?? '',
    facts.region ?? '',
    listWords(facts.mfa.slice(0, MOST_CODES).map(codeWords), MOST_CODES, facts.mfaCount),
  ];
  return { cells: [name, ...texts.map((text) => ({ text })), cachedCell(facts, telling)] };
}

function errorNote(error: string, { home, style }: Telling): Cell {
  return { text: `error: ${withTilde(error, home)}`, paint: style.red };
}

function kindWords({ kind }: ProfileFacts): string {
  if (kind === null || kind === 'role' || kind === 'chain') return kind ?? '';
  return SOURCE_WORDS[kind];
}

/** The way back to the credentials: `project-dev -> my-company -> keys`, `swrole -> project-dev`. */
function sourceWords({ kind, path, pathLength, source, swrole }: ProfileFacts): string {
  if (source === null || (kind === source && swrole === null)) return '';
  const end = swrole === null ? [SOURCE_WORDS[source]] : ['swrole', swrole];
  return wayWords([...path.slice(1), ...end], pathLength - 1 + end.length);
}

/** More codes than these are told by their number. */
const MOST_CODES = 3;

function codeWords({ serial, codeFrom, sessionSeconds }: MfaFacts): string {
  const from = codeFrom === 'none' ? `nowhere (${deviceName(serial)})` : codeFrom;
  return sessionSeconds === null ? from : `${from}, for ${shortDuration(sessionSeconds)}`;
}

function cachedCell({ cachedUntil }: ProfileFacts, { now, style }: Telling): Cell {
  if (cachedUntil === null) return { text: '' };
  const until = Date.parse(cachedUntil);
  if (until <= now) return { text: 'expired', paint: style.dim };
  return { text: `${clockTime(until, now)} (${timeLeft(until, now)})`, paint: style.green };
}
