/**
 * The limits and alphabets of AWS, from the API models of STS and IAM. swrole checks values before a call, because a refused
 * call may use up a one-time code. Every constant can be left out of a bundle that does not use it.
 */

/** Seconds of a role session: `DurationSeconds` of AssumeRole, and `SessionDuration` of the console. */
export const ROLE_SECONDS = { min: 900, max: 43_200 };

/** Seconds of a role session at most, and by default, when a session's credentials assume the role ("role chaining"). */
export const MAX_CHAINED_SECONDS = 3600;

/** Seconds of a session of GetSessionToken. */
export const MFA_SESSION_SECONDS = { min: 900, max: 129_600, default: 43_200 };

/** Milliseconds that the longest session of AWS lasts. */
export const LONGEST_SESSION = MFA_SESSION_SECONDS.max * 1000;

/** `RoleSessionName` and `SourceIdentity`. */
export const SESSION_NAME = { pattern: /^[\w+=,.@-]{2,64}$/, others: /[^\w+=,.@-]/g, max: 64 };

/** Characters of the `Name` of GetFederationToken, which has the alphabet of a session name. */
export const MAX_FEDERATED_NAME = 32;

/** The name of a role, and of a permission set. */
export const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** The number of an account. */
export const ACCOUNT_ID = /^\d{12}$/;

/** Characters of an ARN. */
export const MAX_ARN_LENGTH = 2048;

/** A role: its partition, account and name. The path between is `/` or printable ASCII between slashes. */
export const ROLE_ARN =
  /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:[\x21-\x7e]+\/)?([\w+=,.@-]{1,64})$/;

/** A managed policy of AWS or of an account. */
export const POLICY_ARN = /^arn:aws[a-z-]*:iam::(?:aws|\d{12}):policy\/[\x21-\x7e]+$/;

/** A security key: its ARN is well-formed, but STS requires a code that such a device cannot show. */
export const SECURITY_KEY_ARN = /^arn:[^:]*:iam:[^:]*:[^:]*:(?:u2f|fido|passkey)/i;

/** The account that the ARN of a user, a device or a session names; `undefined` for any other text. */
export const accountOfArn = (arn: string): string | undefined =>
  /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(arn)?.[1];

/** `SerialNumber` of an MFA device. */
export const MFA_SERIAL = /^[\w+=/:,.@-]{9,256}$/;

/** `ExternalId`. */
export const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

/** `Policy`: characters, and how many. */
export const INLINE_POLICY = { pattern: /^[\x20-\xff]*$/, max: 2048 };

/** How many `PolicyArns` and `Tags` a session has at most. */
export const MAX_POLICIES = 10;
export const MAX_TAGS = 50;

/** The parts of a session tag. Functions, because the build makes such a pattern when its file is loaded. */
export const isTagKey = (text: string) => /^[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/u.test(text);
export const isTagValue = (text: string) => /^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u.test(text);
