/** Gathers the facts once. It reads files and the file system; it runs no program, calls no service and changes nothing. */

import { ConfigError, type ConfigErrorDetails } from '../../config/errors.ts';
import {
  type ConfigFiles,
  type FoundFile,
  parseConfigFiles,
  readConfig,
  readCredentials,
  readTextFile,
} from '../../config/files.ts';
import { roleKeys } from '../../config/keys.ts';
import type { PlanEnv as ChainSurroundings } from '../../config/plan-context.ts';
import { ChainPlanner, chainOf, planWarnings, roleChain } from '../../config/planning.ts';
import { hasStaticKeys, isTemporaryId, type RawProfile } from '../../config/profile/raw-profile.ts';
import { writtenSections } from '../../config-edit/written-section.ts';
import { cacheDirectory, configFilePaths, LOCKS, MFA, OUTCOMES } from '../../fast-path/paths.ts';
import { awsCliObstacle } from '../../session/aws-cli-cache.ts';
import { allSessions, lastFailures } from '../../session/inventory.ts';
import { roleWithDevice, sessionPath } from '../../session/steps.ts';
import { readRecords } from '../../storage/access-keys.ts';
import { launcherPath, launcherProblem } from '../../storage/launcher-file.ts';
import {
  type Cache,
  cacheProblem,
  privateStore,
  runtimeDirectory,
} from '../../storage/private-store.ts';
import type { System } from '../../system.ts';
import type { AwsCliFact, Facts, FileFact, LauncherFact, Planned } from '../check.ts';
import { gatherSignIns } from '../checks/aws-cli.ts';
import { gatherCommands, gatherPrompt, profilesInScope } from './commands.ts';
import { ConfigLines, gatherModes } from './files.ts';
import { type Attempt, endingAt, repaired, sourceOf } from './repairs.ts';

/** The parts of the system that are needed. */
type GatherDeps = Pick<System, 'env' | 'home' | 'platform' | 'now' | 'nodeVersion'>;

interface ReadFile extends FoundFile {
  readonly error: ConfigError | undefined;
}

/** Gathers the facts about one profile or all, without AWS's clock. */
export function gatherFacts(asked: string | undefined, deps: GatherDeps): Facts {
  const { env, home, platform, now, nodeVersion } = deps;
  const paths = configFilePaths(env, home);
  const cache = cacheDirectory(env, home);
  const config = orError(paths.config, readConfig);
  const credentials = orError(paths.credentials, readCredentials);
  const files = parseConfigFiles({ config, credentials });
  const profiles = profilesInScope(files, asked);
  const names =
    profiles.length === 0 && asked !== undefined ? [asked] : profiles.map(({ name }) => name);
  const planned = { env, home, readText: readTextFile };
  const planner = new ChainPlanner(files, planned);
  const plans = names.map((name) => plan(name, planner, files, planned));
  return {
    asked,
    files,
    fileFacts: [fileFact('config', config), fileFact('credentials', credentials)],
    profiles,
    names: new Set(profiles.map(({ name }) => name)),
    plans,
    chainWarnings: planWarnings(plans.flatMap((each) => ('chain' in each ? each.chain : []))),
    commands: gatherCommands(profiles, env, platform),
    modes: gatherModes(paths, cache, platform),
    cacheProblem: cacheProblem(cache),
    runtimeProblem: cacheProblem(runtimeDirectory(env), [LOCKS, MFA]),
    awsCli: gatherAwsCli(plans, files, planned),
    signIns: gatherSignIns(plans, env, home),
    temporaryPrograms: temporaryPrograms(cache),
    failures: lastFailures(privateStore(cache, OUTCOMES), now()),
    written: writtenSections(credentials),
    prompt: gatherPrompt(env, platform),
    launcher: gatherLauncher(cache, platform),
    env,
    platform,
    now: now(),
    nodeVersion,
    clock: undefined,
    keyAges: undefined,
    keyRecords: readRecords(cache),
  };
}

function gatherLauncher(cache: Cache, platform: NodeJS.Platform): LauncherFact | undefined {
  if (cache === undefined || platform === 'win32') return undefined;
  const problem = launcherProblem(cache);
  return problem && { path: launcherPath(cache), problem };
}

function temporaryPrograms(cache: Cache): ReadonlySet<string> {
  const sessions = allSessions(cache);
  return new Set(
    sessions.flatMap(({ origin, accessKeyId }) => (isTemporaryId(accessKeyId) && origin) || []),
  );
}

function gatherAwsCli(
  plans: readonly Planned[],
  files: ConfigFiles,
  planEnv: ChainSurroundings,
): readonly AwsCliFact[] {
  const deps = { ...planEnv, machine: '', loadFiles: () => files };
  return plans.flatMap((each) => {
    const own = 'chain' in each && each.chain.role?.step;
    if (!own || own.profile !== each.profile || own.awsCliCache !== 'write') return [];
    const path = sessionPath(chainOf(each.chain), deps.machine);
    const depth = path.steps.length;
    const step = roleWithDevice(path, depth);
    const obstacle = step && awsCliObstacle(step, path, depth, deps);
    return { profile: each.profile, serial: step?.mfa.serial, obstacle };
  });
}

/** A file that cannot be read is a finding; the other file is still examined. */
function orError(path: string, read: (path: string) => FoundFile): ReadFile {
  try {
    return { ...read(path), error: undefined };
  } catch (error) {
    if (error instanceof ConfigError) return { path, text: '', exists: true, error };
    throw error;
  }
}

function fileFact(kind: FileFact['kind'], { path, text, exists, error }: ReadFile): FileFact {
  const lines = new ConfigLines({ path, text }, kind);
  return { kind, path, exists, error, startsWithMark: text.startsWith('\uFEFF'), lines };
}

function plan(
  profile: string,
  planner: ChainPlanner,
  files: ConfigFiles,
  planned: ChainSurroundings,
): Planned {
  try {
    return { profile, chain: planner.plan(profile) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      profile,
      errors: planErrors(error, profile, { files, planEnv: planned, planner }),
    };
  }
}

// Finds all errors of a profile. A plan ends at its first error, so this repairs the error in memory and plans the profile again,
// until the plan succeeds or gives no new error.

/** A limit above the errors of any profile: each error is about another key or profile of the chain. */
const MOST = 100;

/**
 * The errors of a profile in the order of planning; `first` is the error that ended the plan.
 *
 * @param planner already holds the results of the plans of sources
 */
function planErrors(
  first: ConfigError,
  profile: string,
  { files, planEnv, planner }: Attempt & { readonly planner: ChainPlanner },
): readonly ConfigError[] {
  const errors = [first];
  const seen = new Set([idOf(first.details)]);
  const source = furtherSource(profile, files);
  let attempt: Attempt = { files, planEnv };
  if (source !== undefined) attempt = endingAt(source, attempt);
  for (let error = first; errors.length < MOST; ) {
    const next = repaired(error.details, profile, attempt);
    const found = next && errorOf(() => roleChain(next.files, profile, next.planEnv));
    if (next === undefined || found === undefined) break;
    const id = idOf(found.details);
    // A repair without effect would repeat endlessly.
    if (seen.has(id)) break;
    seen.add(id);
    errors.push(found);
    attempt = next;
    error = found;
  }
  const isTold = errors.some(
    ({ details }) => !('profile' in details) || details.profile !== profile,
  );
  const behind = source && !isTold ? errorOf(() => planner.plan(source.name)) : undefined;
  return behind === undefined ? errors : [...errors, behind];
}

/** A cycle may have many names, and its location is enough. */
function idOf(details: ConfigErrorDetails): string {
  return details.kind === 'cycle' ? `cycle ${JSON.stringify(details.at)}` : JSON.stringify(details);
}

function errorOf(plan: () => unknown): ConfigError | undefined {
  try {
    plan();
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

/** The source of a profile, if the chain continues after it. */
function furtherSource(planned: string, { profiles }: ConfigFiles): RawProfile | undefined {
  const source = profiles.get(sourceOf(profiles.get(planned)) ?? '');
  if (source === undefined || source.name === planned) return undefined;
  if (hasStaticKeys(source) || !source.settings.has(roleKeys.roleArn)) return undefined;
  const further = sourceOf(source);
  return further === undefined || further === source.name ? undefined : source;
}
