/** Profiles that gave no credentials the last time, which not every SDK explains. */
import { shellWord } from '../../words/shell-commands.ts';
import { shortDuration } from '../../words/short-duration.ts';
import type { Check } from '../facts/facts.ts';
import { fix } from '../finding.ts';

/** One finding for each profile whose last call failed. */
export const lastFailure: Check = ({ failures, profiles, now, platform }) =>
  failures.flatMap(({ profile, at, message, hint }) => {
    const where = profiles.find(({ name }) => name === profile)?.at;
    if (where === undefined) return [];
    const ago = shortDuration(Math.max(0, Math.round((now - at) / 1000)));
    return {
      level: 'warning',
      what: `profile '${profile}' gave no credentials ${ago} ago: ${message}`,
      where,
      why: 'the SDKs for JavaScript, Java and C++ do not show the reason',
      advice: fix(
        hint ?? `run swrole login ${shellWord(profile, platform)} --debug, which shows each step`,
      ),
    };
  });
