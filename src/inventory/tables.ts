/** The tables of `swrole status`: sessions, devices, answers and failures; and what they share with that of `swrole list`. */
import type { Instant } from '../credentials.ts';
import { joinWords } from '../messages/message.ts';
import { RENEWAL_WINDOW } from '../session/expiry.ts';
import type { Environment } from '../system.ts';
import {
  adviceWithTilde,
  clockTime,
  type Style,
  timeAgo,
  timeLeft,
  withTilde,
  wrapParagraph,
} from '../ui/format.ts';
import type { Cell, Row, Table } from '../ui/table.ts';
import { decodedProfile, safeText, shortDuration } from '../util/text.ts';
import type { SessionFacts } from './sessions.ts';
import type { AnswerFacts, DeviceFacts, FailureFacts } from './status.ts';

/** How to format the tables. */
export interface TableOptions {
  readonly now: Instant;
  /** The home directory, printed as `~`. */
  readonly home: string;
  readonly style: Style;
  /** The profile of the shell: a terminal marks it with `*`. */
  readonly active: string | undefined;
  /** The `color` of the profiles that have one. */
  readonly colors: ReadonlyMap<string, string>;
  /** The profiles whose name swrole asks for before they are used: a terminal marks them with `!`. */
  readonly confirming?: ReadonlySet<string>;
}

/** The profile of this shell: the one that swrole has set there, else the one that SDKs would use. */
export function activeProfile({ SWROLE_PROFILE, AWS_PROFILE }: Environment): string | undefined {
  return (SWROLE_PROFILE && decodedProfile(SWROLE_PROFILE)) || AWS_PROFILE || undefined;
}

/** What a session is for its user, and what only `--all` shows. */
const SESSION_TITLES = ['PROFILE', 'IDENTITY', 'LEFT', 'UNTIL', 'SESSION', 'DEVICE', 'KEY ID'];
const SHOWN_TITLES = 4;
const SESSION_LAYOUT = {
  drops: ['KEY ID', 'DEVICE', 'SESSION', 'UNTIL'],
  shortens: ['PROFILE', 'IDENTITY'],
  lastDrops: ['IDENTITY', 'LEFT'],
};

/**
 * A line for each session.
 *
 * @param all whether to show the session's own name, its device and its key too
 */
export function sessionTable(
  sessions: readonly SessionFacts[],
  all: boolean,
  options: TableOptions,
): Table {
  const columns = all ? SESSION_TITLES.length : SHOWN_TITLES;
  const rows = sessions.map((each) => sessionRow(each, options));
  return {
    titles: SESSION_TITLES.slice(0, columns),
    ...SESSION_LAYOUT,
    rows: rows.map(({ cells, ...row }) => ({ ...row, cells: cells.slice(0, columns) })),
  };
}

function sessionRow(facts: SessionFacts, { now, style, active, colors }: TableOptions): Row {
  const { profiles, usedBy, mfaSerial, keyIdEnding, expiration } = facts;
  const until = Date.parse(expiration);
  const all = profiles.length > 0 ? profiles : usedBy;
  const isActive = active !== undefined && all.includes(active);
  // The mark stands before the first name.
  const names = isActive ? [active, ...all.filter((name) => name !== active)] : all;
  const color = names.length === 1 ? colors.get(names[0] ?? '') : undefined;
  const cells: Cell[] = [
    { ...namesCell(names), paint: style.color(color) },
    identityCell(facts),
    leftCell(until, now, style),
    { text: until <= now ? '' : clockTime(until, now) },
    { text: sessionName(facts) },
    { text: mfaSerial === null ? '' : deviceName(mfaSerial) },
    { text: `…${keyIdEnding}`, paint: style.dim },
  ];
  return { cells, isActive };
}

/** A cell lists at most this many profiles. */
const MAX_NAMES = 3;

/** The names of profiles; where there is little room, the first one and how many more there are. */
function namesCell(names: readonly string[]): Cell {
  const [name = '(none)'] = names;
  if (names.length < 2) return { text: name };
  const tail = ` and ${names.length - 1} more`;
  return { text: joinWords(names, MAX_NAMES), compact: name + tail, tail };
}

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
    drops: ['LAST ASKED'],
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
  return { titles: ['READY ANSWER', 'LEFT'], drops: [], rows };
}

/** A line for each failure, for pipes. */
export function failureTable(
  failures: readonly FailureFacts[],
  { now, home }: Pick<TableOptions, 'now' | 'home'>,
): Table {
  const rows = failures.map(({ profile, failedAt, message, hint }) => ({
    cells: [
      { text: profile },
      { text: timeAgo(Date.parse(failedAt), now) },
      { text: withTilde(message, home) },
      { text: hint === null ? '' : adviceWithTilde(hint, home) },
    ],
  }));
  return { titles: ['LAST FAILURE', 'WHEN', 'ERROR', 'WHAT TO DO'], drops: [], rows };
}

/** The failures on a terminal: each one's error and hint are sentences, which are wrapped between words. */
export function failureLines(
  failures: readonly FailureFacts[],
  width: number,
  { now, home, style }: Pick<TableOptions, 'now' | 'home' | 'style'>,
): string {
  const paragraph = (text: string) =>
    wrapParagraph(safeText(text), { width, first: '  ', indent: 2 });
  const lines = failures.flatMap(({ profile, failedAt, message, hint }) => [
    style.bold(safeText(`${profile} failed ${timeAgo(Date.parse(failedAt), now)}`)),
    ...paragraph(`error: ${withTilde(message, home)}`).map(style.red),
    ...(hint === null ? [] : paragraph(`hint: ${adviceWithTilde(hint, home)}`)),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

// Names of sessions and devices.

/** `member` for `arn:aws:iam::000000000000:mfa/member`; a hardware serial number stays as it is. */
export function deviceName(serial: string): string {
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

/** Whose credentials a session has, as far as swrole knows: `developer in 111111111111`. The account is never cut. */
function identityCell(facts: NamedBy): Cell {
  const text = identityText(facts);
  const [, who, tail] = /^(.*)( in \d{12})(?:$|, by )/.exec(text) ?? [];
  if (who === undefined || tail === undefined) return { text };
  return { text, compact: who.replace(/^(MFA session) of .*/, '$1') + tail, tail };
}

function identityText(facts: NamedBy): string {
  const { kind, assumedRoleArn, mfaSerial, accountId } = facts;
  const [, account, role] =
    /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)\//.exec(assumedRoleArn ?? '') ?? [];
  if (role !== undefined) return `${role} in ${account}`;
  if (kind !== 'mfa-session' || mfaSerial === null) return sessionName(facts);
  const where = accountId === null ? '' : ` in ${accountId}`;
  return `MFA session of ${deviceName(mfaSerial)}${where}`;
}
