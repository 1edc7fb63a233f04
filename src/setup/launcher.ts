/**
 * The program as SDKs will start it. Not `swrole`: its first line asks `env` for node, and an SDK that a GUI has started
 * looks for it on a PATH of four system folders. So both are named, node and the script, by paths that an update keeps.
 */
import { realpathSync } from 'node:fs';
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
