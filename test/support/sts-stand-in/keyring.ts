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
  /** Of a long-term key. */
  readonly longTerm?: LongTermState;
}

/** What IAM knows of a long-term key. */
interface LongTermState {
  /** In milliseconds. */
  readonly createdAt: number;
  /** From this instant it is known everywhere: AWS takes some seconds for a new key. */
  readonly worksFrom: number;
  isActive: boolean;
}

/** A user's long-term key. */
export type LongTermKey = Key & { readonly longTerm: LongTermState };

/** A temporary key, fresh from GetSessionToken or AssumeRole. */
export type TemporaryKey = Key & { readonly session: NonNullable<Key['session']> };

function longTermKey(user: StandInUser): Key {
  const arn = userArn(user);
  const caller: Caller = {
    arn,
    principalArn: arn,
    accountId: user.accountId,
    userId: uniqueId('AIDA', arn),
    mfa: user.mfa,
    ...(user.otherDevices && { otherDevices: user.otherDevices }),
    ...(user.deniedKeyActions && { deniedKeyActions: user.deniedKeyActions }),
    isTemporary: false,
    hasMfaContext: false,
  };
  const { accessKeyId, secretAccessKey, keyCreatedAt = Date.UTC(2026, 0, 1) } = user;
  const longTerm = { createdAt: keyCreatedAt, worksFrom: 0, isActive: true };
  return { accessKeyId, secretAccessKey, caller, longTerm };
}

/** All access keys: the users' keys and the issued keys. */
export class Keyring {
  /** Every secret there is, in no order: secret keys, session tokens and MFA secrets. It grows with each key issued. */
  readonly secrets: string[] = [];
  readonly #keys = new Map<string, Key>();
  #issued = 0;
  #created = 0;

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

  /** The long-term keys of a user, the oldest first. */
  keysOf(userArn: string): LongTermKey[] {
    return [...this.#keys.values()].filter(
      (key): key is LongTermKey => key.longTerm !== undefined && key.caller.arn === userArn,
    );
  }

  /** A new long-term key of a user, as {@link issue} makes temporary ones. */
  create(caller: Caller, createdAt: number, worksFrom: number): LongTermKey {
    this.#created += 1;
    const accessKeyId = `AKIAEXAMPLE${String(this.#created).padStart(9, '0')}`;
    const secretAccessKey = `EXAMPLE/${noise(`secret of ${accessKeyId}`, 32)}`;
    const longTerm = { createdAt, worksFrom, isActive: true };
    const key = { accessKeyId, secretAccessKey, caller, longTerm };
    this.#keys.set(accessKeyId, key);
    this.secrets.push(secretAccessKey);
    return key;
  }

  delete(accessKeyId: string): void {
    this.#keys.delete(accessKeyId);
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
