/** Checks of profiles: each error of each profile's plan, each warning of its chain, and its last failure. */

import type { ConfigError, ConfigErrorDetails } from '../../config/errors.ts';
import { cognitoKeys, displayKeys, processKeys, roleKeys, staticKeys } from '../../config/keys.ts';
import { commandLineOf, locationOf, textOf } from '../../config/profile/raw-profile.ts';
import type { ChainWarning } from '../../config/warnings.ts';
import { consoleBrowserRule } from '../../console/browser.ts';
import { configPhrases } from '../../messages/config.ts';
import { quoteForShell } from '../../messages/message.ts';
import { warningPhrases } from '../../messages/warnings.ts';
import { originOf } from '../../session/session-key.ts';
import { mayBePassedOver, passedOverWarning } from '../../session/steps.ts';
import { SECURITY_KEY_ARN } from '../../util/aws-limits.ts';
import { shortDuration } from '../../util/text.ts';
import {
  type Check,
  type Facts,
  type Finding,
  fix,
  isHalfRead,
  type Level,
  type Where,
  write,
} from '../check.ts';
import {
  type ChainOddity,
  errorAdvice,
  errorLevel,
  errorWhy,
  explainChainWarning,
} from '../explain.ts';
import { swroleProfile } from '../facts/command-lines.ts';

const HALF_KEYS: ReadonlySet<string> = new Set(Object.values(staticKeys));

/** The location of an error that is not in the files. */
const UNKNOWN: ReadonlySet<ConfigErrorDetails['kind']> = new Set([
  'unknown-profile',
  'unknown-source',
  'unknown-sso-session',
]);

/** Errors of files and chains. */
export const configError: Check = (facts) => {
  const unreadable = facts.fileFacts.flatMap(({ error }) => error?.details ?? []);
  const unplanned = facts.plans.flatMap((plan) =>
    'errors' in plan ? plan.errors.map((error) => ({ profile: plan.profile, error })) : [],
  );
  return [
    ...unreadable.map((details) => finding(details, 'error', facts)),
    ...oncePerCircle(unplanned.filter((each) => isWanted(each, facts))).map(({ profile, error }) =>
      finding(error.details, errorLevel(error.details, profile, facts.asked), facts),
    ),
  ];
};

/** One of the errors of a profile. */
interface ErrorOf {
  readonly profile: string;
  readonly error: ConfigError;
}

/** Each profile leads along one source, and so onto one circle: its first profile on the circle identifies it. */
function oncePerCircle(unplanned: readonly ErrorOf[]): readonly ErrorOf[] {
  const seen = new Set<string>();
  return unplanned.filter(({ error: { details } }) => {
    if (details.kind !== 'cycle') return true;
    const { profiles } = details;
    if (seen.has(profiles[0] ?? '')) return false;
    for (const profile of profiles) seen.add(profile);
    return true;
  });
}

function isWanted({ profile, error: { details } }: ErrorOf, facts: Facts): boolean {
  // `[default]` with a region and no credentials is what most users have.
  if (details.kind === 'no-credentials' && profile === 'default') return facts.asked === profile;
  return !hasOwnCheck(details, facts) && !(UNKNOWN.has(details.kind) && isHalfRead(facts));
}

/** Errors that other checks explain better. */
function hasOwnCheck(details: ConfigErrorDetails, facts: Facts): boolean {
  switch (details.kind) {
    case 'role-and-process':
      return true;
    case 'partial-keys':
      return details.section === undefined && HALF_KEYS.has(details.present);
    case 'invalid-value':
      return details.key === roleKeys.mfaSerial && SECURITY_KEY_ARN.test(textIn(details, facts));
    default:
      return false;
  }
}

/** A value; the error shows only its length. */
function textIn({ profile, key }: { profile: string; key: string }, { files }: Facts): string {
  return files.profiles.get(profile)?.settings.get(key)?.value ?? '';
}

function finding(details: ConfigErrorDetails, level: Level, { files }: Facts): Finding {
  const { what, hint } = configPhrases(details);
  const where = whereOf(details, files.files[0] ?? '');
  return { level, what, where, why: errorWhy(details), advice: fix(hint ?? errorAdvice(details)) };
}

function whereOf(details: ConfigErrorDetails, config: string): Where {
  if ('at' in details) return details.at;
  if (details.kind === 'invalid-environment') return { variable: details.variable };
  return { path: details.kind === 'unreadable-file' ? details.file : config };
}

// Warnings where a chain differs from its profiles' settings: unused sources and regions, unknown colours.

/** Warnings of chains. */
export const chainWarning: Check = (facts) =>
  [...facts.chainWarnings, ...passedOverSessions(facts)].filter(isOddity).map((warning) => ({
    what: warningPhrases(warning).what,
    where: whereOfOddity(warning),
    ...explainChainWarning(warning),
  }));

/** The MFA sessions whose programs gave temporary credentials, each setting once. */
function passedOverSessions({ plans, temporaryPrograms }: Facts): readonly ChainWarning[] {
  const warnings = new Map<string, ChainWarning>();
  for (const plan of plans) {
    const session = 'chain' in plan ? plan.chain.mfaSession : undefined;
    if (session === undefined || !mayBePassedOver(session)) continue;
    const { source, askedBy } = session.program;
    const origin = originOf({ kind: 'source', profile: source.profile, source });
    if (origin !== undefined && temporaryPrograms.has(origin))
      warnings.set(askedBy, passedOverWarning(session));
  }
  return [...warnings.values()];
}

/** An over-long duration has a check of its own, and so has whatever stands beside a credential process. */
function isOddity(warning: ChainWarning): warning is ChainOddity {
  if (warning.kind !== 'unused-key') return warning.kind !== 'duration-capped';
  return ![warning.key, warning.used].includes(processKeys.credentialProcess);
}

function whereOfOddity(warning: ChainOddity): Where {
  return 'at' in warning ? warning.at : { variable: warning.variable };
}

// A profile whose `credential_process` requests the same profile from swrole, and so would wait for itself.

/** Profiles that request themselves from swrole. */
export const callsItself: Check = ({ profiles }) =>
  profiles.flatMap((profile) => {
    const { name, settings } = profile;
    // SDKs run the process, and swrole, which does not, asks Cognito.
    if (textOf(settings, cognitoKeys.identityPoolId) !== undefined) return [];
    const process = commandLineOf(profile, processKeys.credentialProcess);
    if (process === undefined || swroleProfile(process.command) !== name) return [];
    return {
      level: 'error',
      what: `credential_process of profile '${name}' asks swrole for profile '${name}'`,
      where: process.at,
      why: 'swrole would run the command that runs swrole, and refuses to; no SDK gets credentials from this profile',
      advice: fix('name the profile that has the role or the keys after -j'),
    };
  });

// Requested durations longer than role chaining allows.

/** Over-long durations in chains. */
export const longDuration: Check = ({ chainWarnings }) =>
  chainWarnings.flatMap((warning): Finding[] => {
    if (warning.kind !== 'duration-capped') return [];
    return [
      {
        level: 'warning',
        what: warningPhrases(warning).what,
        where: warning.at,
        why: 'STS refuses more for a role that is assumed with the session of another one: the AWS CLI fails, swrole asks for less',
        advice: write(`duration_seconds = ${warning.capped}`),
      },
    ];
  });

// Profiles whose last call failed, which not every SDK explains.

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
        hint ??
          `run swrole login ${quoteForShell(profile, platform)} --debug, which shows each step`,
      ),
    };
  });

// `mfa_serial` of a device without codes: a security key or a passkey (contract D.7).

/** Devices that work only in the console. */
export const mfaDevice: Check = ({ profiles }) =>
  profiles.flatMap(({ name, settings }) => {
    const setting = settings.get(roleKeys.mfaSerial);
    const serial = textOf(settings, roleKeys.mfaSerial);
    if (setting === undefined || serial === undefined || !SECURITY_KEY_ARN.test(serial)) return [];
    return {
      level: 'error',
      what: `mfa_serial of profile '${name}' is a security key or passkey`,
      where: setting.at,
      why: 'such a device shows no code, and STS takes nothing else; it opens the console only',
      advice: fix(
        'register a virtual device (an authenticator app) for the user beside it, and write its ARN: mfa_serial = arn:aws:iam::ACCOUNT:mfa/NAME',
      ),
    };
  });

/** A `console_browser` that names no browser: only `swrole console` reads it. */
export const consoleBrowser: Check = ({ profiles }) =>
  profiles.flatMap((profile) => {
    const key = displayKeys.consoleBrowser;
    const text = textOf(profile.settings, key);
    const { parse, problem } = consoleBrowserRule;
    if (text === undefined || parse(text) !== undefined) return [];
    return [
      {
        level: 'warning',
        what: `${key} of profile '${profile.name}' names no browser`,
        where: locationOf(profile, key),
        why: `${key} ${problem}`,
        advice: write(`${key} = firefox-container`),
      },
    ];
  });
