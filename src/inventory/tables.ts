/** The facts of profiles in a person's words. */
import type { Instant } from '../credentials.ts';
import { joinWords, wayWords } from '../messages/phrases.ts';
import {
  adviceWithTilde,
  clockTime,
  type Style,
  timeAgo,
  timeLeft,
  withTilde,
} from '../ui/format.ts';
import type { Cell, Row, Table } from '../ui/table.ts';
import { shortDuration } from '../util/text.ts';
import type { MfaFacts, ProfileFacts, SourceKind } from './profiles.ts';
import type { SessionFacts } from './sessions.ts';
import type { AnswerFacts, DeviceFacts, FailureFacts } from './status.ts';

/** What words depend on beside the facts. */
interface TableRow {
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
export function profileTable(facts: readonly ProfileFacts[], telling: TableRow): Table {
  const rows = facts.map((each) => profileRow(each, telling));
  return { titles: TITLES, minWidths: LEAST, rows };
}

function profileRow(facts: ProfileFacts, telling: TableRow): Row {
  const name = { text: facts.profile };
  if (facts.error !== null) return { cells: [name], note: errorNote(facts.error, telling) };
  const texts = [
    kindWords(facts),
    sourceWords(facts),
    facts.accountId ?? '',
    facts.role ?? '',
    facts.region ?? '',
    joinWords(facts.mfa.slice(0, MOST_CODES).map(codeWords), MOST_CODES, facts.mfaCount),
  ];
  return { cells: [name, ...texts.map((text) => ({ text })), cachedCell(facts, telling)] };
}

function errorNote(error: string, { home, style }: TableRow): Cell {
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

function cachedCell({ cachedUntil }: ProfileFacts, { now, style }: TableRow): Cell {
  if (cachedUntil === null) return { text: '' };
  const until = Date.parse(cachedUntil);
  if (until <= now) return { text: 'expired', paint: style.dim };
  return { text: `${clockTime(until, now)} (${timeLeft(until, now)})`, paint: style.green };
}

// What is cached in a person's words: sessions, devices, answers and failures, each as a table.

/** A line for each session. */
export function sessionTable(sessions: readonly SessionFacts[], telling: TableRow): Table {
  const titles = ['PROFILE', 'SESSION', 'LEFT', 'UNTIL', 'DEVICE', 'KEY ID'];
  return {
    titles,
    minWidths: { PROFILE: 20, SESSION: 20 },
    rows: sessions.map((each) => sessionRow(each, telling)),
  };
}

function sessionRow(facts: SessionFacts, { now, style }: TableRow): Row {
  const { profiles, usedBy, mfaSerial, keyIdEnding, expiration } = facts;
  const until = Date.parse(expiration);
  const names = profiles.length > 0 ? profiles : usedBy;
  const cells: Cell[] = [
    { text: joinWords(names, MOST) || '(none)' },
    { text: sessionName(facts) },
    leftCell(until, now, style),
    { text: until <= now ? '' : clockTime(until, now) },
    { text: mfaSerial === null ? '' : deviceName(mfaSerial) },
    { text: `…${keyIdEnding}`, paint: style.dim },
  ];
  return { cells };
}

/** More names than these say less. */
const MOST = 3;

/** Below this many milliseconds a session is renewed. */
const SOON = 15 * 60_000;

function leftCell(until: number, now: number, style: Style): Cell {
  const text = timeLeft(until, now);
  if (until <= now) return { text, paint: style.dim };
  return { text, paint: until - now < SOON ? style.yellow : style.green };
}

/** A line for each device. */
export function deviceTable(devices: readonly DeviceFacts[], { now, style }: TableRow): Table {
  const rows = devices.map(({ serial, nextCodeAt, askedAt }) => {
    const asked = askedAt === null ? '' : timeAgo(Date.parse(askedAt), now);
    return { cells: [{ text: serial }, codeCell(nextCodeAt, now, style), { text: asked }] };
  });
  return {
    titles: ['DEVICE', 'CODE OF THIS WINDOW', 'LAST ASKED'],
    minWidths: { 'CODE OF THIS WINDOW': 10 },
    rows,
  };
}

function codeCell(nextCodeAt: string | null, now: number, style: Style): Cell {
  if (nextCodeAt === null) return { text: 'not used' };
  const seconds = Math.max(1, Math.ceil((Date.parse(nextCodeAt) - now) / 1000));
  return { text: `used; next one in ${shortDuration(seconds)}`, paint: style.yellow };
}

/** A line for each answer. */
export function answerTable(answers: readonly AnswerFacts[], { now, style }: TableRow): Table {
  const rows = answers.map(({ profile, usableUntil, isCurrent }) => {
    const until = Date.parse(usableUntil);
    const left: Cell = isCurrent
      ? { text: timeLeft(until, now), paint: style.green }
      : { text: until <= now ? 'expired' : 'out of date', paint: style.dim };
    return { cells: [{ text: profile }, left] };
  });
  return { titles: ['READY ANSWER', 'LEFT'], minWidths: {}, rows };
}

/** A line for each failure. */
export function failureTable(
  failures: readonly FailureFacts[],
  { now, home, style }: TableRow,
): Table {
  const rows = failures.map(({ profile, failedAt, message, hint }) => ({
    cells: [
      { text: profile },
      { text: timeAgo(Date.parse(failedAt), now) },
      { text: withTilde(message, home), paint: style.red },
      { text: hint === null ? '' : adviceWithTilde(hint, home) },
    ],
  }));
  return {
    titles: ['LAST FAILURE', 'WHEN', 'ERROR', 'WHAT TO DO'],
    minWidths: { 'LAST FAILURE': 12, ERROR: 30, 'WHAT TO DO': 24 },
    rows,
  };
}

// What people call sessions and devices.

/** `arn:aws:iam::000000000000:mfa/member` is `member` to its owner; a hardware serial is itself. */
function deviceName(serial: string): string {
  return serial.replace(/^arn:.*?:mfa\//, '');
}

type NamedBy = Pick<
  SessionFacts,
  'kind' | 'source' | 'accountId' | 'role' | 'assumedRoleArn' | 'mfaSerial'
>;

/** What a session is, as AWS names it where it has a name. */
export function sessionName(facts: NamedBy): string {
  const { kind, assumedRoleArn, mfaSerial, source, accountId, role } = facts;
  if (assumedRoleArn !== null) return assumedRoleArn;
  if (kind === 'mfa-session') return `MFA session of ${mfaSerial}`;
  if (source === 'sso') return `${role} in ${accountId}, by SSO`;
  if (source === 'sign-in')
    return accountId === null ? 'console sign-in' : `console sign-in to ${accountId}`;
  return source === null ? 'of no profile as it is now' : 'what its process gave';
}
