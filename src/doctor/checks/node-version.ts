/** The version of node that runs this: too old for swrole, or no longer looked after by its makers. */
import type { Check } from '../facts/facts.ts';
import { type Finding, fix } from '../finding.ts';

/** What `engines` of the package asks for. */
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
