/**
 * Checks of the machine: its clock, because STS rejects signatures more than five minutes off, its version of node, and the launcher
 * that starts it.
 */

import { quoteForShell } from '../../messages/message.ts';
import { type Check, type Finding, fix, type LauncherFact, run } from '../check.ts';
import { type Explanation, explanation } from '../explain.ts';
import { octal } from '../facts/files.ts';

const MINUTE = 60_000;
/** Milliseconds; one minute less than AWS's limit. */
const ERROR = 4 * MINUTE;
const WARNING = MINUTE;

/** The command that makes the system set its clock. */
const COMMANDS: { readonly [Platform in NodeJS.Platform]?: string } = {
  darwin: 'sudo systemsetup -setusingnetworktime on',
  win32: 'w32tm /resync',
};

/** A clock that is wrong, or could not be compared. */
export const clock: Check = ({ clock: reading, platform }) => {
  if (reading === undefined) return [];
  if (reading === 'no-server-to-ask')
    return [
      {
        level: 'note',
        what: 'the clock was not compared',
        where: { host: 'STS' },
        why: 'no profile that was looked at calls STS',
        advice: fix('name a profile with a role: swrole doctor PROFILE --online'),
      },
    ];
  const where = { host: reading.host };
  if ('reason' in reading)
    return [
      {
        level: 'warning',
        what: `STS did not say what time it is: ${reading.reason}`,
        where,
        why: 'without an answer from there no role is given either',
        advice: fix('look at the network, the proxy variables and AWS_ENDPOINT_URL'),
      },
    ];
  const off = Math.abs(reading.ahead);
  if (off <= WARNING) return [];
  return [
    {
      level: off > ERROR ? 'error' : 'warning',
      what: `this machine's clock is ${describeOffset(off)} ${reading.ahead > 0 ? 'slow' : 'fast'}`,
      where,
      why: 'AWS refuses what is signed more than 5 min off, and one-time codes of another time',
      advice: run(COMMANDS[platform] ?? 'sudo timedatectl set-ntp true'),
    },
  ];
};

function describeOffset(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

// The version of node: too old for swrole, or without security updates.

/** The minimum version, as in `engines` of the package. */
const OLDEST = [20, 12] as const;

/** The last day of a version's security updates (nodejs/Release, `schedule.json`). */
const ENDS: ReadonlyMap<number, string> = new Map([
  [20, '2026-04-30'],
  [21, '2024-06-01'],
  [22, '2027-04-30'],
  [23, '2025-06-01'],
  [24, '2028-04-30'],
  [25, '2026-06-01'],
  [26, '2029-04-30'],
]);

/** Milliseconds, half a year. */
const SOON = 182 * 24 * 60 * 60 * 1000;

/** A node that should be replaced. */
export const nodeVersion: Check = ({ nodeVersion: version, now }) => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) return [tooOld(version)];
  const end = ENDS.get(major);
  if (end === undefined || Date.parse(end) > now + SOON) return [];
  return [ending(version, end, Date.parse(end) <= now)];
};

const ADVICE = fix('install a version of node with long-term support');

function tooOld(version: string): Finding {
  return {
    level: 'error',
    what: `node ${version} is older than ${OLDEST.join('.')}`,
    where: { program: 'node' },
    why: 'swrole is not made for it and may stop anywhere',
    advice: ADVICE,
  };
}

function ending(version: string, end: string, isOver: boolean): Finding {
  return {
    level: isOver ? 'warning' : 'note',
    what: isOver
      ? `node ${version} has had no security updates since ${end}`
      : `node ${version} gets security updates until ${end}`,
    where: { program: 'node' },
    why: 'what swrole sends and whom it trusts depends on the TLS of node',
    advice: ADVICE,
  };
}

// The launcher, which `credential_process` names.

const WRITE_AGAIN = fix(
  'run swrole setup again: it writes the launcher, even if no other file has to change',
);

/** A launcher that another swrole or another program wrote, or that cannot start what it should. */
export const launcher: Check = ({ launcher: fact }) =>
  fact === undefined ? [] : [{ where: { path: fact.path }, ...explainLauncher(fact) }];

function explainLauncher({ path, problem }: LauncherFact): Explanation & { readonly what: string } {
  switch (problem.kind) {
    case 'open':
      return {
        what: `other users can change swrole's launcher (mode ${octal(problem.mode)})`,
        ...explanation(
          'error',
          'SDKs run it as you',
          run(`chmod 700 ${quoteForShell(path, 'linux')}`),
        ),
      };
    case 'edited':
      return {
        what: "swrole's launcher has been edited",
        ...explanation(
          'warning',
          'SDKs run what is in it, and swrole does not know what that does',
          WRITE_AGAIN,
        ),
      };
    case 'no-program':
      return {
        what: `swrole's launcher starts ${problem.missing}, which is not there`,
        ...explanation('error', 'SDKs get no new credentials', WRITE_AGAIN),
      };
    case 'no-node':
      return {
        what: `swrole's launcher starts ${problem.missing}, which is not there`,
        ...explanation(
          'warning',
          'it uses the node on the PATH instead, and a GUI program may have none there',
          WRITE_AGAIN,
        ),
      };
    case 'old':
      return {
        what: `swrole's launcher was written by swrole ${problem.version}`,
        ...explanation('note', 'it may leave every answer to node, which is slower', WRITE_AGAIN),
      };
  }
}
