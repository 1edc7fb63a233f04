/** The tests of the form `sh` that every POSIX shell has to pass: the documented ways to evaluate it. */
import { expect, test } from 'vitest';
import { exportText, failureText, unchangedText } from '../../src/formats/index.ts';
import { evaluate, evaluateAll, LEFT_OVER, SHOW_VARIABLES } from './evaluate.ts';
import { REGION_CASES, regionAnswers, regionOnly, regionScript } from './region-cases.ts';
import { role, roleVariables, user, userVariables } from './role.ts';

const WAYS = [
  ['unquoted', 'eval $(swrole p)'],
  ['quoted', 'eval "$(swrole p)"'],
] as const;

/** Registers the tests for one shell, given as the program and the arguments before a script. */
export function testPosixEvaluation(shell: readonly string[]): void {
  test.each(WAYS)('%s: sets the variables of a role and removes all others', async (_name, way) => {
    const script = `${way}\necho "status $?"\n${SHOW_VARIABLES}`;
    expect(
      await evaluate(shell, script, { text: exportText('sh', role, {}), exitCode: 0 }),
    ).toEqual({
      exitCode: 0,
      lines: ['status 0'],
      variables: { ...roleVariables, SWROLE_REGION_BEFORE: 'old-region' },
    });
  });

  test.each(WAYS)('%s: leaves no session token and keeps a space', async (_name, way) => {
    const script = `${way}\n${SHOW_VARIABLES}`;
    expect(
      await evaluate(shell, script, { text: exportText('sh', user, {}), exitCode: 0 }),
    ).toEqual({
      exitCode: 0,
      lines: [],
      variables: { ...userVariables, AWS_REGION: 'old-region' },
    });
  });

  test.each(WAYS)(
    '%s: a failure has its exit code and leaves no old credentials',
    async (_name, way) => {
      const script = `${way}\necho "status $?"\n${SHOW_VARIABLES}`;
      expect(
        await evaluate(shell, script, { text: failureText('sh', 5, {}), exitCode: 5 }),
      ).toEqual({
        exitCode: 0,
        lines: ['status 5'],
        variables: { AWS_REGION: 'old-region' },
      });
    },
  );

  test.each(WAYS)(
    '%s: a choice that was left has its exit code, and changes nothing',
    async (_name, way) => {
      const script = `${way}\necho "status $?"\n${SHOW_VARIABLES}`;
      expect(
        await evaluate(shell, script, { text: unchangedText('sh', 130), exitCode: 130 }),
      ).toEqual({
        exitCode: 0,
        lines: ['status 130'],
        variables: { ...LEFT_OVER, AWS_REGION: 'old-region' },
      });
    },
  );

  test.each(WAYS)('%s: a failure ends a script under set -e', async (_name, way) => {
    const script = `set -e\n${way}\necho "went on"`;
    expect(await evaluate(shell, script, { text: failureText('sh', 5, {}), exitCode: 5 })).toEqual({
      exitCode: 5,
      lines: [],
      variables: undefined,
    });
  });

  test.each(REGION_CASES)(
    'the region in a POSIX shell: %s',
    async (_, { before, steps, after }) => {
      const set = (name: string, value: string) => `export ${name}='${value}'`;
      const script = `set -u\n${regionScript(steps, (p) => `eval $(swrole ${p})`, set)}\n${SHOW_VARIABLES}`;
      const { variables } = await evaluateAll(shell, script, regionAnswers('sh'), before);
      expect(regionOnly(variables)).toEqual(after);
    },
  );
}
