import { isDeepStrictEqual } from 'node:util';
import { timedRun } from '../support/timed-run.ts';
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

type Facts = Omit<Performed, 'milliseconds'> & {
  readonly stderr: string;
  readonly exitCode: number | null;
};

/**
 * Runs a step and checks all that it says.
 *
 * @param first what the first step printed
 * @throws Error, with secrets shortened, if something is not as the step says
 */
export async function performStep(step: Step, world: DemoWorld, first: string): Promise<Performed> {
  await step.before?.(world);
  const callsBefore = world.calls().length;
  const codesBefore = await world.codes();
  const script = step.lines.join('\n');
  const { milliseconds, ...ended } = await timedRun('/bin/sh', ['-c', script], world.env);
  const calls = world.calls().slice(callsBefore);
  const codes = (await world.codes()) - codesBefore;
  check(step, { ...ended, calls, codes }, first, world.secrets);
  return { stdout: ended.stdout, milliseconds, calls, codes };
}

function check(step: Step, facts: Facts, first: string, secrets: readonly string[]): void {
  const { calls, codes } = step;
  const stdout = step.stdout(first);
  const isRight = typeof stdout === 'string' ? facts.stdout === stdout : stdout.test(facts.stdout);
  const expected = { exitCode: 0, stdout, stderr: '', calls, codes };
  if (isRight && isDeepStrictEqual(facts, { ...expected, stdout: facts.stdout })) return;
  const difference = `expected ${show(expected)}\nbut got  ${show(facts)}`;
  throw new Error(`${step.title}\n${shortened(difference, secrets)}`);
}

function show(facts: object): string {
  return JSON.stringify(facts, (_, value) => (value instanceof RegExp ? String(value) : value));
}
