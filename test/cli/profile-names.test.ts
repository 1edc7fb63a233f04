/** Profiles whose names stand in quotes: they work wherever others do, and no shell obeys them. */
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';
import { FORMATS } from '../../src/output/format.ts';
import { commandLine } from '../support/command-line.ts';
import { auditor, type Example, startExample } from '../support/example-world.ts';
import { runSwrole, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const NAMES = ['開発', 'naïve (old)', 'a  b', '$(touch x);`id`', 'a=b&c'];

let example: Example;
beforeEach(async () => {
  const section = (name: string) =>
    `[profile "${name}"]\nrole_arn = ${auditor.arn}\nsource_profile = my-company\n`;
  example = untilTestEnds(
    await startExample({
      extraConfig: `\n${NAMES.map(section).join('')}[profile 本番]\nregion = eu-west-1\n`,
      extraCredentials: '[検証]\nregion = eu-west-1\n',
    }),
  );
});

const swrole = async (...args: readonly string[]) => {
  const { exitCode, stdout, stderr } = await runSwrole(args, {
    env: example.env,
    credentialsOnStdout: true,
  });
  return { exitCode, stdout, stderr };
};

test.each(FORMATS)('every name works in %s', async (format) => {
  for (const name of NAMES) {
    const { exitCode, stdout, stderr } = await swrole('-f', format, '-p', name);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/ASIA[A-Z0-9]{16}/);
  }
});

test('every name works in exec and in eval, and swr shows it', async () => {
  const program = commandLine([process.execPath, SWROLE_PROGRAM]);
  const script = `
    ${program} exec -p "$1" -- sh -c '${program} __current | sed "s/: .*//"; echo "$AWS_ACCOUNT_ID"'
    eval $(${program} -p "$1"); ${program} __current | sed "s/: .*//"`;
  for (const name of NAMES) {
    const { stdout, stderr } = await execa('/bin/sh', ['-c', script, 'sh', name], {
      env: example.env,
      extendEnv: false,
      reject: false,
    });
    expect({ stdout, stderr }).toEqual({ stdout: `${name}\n222222222222\n${name}`, stderr: '' });
  }
});

test.each([
  ['本番', 'config:22', '[profile "本番"]'],
  ['検証', 'credentials:4', '["検証"]'],
])('%s without quotes: the hint shows the header', async (name, place, header) => {
  const { stderr, ...rest } = await swrole('-j', name);
  expect(rest).toEqual({ exitCode: 3, stdout: '' });
  expect(stderr.split('\n')[1]?.replace(/config:\d+/, 'config:22')).toBe(
    `swrole: hint: ${example.home.path}/.aws/${place}: the section's name needs quotes; write ${header}`,
  );
});
