/** Other versions of Node, from the packages that the registry has of its programs. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The oldest version that swrole supports, and the newest of each line after it. */
export const NODE_VERSIONS = ['20.12.0', '22', '24', '26'] as const;

/** Kept between runs. */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/swrole-nodes', import.meta.url));

/**
 * Installs a version of Node for this platform, unless it is there.
 *
 * @returns the absolute path of its program
 * @throws Error of npm if the registry does not have it
 */
export function installNode(version: string): string {
  const prefix = join(FOLDER, version);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(prefix, 'node_modules', name, 'bin', program);
  if (!existsSync(path))
    execFileSync('npm', ['install', '--prefix', prefix, '--no-save', `${name}@${version}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
  // Tests start it as other users too, and the compiled code, which has its folder beside it, may have made the one above private.
  chmodSync(dirname(FOLDER), 0o755);
  return path;
}
