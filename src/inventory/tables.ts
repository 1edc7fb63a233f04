/** Formats profiles, sessions, devices, answers and failures as tables for `swrole list` and `swrole status`. */
import type { Instant } from '../credentials.ts';
import { joinWords, wayWords } from '../messages/message.ts';
import { RENEWAL_WINDOW } from '../session/expiry.ts';
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

/** How to format the tables. */
interface TableOptions {
  readonly now: Instant;
  /** The home directory, printed as `~`. */
  readonly home: string;
  readonly style: Style;
}

const TITLES = ['PROFILE', 'KIND', 'SOURCE', 'ACCOUNT', 'ROLE', 'REGION', 'MFA CODE', 'CACHED'];

/** The minimum widths of columns. Names, roles and paths may be broken; the others wrap between words. */
const MIN_WIDTHS = { PROFILE: 20, KIND: 11, SOURCE: 11, ROLE: 11, 'MFA CODE': 9, CACHED: 7 };

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
  return { titles: TITLES, minWidths: MIN_WIDTHS, rows };
}

function profileRow(facts: ProfileFacts, options: TableOptions): Row {
  const name = { text: facts.profile };
  if (facts.error !== null) return { cells: [name], note: errorNote(facts.error, options) };
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
  return { cells };
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

// The tables of `swrole status`.

/** A line for each session. */
export function sessionTable(sessions: readonly SessionFacts[], options: TableOptions): Table {
  const titles = ['PROFILE', 'SESSION', 'LEFT', 'UNTIL', 'DEVICE', 'KEY ID'];
  return {
    titles,
    minWidths: { PROFILE: 20, SESSION: 20 },
    rows: sessions.map((each) => sessionRow(each, options)),
  };
}

function sessionRow(facts: SessionFacts, { now, style }: TableOptions): Row {
  const { profiles, usedBy, mfaSerial, keyIdEnding, expiration } = facts;
  const until = Date.parse(expiration);
  const names = profiles.length > 0 ? profiles : usedBy;
  const cells: Cell[] = [
    { text: joinWords(names, MAX_NAMES) || '(none)' },
    { text: sessionName(facts) },
    leftCell(until, now, style),
    { text: until <= now ? '' : clockTime(until, now) },
    { text: mfaSerial === null ? '' : deviceName(mfaSerial) },
    { text: `…${keyIdEnding}`, paint: style.dim },
  ];
  return { cells };
}

/** A cell lists at most this many profiles. */
const MAX_NAMES = 3;

function leftCell(until: number, now: number, style: Style): Cell {
  const text = timeLeft(until, now);
  if (until <= now) return { text, paint: style.dim };
  return { text, paint: until - now < RENEWAL_WINDOW ? style.yellow : style.green };
}

/** A line for each device. */
export function deviceTable(devices: readonly DeviceFacts[], { now, style }: TableOptions): Table {
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
export function answerTable(answers: readonly AnswerFacts[], { now, style }: TableOptions): Table {
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
  { now, home, style }: TableOptions,
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

// Names of sessions and devices.

/** `member` for `arn:aws:iam::000000000000:mfa/member`; a hardware serial number stays as it is. */
function deviceName(serial: string): string {
  return serial.replace(/^arn:.*?:mfa\//, '');
}

type NamedBy = Pick<
  SessionFacts,
  'kind' | 'source' | 'accountId' | 'role' | 'assumedRoleArn' | 'mfaSerial'
>;

/** The name of a session: the ARN of its assumed role if it has one, else a description. */
export function sessionName(facts: NamedBy): string {
  const { kind, assumedRoleArn, mfaSerial, source, accountId, role } = facts;
  if (assumedRoleArn !== null) return assumedRoleArn;
  if (kind === 'mfa-session') return `MFA session of ${mfaSerial}`;
  if (source === 'sso') return `${role} in ${accountId}, by SSO`;
  if (source === 'sign-in')
    return accountId === null ? 'console sign-in' : `console sign-in to ${accountId}`;
  if (source === 'cognito')
    return role === null ? 'Cognito identity' : `${role} in ${accountId}, by Cognito`;
  return source === null ? 'of no profile as it is now' : 'what its process gave';
}
