/** What keeps a profile from giving credentials: every profile is planned as for use, and each error is one finding. */
import type { ConfigError, ConfigFact } from '../../config/errors.ts';
import { roleKeys, staticKeys } from '../../config/keys.ts';
import { configPhrases } from '../../messages/config.ts';
import type { Check, Facts } from '../facts/facts.ts';
import { type Finding, fix, type Level, type Where } from '../finding.ts';
import { errorAdvice, errorLevel, errorWhy } from '../explain-config.ts';
import { isHalfRead } from '../missing-profile.ts';
import { isSecurityKey } from './mfa-device.ts';

const HALF_KEYS: ReadonlySet<string> = new Set(Object.values(staticKeys));

/** Of something that is not in the files. */
const UNKNOWN: ReadonlySet<ConfigFact['kind']> = new Set([
  'unknown-profile',
  'unknown-source',
  'unknown-sso-session',
]);

/** Errors of files and chains. */
export const configError: Check = (facts) => {
  const unreadable = facts.fileFacts.flatMap(({ error }) => error?.fact ?? []);
  const unplanned = facts.plans.flatMap((plan) =>
    'errors' in plan ? plan.errors.map((error) => ({ profile: plan.profile, error })) : [],
  );
  return [
    ...unreadable.map((fact) => finding(fact, 'error', facts)),
    ...oncePerCircle(unplanned.filter((each) => isWanted(each, facts))).map(({ profile, error }) =>
      finding(error.fact, errorLevel(error.fact, profile, facts.asked), facts),
    ),
  ];
};

/** One of the errors of a profile. */
interface ErrorOf {
  readonly profile: string;
  readonly error: ConfigError;
}

/** Each profile leads along one source, and so onto one circle: the first that is on it tells which. */
function oncePerCircle(unplanned: readonly ErrorOf[]): readonly ErrorOf[] {
  const seen = new Set<string>();
  return unplanned.filter(({ error: { fact } }) => {
    if (fact.kind !== 'cycle') return true;
    const { profiles } = fact;
    if (seen.has(profiles[0] ?? '')) return false;
    for (const profile of profiles) seen.add(profile);
    return true;
  });
}

function isWanted({ profile, error: { fact } }: ErrorOf, facts: Facts): boolean {
  // `[default]` with a region and no credentials is what most people have.
  if (fact.kind === 'no-credentials' && profile === 'default') return facts.asked === profile;
  return !hasOwnCheck(fact, facts) && !(UNKNOWN.has(fact.kind) && isHalfRead(facts));
}

/** What other checks say better. */
function hasOwnCheck(fact: ConfigFact, facts: Facts): boolean {
  switch (fact.kind) {
    case 'role-and-process':
      return true;
    case 'partial-keys':
      return fact.section === undefined && HALF_KEYS.has(fact.present);
    case 'invalid-value':
      return fact.key === roleKeys.mfaSerial && isSecurityKey(textIn(fact, facts));
    default:
      return false;
  }
}

/** The value of which an error says no more than its length. */
function textIn({ profile, key }: { profile: string; key: string }, { files }: Facts): string {
  return files.profiles.get(profile)?.settings.get(key)?.value ?? '';
}

function finding(fact: ConfigFact, level: Level, { files }: Facts): Finding {
  const { what, hint } = configPhrases(fact);
  const where = whereOf(fact, files.files[0] ?? '');
  return { level, what, where, why: errorWhy(fact), advice: fix(hint ?? errorAdvice(fact)) };
}

function whereOf(fact: ConfigFact, config: string): Where {
  if ('at' in fact) return fact.at;
  if (fact.kind === 'invalid-environment') return { variable: fact.variable };
  return { path: fact.kind === 'unreadable-file' ? fact.file : config };
}
