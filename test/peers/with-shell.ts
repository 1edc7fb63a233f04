import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'vitest';

function onPath(program: string): string | undefined {
  const files = (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, program));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The tests of one shell, given its path, or a line that it is not there. */
export function withShell(program: string, tests: (path: string) => void): void {
  const path = onPath(program);
  describe(program, () => {
    if (path !== undefined) return tests(path);
    process.stdout.write(`skipped: ${program} is not installed\n`);
    test.skip(`skipped: ${program} is not installed`, () => undefined);
  });
}
