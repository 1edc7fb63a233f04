/** An IAM user of the stand-in's world, with one long-term access key. */
export interface StandInUser {
  /** A path before it is allowed; `root` is the root user of the account. */
  readonly userName: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** `aws` where absent; else `aws-cn`, `aws-us-gov`, … */
  readonly partition?: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly mfa?: StandInMfaDevice;
  /** What ListMFADevices of IAM answers this user beside `mfa`: more serials, which give no codes here; `denied` refuses it. */
  readonly otherDevices?: readonly string[] | 'denied';
  /** When its access key was created, in milliseconds; the beginning of 2026 where absent. */
  readonly keyCreatedAt?: number;
  /** Actions of IAM on access keys that a policy does not allow it, such as `DeleteAccessKey`. */
  readonly deniedKeyActions?: readonly string[];
}

/** A virtual MFA device. */
export interface StandInMfaDevice {
  /** Its ARN, such as `arn:aws:iam::000000000000:mfa/member`, or a hardware serial. */
  readonly serial: string;
  /** Its TOTP secret, in base32. */
  readonly secret: string;
}

/** An IAM role of the stand-in's world and what its trust policy says. */
export interface StandInRole {
  /** `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`. */
  readonly arn: string;
  /** Who may assume it: ARNs of users, of roles, or of account roots, which stand for everyone in that account. */
  readonly trusts: readonly string[];
  /** The condition `aws:MultiFactorAuthPresent`. */
  readonly requiresMfa?: boolean;
  /** The condition `sts:ExternalId`. */
  readonly externalId?: string;
  /** `MaxSessionDuration`, in seconds; 3600 where absent, as in IAM. */
  readonly maxSessionSeconds?: number;
  /** How long its sessions last, whatever was asked for; none of AWS is so short. For programs that wait for the end. */
  readonly sessionSeconds?: number;
  /** The one web identity token that it may be assumed with; without it, none. */
  readonly trustsWebIdentity?: string;
  /** The ARN of the SAML provider whose assertions it may be assumed with; without it, none. */
  readonly trustsSaml?: string;
}

/** The identity that signed a request. */
export interface Caller {
  /** As GetCallerIdentity and error messages show it: for a role session, the `assumed-role` ARN. */
  readonly arn: string;
  /** As trust policies name it: the ARN of the user or, for a role session, of the role. */
  readonly principalArn: string;
  readonly accountId: string;
  /** `AIDA…` for a user, `AROA…:SESSION` for a role session. */
  readonly userId: string;
  /** The user's own device. A role session has none. */
  readonly mfa: StandInMfaDevice | undefined;
  /** As in {@link StandInUser}; a role session has none. */
  readonly otherDevices?: StandInUser['otherDevices'];
  readonly deniedKeyActions?: StandInUser['deniedKeyActions'];
  /** Signed with keys of GetSessionToken or AssumeRole. */
  readonly isTemporary: boolean;
  /** `aws:MultiFactorAuthPresent` of the credentials themselves. */
  readonly hasMfaContext: boolean;
  /** A session of a role that long-term keys have assumed. */
  readonly assumedWithKeys?: boolean;
  /** The keys, in lower case, of the session tags that go on into the next role; none where absent. */
  readonly transitiveTagKeys?: readonly string[];
}
