import { rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { makeFolder } from './temp-home.ts';

/** A folder of its own for the running test, removed after it. */
export function tempFolder(): string {
  const folder = makeFolder('swrole-test-');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
