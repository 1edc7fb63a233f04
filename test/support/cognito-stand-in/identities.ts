import { createHash } from 'node:crypto';
import {
  expiredToken,
  FOREIGN_PROVIDER,
  forbiddenRole,
  NO_GUESTS,
  NO_MATCH,
  NO_ROLE,
  OTHER_ISSUER,
  refused,
  UNSIGNED,
} from './refusals.ts';
import type { CognitoStandInOptions, StandInLogin, StandInPool } from './world.ts';

/** The tokens of a request, by the names of their providers. */
export type Logins = Readonly<Record<string, string>>;

interface Identity {
  readonly pool: StandInPool;
  /** Undefined for a guest. */
  readonly subject: string | undefined;
}

function uuid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The identities of all pools: one for each user, and a new one for each guest. */
export class Identities {
  readonly #world: CognitoStandInOptions;
  readonly #identities = new Map<string, Identity>();

  constructor(world: CognitoStandInOptions) {
    this.#world = world;
  }

  /**
   * The id of an identity, the same for each request of a user.
   *
   * @throws Refused
   */
  getId(poolId: string, logins: Logins): string {
    const pool = this.#world.pools.find(({ id }) => id === poolId);
    if (pool === undefined)
      throw refused('ResourceNotFoundException', `IdentityPool '${poolId}' not found.`);
    const [login] = this.#checkedLogins(pool, logins);
    if (login === undefined && pool.guestRole === undefined)
      throw refused('NotAuthorizedException', NO_GUESTS);
    const subject = login?.subject;
    const who = subject ?? `guest ${this.#identities.size}`;
    const id = `${poolId.split(':')[0]}:${uuid(`${poolId} ${who}`)}`;
    this.#identities.set(id, { pool, subject });
    return id;
  }

  /**
   * The role whose credentials an identity gets.
   *
   * @throws Refused
   */
  roleOf(identityId: string, logins: Logins, customRoleArn: string | undefined): string {
    const identity = this.#identities.get(identityId);
    if (identity === undefined)
      throw refused('ResourceNotFoundException', `Identity '${identityId}' not found.`);
    const { pool, subject } = identity;
    const [login] = this.#checkedLogins(pool, logins);
    if (login?.subject !== subject) throw refused('NotAuthorizedException', NO_MATCH);
    if (customRoleArn !== undefined && !login?.roles?.includes(customRoleArn))
      throw refused('NotAuthorizedException', forbiddenRole(customRoleArn));
    const role = customRoleArn ?? (login === undefined ? pool.guestRole : pool.userRole);
    if (role === undefined) throw refused('InvalidIdentityPoolConfigurationException', NO_ROLE);
    return role;
  }

  #checkedLogins(pool: StandInPool, logins: Logins): StandInLogin[] {
    return Object.entries(logins).map(([provider, token]) =>
      this.#checkedLogin(pool, provider, token),
    );
  }

  #checkedLogin({ providers }: StandInPool, provider: string, token: string): StandInLogin {
    const refusal = (message: string) => refused('NotAuthorizedException', message);
    if (providers.length === 0) throw refusal(NO_MATCH);
    if (!providers.includes(provider)) throw refusal(FOREIGN_PROVIDER);
    const login = this.#world.logins.find((each) => each.token === token);
    if (login === undefined) throw refusal(UNSIGNED);
    if (login.provider !== provider) throw refusal(OTHER_ISSUER);
    const now = Math.floor((this.#world.now ?? Date.now)() / 1000);
    if (login.expiresAt !== undefined && login.expiresAt <= now)
      throw refusal(expiredToken(now, login.expiresAt));
    return login;
  }
}
