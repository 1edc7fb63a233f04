/** This machine's clock against that of STS, which refuses what is signed more than five minutes off. */
import type { Check } from '../facts/facts.ts';
import { fix, run } from '../finding.ts';

const MINUTE = 60_000;
/** Milliseconds; one minute before AWS would. */
const ERROR = 4 * MINUTE;
const WARNING = MINUTE;

/** What has the system set its clock. */
const COMMANDS: { readonly [Platform in NodeJS.Platform]?: string } = {
  darwin: 'sudo systemsetup -setusingnetworktime on',
  win32: 'w32tm /resync',
};

/** A clock that is off, or that could not be compared. */
export const clock: Check = ({ clock: reading, platform }) => {
  if (reading === undefined) return [];
  if (reading === 'nobody-to-ask')
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
      what: `this machine's clock is ${offWords(off)} ${reading.ahead > 0 ? 'slow' : 'fast'}`,
      where,
      why: 'AWS refuses what is signed more than 5 min off, and one-time codes of another time',
      advice: run(COMMANDS[platform] ?? 'sudo timedatectl set-ntp true'),
    },
  ];
};

function offWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
