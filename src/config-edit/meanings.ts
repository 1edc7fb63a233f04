import { loginKeys, processKeys, roleKeys, ssoKeys, staticKeys } from '../config/keys.ts';

const { roleArn, sourceProfile, credentialSource, webIdentityTokenFile } = roleKeys;

/** The keys that say where credentials come from. Which of two counts, each SDK decides for itself (contract A.5). */
export const MEANINGS: ReadonlySet<string> = new Set([
  ...[roleArn, sourceProfile, credentialSource, webIdentityTokenFile],
  ...[processKeys, ssoKeys, loginKeys, staticKeys].flatMap((keys) => Object.values(keys)),
]);
