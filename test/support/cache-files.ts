import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What says that a run failed and whose turn it was; no caller gets credentials from it. */
const PASSING = /^(?:locks|outcomes)\//;

/** Every file that swrole keeps for later runs with its text, by its path in swrole's directory: to see what has changed. */
export function cacheFiles(directory: string): Record<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)));
  const kept = files.filter((path) => !PASSING.test(path));
  return Object.fromEntries(
    kept.map((path) => [path, readFileSync(join(directory, path), 'utf8')]),
  );
}
