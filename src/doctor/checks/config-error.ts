/** What keeps a profile from giving credentials: every profile is planned as for use, and each error is one finding. */

import type { ConfigError, ConfigFact } from '../../config/config-error.ts';
import { roleKeys, staticKeys } from '../../config/keys.ts';
import { configWords } from '../../words/config.ts';
import type { Check, Facts, Unplanned } from '../facts/facts.ts';
import { type Finding, fix, type Level, type Where } from '../finding.ts';
import { withoutPlace } from '../place.ts';
import { isSecurityKey } from './mfa-device.ts';

const HALF_KEYS: ReadonlySet<string> = new Set(Object.values(staticKeys));

/** Errors of files and chains. */
export const configError: Check = (facts) => {
  const unreadable = facts.fileFacts.flatMap(({ error }) => error ?? []);
  const found = unreadable.map((error) => finding(error, 'error', facts));
  const circles = new Set<string>();
  for (const plan of facts.plans) {
    if (!('error' in plan) || hasOwnCheck(plan.error.fact) || isBareDefault(plan, facts)) continue;
    const { error, profile } = plan;
    if (error.fact.kind === 'cycle' && !isNew(error.fact.profiles, circles)) continue;
    found.push(finding(error, levelOf(error.fact, profile, facts), facts));
  }
  return found;
};

/** A circle is found from each profile on it; the first is closed, so one name comes twice. */
function isNew(profiles: readonly string[], circles: Set<string>): boolean {
  const id = JSON.stringify([...new Set(profiles)].sort());
  const known = circles.has(id);
  circles.add(id);
  return !known;
}

/** `[default]` with a region and no credentials is what most people have. */
function isBareDefault({ profile, error }: Unplanned, { asked }: Facts): boolean {
  return error.fact.kind === 'no-credentials' && profile === 'default' && asked !== profile;
}

/** What other checks say better. */
function hasOwnCheck(fact: ConfigFact): boolean {
  switch (fact.kind) {
    case 'role-and-process':
      return true;
    case 'partial-keys':
      return fact.section === undefined && HALF_KEYS.has(fact.present);
    case 'invalid-value':
      return fact.key === roleKeys.mfaSerial && isSecurityKey(fact.value);
    default:
      return false;
  }
}

function levelOf(fact: ConfigFact, planned: string, { asked }: Facts): Level {
  switch (fact.kind) {
    // No harm unless somebody needs it.
    case 'no-credentials':
      return fact.profile === planned && asked !== planned ? 'note' : 'error';
    // It may be set, or on, where the profile is used.
    case 'missing-environment':
    case 'metadata-disabled':
      return 'warning';
    default:
      return 'error';
  }
}

function finding(error: ConfigError, level: Level, { files }: Facts): Finding {
  const { fact } = error;
  const { message, hint } = configWords(error);
  const at = 'at' in fact ? fact.at : undefined;
  return {
    level,
    what: withoutPlace(message, at),
    where: whereOf(fact, files.files[0] ?? ''),
    why: whyOf(fact),
    advice: fix(hint === undefined ? adviceOf(fact) : withoutPlace(hint, undefined)),
  };
}

function whereOf(fact: ConfigFact, config: string): Where {
  if ('at' in fact) return fact.at;
  switch (fact.kind) {
    case 'invalid-environment':
      return { variable: fact.variable };
    case 'unreadable-file':
      return { path: fact.file };
    default:
      return { path: config };
  }
}

function adviceOf(fact: ConfigFact): string {
  switch (fact.kind) {
    case 'invalid-value':
      return `${fact.key} ${fact.problem}`;
    case 'invalid-environment':
      return `${fact.variable} ${fact.problem}`;
    case 'missing-environment':
      return `set ${fact.variables.join(' and ')} where the profile is used`;
    default:
      return 'correct the line';
  }
}

function whyOf(fact: ConfigFact): string {
  switch (fact.kind) {
    case 'unreadable-file':
      return 'swrole stops here; JS takes such a file for empty and says that its profiles are missing';
    case 'invalid-environment':
      return 'every profile that takes notice of the variable fails with it';
    case 'cycle':
      return 'no SDK finds credentials at the end of it';
    case 'no-credentials':
      return 'whoever uses this profile gets no credentials from it';
    case 'missing-environment':
    case 'metadata-disabled':
      return 'in this environment the profile gives no credentials';
    case 'two-sources':
      return 'every SDK refuses such a profile';
    case 'sso-conflict':
      return 'the AWS CLI and Rust refuse such a profile, others sign in at one of the two';
    case 'invalid-value':
      return 'swrole refuses it before any call, because AWS would, or because it would mean something else';
    default:
      return 'swrole and the SDKs cannot give credentials for it';
  }
}
