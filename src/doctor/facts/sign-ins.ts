/** The sign-ins that chains start from, and until when the SDKs' files say that they last. */
import type { LoginBase, SsoBase } from '../../config/base/bases.ts';
import type { Instant } from '../../credentials.ts';
import { NO_HOME } from '../../fast-path/paths.ts';
import type { Environment } from '../../system.ts';
import type { Planned } from './facts.ts';
import { loginSignIn, ssoSignIn } from './sign-in-files.ts';

/** What somebody signs in to with a browser. */
export type SignInBase = SsoBase | LoginBase;

/** Somebody's sign-in, and who needs it. */
export interface SignIn<Base extends SignInBase = SignInBase> {
  readonly base: Base;
  /** `profile 'a'`, `profiles 'a', 'b'`. */
  readonly needed: string;
  /** The SDKs' file of it. */
  readonly path: string;
  /** Of its last credentials or token; `undefined`: there are none, or the file does not say. */
  readonly expiresAt: Instant | undefined;
  /** How long SDKs may renew that without anybody; `undefined`: not at all, or nobody knows. */
  readonly renewableUntil: Instant | undefined;
}

/** One for each session or start URL, with the profiles that need it. */
export function gatherSignIns(
  plans: readonly Planned[],
  env: Environment,
  home: string,
): readonly SignIn[] {
  const found = new Map<string, { base: SignInBase; profiles: string[] }>();
  for (const plan of plans) {
    const base = 'chain' in plan ? plan.chain.base : undefined;
    if (base?.kind !== 'sso' && base?.kind !== 'login') continue;
    if (home === NO_HOME) continue;
    const id = base.kind === 'sso' ? (base.session ?? base.startUrl) : base.loginSession;
    const other = found.get(`${base.kind} ${id}`);
    if (other === undefined) found.set(`${base.kind} ${id}`, { base, profiles: [plan.profile] });
    else other.profiles.push(plan.profile);
  }
  return [...found.values()].map(({ base, profiles }) => ({
    base,
    needed: neededBy(profiles),
    ...(base.kind === 'sso' ? ssoSignIn(base, home) : loginSignIn(base, env, home)),
  }));
}

function neededBy(profiles: readonly string[]): string {
  const names = profiles.map((profile) => `'${profile}'`).join(', ');
  return `profile${profiles.length === 1 ? '' : 's'} ${names}`;
}

/** Those of one kind. */
export function signInsOf<Kind extends SignInBase['kind']>(
  kind: Kind,
  signIns: readonly SignIn[],
): readonly SignIn<Extract<SignInBase, { kind: Kind }>>[] {
  return signIns.filter((signIn): signIn is SignIn<Extract<SignInBase, { kind: Kind }>> => {
    return signIn.base.kind === kind;
  });
}
