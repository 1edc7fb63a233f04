/** Looks at the world, once. It reads files and asks the file system; it runs nothing, calls nothing and changes nothing. */
import { ConfigError } from '../../config/config-error.ts';
import { type ConfigFiles, parseConfigFiles } from '../../config/config-files.ts';
import type { SourceText } from '../../config/grammar/sections.ts';
import { readTextFile } from '../../config/read-config-files.ts';
import { roleChain } from '../../config/role-chain.ts';
import { privateStore } from '../../disk/private-store.ts';
import { cacheDirectory, configFilePaths } from '../../hot/places.ts';
import { lastFailures } from '../../session/last-failure.ts';
import { OUTCOMES } from '../../session/stored-session.ts';
import type { System } from '../../system.ts';
import { gatherCommands } from './commands.ts';
import { concernedProfiles } from './concerned.ts';
import { configLines } from './config-lines.ts';
import type { Facts, FileFact, Planned } from './facts.ts';
import { gatherModes } from './modes.ts';
import { gatherSignIns } from './sign-ins.ts';

/** What is needed of the system. */
export type Surroundings = Pick<System, 'env' | 'home' | 'platform' | 'now' | 'nodeVersion'>;

interface ReadFile extends SourceText {
  readonly exists: boolean;
  readonly error: ConfigError | undefined;
}

/** The facts about one profile, or about all; AWS's clock is not among them. */
export function gatherFacts(asked: string | undefined, surroundings: Surroundings): Facts {
  const { env, home, platform, now, nodeVersion } = surroundings;
  const paths = configFilePaths(env, home);
  const [config, credentials] = [read(paths.config), read(paths.credentials)];
  const files = parseConfigFiles({ config, credentials });
  const profiles = concernedProfiles(files, asked);
  const names =
    profiles.length === 0 && asked !== undefined ? [asked] : profiles.map(({ name }) => name);
  const plans = names.map((name) => plan(files, name, surroundings));
  return {
    asked,
    files,
    fileFacts: [fileFact('config', config), fileFact('credentials', credentials)],
    profiles,
    plans,
    commands: gatherCommands(profiles, env, platform),
    modes: gatherModes(paths, cacheDirectory(env, home), platform),
    signIns: gatherSignIns(plans, env, home),
    failures: lastFailures(privateStore(cacheDirectory(env, home), OUTCOMES), now()),
    env,
    platform,
    now: now(),
    nodeVersion,
    clock: undefined,
  };
}

/** A file that cannot be read is a finding, and the other one is still looked at. */
function read(path: string): ReadFile {
  try {
    return { path, text: readTextFile(path), exists: true, error: undefined };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { path, text: '', exists: false, error: undefined };
    const unreadable = new ConfigError({ kind: 'unreadable-file', file: path, code });
    return { path, text: '', exists: true, error: unreadable };
  }
}

function fileFact(kind: FileFact['kind'], { path, text, exists, error }: ReadFile): FileFact {
  const lines = new Map(configLines({ path, text }, kind).map((line) => [line.at.line, line]));
  return { kind, path, exists, error, startsWithMark: text.startsWith('\uFEFF'), lines };
}

function plan(files: ConfigFiles, profile: string, { env, home }: Surroundings): Planned {
  try {
    return { profile, chain: roleChain(files, profile, { env, home, readText: readTextFile }) };
  } catch (error) {
    if (error instanceof ConfigError) return { profile, error };
    throw error;
  }
}
