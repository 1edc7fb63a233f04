import { isoSeconds } from '../iso-seconds.ts';
import type { Keyring, TemporaryKey } from './keyring.ts';
import type { MfaDevices } from './mfa-devices.ts';
import type { Caller, StandInRole } from './world.ts';
import type { XmlFields } from './xml.ts';

/** The parameters of a call, by their names on the wire: `RoleArn`, `PolicyArns.member.1.arn`. */
export type Params = Readonly<Record<string, string | undefined>>;

/** What the stand-in knows and remembers. */
export interface Service {
  readonly roles: readonly StandInRole[];
  readonly keyring: Keyring;
  readonly mfaDevices: MfaDevices;
  /** Web identity tokens that were right once. */
  readonly expiredWebIdentityTokens: readonly string[];
  /** How long a new access key is not known everywhere, in milliseconds. */
  readonly newKeyDelayMs: number;
  /** The service's clock, in milliseconds since the epoch. */
  now(): number;
}

/** One operation of STS. It gives the contents of the result element, or throws a `Refusal`. */
export type Action = (params: Params, caller: Caller, service: Service) => XmlFields;

/** An {@link Action} that is asked for without a signature, because its caller has no key yet. */
export type UnsignedAction = (params: Params, service: Service) => XmlFields;

/** The `Credentials` element for a key; `Expiration` has whole seconds, as STS writes it. */
export function credentialsElement(key: TemporaryKey): XmlFields {
  return {
    AccessKeyId: key.accessKeyId,
    SecretAccessKey: key.secretAccessKey,
    SessionToken: key.session.token,
    Expiration: isoSeconds(key.session.expiration),
  };
}

/** The end, in milliseconds, of a session that begins now; cut to the second, because the answer says no more. */
export function expirationAfter(now: number, seconds: number): number {
  return Math.floor(now / 1000 + seconds) * 1000;
}
