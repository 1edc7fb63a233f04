/** What is cached in a person's words: sessions, devices, answers and failures, each as a table. */

import { listWords } from '../../words/names.ts';
import { shortDuration } from '../../words/short-duration.ts';
import { adviceWithTilde, withTilde } from '../people/home-path.ts';
import type { Style } from '../people/style.ts';
import type { Cell, Row, Table } from '../../ui/table.ts';
import { clockTime, timeAgo, timeLeft } from '../../ui/format.ts';
import type { AnswerFacts } from './answer-facts.ts';
import type { DeviceFacts } from './device-facts.ts';
import type { FailureFacts } from './failure-facts.ts';
import { deviceName, sessionName } from './names.ts';
import type { Telling } from '../../inventory/tables.ts';
import type { SessionFacts } from '../../inventory/sessions.ts';

/** A line for each session. */
export function sessionTable(sessions: readonly SessionFacts[], telling: Telling): Table {
  const titles = ['PROFILE', 'SESSION', 'LEFT', 'UNTIL', 'DEVICE', 'KEY ID'];
  return {
    titles,
    least: { PROFILE: 20, SESSION: 20 },
    rows: sessions.map((each) => sessionRow(each, telling)),
  };
}

function sessionRow(facts: SessionFacts, { now, style }: Telling): Row {
  const { profiles, usedBy, mfaSerial, keyIdEnding, expiration } = facts;
  const until = Date.parse(expiration);
  const names = profiles.length > 0 ? profiles : usedBy;
  const cells: Cell[] = [
    { text: listWords(names, MOST) || '(none)' },
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
export function deviceTable(devices: readonly DeviceFacts[], { now, style }: Telling): Table {
  const rows = devices.map(({ serial, nextCodeAt, askedAt }) => {
    const asked = askedAt === null ? '' : timeAgo(Date.parse(askedAt), now);
    return { cells: [{ text: serial }, codeCell(nextCodeAt, now, style), { text: asked }] };
  });
  return {
    titles: ['DEVICE', 'CODE OF THIS WINDOW', 'LAST ASKED'],
    least: { 'CODE OF THIS WINDOW': 10 },
    rows,
  };
}

function codeCell(nextCodeAt: string | null, now: number, style: Style): Cell {
  if (nextCodeAt === null) return { text: 'not used' };
  const seconds = Math.max(1, Math.ceil((Date.parse(nextCodeAt) - now) / 1000));
  return { text: `used; next one in ${shortDuration(seconds)}`, paint: style.yellow };
}

/** A line for each answer. */
export function answerTable(answers: readonly AnswerFacts[], { now, style }: Telling): Table {
  const rows = answers.map(({ profile, usableUntil, isCurrent }) => {
    const until = Date.parse(usableUntil);
    const left: Cell = isCurrent
      ? { text: timeLeft(until, now), paint: style.green }
      : { text: until <= now ? 'expired' : 'out of date', paint: style.dim };
    return { cells: [{ text: profile }, left] };
  });
  return { titles: ['READY ANSWER', 'LEFT'], least: {}, rows };
}

/** A line for each failure. */
export function failureTable(
  failures: readonly FailureFacts[],
  { now, home, style }: Telling,
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
    least: { 'LAST FAILURE': 12, ERROR: 30, 'WHAT TO DO': 24 },
    rows,
  };
}
