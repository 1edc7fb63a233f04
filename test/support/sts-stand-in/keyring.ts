import { noise } from '../noise.ts';
import { uniqueId, userArn } from './arn.ts';
import type { Caller, StandInUser } from './world.ts';

/** An access key that the stand-in accepts. */
export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly caller: Caller;
  /** What makes it temporary; absent for a user's long-term key. `expiration` is in milliseconds. */
  readonly session?: { readonly token: string; readonly expiration: number };
}

/** A temporary key, fresh from GetSessionToken or AssumeRole. */
export type TemporaryKey = Required<Key>;

function longTermKey(user: StandInUser): Key {
  const arn = userArn(user);
  const caller: Caller = {
    arn,
    principalArn: arn,
    accountId: user.accountId,
    userId: uniqueId('AIDA', arn),
    mfa: user.mfa,
    ...(user.otherDevices && { otherDevices: user.otherDevices }),
    isTemporary: false,
    hasMfaContext: false,
  };
  return { accessKeyId: user.accessKeyId, secretAccessKey: user.secretAccessKey, caller };
}

/** All access keys: the users' keys and the issued keys. */
export class Keyring {
  /** Every secret there is, in no order: secret keys, session tokens and MFA secrets. It grows with each key issued. */
  readonly secrets: string[] = [];
  readonly #keys = new Map<string, Key>();
  #issued = 0;

  constructor(users: readonly StandInUser[]) {
    for (const user of users) {
      this.#keys.set(user.accessKeyId, longTermKey(user));
      this.secrets.push(user.secretAccessKey, ...(user.mfa ? [user.mfa.secret] : []));
    }
  }

  /** The key of this id, expired or not; `undefined` if there never was one. */
  find(accessKeyId: string): Key | undefined {
    return this.#keys.get(accessKeyId);
  }

  /** A new temporary key, unlike all others of this keyring, the same in every run, and seen to be an example. */
  issue(caller: Caller, expiration: number): TemporaryKey {
    this.#issued += 1;
    const accessKeyId = `ASIAEXAMPLE${String(this.#issued).padStart(9, '0')}`;
    const secretAccessKey = `EXAMPLE/${noise(`secret of ${accessKeyId}`, 32)}`;
    const token = `IQoJb3JpZ2luX2VjEXAMPLE+/${noise(`token of ${accessKeyId}`, 373)}==`;
    const key = { accessKeyId, secretAccessKey, caller, session: { token, expiration } };
    this.#keys.set(accessKeyId, key);
    this.secrets.push(secretAccessKey, token);
    return key;
  }
}
