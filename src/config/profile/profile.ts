/**
 * One profile, checked: text in, values out. Only the profiles of a chain come here; a broken one elsewhere in the file
 * hurts nobody. Keys, URLs and what belongs to one source are checked only where they are used (`static-keys.ts`, `service-url.ts`, `base/`).
 */
import type * as z from 'zod/mini';
import type { ChainWarning, Warn } from '../config-warning.ts';
import {
  endpointKeys,
  processKeys,
  roleKeys,
  sessionKeys,
  tokenKeys,
  transportKeys,
} from '../keys.ts';
import type { CommandLine, RoleArn } from '../role-chain.ts';
import { profileSchema } from './profile-schema.ts';
import { commandLineOf, invalidValue, type RawProfile, textOf } from './raw-profile.ts';

type CheckedValues = Readonly<z.output<typeof profileSchema>>;

/** A profile whose values are known to be good. Security: `raw` holds keys in the clear. */
export interface Profile extends CheckedValues {
  readonly name: string;
  /** `generate_token`, or its alias `mfa_process`. */
  readonly generateToken: CommandLine | undefined;
  readonly credentialProcess: CommandLine | undefined;
  readonly raw: RawProfile;
}

/** A profile with a role to assume. */
export type RoleProfile = Profile & { readonly roleArn: RoleArn };

const CHECKED_KEYS: Record<keyof CheckedValues, string> = {
  ...roleKeys,
  ...sessionKeys,
  ...endpointKeys,
  ...transportKeys,
};

const CHECKED_NAMES = Object.entries(CHECKED_KEYS);

/** Checks the values of one profile; throws `invalid-value` for the first bad one. */
export function checkProfile(raw: RawProfile, warn: Warn<ChainWarning>): Profile {
  return {
    ...checkedValues(raw),
    name: raw.name,
    generateToken: tokenCommand(raw, warn),
    credentialProcess: commandLineOf(raw, processKeys.credentialProcess),
    raw,
  };
}

function checkedValues(raw: RawProfile): CheckedValues {
  const texts: Record<string, string> = {};
  for (const [name, key] of CHECKED_NAMES) {
    const text = textOf(raw.settings, key);
    if (text !== undefined) texts[name] = text;
  }
  const result = profileSchema.safeParse(texts);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const key = CHECKED_KEYS[issue?.path[0] as keyof CheckedValues];
  throw invalidValue(raw, key, issue?.message ?? 'is not valid');
}

function tokenCommand(raw: RawProfile, warn: Warn<ChainWarning>): CommandLine | undefined {
  const command = commandLineOf(raw, tokenKeys.generateToken);
  const alias = commandLineOf(raw, tokenKeys.mfaProcess);
  if (command && alias) {
    const { generateToken: used, mfaProcess: key } = tokenKeys;
    warn({ kind: 'unused-key', profile: raw.name, key, used, at: alias.at });
  }
  return command ?? alias;
}
