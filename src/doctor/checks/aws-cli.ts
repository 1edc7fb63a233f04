/** Checks of sign-ins to IAM Identity Center and of `aws login` that have expired or do not exist. */

import type { LoginSource, SsoSource } from '../../config/plan.ts';
import { quoteForShell } from '../../messages/message.ts';
import type { Check, Facts, SignIn } from '../facts/facts.ts';
import { signInsOf } from '../facts/sign-ins.ts';
import { type Finding, run } from '../finding.ts';

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
