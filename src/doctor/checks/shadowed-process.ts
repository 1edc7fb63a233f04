/**
 * A profile with `credential_process` beside another source: SDKs disagree about which of the two counts, and with it
 * about whose credentials they get (contract A.5).
 */
import type { Location } from '../../config/errors.ts';
import { loginKeys, processKeys, roleKeys, ssoKeys, staticKeys } from '../../config/keys.ts';
import { commandLineOf, type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import type { Check, Facts } from '../facts/facts.ts';
import { type Finding, fix } from '../finding.ts';
import * as rivals from '../meanings/rival.ts';
import { elsewhereWords, headerOf } from '../place.ts';

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

function rivalsOf({ settings }: RawProfile, { files }: Facts): readonly rivals.Rival[] {
  const has = (key: string) => textOf(settings, key) !== undefined;
  const keysAt = settings.get(staticKeys.accessKeyId)?.at.file;
  const keys = keysAt === files.files[1] ? rivals.CREDENTIALS_FILE_KEYS : rivals.CONFIG_FILE_KEYS;
  const role = ROLE_SOURCES.some(has) ? rivals.ROLE_WITH_SOURCE : rivals.ROLE;
  return [
    ...(has(roleKeys.roleArn) ? [role] : []),
    ...(has(ssoKeys.accountId) ? [rivals.SSO] : []),
    ...(has(loginKeys.loginSession) ? [rivals.LOGIN] : []),
    ...(has(staticKeys.accessKeyId) ? [keys] : []),
  ];
}

function finding({ name, settings }: RawProfile, where: Location, rival: rivals.Rival): Finding {
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
