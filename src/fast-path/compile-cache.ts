/**
 * Where compiled code of swrole is kept between runs, which halves the load time of the whole program. Node runs that code without
 * a check, and by default stores it in the shared temporary directory: another user who creates that folder first could run code
 * as this user. So each version of swrole has a private folder of its own, or none.
 */
import { lstatSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { COMPILE_CACHE, cacheDirectory, type Environment, homeDirectory } from './paths.ts';
import { foreignHome, isPrivateDirectory, makeFolder, makePrivateFolder } from './private-file.ts';

/**
 * The folder for compiled code; creates it if it is missing. It is in swrole's directory, if that exists and is private: the first
 * run that stores a session creates that directory. `NODE_COMPILE_CACHE` names another place, as for every program of node 22, and
 * `NODE_DISABLE_COMPILE_CACHE` forbids any. Never throws.
 *
 * @param version a text that differs between versions of swrole
 * @returns a private folder of this user, or `undefined`
 */
export function compileCacheFolder(env: Environment, version: string): string | undefined {
  const { NODE_COMPILE_CACHE: named, NODE_DISABLE_COMPILE_CACHE: isOff } = env;
  if (isOff) return undefined;
  try {
    const above = named ? namedFolder(resolve(named)) : ownFolder(env);
    return above === undefined ? undefined : versionFolder(above, version);
  } catch {
    return undefined; // The cache only makes the start faster.
  }
}

function ownFolder(env: Environment): string | undefined {
  const cache = cacheDirectory(env, homeDirectory(env));
  if (cache === undefined || !isPrivateDirectory(cache)) return undefined;
  return makePrivateFolder(cache, COMPILE_CACHE) === undefined
    ? join(cache, COMPILE_CACHE)
    : undefined;
}

/** Others may see the folder that the user names, because only the folder in it must be private. */
function namedFolder(path: string): string | undefined {
  if (foreignHome(path) !== undefined) return undefined;
  if (statSync(path, { throwIfNoEntry: false }) === undefined) makeFolder(path);
  return path;
}

/** How many versions keep their code: a global one and those of projects may be used in turn. */
const MAX_VERSIONS = 4;

const VERSION_FOLDER = /^swrole-[0-9a-f]{16}$/;

function versionFolder(above: string, version: string): string | undefined {
  const path = join(above, `swrole-${version}`);
  const isNew = lstatSync(path, { throwIfNoEntry: false }) === undefined && makeFolder(path);
  if (!isPrivateDirectory(path)) return undefined;
  if (isNew) removeOldVersions(path);
  return path;
}

/** Removes the code of all versions but the newest. In a folder that the user names, other programs have folders too. */
function removeOldVersions(newest: string): void {
  const above = dirname(newest);
  const others = readdirSync(above)
    .filter((name) => VERSION_FOLDER.test(name))
    .map((name) => join(above, name))
    .filter((path) => path !== newest && isPrivateDirectory(path))
    .map((path) => ({ path, changedAt: lstatSync(path).mtimeMs }))
    .sort((a, b) => b.changedAt - a.changedAt);
  for (const { path } of others.slice(MAX_VERSIONS - 1))
    rmSync(path, { recursive: true, force: true });
}
