/** Keys of which a part is missing, or stands in the other file: the SDKs then disagree about whether there are any. */
import type { Location } from '../../config/errors.ts';
import { staticKeys } from '../../config/keys.ts';
import type { RawProfile } from '../../config/profile/raw-profile.ts';
import { isLongTermId } from '../../config/profile/static-keys.ts';
import { placeWords } from '../../messages/phrases.ts';
import type { Check } from '../facts/facts.ts';
import { type Finding, fix } from '../finding.ts';

const { accessKeyId, secretAccessKey, sessionToken } = staticKeys;

/** Incomplete and divided keys, and a token that belongs to others. */
export const halfKeys: Check = ({ profiles }) =>
  profiles.flatMap((profile) => finding(profile) ?? foreignToken(profile) ?? []);

function finding({ name, settings }: RawProfile): Finding | undefined {
  const at = (key: string) => (settings.get(key)?.value ? settings.get(key)?.at : undefined);
  const [id, secret, token] = [at(accessKeyId), at(secretAccessKey), at(sessionToken)];
  if (id && secret) return id.file === secret.file ? undefined : divided(name, id, secret);
  if (id) return half(name, accessKeyId, secretAccessKey, id);
  if (secret) return half(name, secretAccessKey, accessKeyId, secret);
  return token && half(name, sessionToken, accessKeyId, token);
}

function half(name: string, present: string, missing: string, where: Location): Finding {
  return {
    level: 'error',
    what: `profile '${name}' has ${present}, but no ${missing}`,
    where,
    why: 'half a key signs nothing: swrole and the AWS CLI stop here, others look for credentials elsewhere and may find those of somebody else',
    advice: fix(`add ${missing} to the profile, or remove ${present}`),
  };
}

/** AWS takes a token with the temporary key that it came with, and with no other. */
function foreignToken({ name, settings }: RawProfile): Finding | undefined {
  const token = settings.get(sessionToken);
  if (!token?.value || !isLongTermId(settings.get(accessKeyId)?.value ?? '')) return undefined;
  return {
    level: 'error',
    what: `profile '${name}' has aws_session_token, but its aws_access_key_id is a long-term key (AKIA…)`,
    where: token.at,
    why: 'AWS refuses a key together with the token of another one',
    advice: fix('remove aws_session_token, or write the key that it came with'),
  };
}

function divided(name: string, where: Location, secret: Location): Finding {
  return {
    level: 'warning',
    what: `the keys of profile '${name}' stand in two files (${placeWords(where)} and ${placeWords(secret)})`,
    where,
    why: 'the AWS CLI, JS and Rust put them together; Go refuses them, and Ruby does not find them',
    advice: fix(`write ${accessKeyId} and ${secretAccessKey} into the credentials file, both`),
  };
}
