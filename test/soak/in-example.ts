import { type Example, type ExampleOptions, startExample } from '../support/example-world.ts';

/** How long STS and users take, in milliseconds: long enough for other processes to come and wait. */
export const MOMENT = 300;

/** Does the work in an example world of its own, and removes that. */
export async function inExample<T>(
  options: ExampleOptions,
  work: (example: Example) => Promise<T>,
): Promise<T> {
  const example = await startExample({ latencyMs: MOMENT, ...options });
  try {
    return await work(example);
  } finally {
    await example.close();
  }
}
