/** Settings that both the environment and a profile may hold: paths of files, how calls are made, and what commands depend on. */

import { createHash } from 'node:crypto';
import { awsVariables } from '../fast-path/fingerprint.ts';
import { expandHome, NO_HOME, startsInHome } from '../fast-path/paths.ts';
import { ConfigError } from './errors.ts';
import { transportKeys } from './keys.ts';
import type { ClientOptions, CommandInputs, ConfiguredPath, TokenOrigin } from './plan-calls.ts';
import type { CallDefaults, PlanContext, Variables } from './plan-context.ts';
import type { Profile } from './profile/profile.ts';
import {
  commandLineOf,
  invalidValue,
  locationOf,
  ownerOf,
  type RawProfile,
  textOf,
} from './profile/raw-profile.ts';
import { maxAttemptsRule, retryModeRule, type ValueRule } from './profile/rules.ts';

/** The file that a key of a profile names; a leading `~/` is the home directory. */
function profilePath(raw: RawProfile, key: string, home: string): ConfiguredPath | undefined {
  const text = textOf(raw.settings, key);
  if (text === undefined) return undefined;
  const named = { profile: ownerOf(raw, key), key, at: locationOf(raw, key) };
  return { path: expandSetting(raw, key, text, home), named };
}

/**
 * The value of a key as a path, with `~/` expanded.
 *
 * @throws ConfigError `invalid-value` for `~/` if the home directory is not known
 */
export function expandSetting(raw: RawProfile, key: string, text: string, home: string): string {
  if (home === NO_HOME && startsInHome(text))
    throw invalidValue(raw, key, 'must be an absolute path, because no home directory is known');
  return expandHome(text, home);
}

/** A token that a profile names, and the key that names it. */
interface FoundToken {
  readonly token: TokenOrigin;
  readonly key: string;
}

/**
 * The file with a token, or the command that prints it; undefined if the profile has neither key. Throws `excluded-key` for
 * both, and `invalid-value`.
 */
export function tokenOrigin(
  raw: RawProfile,
  keys: { readonly file: string; readonly process: string },
  { home, variables }: Pick<PlanContext, 'home' | 'variables'>,
): FoundToken | undefined {
  const file = profilePath(raw, keys.file, home);
  const line = commandLineOf(raw, keys.process);
  if (line === undefined) return file && { token: file, key: keys.file };
  if (file !== undefined) throw excludedKey(raw, keys.process, keys.file);
  const inputs = commandInputs(line.command, variables);
  return { token: { ...line, ...inputs, profile: raw.name, key: keys.process }, key: keys.process };
}

/** The error of a key that cannot be combined with another one. */
export function excludedKey(raw: RawProfile, key: string, by: string): ConfigError {
  const at = locationOf(raw, key);
  return new ConfigError({ kind: 'excluded-key', profile: raw.name, key, by, at });
}

/** The file that a variable names. Throws NoHomeError. */
export function environmentPath(
  variables: Variables,
  variable: string,
  home: string,
): ConfiguredPath | undefined {
  const text = variables.text(variable);
  return text ? { path: expandHome(text, home), named: { variable } } : undefined;
}

/** The settings that may stand in the environment as well. */
type CallSettings = Omit<CallDefaults, 'raw'>;

/**
 * One setting of how calls of `profile` are made. Such a setting depends on the machine more than on a role: the
 * environment wins, as in every SDK, then the profile, then the selected profile. Throws `invalid-environment`.
 */
export function callSetting<Name extends keyof CallSettings>(
  name: Name,
  variable: string,
  rule: ValueRule<NonNullable<CallSettings[Name]>>,
  profile: Profile,
  { variables, selected }: PlanContext,
): CallSettings[Name] {
  return variables.value(variable, rule) ?? profile[name] ?? selected[name];
}

/** The SDKs' common default of `standard` (AWS SDK reference guide, "Retry behavior"). */
const DEFAULT_ATTEMPTS = 3;

/** How the calls of a profile are made. Throws `invalid-environment`. */
export function clientOptionsOf(profile: Profile, context: PlanContext): ClientOptions {
  const { maxAttempts, retryMode, caBundle } = profile;
  if ((maxAttempts ?? retryMode ?? caBundle) !== undefined) return optionsOf(profile, context);
  context.shared.clientOptions ??= optionsOf(profile, context);
  return context.shared.clientOptions;
}

function optionsOf(profile: Profile, context: PlanContext): ClientOptions {
  const attempts = callSetting(
    'maxAttempts',
    'AWS_MAX_ATTEMPTS',
    maxAttemptsRule,
    profile,
    context,
  );
  const mode = callSetting('retryMode', 'AWS_RETRY_MODE', retryModeRule, profile, context);
  return {
    caBundle: caBundleOf(profile, context),
    maxAttempts: attempts ?? DEFAULT_ATTEMPTS,
    retryMode: mode === 'adaptive' ? mode : 'standard',
  };
}

function caBundleOf(
  profile: Profile,
  { variables, home, selected }: PlanContext,
): ConfiguredPath | undefined {
  const named = ({ raw }: Pick<Profile, 'raw'>) => profilePath(raw, transportKeys.caBundle, home);
  return environmentPath(variables, 'AWS_CA_BUNDLE', home) ?? named(profile) ?? named(selected);
}

// What decides, beside its command line, whose credentials or token a program prints: environment variables. Their values are
// a part of the session key, and a cached answer depends on them; otherwise another environment would get the credentials of
// another account.

/** `$NAME`, `${NAME` and, for cmd.exe, `%NAME%`. */
const MENTIONED = /\$\{?([A-Za-z_]\w*)|%([^%\s]+)%/g;

/** `${!NAME}`: bash reads the variable whose name is the value of NAME. */
const UNNAMED = /\$\{!/;

/** The inputs of a command line, in the environment of this run. */
export function commandInputs(command: string, values: Variables): CommandInputs {
  const variables = UNNAMED.test(command) ? undefined : mentionedVariables(command);
  return { variables, environment: environmentDigest(values, variables) };
}

function mentionedVariables(command: string): readonly string[] {
  const names = [...command.matchAll(MENTIONED)].map(([, posix, cmd = '']) => posix ?? cmd);
  return [...new Set(names)].sort();
}

/** Digests by the mentioned variables: most commands mention none, and a digest of all AWS variables takes time. */
const digests = new WeakMap<Variables, Map<string, string>>();

/**
 * A digest of the variables that may decide which credentials the program prints: all of AWS's variables
 * (`aws configure export-credentials` reads `AWS_PROFILE`) and the ones that its command line mentions.
 */
function environmentDigest(variables: Variables, mentioned: readonly string[] | undefined): string {
  const known = digests.get(variables) ?? new Map<string, string>();
  digests.set(variables, known);
  const id = JSON.stringify(mentioned ?? null);
  const digest = known.get(id) ?? digestOf(variables, mentioned);
  known.set(id, digest);
  return digest;
}

function digestOf(
  { env }: Variables,
  mentioned: readonly string[] = Object.keys(env).sort(),
): string {
  const values = mentioned.map((name) => [name, env[name]]);
  const text = JSON.stringify([awsVariables(env), values]);
  return createHash('sha256').update(text).digest('hex');
}
