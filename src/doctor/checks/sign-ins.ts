/** Sign-ins to IAM Identity Center that are over, or never were. */
import type { SsoBase } from '../../config/base/bases.ts';
import { shellWord } from '../../words/shell-commands.ts';
import type { Check, Facts } from '../facts/facts.ts';
import { type SignIn, signInsOf } from '../facts/sign-ins.ts';
import { type Finding, run } from '../finding.ts';

/** One finding for each session that somebody has to sign in to. */
export const ssoSignIn: Check = (facts) =>
  signInsOf('sso', facts.signIns)
    .filter(({ expiresAt }) => expiresAt === undefined || expiresAt <= facts.now)
    .map((signIn) => finding(signIn, facts));

function finding(
  { base, needed, path, expiresAt, renewableUntil }: SignIn<SsoBase>,
  { now, platform }: Facts,
) {
  const { session, startUrl, profile } = base;
  const name = session === undefined ? startUrl : `sso-session '${session}'`;
  const isRenewable = renewableUntil !== undefined && renewableUntil > now;
  return {
    // Every hour, where a session of Identity Center lasts for days.
    level: isRenewable ? 'note' : 'warning',
    what:
      expiresAt === undefined
        ? `nobody is signed in to ${name}, for ${needed}`
        : `the sign-in to ${name}, for ${needed}, ended at ${new Date(expiresAt).toISOString()}`,
    where: { path },
    why: isRenewable
      ? 'SDKs renew it by themselves, for as long as the session at IAM Identity Center lasts'
      : 'without it there are no credentials until somebody signs in',
    advice: run(
      session === undefined
        ? `aws sso login --profile ${shellWord(profile, platform)}`
        : `aws sso login --sso-session ${shellWord(session, platform)}`,
    ),
  } satisfies Finding;
}
