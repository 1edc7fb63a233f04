/** Paths of a command that will not be there for ever, which a person should know before an SDK finds out. */
import type { Program } from '../../setup/launcher.ts';

/** A path that goes, and with what. */
export interface PassingPath {
  readonly path: string;
  readonly why: 'package-cache' | 'temporary-folder' | 'node-version';
}

/** `npx` and `pnpm dlx` run a package out of a cache, which is emptied when they like. */
const PACKAGE_CACHE = /[/\\](?:_npx|dlx(?:-[^/\\]+)?)[/\\]/;

const TEMPORARY_FOLDER =
  /^(?:\/private)?(?:\/tmp|\/var\/tmp|\/var\/folders|\/dev\/shm)\/|\\Temp\\/i;

/** nvm, fnm, asdf, mise, volta, nix: a folder for each version. */
const VERSION_FOLDER = /[/\\][^/\\]*\d+\.\d+\.\d+[^/\\]*[/\\]/;

/** The paths of a program that may go. */
export function passingPaths({ node, script }: Program): PassingPath[] {
  const found: PassingPath[] = [];
  if (VERSION_FOLDER.test(node)) found.push({ path: node, why: 'node-version' });
  if (PACKAGE_CACHE.test(script)) found.push({ path: script, why: 'package-cache' });
  else if (TEMPORARY_FOLDER.test(script)) found.push({ path: script, why: 'temporary-folder' });
  return found;
}
