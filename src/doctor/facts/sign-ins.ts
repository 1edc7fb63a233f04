/** The sign-ins that chains start from, and their expiration in the SDKs' files. */

import type { LoginSource, SsoSource } from '../../config/plan.ts';
import { readLimitedText, SMALL_LIMIT } from '../../config/read-file.ts';
import type { Instant } from '../../credentials.ts';
import { NO_HOME } from '../../fast-path/paths.ts';
import { loginFile, loginFolder, ssoFile } from '../../providers/sign-in.ts';
import type { Environment } from '../../system.ts';
import { parseInstant } from '../../util/text.ts';
import type { Planned, SignIn, SignInSource } from '../check.ts';

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
    ...(source.kind === 'sso' ? ssoSignIn(source, home) : loginSignIn(source, env, home)),
  }));
}

function neededBy(profiles: readonly string[]): string {
  const names = profiles.map((profile) => `'${profile}'`).join(', ');
  return `profile${profiles.length === 1 ? '' : 's'} ${names}`;
}

/** The sign-ins of one kind. */
export function signInsOf<Kind extends SignInSource['kind']>(
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
function ssoSignIn(source: SsoSource, home: string): SignInFile {
  const path = ssoFile(source, home);
  const { expiresAt, refreshToken, registrationExpiresAt } = readObject(path);
  return {
    path,
    expiresAt: instant(expiresAt),
    renewableUntil: refreshToken === undefined ? undefined : instant(registrationExpiresAt),
  };
}

/** The console sign-in of a session. */
function loginSignIn(source: LoginSource, env: Environment, home: string): SignInFile {
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
