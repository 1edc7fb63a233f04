/** A key that nobody reads and that is near one that somebody does: it was meant to be that one. */
import type { Setting } from '../../config/grammar/settings.ts';
import { nearestName } from '../../config/nearest-name.ts';
import type { RawProfile } from '../../config/profile/raw-profile.ts';
import type { Check } from '../facts/facts.ts';
import { type Finding, fix } from '../finding.ts';
import { COMMON_MISTAKES, KNOWN_KEYS } from '../known-keys.ts';
import { isConcerned } from '../place.ts';

/** Misspelt keys of profiles and SSO sessions. */
export const unknownKey: Check = (facts) => {
  const sessions = [...facts.files.ssoSessions.values()].filter(({ name }) =>
    isConcerned({ type: 'sso-session', name }, facts),
  );
  return [
    ...facts.profiles.flatMap((profile) => misspelt(profile, `profile '${profile.name}'`)),
    ...sessions.flatMap((session) => misspelt(session, `sso-session '${session.name}'`)),
  ];
};

function misspelt({ settings }: RawProfile, owner: string): Finding[] {
  return [...settings].flatMap(([key, setting]) => {
    const meant = KNOWN_KEYS.has(key) ? undefined : meantBy(key);
    return meant === undefined ? [] : finding(key, meant, setting, owner);
  });
}

/** Each looked up once, because a key that is misspelt in one profile is so in many. */
const meanings = new Map<string, string | undefined>();

function meantBy(key: string): string | undefined {
  if (!meanings.has(key))
    meanings.set(
      key,
      COMMON_MISTAKES.get(key) ?? nearestName(key.replaceAll('-', '_'), KNOWN_KEYS),
    );
  return meanings.get(key);
}

function finding(key: string, meant: string, { at }: Setting, owner: string): Finding {
  return {
    level: 'warning',
    what: `${key} of ${owner} is a key that nobody reads`,
    where: at,
    why: 'SDKs pass over keys that they do not know, without a word',
    advice: fix(`did you mean ${meant}?`),
  };
}
