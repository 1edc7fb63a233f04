/**
 * What the AWS CLI stores: its sign-ins, which are read here and checked, and its cache of sessions, which `aws_cli_cache = write`
 * shares.
 */

import { cacheKeys, roleKeys } from '../../config/keys.ts';
import type { LoginSource, SsoSource } from '../../config/plan.ts';
import { locationOf, type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import { readLimitedText, SMALL_LIMIT } from '../../config/read-file.ts';
import type { Instant } from '../../credentials.ts';
import { NO_HOME } from '../../fast-path/paths.ts';
import { quoteForShell } from '../../messages/message.ts';
import { loginFile, loginFolder, ssoFile } from '../../providers/sign-in.ts';
import type { Environment } from '../../system.ts';
import { parseInstant } from '../../util/text.ts';
import {
  type AwsCliFact,
  type Check,
  type Facts,
  type Finding,
  fix,
  type Planned,
  run,
  type SignIn,
  type SignInSource,
  write,
} from '../check.ts';

// Sign-ins to IAM Identity Center that have expired or do not exist.

/** One finding for each session that needs a sign-in. */
export const ssoSignIn: Check = (facts) =>
  signInsOf('sso', facts.signIns)
    .filter(({ expiresAt }) => expiresAt === undefined || expiresAt <= facts.now)
    .map((signIn) => finding(signIn, facts));

function finding(
  { source, needed, path, expiresAt, renewableUntil }: SignIn<SsoSource>,
  { now, platform }: Facts,
) {
  const { session, startUrl, profile } = source;
  const name = session === undefined ? startUrl : `sso-session '${session}'`;
  const isRenewable = renewableUntil !== undefined && renewableUntil > now;
  return {
    // Every hour, where a session of Identity Center lasts for days.
    level: isRenewable ? 'note' : 'warning',
    what:
      expiresAt === undefined
        ? `not signed in to ${name}, for ${needed}`
        : `the sign-in to ${name}, for ${needed}, expired at ${new Date(expiresAt).toISOString()}`,
    where: { path },
    why: isRenewable
      ? 'SDKs renew it by themselves, for as long as the session at IAM Identity Center lasts'
      : 'without it there are no credentials until you sign in',
    advice: run(
      session === undefined
        ? `aws sso login --profile ${quoteForShell(profile, platform)}`
        : `aws sso login --sso-session ${quoteForShell(session, platform)}`,
    ),
  } satisfies Finding;
}

// Sign-ins of `aws login` that have expired or do not exist.

/**
 * How long ago the last credentials may have expired before the sign-in has certainly expired too: SDKs renew them every 15 minutes, up
 * to 12 hours after the sign-in (SDK reference guide, "Login credentials provider").
 */
const LONGEST = 12 * 3_600_000;

/** One finding for each session that needs a sign-in. */
export const loginSignIn: Check = ({ signIns, now, platform }) =>
  signInsOf('login', signIns)
    .filter(({ expiresAt }) => expiresAt === undefined || expiresAt + LONGEST <= now)
    .map((signIn) => loginFinding(signIn, platform));

function loginFinding(
  { source, needed, path, expiresAt }: SignIn<LoginSource>,
  platform: NodeJS.Platform,
): Finding {
  return {
    level: 'warning',
    what:
      expiresAt === undefined
        ? `not signed in by aws login, for ${needed}`
        : `the sign-in of aws login, for ${needed}, gave its last credentials until ${new Date(expiresAt).toISOString()}`,
    where: { path },
    why:
      expiresAt === undefined
        ? 'without it there are no credentials until you sign in'
        : 'a sign-in lasts 12 hours at most; after that there are no credentials until you sign in',
    advice: run(`aws login --profile ${quoteForShell(source.profile, platform)}`),
  };
}

// `aws_cli_cache = write` that leaves the AWS CLI nothing, or nothing that it finds.

const { awsCliCache } = cacheKeys;

/** Profiles that ask for the AWS CLI's cache in vain. */
export const awsCliCacheUse: Check = ({ profiles, awsCli }) =>
  profiles.flatMap((profile) => {
    if (textOf(profile.settings, awsCliCache) !== 'write') return [];
    if (textOf(profile.settings, roleKeys.roleArn) === undefined)
      return unused(profile, 'it has no role_arn');
    const fact = awsCli.find((each) => each.profile === profile.name);
    return fact === undefined ? [] : roleFinding(profile, fact);
  });

function roleFinding(profile: RawProfile, { serial, obstacle }: AwsCliFact): readonly Finding[] {
  if (serial === undefined) return unused(profile, 'its role has no mfa_serial');
  if (obstacle !== undefined)
    return [
      {
        level: 'warning',
        what: `the AWS CLI's cache is not used for profile '${profile.name}': ${obstacle}`,
        where: locationOf(profile, awsCliCache),
        why: 'an entry there may be of another user or host, so swrole neither takes nor leaves one, and the AWS CLI asks for a code of its own',
        advice: fix(`remove ${awsCliCache}, or what the AWS CLI's key does not tell apart`),
      },
    ];
  if (textOf(profile.settings, roleKeys.mfaSerial) !== undefined) return [];
  return [
    {
      level: 'warning',
      what: `the AWS CLI does not find the session that swrole leaves it for profile '${profile.name}', because mfa_serial stands in another profile`,
      where: locationOf(profile, awsCliCache),
      why: 'the AWS CLI reads mfa_serial in the profile of the role only: it looks for a session without a device, and calls AWS without a code',
      advice: write(`${roleKeys.mfaSerial} = ${serial}`),
    },
  ];
}

function unused(profile: RawProfile, reason: string): readonly Finding[] {
  return [
    {
      level: 'note',
      what: `${awsCliCache} of profile '${profile.name}' has no effect, because ${reason}`,
      where: locationOf(profile, awsCliCache),
      why: 'only a role whose own call carries a code is shared with the AWS CLI: for others it asks for none',
      advice: fix(`remove ${awsCliCache}`),
    },
  ];
}

// The sign-ins that chains start from, and their expiration in the SDKs' files.

/** One for each session or start URL, with the profiles that need it. */
export function gatherSignIns(
  plans: readonly Planned[],
  env: Environment,
  home: string,
): readonly SignIn[] {
  const found = new Map<string, { source: SignInSource; profiles: string[] }>();
  for (const plan of plans) {
    const source = 'chain' in plan ? plan.chain.source : undefined;
    if (source?.kind !== 'sso' && source?.kind !== 'login') continue;
    if (home === NO_HOME) continue;
    const id = source.kind === 'sso' ? (source.session ?? source.startUrl) : source.loginSession;
    const other = found.get(`${source.kind} ${id}`);
    if (other === undefined)
      found.set(`${source.kind} ${id}`, { source, profiles: [plan.profile] });
    else other.profiles.push(plan.profile);
  }
  return [...found.values()].map(({ source, profiles }) => ({
    source,
    needed: neededBy(profiles),
    ...(source.kind === 'sso' ? ssoSignInFile(source, home) : loginSignInFile(source, env, home)),
  }));
}

function neededBy(profiles: readonly string[]): string {
  const names = profiles.map((profile) => `'${profile}'`).join(', ');
  return `profile${profiles.length === 1 ? '' : 's'} ${names}`;
}

/** The sign-ins of one kind. */
function signInsOf<Kind extends SignInSource['kind']>(
  kind: Kind,
  signIns: readonly SignIn[],
): readonly SignIn<Extract<SignInSource, { kind: Kind }>>[] {
  return signIns.filter((signIn): signIn is SignIn<Extract<SignInSource, { kind: Kind }>> => {
    return signIn.source.kind === kind;
  });
}

// Reads the SDKs' sign-in files. Security: they hold tokens and keys, and only times leave this file.

/** The file of a sign-in, and the expiration in it. */
interface SignInFile {
  readonly path: string;
  readonly expiresAt: Instant | undefined;
  readonly renewableUntil: Instant | undefined;
}

/** The token of a session, or of a start URL. */
function ssoSignInFile(source: SsoSource, home: string): SignInFile {
  const path = ssoFile(source, home);
  const { expiresAt, refreshToken, registrationExpiresAt } = readObject(path);
  return {
    path,
    expiresAt: instant(expiresAt),
    renewableUntil: refreshToken === undefined ? undefined : instant(registrationExpiresAt),
  };
}

/** The console sign-in of a session. */
function loginSignInFile(source: LoginSource, env: Environment, home: string): SignInFile {
  const path = loginFile(source, loginFolder(env, home));
  const { accessToken } = readObject(path);
  const expiresAt = isObject(accessToken) ? instant(accessToken.expiresAt) : undefined;
  return { path, expiresAt, renewableUntil: undefined };
}

/** Other files than the SDKs' are not read, so that a pipe cannot block. */
const LIMITS = { bytes: SMALL_LIMIT, patience: 0 };

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

/** Empty if the file does not exist or is not JSON. */
function readObject(path: string): JsonObject {
  try {
    const value: unknown = JSON.parse(readLimitedText(path, LIMITS));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Older AWS CLIs write `UTC` for `Z`. */
function instant(text: unknown): Instant | undefined {
  return typeof text === 'string' ? parseInstant(text.replace(/UTC$/, 'Z')) : undefined;
}
