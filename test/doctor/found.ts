/** What one check finds in a home of its own: real files, looked at as the program does. */

import { chmod } from 'node:fs/promises';
import { describeWhere, type Facts } from '../../src/doctor/check.ts';
import { gatherFacts } from '../../src/doctor/facts/gather.ts';
import { CHECKS, type CheckName } from '../../src/doctor/find-problems.ts';
import { makeTempHome, type TempHome, writeAwsFiles } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** A home, and what is said about the world around it; `<home>` in the config file and in variables is its path. */
export interface Surroundings {
  readonly config?: string;
  readonly credentials?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The profile that is asked about. */
  readonly profile?: string;
  /** Permission bits of the config file. */
  readonly mode?: number;
  /** Replaces what was gathered. */
  readonly facts?: Partial<Facts>;
  /** Makes more of the home. */
  prepare?(home: TempHome): Promise<void>;
}

/** When every test takes place. */
export const NOW = Date.parse('2026-06-15T12:00:00Z');

function mapValues(env: Readonly<Record<string, string>>, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, change(value)]));
}

/** The facts of a home that lasts as long as the test. */
export async function factsOf(
  surroundings: Surroundings,
): Promise<{ facts: Facts; home: TempHome }> {
  const { config = '', credentials, env = {}, profile, mode, facts } = surroundings;
  const home = untilTestEnds(await makeTempHome());
  const inHome = (text: string) => text.replaceAll('<home>', home.path);
  await writeAwsFiles(home, { config: inHome(config), ...(credentials && { credentials }) });
  if (mode !== undefined) await chmod(home.configFile, mode);
  await surroundings.prepare?.(home);
  const gathered = gatherFacts(profile, {
    env: mapValues({ PATH: '/usr/bin:/bin', ...env }, inHome),
    home: home.path,
    platform: 'linux',
    nodeVersion: '99.0.0',
    now: () => NOW,
  });
  return { facts: { ...gathered, ...facts }, home };
}

/** What a check finds, each as `level where: what | advice`, the home as `~`. */
export async function found(check: CheckName, surroundings: Surroundings): Promise<string[]> {
  const { facts, home } = await factsOf(surroundings);
  return CHECKS[check](facts).map(({ level, what, where, advice }) =>
    [
      `${level} ${describeWhere(where)}: ${what}`.replaceAll(`${home.path}/.aws/`, ''),
      `${advice.kind}: ${advice.text}`,
    ]
      .join(' | ')
      .replaceAll(home.path, '~'),
  );
}
