/** `swrole login PROFILE`: obtains ahead of need, and says until when nobody has to ask again. */
import type { ExitStatus } from '../../run/exit-status.ts';
import { safeText } from '../../safe-text.ts';
import type { LoginInvocation } from '../invocation.ts';
import { obtainAndRemember } from '../obtain-and-remember.ts';
import { credentialsUntil } from '../people/time-words.ts';
import type { World } from '../world.ts';

/** @throws everything that keeps a profile from giving credentials */
export async function performLogin(
  { profile, options }: LoginInvocation,
  world: World,
): Promise<ExitStatus> {
  const {
    credentials: { expiration },
  } = await obtainAndRemember(profile, options, world);
  const { system } = world;
  const said =
    expiration === undefined
      ? 'long-term credentials, nothing to obtain'
      : credentialsUntil(expiration, system.now());
  await system.stderr.write(`swrole: ${safeText(profile)}: ${said}\n`);
  return { exitCode: 0 };
}
