import { answerDependencies } from '../config/answer-dependencies.ts';
import type { Instant } from '../credentials.ts';
import { privateStore } from '../storage/private-store.ts';
import { ANSWERS } from '../fast-path/cached-answer.ts';
import { type Dependency, type FileStamps, fingerprint } from '../fast-path/fingerprint.ts';
import { configFilePaths } from '../fast-path/paths.ts';
import type { ExportedRole } from '../formats/variables.ts';
import { version1Document } from '../formats/document.ts';
import { answerUntil } from '../session/expiry.ts';
import { storeAnswer } from '../session/store-answer.ts';
import type { CredentialOptions } from '../cli/invocation.ts';
import { type Obtained, obtainCredentials } from './get-credentials.ts';
import type { World } from '../cli/context.ts';

/**
 * The credentials of a profile, left where the next `swrole -j PROFILE` finds them without loading anything.
 *
 * @throws as `obtainCredentials`
 */
export async function obtainAndRemember(
  profile: string,
  options: CredentialOptions,
  world: World,
): Promise<ExportedRole & Obtained> {
  const { system } = world;
  // Before the config is read: an edit while a code is asked for must not go unseen.
  const before = { at: system.now(), fingerprint: fingerprint(profile, system.env, system.home) };
  const obtained = await obtainCredentials(profile, options, world);
  if (isPlain(options)) remember(obtained, before, world);
  const { region, color } = obtained.chain;
  return { ...obtained, profile, region, color };
}

/** Whether `swrole -j PROFILE` without flags would give the same. */
function isPlain({ cache, duration, sessionName }: CredentialOptions): boolean {
  return cache && duration === undefined && sessionName === undefined;
}

function remember(
  { chain, credentials, accountId, session, stamps }: Obtained,
  before: { readonly at: Instant; readonly fingerprint: string },
  { system, cache, debug }: World,
) {
  const dependencies = answerDependencies(chain);
  if (!session || session.expiration === Number.POSITIVE_INFINITY || !dependencies)
    return debug('the answer for -j is not kept (these credentials are not)');
  const print = (files?: FileStamps) =>
    fingerprint(chain.profile, system.env, system.home, dependencies, files);
  const asRead = print(stamps);
  if (!asRead.startsWith(before.fingerprint) || asRead !== print())
    return debug('the answer for -j is not kept (a file has changed meanwhile)');
  const answer = {
    usableUntil: Math.floor(answerUntil(session, system.now()) / 1000),
    fingerprint: asRead,
    dependencies,
    document: version1Document(credentials, accountId),
  };
  const files = [
    ...Object.values(configFilePaths(system.env, system.home)),
    ...named(dependencies),
  ];
  const reason = storeAnswer(privateStore(cache, ANSWERS), chain.profile, answer, files, before.at);
  const until = new Date(answer.usableUntil * 1000).toISOString();
  debug(
    reason
      ? `the answer for -j is not kept (${reason})`
      : `the answer for -j is kept until ${until}`,
  );
}

/** The files among what an answer depends on. */
function named(dependencies: readonly Dependency[]): string[] {
  return dependencies.flatMap((each) => (each.startsWith('file:') ? each.slice(5) : []));
}
