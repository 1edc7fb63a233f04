/**
 * The program as SDKs will start it. Not `swrole`: its first line asks `env` for node, and an SDK that a GUI has started
 * looks for it on a PATH of four system folders. So both are named, node and the script, by paths that an update keeps.
 */

import { realpathSync } from 'node:fs';
import { ConfigEditError } from '../config-edit/errors.ts';
import { commandWords, isSwrole } from '../doctor/facts/commands.ts';
import { COMMAND_NAMES, cachedRequest } from '../fast-path/cached-answer.ts';
import type { System } from '../system.ts';

/** A program: node, and the script that it runs, both absolute. */
export type Program = System['program'];

/** Where installers put a node that stays when its version changes. */
const LASTING = ['/usr/local/bin/node', '/opt/homebrew/bin/node', '/usr/bin/node'];

/** Homebrew keeps each version in a folder of its own, and links the one in use from `opt`. */
const CELLAR = /^(.*)\/Cellar\/([^/]+)\/[^/]+\/(.*)$/;

/** fnm gives each shell a folder, a link to the version in use, which is gone with the shell or the session. */
const OF_A_SHELL = /[/\\]fnm_multishells[/\\]/;

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Another name of this very node that outlives its version, else the one it has. */
function lastingNode(node: string): string {
  const linked = node.replace(CELLAR, '$1/opt/$2/$3');
  const real = realPath(node);
  return [linked, ...LASTING].find((path) => path !== node && realPath(path) === real) ?? node;
}

/**
 * The program that runs now, by the paths to write down. The script's is the one it was started by, not the one behind its
 * links: npm's link in `bin` and pnpm's link to the version in use stay, where the folder of a version goes.
 */
export function lastingProgram({ node, script }: Program): Program {
  const lastingScript = OF_A_SHELL.test(script) ? (realPath(script) ?? script) : script;
  return { node: lastingNode(node), script: lastingScript };
}

// The value of `credential_process` for a role. SDKs run it in three ways: by `sh -c`, by botocore's own word splitter
// without a shell, and on Windows by `cmd.exe` (contract A.1). It is written so that all of them see the same words.

/** Means itself to every reader, outside quotes. */
const PLAIN = { posix: /^[\w./:@+,-][\w./:@+,%-]*$/, windows: /^[\w./:@+,\\-]+$/ };

/**
 * Means itself between double quotes. A shell expands `$` and a backquote there, cmd.exe `%`; the backslash is read in as
 * many ways as there are readers, and on Windows only its paths need it.
 */
const QUOTABLE = { posix: /^[^"$`\\\p{C}]+$/u, windows: /^(?!.*\\$)[^"%!^\p{C}]+$/u };

/** The AWS file grammar cuts a comment there, even between quotes. */
const COMMENT = /\s[#;]/;

/**
 * @throws ConfigEditError `unwritable-word`
 */
export function sdkCommand(
  { node, script }: Program,
  role: string,
  platform: System['platform'],
): string {
  const style = platform === 'win32' ? 'windows' : 'posix';
  const quoted = (what: 'node' | 'swrole' | 'profile', word: string) => {
    if (PLAIN[style].test(word)) return word;
    if (QUOTABLE[style].test(word) && !COMMENT.test(word)) return `"${word}"`;
    throw new ConfigEditError({ kind: 'unwritable-word', what, word });
  };
  const needsFlag = role.startsWith('-') || COMMAND_NAMES.has(role);
  const profile = `${needsFlag ? '-p ' : ''}${quoted('profile', role)}`;
  const program = `${quoted('node', node)} ${quoted('swrole', script)}`;
  // Newer Go SDKs take away quotes around the whole value, so it must not end in one.
  return profile.endsWith('"') ? `${program} ${profile} -j` : `${program} -j ${profile}`;
}

/** The words that `sdkCommand` puts before swrole; others, such as `env A=b`, would be lost with the line. */
const NODE = /(?:^|[/\\])node(?:\.exe)?$/i;

/** Whether a command gets the same from another swrole or node, and nothing else with it: an older one of ours, as a rule. */
export function isSameCall(command: string, role: string): boolean {
  const { words } = commandWords(command);
  const [program = '', ...args] = NODE.test(words[0] ?? '') ? words.slice(1) : words;
  return isSwrole(program) && cachedRequest(args) === role;
}

// Paths of a command that will not be there for ever, which a person should know before an SDK finds out.

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
