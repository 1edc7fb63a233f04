/** A key that nobody reads and that is near one that somebody does: it was meant to be that one. */
import type { Setting } from '../../config/grammar/settings.ts';
import { nearestName } from '../../util/nearest-name.ts';
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
  const meanings = new Meanings();
  return [
    ...facts.profiles.flatMap((each) => misspelt(each, `profile '${each.name}'`, meanings)),
    ...sessions.flatMap((each) => misspelt(each, `sso-session '${each.name}'`, meanings)),
  ];
};

function misspelt({ settings }: RawProfile, owner: string, meanings: Meanings): Finding[] {
  return [...settings].flatMap(([key, setting]) => {
    const meant = KNOWN_KEYS.has(key) ? undefined : meanings.of(key);
    return meant === undefined ? [] : finding(key, meant, setting, owner);
  });
}

/** What keys are near to. More unknown keys than any file of a person has are of a program, and are not guessed at. */
class Meanings {
  static readonly MOST = 2000;
  /** Each looked up once, because a key that is misspelt in one profile is so in many. */
  readonly #known = new Map<string, string | undefined>();

  of(key: string): string | undefined {
    const common = COMMON_MISTAKES.get(key);
    if (common !== undefined) return common;
    if (!this.#known.has(key) && this.#known.size < Meanings.MOST)
      this.#known.set(key, nearestName(key.replaceAll('-', '_'), KNOWN_KEYS));
    return this.#known.get(key);
  }
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
