/**
 * Gets credentials and caches the answer where the next `swrole -j PROFILE` finds it without loading anything
 * (`src/fast-path/`).
 */

import { type BigIntStats, statSync } from 'node:fs';
import type { Context } from '../cli/context.ts';
import type { CredentialOptions } from '../cli/invocation.ts';
import { answerDependencies, type CallerOptions, callerOptions } from '../config/chain-queries.ts';
import { loadConfigFiles, readTextFile } from '../config/files.ts';
import { withTypedRole } from '../config/find-profile.ts';
import type { Instant } from '../credentials.ts';
import {
  type Answer,
  answerName,
  COMMAND_NAMES,
  formatAnswer,
} from '../fast-path/cached-answer.ts';
import { type Dependency, type FileStamps, fingerprint } from '../fast-path/fingerprint.ts';
import { launcherState } from '../fast-path/launcher-line.ts';
import { ANSWERS, configFilePaths } from '../fast-path/paths.ts';
import { version1Document } from '../formats/document.ts';
import type { ExportedRole } from '../formats/variables.ts';
import { answerUntil } from '../session/expiry.ts';
import { renewLauncher } from '../storage/launcher-file.ts';
import { DiskError, type PrivateStore, privateStore } from '../storage/private-store.ts';
import { getCredentials, type ResolvedCredentials } from './get-credentials.ts';

/**
 * The credentials of a profile. Also caches them for the next `swrole -j PROFILE`.
 *
 * @throws as `getCredentials`
 */
export async function getAndCache(
  profile: string,
  options: CredentialOptions,
  context: Context,
): Promise<ExportedRole & ResolvedCredentials> {
  const { system } = context;
  // Before the config is read, so that an edit during the code prompt is noticed.
  const before = { at: system.now(), fingerprint: fingerprint(profile, system.env, system.home) };
  const resolved = await getCredentials(profile, options, context);
  if (hasNoOverrides(options)) {
    cacheAnswer(resolved, before, context);
    updateLauncher(context);
  }
  const { region, color } = resolved.chain;
  return { ...resolved, profile, region, color };
}

/**
 * The options of calls with a profile's credentials. Reads only the config, so it can run before a code is asked for.
 *
 * @throws ConfigError
 */
export function readCallerOptions(
  profile: string,
  { source }: Pick<CredentialOptions, 'source'>,
  { system }: Context,
): CallerOptions {
  const files = withTypedRole(loadConfigFiles(system), profile, source);
  return callerOptions(files, profile, { ...system, readText: readTextFile });
}

/**
 * The context of a command with which a person uses a profile: one with `confirm` asks for its name first.
 *
 * @param isConfirmed `--yes`: no question
 */
export function asking(isConfirmed: boolean, context: Context): Context {
  if (isConfirmed) return context;
  const confirm: Context['confirm'] = async (chain, interrupted) =>
    (await import('./shown-role.ts')).confirmUse(chain, interrupted, context);
  return { ...context, confirm };
}

/**
 * Whether `swrole -j PROFILE` without flags would give the same credentials. Not for a role of the command line: another
 * source, or a profile with the ARN as its name, would get its answer.
 */
function hasNoOverrides({ cache, duration, sessionName, source }: CredentialOptions): boolean {
  return cache && duration === undefined && sessionName === undefined && source === undefined;
}

function cacheAnswer(
  { chain, credentials, accountId, session, stamps, hasWarnings }: ResolvedCredentials,
  before: { readonly at: Instant; readonly fingerprint: string },
  { system, cache, debug }: Context,
) {
  if (chain.cache !== undefined) return removeAnswer(chain, cache, debug);
  const dependencies = answerDependencies(chain);
  if (!session || session.expiration === Number.POSITIVE_INFINITY || !dependencies)
    return debug('the answer for -j is not kept (these credentials are not)');
  const fingerprintNow = (files?: FileStamps) =>
    fingerprint(chain.profile, system.env, system.home, dependencies, files);
  const asRead = fingerprintNow(stamps);
  // The launcher knows no dependencies and no names of commands. Before the fingerprint is compared: it reads the files again.
  const launcher =
    dependencies.length === 0 && !COMMAND_NAMES.has(chain.profile)
      ? launcherState(chain.profile, system.env)
      : undefined;
  if (!asRead.startsWith(before.fingerprint) || asRead !== fingerprintNow())
    return debug('the answer for -j is not kept (a file has changed meanwhile)');
  const now = system.now();
  const answer = {
    usableUntil: Math.floor(answerUntil(session, now) / 1000),
    writtenAt: Math.floor(now / 1000),
    fingerprint: asRead,
    dependencies,
    document: version1Document(credentials, accountId),
    // A warning is for who reads stderr at a shell's or a command's start; SDKs swallow it. And swrole asks a person before
    // the use of a profile with `confirm`; SDKs are never asked.
    exports:
      hasWarnings || chain.confirm ? undefined : { region: chain.region, color: chain.color },
    launcher,
  };
  const files = [
    ...Object.values(configFilePaths(system.env, system.home)),
    ...namedFiles(dependencies),
  ];
  const store = privateStore(cache, ANSWERS, Infinity, (path, why) =>
    debug(`${path} was not used: ${why}`),
  );
  store.read(answerName(chain.profile)); // only to log why there was no answer
  const reason = storeAnswer(store, chain.profile, answer, files, before.at);
  const until = new Date(answer.usableUntil * 1000).toISOString();
  debug(
    reason
      ? `the answer for -j is not kept (${reason})`
      : `the answer for -j is kept until ${until}`,
  );
}

/** An answer is plain text: there is none with `swrole_cache`, and none from before. */
function removeAnswer(
  { profile, cache: setting }: ResolvedCredentials['chain'],
  cache: Context['cache'],
  debug: Context['debug'],
) {
  debug(`the answer for -j is not kept (swrole_cache = ${setting?.use})`);
  try {
    privateStore(cache, ANSWERS).remove(answerName(profile));
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    debug(`the answer of before is not removed (${error.message})`);
  }
}

/** A miss is the time for it: the launcher has just started this program, and nobody waits for a few milliseconds more. */
function updateLauncher({ cache, system, debug }: Context) {
  try {
    if (renewLauncher(cache, system)) debug('the launcher is replaced');
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    debug(`the launcher is not replaced (${error.message})`);
  }
}

/** The files that an answer depends on. */
function namedFiles(dependencies: readonly Dependency[]): string[] {
  return dependencies.flatMap((name) => (name.startsWith('file:') ? name.slice(5) : []));
}

/**
 * Stores the answer of a profile, unless its config files changed so recently that a further change might not show.
 *
 * @param files the paths of the config files
 * @param readAt when the fingerprint was taken, before the files were read
 * @returns why the answer is not stored; `undefined` if it is
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

/** A second change of a file within this many milliseconds may leave its times unchanged: a kernel tick. */
const TICK = 20;
/** The same for file systems that store times in steps of one or two seconds. */
const COARSE_TICK = 2_000;

/**
 * Whether any change after the instant alters the file's times. A second edit in the same tick does not (git calls such
 * an entry racily clean), and an old answer would stay in use.
 */
function isSettled(path: string, at: Instant): boolean {
  let stats: BigIntStats | undefined;
  try {
    stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return false; // such as a folder that can no longer be entered
  }
  if (stats === undefined) return true;
  const tick = stats.ctimeNs % 1_000_000_000n === 0n ? COARSE_TICK : TICK;
  return Number(stats.ctimeMs) + tick < at;
}
