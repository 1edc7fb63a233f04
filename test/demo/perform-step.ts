import { spawn } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { collectOutput, untilClosed } from '../support/child-output.ts';
import type { DemoWorld } from './demo-world.ts';
import { shortened } from './shortened.ts';
import type { Step } from './steps.ts';

/** What came of a step. */
export interface Performed {
  readonly stdout: string;
  readonly milliseconds: number;
  /** The STS calls that it made. */
  readonly calls: readonly string[];
  /** How many codes it used. */
  readonly codes: number;
}

const TIME_LIMIT = 20_000;

async function runLines({ lines }: Step, { env }: DemoWorld) {
  const startedAt = performance.now();
  const child = spawn('/bin/sh', ['-c', lines.join('\n')], { env, cwd: env.HOME });
  const output = collectOutput(child);
  await untilClosed(child, TIME_LIMIT);
  return { ...output, exitCode: child.exitCode, milliseconds: performance.now() - startedAt };
}

/**
 * Runs a step and checks all that it says.
 *
 * @param first what the first step printed
 * @throws Error, with secrets shortened, if something is not as the step says
 */
export async function performStep(step: Step, world: DemoWorld, first: string): Promise<Performed> {
  await step.before?.(world);
  const [callsBefore, codesBefore] = [world.calls().length, await world.codes()];
  const { milliseconds, ...ended } = await runLines(step, world);
  const calls = world.calls().slice(callsBefore);
  const codes = (await world.codes()) - codesBefore;
  check(step, { ...ended, calls, codes }, first, world.secrets);
  return { stdout: ended.stdout, milliseconds, calls, codes };
}

type Facts = Omit<Performed, 'milliseconds'> & {
  readonly stderr: string;
  readonly exitCode: number | null;
};

function check(step: Step, facts: Facts, first: string, secrets: readonly string[]): void {
  const { calls, codes } = step;
  const stdout = step.stdout(first);
  const isExpected =
    typeof stdout === 'string' ? facts.stdout === stdout : stdout.test(facts.stdout);
  const expected = { stdout: isExpected ? facts.stdout : stdout, stderr: '', exitCode: 0 };
  if (isDeepStrictEqual(facts, { ...expected, calls, codes })) return;
  const difference = `expected ${show({ ...expected, calls, codes })}\n     got ${show(facts)}`;
  throw new Error(`${step.lines.join('; ')}\n${shortened(difference, secrets)}`);
}

function show(facts: object): string {
  return JSON.stringify(facts, (_, value) => (value instanceof RegExp ? String(value) : value));
}
