/**
 * Builds the `credential_process` command with which SDKs start swrole. It names the launcher in swrole's directory, or, where
 * there can be none, node and the script by absolute paths that survive updates. A plain `swrole` is not enough: its first line
 * looks up node with `env`, and an SDK in a GUI program has a PATH of only four system folders.
 */

import { realpathSync } from 'node:fs';
import type { Context } from '../cli/context.ts';
import { ConfigEditError } from '../config-edit/errors.ts';
import { commandWords, isSwrole } from '../doctor/facts/command-lines.ts';
import { COMMAND_NAMES, cachedRequest } from '../fast-path/cached-answer.ts';
import { BIN } from '../fast-path/paths.ts';
import { launcherPath, writeLauncher } from '../storage/launcher-file.ts';
import { cacheProblem, DiskError } from '../storage/private-store.ts';
import type { System } from '../system.ts';

/** The absolute paths of node and of the script, and of the launcher that starts these, if there is one. */
export type Program = System['program'] & { readonly launcher?: string | undefined };

/**
 * The stable paths of the running program. Links to the script are not resolved: npm's link in `bin` and pnpm's link to the
 * current version survive updates, the folder of a version does not.
 */
export function stableProgram({ node, script }: System['program']): Program {
  const stableScript = FNM_SHELL_LINK.test(script) ? (realPath(script) ?? script) : script;
  return { node: stableNode(node), script: stableScript };
}

/**
 * The launcher for SDKs, written with the paths of this program. On Windows, and without a directory that can be used, there is
 * none, and SDKs start node.
 *
 * @param dryRun writes nothing
 */
export function launcherFor(
  program: Program,
  dryRun: boolean,
  { system, cache, debug }: Context,
): string | undefined {
  if (system.platform === 'win32' || cache === undefined) return undefined;
  if (dryRun) return cacheProblem(cache, [BIN]) ? undefined : launcherPath(cache);
  try {
    return writeLauncher(cache, { ...system, program });
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    debug(`SDKs will start node, because the launcher cannot be written (${error.message})`);
    return undefined;
  }
}

/** Where installers put a node whose path does not change with its version. */
const STABLE_PATHS = ['/usr/local/bin/node', '/opt/homebrew/bin/node', '/usr/bin/node'];

/** Homebrew has one folder per version, and links the current one from `opt`. */
const CELLAR = /^(.*)\/Cellar\/([^/]+)\/[^/]+\/(.*)$/;

/** fnm creates a link to the current version for each shell, and deletes it with the shell or the session. */
const FNM_SHELL_LINK = /[/\\]fnm_multishells[/\\]/;

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** A path of the same node that does not depend on its version, else the given path. */
function stableNode(node: string): string {
  const linked = node.replace(CELLAR, '$1/opt/$2/$3');
  const real = realPath(node);
  return [linked, ...STABLE_PATHS].find((path) => path !== node && realPath(path) === real) ?? node;
}

// The value of `credential_process` for a role. SDKs run it in three ways: by `sh -c`, by botocore's own word splitter
// without a shell, and on Windows by `cmd.exe` (contract A.1). The value is quoted so that all of them read the same words.

/** Words that need no quotes for any parser. */
const PLAIN = { posix: /^[\w./:@+,-][\w./:@+,%-]*$/, windows: /^[\w./:@+,\\-]+$/ };

/**
 * Words that are safe in double quotes. There, a shell expands `$` and backquotes, and cmd.exe expands `%`. Each parser
 * handles the backslash differently; only Windows paths need it.
 */
const QUOTABLE = { posix: /^[^"$`\\\p{C}]+$/u, windows: /^(?!.*\\$)[^"%!^\p{C}]+$/u };

/** The AWS config file format starts a comment here, even inside quotes. */
const COMMENT = /\s[#;]/;

/** A word of a command line in the config file, as all parsers read it; `undefined` if that is not possible. */
export function quotedWord(word: string, platform: System['platform']): string | undefined {
  const style = platform === 'win32' ? 'windows' : 'posix';
  if (PLAIN[style].test(word)) return word;
  return QUOTABLE[style].test(word) && !COMMENT.test(word) ? `"${word}"` : undefined;
}

/** Whether a command line keeps its meaning as a value of the config file. */
export function isWritableCommand(line: string): boolean {
  return (
    line === line.trim() && /^[^\r\n]+$/.test(line) && !COMMENT.test(line) && !/^[#;]/.test(line)
  );
}

/**
 * The command line for `credential_process`.
 *
 * @throws ConfigEditError `unwritable-word` for a path or name that cannot be quoted
 */
export function sdkCommand(program: Program, role: string, platform: System['platform']): string {
  const quoted = quoteWith(platform);
  const needsFlag = role.startsWith('-') || COMMAND_NAMES.has(role);
  const profile = `${needsFlag ? '-p ' : ''}${quoted('profile', role)}`;
  const start = programWords(program, platform);
  // Newer Go SDKs strip quotes around the whole value, so it must not end with a quote.
  return profile.endsWith('"') ? `${start} ${profile} -j` : `${start} -j ${profile}`;
}

/**
 * The command line for `credential_process` that gives the keys of a name in the keychain.
 *
 * @throws ConfigEditError `unwritable-word` for a path or name that cannot be quoted
 */
export function keysCommand(program: Program, name: string, platform: System['platform']): string {
  return `${programWords(program, platform)} keys print ${quoteWith(platform)('profile', name)}`;
}

function programWords({ node, script, launcher }: Program, platform: System['platform']): string {
  const quoted = quoteWith(platform);
  return launcher
    ? quoted('swrole', launcher)
    : `${quoted('node', node)} ${quoted('swrole', script)}`;
}

const quoteWith =
  (platform: System['platform']) => (what: 'node' | 'swrole' | 'profile', word: string) => {
    const written = quotedWord(word, platform);
    if (written !== undefined) return written;
    throw new ConfigEditError({ kind: 'unwritable-word', what, word });
  };

/** The only word that `sdkCommand` puts before swrole; replacing a line with others, such as `env A=b`, would lose them. */
const NODE = /(?:^|[/\\])node(?:\.exe)?$/i;

/** Whether a command only calls swrole for the role, with any path of node and swrole: usually an earlier `setup`. */
export function isSameCall(command: string, role: string): boolean {
  const { words } = commandWords(command);
  const [program = '', ...args] = NODE.test(words[0] ?? '') ? words.slice(1) : words;
  return isSwrole(program) && cachedRequest(args) === role;
}

// Paths that will disappear: `setup` warns about them before an SDK fails.

/** A path that will disappear, and why. */
export interface TransientPath {
  readonly path: string;
  readonly why: 'package-cache' | 'temporary-folder' | 'node-version';
}

/** `npx` and `pnpm dlx` run packages from a cache that they may empty at any time. */
const PACKAGE_CACHE = /[/\\](?:_npx|dlx(?:-[^/\\]+)?)[/\\]/;

const TEMPORARY_FOLDER =
  /^(?:\/private)?(?:\/tmp|\/var\/tmp|\/var\/folders|\/dev\/shm)\/|\\Temp\\/i;

/** nvm, fnm, asdf, mise, volta and nix have one folder per version. */
const VERSION_FOLDER = /[/\\][^/\\]*\d+\.\d+\.\d+[^/\\]*[/\\]/;

/** The paths of a program that will disappear. */
export function findTransientPaths({ node, script }: Program): TransientPath[] {
  const found: TransientPath[] = [];
  if (VERSION_FOLDER.test(node)) found.push({ path: node, why: 'node-version' });
  if (PACKAGE_CACHE.test(script)) found.push({ path: script, why: 'package-cache' });
  else if (TEMPORARY_FOLDER.test(script)) found.push({ path: script, why: 'temporary-folder' });
  return found;
}
