/** Which profiles a question is about: all, or one with everything that it leads to. */
import type { ConfigFiles } from '../../config/files.ts';
import { processKeys, roleKeys } from '../../config/keys.ts';
import { commandLineOf, type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import { swroleProfile } from './swrole-call.ts';

/** A step from a profile to another one whose credentials it takes. */
export interface Edge {
  readonly key: string;
  readonly to: string;
}

/** Where the credentials of a profile may come from: `source_profile`, and swrole as its `credential_process`. */
export function edgesOf(profile: RawProfile): readonly Edge[] {
  const { sourceProfile } = roleKeys;
  const { credentialProcess } = processKeys;
  const source = textOf(profile.settings, sourceProfile);
  const command = commandLineOf(profile, credentialProcess)?.command;
  const asked = command === undefined ? undefined : swroleProfile(command);
  return [
    ...(source === undefined ? [] : [{ key: sourceProfile, to: source }]),
    ...(asked === undefined ? [] : [{ key: credentialProcess, to: asked }]),
  ];
}

/** The profiles that a question is about, in the order of the files or along the way. */
export function concernedProfiles(
  { profiles }: ConfigFiles,
  asked: string | undefined,
): readonly RawProfile[] {
  if (asked === undefined) return [...profiles.values()];
  const found = new Map<string, RawProfile>();
  // No recursion: chains may be long.
  for (let next = [asked]; next.length > 0; ) {
    const name = next.pop() ?? '';
    const profile = profiles.get(name);
    if (profile === undefined || found.has(name)) continue;
    found.set(name, profile);
    next.push(
      ...edgesOf(profile)
        .map(({ to }) => to)
        .reverse(),
    );
  }
  return [...found.values()];
}
