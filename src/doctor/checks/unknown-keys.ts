/** Checks of unknown keys: misspelt keys and keys of other tools. */

import type { Setting } from '../../config/ini/parser.ts';
import { processKeys, roleKeys, ssoKeys, staticKeys } from '../../config/keys.ts';
import { locationOf, type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import { nearestName } from '../../util/nearest-name.ts';
import { type Check, type Facts, isInScope } from '../facts/facts.ts';
import { type Finding, fix } from '../finding.ts';
import { COMMON_MISTAKES, KNOWN_KEYS } from '../known-keys.ts';

/** Misspelt keys of profiles and SSO sessions. */
export const unknownKey: Check = (facts) => {
  const sessions = [...facts.files.ssoSessions.values()].filter(({ name }) =>
    isInScope({ type: 'sso-session', name }, facts),
  );
  const meanings = new Meanings();
  return [
    ...facts.profiles.flatMap((each) => misspelt(each, `profile '${each.name}'`, meanings)),
    ...sessions.flatMap((each) => misspelt(each, `sso-session '${each.name}'`, meanings)),
  ];
};

function misspelt({ settings }: RawProfile, owner: string, meanings: Meanings): Finding[] {
  const findings: Finding[] = [];
  for (const [key, setting] of settings) {
    const meant = KNOWN_KEYS.has(key) ? undefined : meanings.of(key);
    if (meant !== undefined) findings.push(finding(key, meant, setting, owner));
  }
  return findings;
}

/** Finds the known key nearest to a key. A file with very many unknown keys is generated, and gets no guesses. */
class Meanings {
  static readonly MOST = 2000;
  /** Each key is looked up once, because a misspelt key is often in many profiles. */
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
    what: `${key} of ${owner} is not a known key`,
    where: at,
    why: 'SDKs silently ignore unknown keys',
    advice: fix(`did you mean ${meant}?`),
  };
}

// Keys with which other tools set the credential source, in profiles that do not use these tools.

/** aws-vault's keys for "take what that profile says"; the second is the older one. */
const INCLUDES = ['include_profile', 'parent_profile'] as const;
/** Granted's name for its copy of each SSO key. */
const GRANTED = /^granted_sso_/;

/** Keys of aws-vault and Granted that do nothing here. A command of theirs beside the keys still reads them. */
export const toolKey: Check = (facts) =>
  facts.profiles
    .filter(({ settings }) => textOf(settings, processKeys.credentialProcess) === undefined)
    .flatMap((profile) => [...includes(profile, facts), ...granted(profile)]);

function includes(profile: RawProfile, { files }: Facts): Finding[] {
  return INCLUDES.flatMap((key) => {
    const included = textOf(profile.settings, key);
    if (included === undefined) return [];
    const lost = lostKeys(profile, files.profiles.get(included));
    return {
      level: lost.length === 0 ? 'note' : 'warning',
      what: `${key} of profile '${profile.name}' does nothing here`,
      where: locationOf(profile, key),
      why:
        lost.length === 0
          ? 'aws-vault alone reads it'
          : `aws-vault alone reads it: swrole and the SDKs do not take ${lost.join(', ')} from profile '${included}'`,
      advice: fix(
        lost.length === 0
          ? 'remove the line, unless aws-vault needs it'
          : advice(profile, included, lost),
      ),
    } satisfies Finding;
  });
}

/** Keys that are credentials: a second copy becomes stale when they change. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  ...Object.values(staticKeys),
  'aws_security_token',
]);

/** Security: credentials stay where they are; a role can name that profile, and other settings may stand twice. */
function advice({ name, settings }: RawProfile, included: string, lost: readonly string[]): string {
  const others = lost.filter((key) => !CREDENTIALS.has(key));
  if (others.length === lost.length) return `write these keys into profile '${name}' too`;
  const isRole = settings.has(roleKeys.roleArn);
  const first = isRole
    ? `write source_profile = ${included} into profile '${name}'`
    : `use profile '${included}', or name it as source_profile of a role; do not copy its keys`;
  return others.length === 0
    ? first
    : `${first}; ${others.join(', ')} can be written into profile '${name}' too`;
}

/** The keys that aws-vault would use. Security: only their names, and only those that a program is known to read. */
function lostKeys({ settings }: RawProfile, included: RawProfile | undefined): readonly string[] {
  const keys = [...(included?.settings.keys() ?? [])];
  const isInclude = (key: string) => INCLUDES.some((each) => each === key);
  const hasSource = settings.has(roleKeys.sourceProfile) || settings.has(roleKeys.credentialSource);
  return keys.filter(
    (key) =>
      KNOWN_KEYS.has(key) &&
      !settings.has(key) &&
      !isInclude(key) &&
      !(hasSource && CREDENTIALS.has(key)),
  );
}

function granted(profile: RawProfile): Finding[] {
  const { name, settings } = profile;
  if (textOf(settings, ssoKeys.accountId) !== undefined) return [];
  const key = [...settings.keys()].find((each) => GRANTED.test(each));
  if (key === undefined) return [];
  return [
    {
      level: 'warning',
      what: `${key} of profile '${name}' does nothing here`,
      where: locationOf(profile, key),
      why: 'Granted alone reads the keys that begin with granted_, so there are no credentials of this SSO role',
      advice: fix(
        `write them without granted_ (sso_start_url, sso_region, sso_account_id, sso_role_name), or add credential_process = granted credential-process --profile ${name}`,
      ),
    },
  ];
}
