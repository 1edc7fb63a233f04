/** Lines of the files that many cases have in common. */

export const ROLE = 'role_arn = arn:aws:iam::111111111111:role/developer\n';
export const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n';
export const SSO = `sso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Dev\n`;
export const USER = `[profile user]\n${KEYS}`;
export const POOL = 'cognito_identity_pool_id = eu-west-1:12345678-90ab-cdef-1234-567890abcdef\n';
