/** Repairs an error of a profile in memory, so that the next plan finds the error behind it. No file is changed. */

import type { ConfigErrorDetails, Location } from '../../config/errors.ts';
import type { ConfigFiles } from '../../config/files.ts';
import {
  cognitoKeys,
  endpointKeys,
  roleKeys,
  sessionKeys,
  ssoKeys,
  staticKeys,
} from '../../config/keys.ts';
import type { PlanEnv } from '../../config/plan-context.ts';
import { type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import { ALL_SOURCE_KEYS } from '../../config/sources/index.ts';

/** The input of a profile's plan. */
export interface Attempt {
  readonly files: ConfigFiles;
  readonly planEnv: PlanEnv;
}

/** The input without this error; `undefined` if no later error can be found. */
export function repaired(
  details: ConfigErrorDetails,
  planned: string,
  attempt: Attempt,
): Attempt | undefined {
  const { files, planEnv } = attempt;
  // A source is planned as well, so that its other errors are found there, and in a long chain not once for each profile.
  if ('profile' in details && details.profile !== planned)
    return withOwnKeys(details.profile, attempt, ALL);
  switch (details.kind) {
    case 'invalid-value':
      return withoutInvalid(details, attempt);
    case 'excluded-key':
    case 'sso-conflict':
      return withSetting(details, details.key, undefined, attempt);
    case 'partial-keys':
      if (!STAND_INS.has(details.missing)) return withOwnKeys(details.profile, attempt);
      return withSetting(details, details.missing, STAND_INS.get(details.missing), attempt);
    case 'keys-without-token':
      return withSetting(details, staticKeys.sessionToken, 'x', attempt);
    case 'unknown-sso-session': {
      const settings = settingsOf(SIGN_IN, details.at);
      const session = { name: details.session, at: details.at, settings };
      return { planEnv, files: { ...files, ssoSessions: over(files.ssoSessions, session) } };
    }
    case 'invalid-environment': {
      const env = { ...planEnv.env, [details.variable]: undefined };
      return { files, planEnv: { ...planEnv, env } };
    }
    case 'cycle':
      return withoutSource(planned, attempt);
    case 'unreadable-file':
    case 'unknown-profile':
      return undefined;
    default:
      return withOwnKeys(details.profile, attempt);
  }
}

function withoutInvalid(
  details: Extract<ConfigErrorDetails, { kind: 'invalid-value' }>,
  attempt: Attempt,
): Attempt | undefined {
  const { credentialSource } = roleKeys;
  const { sessionTags, transitiveSessionTags } = sessionKeys;
  // Without the key the profile would have no source, which would be another error.
  if (details.key === credentialSource || details.key === ssoKeys.session)
    return withOwnKeys(details.profile, attempt);
  const repair = withSetting(details, details.key, STAND_INS.get(details.key), attempt);
  if (details.key !== sessionTags || repair === undefined) return repair;
  return withSetting(details, transitiveSessionTags, undefined, repair);
}

/** Valid values for keys without which a profile would have another meaning. Other keys are removed. */
const SIGN_IN = [
  [ssoKeys.startUrl, 'https://example.com'],
  [ssoKeys.region, 'us-east-1'],
] as const;
const STAND_INS: ReadonlyMap<string, string> = new Map([
  [roleKeys.roleArn, 'arn:aws:iam::111111111111:role/x'],
  [staticKeys.accessKeyId, 'x'],
  [staticKeys.secretAccessKey, 'x'],
  [staticKeys.sessionToken, 'x'],
  [ssoKeys.accountId, '111111111111'],
  [ssoKeys.roleName, 'x'],
  ...SIGN_IN,
  [cognitoKeys.identityPoolId, 'us-east-1:00000000-0000-4000-8000-000000000000'],
  [cognitoKeys.loginProvider, 'x.example.com'],
  [cognitoKeys.loginTokenFile, '/x'],
]);

/** The section of an error, which may not be its profile's section. */
interface Place {
  readonly profile: string;
  readonly section?: string;
  readonly at: Location;
}

/** Replaces or removes a key in the section of the error. */
function withSetting(
  { profile: name, section, at }: Place,
  key: string,
  value: string | undefined,
  attempt: Attempt,
): Attempt | undefined {
  const { files, planEnv } = attempt;
  const profile = files.profiles.get(name);
  if (profile === undefined) return undefined;
  const session = files.ssoSessions.get(textOf(profile.settings, ssoKeys.session) ?? '');
  if (session !== undefined && (section !== undefined || isIn(session, key, at))) {
    const changed = changedSettings(session, [[key, value]], at);
    return { planEnv, files: { ...files, ssoSessions: over(files.ssoSessions, changed) } };
  }
  // A service's own endpoint stands in a section of services, which the profile then does without.
  const isElsewhere = key === endpointKeys.endpointUrl && !isIn(profile, key, at);
  const changes = isElsewhere
    ? ([[endpointKeys.services, undefined]] as const)
    : [[key, value] as const];
  return withProfile(changedSettings(profile, changes, at), attempt);
}

/**
 * Gives a source its own keys instead of the rest of its chain. The profiles of that rest are planned too and report their own
 * errors; following the chain for each error of each of them would take minutes. The source still gives a role session.
 */
export function endingAt({ name, at, ...source }: RawProfile, attempt: Attempt): Attempt {
  const settings = settingsOf(
    [
      [roleKeys.roleArn, STAND_INS.get(roleKeys.roleArn) ?? ''],
      [staticKeys.accessKeyId, 'x'],
      [staticKeys.secretAccessKey, 'x'],
      [roleKeys.sourceProfile, name],
    ],
    at,
  );
  return withProfile({ ...source, name, at, settings }, attempt);
}

export function sourceOf(profile: RawProfile | undefined): string | undefined {
  return profile && textOf(profile.settings, roleKeys.sourceProfile);
}

/** Used instead of names of keys: no key stays. */
const ALL = 'all';

/** With keys of its own instead of every source, or of everything, so that what stands before it can be looked at. */
function withOwnKeys(
  name: string | undefined,
  attempt: Attempt,
  removed: typeof ALL | readonly string[] = ALL_SOURCE_KEYS,
): Attempt | undefined {
  const profile = attempt.files.profiles.get(name ?? '');
  if (profile === undefined) return undefined;
  const keys = removed === ALL ? [...profile.settings.keys()] : removed;
  const hasRole = removed !== ALL && textOf(profile.settings, roleKeys.roleArn) !== undefined;
  return withProfile(
    changedSettings(
      profile,
      [
        ...keys.map((key) => [key, undefined] as const),
        [staticKeys.accessKeyId, 'x'],
        [staticKeys.secretAccessKey, 'x'],
        [roleKeys.sourceProfile, hasRole ? profile.name : undefined],
      ],
      profile.at,
    ),
    attempt,
  );
}

/** With keys where the profile leads to, so that a long circle is not gone round once for each profile on it. */
function withoutSource(planned: string, attempt: Attempt): Attempt | undefined {
  const source = sourceOf(attempt.files.profiles.get(planned));
  return withOwnKeys(source, attempt, source === planned ? ALL_SOURCE_KEYS : ALL);
}

function withProfile(profile: RawProfile, { files, planEnv }: Attempt): Attempt {
  return { planEnv, files: { ...files, profiles: over(files.profiles, profile) } };
}

function isIn({ settings }: RawProfile, key: string, { file, line }: Location): boolean {
  const at = settings.get(key)?.at;
  return at?.file === file && at.line === line;
}

function settingsOf(
  values: Iterable<readonly [string, string]>,
  at: Location,
): RawProfile['settings'] {
  return new Map([...values].map(([key, value]) => [key, { value, at, nested: new Map() }]));
}

function changedSettings(
  section: RawProfile,
  changes: readonly (readonly [key: string, value: string | undefined])[],
  at: Location,
): RawProfile {
  const settings = new Map(section.settings);
  for (const [key, value] of changes) {
    settings.delete(key);
    if (value !== undefined) settings.set(key, { value, at, nested: new Map() });
  }
  return { ...section, settings };
}

/** The map with one section changed. It is not a copy: for thousands of profiles with errors copies would take minutes. */
function over(
  sections: ReadonlyMap<string, RawProfile>,
  changed: RawProfile,
): ReadonlyMap<string, RawProfile> {
  return new Overlay(sections, changed);
}

/** Plans ask a map of sections for one by its name, and for the names that there are. */
class Overlay extends Map<string, RawProfile> {
  readonly #below: ReadonlyMap<string, RawProfile>;
  readonly #changed: RawProfile;

  constructor(below: ReadonlyMap<string, RawProfile>, changed: RawProfile) {
    super();
    this.#below = below;
    this.#changed = changed;
  }

  override get(name: string): RawProfile | undefined {
    return name === this.#changed.name ? this.#changed : this.#below.get(name);
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  override keys() {
    return this.#below.keys();
  }
}
