/** Sign-ins to IAM Identity Center that are over, or never were. */
import type { Check, SignIn } from '../facts/facts.ts';
import { type Finding, run } from '../finding.ts';
import { shellWord } from '../shell-word.ts';

/** One finding for each session that somebody has to sign in to. */
export const ssoSignIn: Check = ({ signIns, now }) =>
  signIns.filter(({ expiresAt }) => expiresAt === undefined || expiresAt <= now).map(finding);

function finding({ base, profiles, path, expiresAt }: SignIn): Finding {
  const { session, startUrl } = base;
  const name = session === undefined ? startUrl : `sso-session '${session}'`;
  const needed = profiles.map((profile) => `'${profile}'`).join(', ');
  return {
    level: 'warning',
    what:
      expiresAt === undefined
        ? `nobody is signed in to ${name}, for profile ${needed}`
        : `the sign-in to ${name}, for profile ${needed}, ended at ${new Date(expiresAt).toISOString()}`,
    where: { path },
    why:
      expiresAt === undefined || session === undefined
        ? 'these profiles give no credentials until somebody signs in'
        : 'SDKs renew it by themselves for some time; after that these profiles give no credentials until somebody signs in',
    advice: run(
      session === undefined
        ? `aws sso login --profile ${shellWord(base.profile)}`
        : `aws sso login --sso-session ${shellWord(session)}`,
    ),
  };
}
