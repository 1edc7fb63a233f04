import { onTestFinished } from 'vitest';

/** Gives back what it is given, and closes it when the running test has ended, however it ended. */
export function untilTestEnds<T extends { close(): Promise<void> }>(resource: T): T {
  onTestFinished(() => resource.close());
  return resource;
}
