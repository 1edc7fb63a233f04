/**
 * `npm run demo`: the main job for real, for a user to watch. Every line that is shown is run as it stands by
 * `sh`, and everything that is said about it is checked: the demo ends with 1 where it is not so.
 */

import { runProgram } from '../support/run-program.ts';
import { type DemoWorld, openDemoWorld } from './demo-world.ts';
import { introduction, stepText, summary } from './page.ts';
import { type Performed, performStep } from './perform-step.ts';
import { steps } from './steps.ts';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function performAll(world: DemoWorld, interrupted: AbortSignal): Promise<void> {
  const performed: Performed[] = [];
  print(introduction(world));
  for (const step of steps) {
    interrupted.throwIfAborted();
    const result = await performStep(step, world, performed[0]?.stdout ?? '');
    performed.push(result);
    print(stepText(performed.length, step, result, world.secrets));
  }
  print(summary(performed));
}

await runProgram('demo', async (interrupted) => {
  const world = await openDemoWorld();
  try {
    await performAll(world, interrupted);
  } finally {
    await world.close();
  }
});
