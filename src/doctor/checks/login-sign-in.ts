/** Sign-ins of `aws login` that are over, or never were. */
import type { LoginBase } from '../../config/base/bases.ts';
import { shellWord } from '../../words/shell-commands.ts';
import type { Check } from '../facts/facts.ts';
import { type SignIn, signInsOf } from '../facts/sign-ins.ts';
import { type Finding, run } from '../finding.ts';

/**
 * How long the last credentials of a sign-in may be over before it surely is itself: SDKs renew them every 15 minutes, up
 * to 12 hours after the sign-in (SDK reference guide, "Login credentials provider").
 */
const LONGEST = 12 * 3_600_000;

/** One finding for each session that somebody has to sign in to. */
export const loginSignIn: Check = ({ signIns, now, platform }) =>
  signInsOf('login', signIns)
    .filter(({ expiresAt }) => expiresAt === undefined || expiresAt + LONGEST <= now)
    .map((signIn) => finding(signIn, platform));

function finding(
  { base, needed, path, expiresAt }: SignIn<LoginBase>,
  platform: NodeJS.Platform,
): Finding {
  return {
    level: 'warning',
    what:
      expiresAt === undefined
        ? `nobody is signed in by aws login, for ${needed}`
        : `the sign-in of aws login, for ${needed}, gave its last credentials until ${new Date(expiresAt).toISOString()}`,
    where: { path },
    why:
      expiresAt === undefined
        ? 'without it there are no credentials until somebody signs in'
        : 'a sign-in lasts 12 hours at most; after that there are no credentials until somebody signs in',
    advice: run(`aws login --profile ${shellWord(base.profile, platform)}`),
  };
}
