/** Sign-ins to IAM Identity Center that are over, or never were. */
import type { SsoBase } from '../../config/base/bases.ts';
import type { Check } from '../facts/facts.ts';
import { type SignIn, signInsOf } from '../facts/sign-ins.ts';
import { type Finding, run } from '../finding.ts';
import { shellWord } from '../shell-word.ts';

/** One finding for each session that somebody has to sign in to. */
export const ssoSignIn: Check = ({ signIns, now }) =>
  signInsOf('sso', signIns)
    .filter(({ expiresAt }) => expiresAt === undefined || expiresAt <= now)
    .map((signIn) => finding(signIn, now));

function finding({ base, needed, path, expiresAt, renewableUntil }: SignIn<SsoBase>, now: number) {
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
        ? `aws sso login --profile ${shellWord(profile)}`
        : `aws sso login --sso-session ${shellWord(session)}`,
    ),
  } satisfies Finding;
}
