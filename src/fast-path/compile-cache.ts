/**
 * Lets Node 22.1 and newer store compiled code between runs, which halves the load time of the whole program. Node runs
 * that code without a check, and by default stores it in the shared temporary directory: another user who creates that folder
 * first could run code as this user. So swrole uses a private folder of its own, or none.
 */
import { join } from 'node:path';
import { COMPILE_CACHE, cacheDirectory, type Environment, homeDirectory } from './paths.ts';
import { isPrivateDirectory, makePrivateFolder } from './private-file.ts';

/** The part of `node:module` that swrole uses, if this version of node has it. */
export interface CompileCacheApi {
  readonly enableCompileCache?: (directory: string) => unknown;
}

/**
 * Lets node store compiled code in swrole's directory, if that exists and is private. The first run that stores a session
 * creates that directory. Never throws.
 *
 * The user's own `NODE_COMPILE_CACHE` takes precedence: node uses it before it reads this program.
 */
export function keepCompiledCode({ enableCompileCache }: CompileCacheApi, env: Environment): void {
  if (enableCompileCache === undefined || env.NODE_COMPILE_CACHE) return;
  try {
    const directory = privateFolderIn(cacheDirectory(env, homeDirectory(env)));
    if (directory !== undefined) enableCompileCache(directory);
  } catch {
    // The cache only makes the start faster.
  }
}

function privateFolderIn(cache: string | undefined): string | undefined {
  if (cache === undefined || !isPrivateDirectory(cache)) return undefined;
  if (makePrivateFolder(cache, COMPILE_CACHE) !== undefined) return undefined;
  return join(cache, COMPILE_CACHE);
}
