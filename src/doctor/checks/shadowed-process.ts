/**
 * A profile with `credential_process` beside another source: SDKs disagree about which of the two counts, and with it
 * about whose credentials they get (contract A.5).
 */
import type { Location } from '../../config/config-error.ts';
import { loginKeys, processKeys, roleKeys, ssoKeys, staticKeys } from '../../config/keys.ts';
import { commandLineOf, type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import type { Check, Facts } from '../facts/facts.ts';
import { type Finding, fix, type Level } from '../finding.ts';
import { elsewhereWords, headerOf } from '../place.ts';

interface Rival {
  readonly key: string;
  readonly level: Level;
  readonly why: string;
}

const ROLE_SOURCES = [
  roleKeys.sourceProfile,
  roleKeys.credentialSource,
  roleKeys.webIdentityTokenFile,
];

/** Shadowed credential processes. */
export const shadowedProcess: Check = (facts) =>
  facts.profiles.flatMap((profile) => {
    const process = commandLineOf(profile, processKeys.credentialProcess);
    if (process === undefined) return [];
    return rivalsOf(profile, facts).map((rival) => finding(profile, process.at, rival));
  });

function rivalsOf(profile: RawProfile, facts: Facts): readonly Rival[] {
  const { settings } = profile;
  const has = (key: string) => textOf(settings, key) !== undefined;
  const rivals = [
    has(roleKeys.roleArn) && role(ROLE_SOURCES.some(has)),
    has(ssoKeys.accountId) && SSO,
    has(loginKeys.loginSession) && LOGIN,
    has(staticKeys.accessKeyId) &&
      keys(isOfCredentials(settings.get(staticKeys.accessKeyId)?.at, facts)),
  ];
  return rivals.filter((rival) => rival !== false);
}

function isOfCredentials(at: Location | undefined, { files }: Facts): boolean {
  return at?.file === files.files[1];
}

function role(hasSource: boolean): Rival {
  const key = roleKeys.roleArn;
  return hasSource
    ? {
        key,
        level: 'warning',
        why: 'the AWS CLI, JS, Ruby and Rust assume the role and never run the process; Go refuses the profile',
      }
    : {
        key,
        level: 'error',
        why: 'the AWS CLI, Ruby, Rust and swrole refuse the profile; JS and Java run the process and forget the role; Go assumes the role with what the process prints',
      };
}

const SSO: Rival = {
  key: ssoKeys.accountId,
  level: 'error',
  why: 'JS runs the process; the AWS CLI, Go, Ruby, Rust and swrole take the SSO role',
};

const LOGIN: Rival = {
  key: loginKeys.loginSession,
  level: 'error',
  why: 'JS, Ruby and older Go run the process; the AWS CLI, Rust and swrole take what aws login has signed in',
};

function keys(isOfCredentialsFile: boolean): Rival {
  const key = staticKeys.accessKeyId;
  return {
    key,
    level: 'error',
    why: isOfCredentialsFile
      ? 'Rust and Java run the process; the AWS CLI, JS, Go and Ruby take the keys of the credentials file'
      : 'the AWS CLI, Rust and Java run the process; JS, Go and Ruby take the keys',
  };
}

function finding({ name, settings }: RawProfile, where: Location, rival: Rival): Finding {
  const { key, level, why } = rival;
  const at = settings.get(key)?.at ?? where;
  return {
    level,
    what: `credential_process of profile '${name}' stands beside ${key} (${elsewhereWords(at, where)})`,
    where,
    why,
    advice: fix(
      `keep one of them in ${headerOf(name)}, and move the other to a profile of its own`,
    ),
  };
}
