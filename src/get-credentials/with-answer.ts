import { type BigIntStats, statSync } from 'node:fs';
import type { Context } from '../cli/context.ts';
import type { CredentialOptions } from '../cli/invocation.ts';
import { answerDependencies } from '../config/chain-queries.ts';
import type { Instant } from '../credentials.ts';
import { ANSWERS, type Answer, answerName, formatAnswer } from '../fast-path/cached-answer.ts';
import { type Dependency, type FileStamps, fingerprint } from '../fast-path/fingerprint.ts';
import { configFilePaths } from '../fast-path/paths.ts';
import { version1Document } from '../formats/document.ts';
import type { ExportedRole } from '../formats/variables.ts';
import { answerUntil } from '../session/expiry.ts';
import { DiskError, type PrivateStore, privateStore } from '../storage/private-store.ts';
import { getCredentials, type ResolvedCredentials } from './get-credentials.ts';

/**
 * The credentials of a profile, left where the next `swrole -j PROFILE` finds them without loading anything.
 *
 * @throws as `obtainCredentials`
 */
export async function getAndCache(
  profile: string,
  options: CredentialOptions,
  context: Context,
): Promise<ExportedRole & ResolvedCredentials> {
  const { system } = context;
  // Before the config is read: an edit while a code is asked for must not go unseen.
  const before = { at: system.now(), fingerprint: fingerprint(profile, system.env, system.home) };
  const obtained = await getCredentials(profile, options, context);
  if (isPlain(options)) cacheAnswer(obtained, before, context);
  const { region, color } = obtained.chain;
  return { ...obtained, profile, region, color };
}

/** Whether `swrole -j PROFILE` without flags would give the same. */
function isPlain({ cache, duration, sessionName }: CredentialOptions): boolean {
  return cache && duration === undefined && sessionName === undefined;
}

function cacheAnswer(
  { chain, credentials, accountId, session, stamps }: ResolvedCredentials,
  before: { readonly at: Instant; readonly fingerprint: string },
  { system, cache, debug }: Context,
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

// Leaves what was just handed out where the next call finds it without loading anything (`src/hot/`).

/** Milliseconds in which a second change of a file may leave its times as they are: a kernel tick. */
const TICK = 20;
/** The same for file systems that count whole seconds, or two. */
const COARSE_TICK = 2_000;

/**
 * Whether a change made after the instant must show in the file's times. An edit in the same tick as
 * the one before it would not (git calls such an entry racily clean), and an old answer would stay.
 */
function isSettled(path: string, at: Instant): boolean {
  let stats: BigIntStats | undefined;
  try {
    stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return false; // such as a folder that was closed meanwhile
  }
  if (stats === undefined) return true;
  const tick = stats.ctimeNs % 1_000_000_000n === 0n ? COARSE_TICK : TICK;
  return Number(stats.ctimeMs) + tick < at;
}

/**
 * Stores the answer of a profile, unless its config files were changed too recently to tell a
 * further change apart.
 *
 * @param files the paths of the config files
 * @param readAt when the answer's fingerprint was taken, before the files were read
 * @returns why it is not kept; `undefined` if it is
 */
function storeAnswer(
  store: PrivateStore,
  profile: string,
  answer: Answer,
  files: readonly string[],
  readAt: Instant,
): string | undefined {
  if (!files.every((path) => isSettled(path, readAt)))
    return 'a config file was changed a moment ago';
  try {
    store.write(answerName(profile), formatAnswer(answer));
    return undefined;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return error.message;
  }
}
