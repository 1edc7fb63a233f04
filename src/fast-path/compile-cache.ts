/**
 * Where Node 22.1 and newer keep compiled code between runs, which halves the time that the whole program takes to load.
 * Node runs what it finds there without a check, and its own default is a folder of the shared temporary directory:
 * another user who makes that folder first runs code as this one. So it is a private folder of swrole's, or none.
 */
import { join } from 'node:path';
import { cacheDirectory, type Environment, homeDirectory } from './paths.ts';
import { isPrivateDirectory, makePrivateFolder } from './private-file.ts';

/** The folder's name in swrole's directory. */
export const COMPILE_CACHE = 'compile-cache';

/** What node offers, as far as this version of it does. */
export interface CompileCacheApi {
  readonly enableCompileCache?: (directory: string) => unknown;
}

/**
 * Lets node keep compiled code in swrole's directory, if that exists and only this user can write to it. It is made
 * by the first run that keeps something. Never throws.
 *
 * A `NODE_COMPILE_CACHE` of the user's holds: node has begun to use it before this program is read.
 */
export function keepCompiledCode({ enableCompileCache }: CompileCacheApi, env: Environment): void {
  if (enableCompileCache === undefined || env.NODE_COMPILE_CACHE) return;
  try {
    const directory = privateFolderIn(cacheDirectory(env, homeDirectory(env)));
    if (directory !== undefined) enableCompileCache(directory);
  } catch {
    // It only makes the start faster.
  }
}

function privateFolderIn(cache: string | undefined): string | undefined {
  if (cache === undefined || !isPrivateDirectory(cache)) return undefined;
  if (makePrivateFolder(cache, COMPILE_CACHE) !== undefined) return undefined;
  return join(cache, COMPILE_CACHE);
}
