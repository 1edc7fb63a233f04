/** `swrole login PROFILE`: obtains ahead of need, and says until when nobody has to ask again. */
import type { ExitStatus } from '../../run/exit-status.ts';
import { safeText } from '../../safe-text.ts';
import { shortDuration } from '../../words/short-duration.ts';
import type { LoginInvocation } from '../invocation.ts';
import { obtainAndRemember } from '../obtain-and-remember.ts';
import type { World } from '../world.ts';

/** @throws everything that keeps a profile from giving credentials */
export async function performLogin(
  { profile, options }: LoginInvocation,
  world: World,
): Promise<ExitStatus> {
  const { credentials } = await obtainAndRemember(profile, options, world);
  const until = untilWords(credentials.expiration, world.system.now());
  await world.system.stderr.write(`swrole: ${safeText(profile)}: ${until}\n`);
  return { exitCode: 0 };
}

function untilWords(expiration: number | undefined, now: number): string {
  if (expiration === undefined) return 'long-term credentials, nothing to obtain';
  const time = new Date(expiration).toLocaleTimeString('en-GB', { timeStyle: 'short' });
  const left = shortDuration(Math.floor((expiration - now) / 60_000) * 60);
  return `credentials until ${time} (${left})`;
}
