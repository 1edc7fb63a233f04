/** Profiles whose names stand in quotes: they work wherever others do, and no shell obeys them. */

import { writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';
import { answer } from '../../src/completion/questions.ts';
import { FORMATS } from '../../src/formats/document.ts';
import { commandLine } from '../support/command-line.ts';
import { auditor, type Example, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const NAMES = ['開発', 'naïve (old)', 'a  b', '$(touch x);`id`', 'a=b&c'];

let example: Example;
beforeEach(async () => {
  const section = (name: string) =>
    `[profile "${name}"]\nrole_arn = ${auditor.arn}\nsource_profile = my-company\n`;
  example = untilTestEnds(
    await startExample({
      extraConfig: `\n${NAMES.map(section).join('')}`,
    }),
  );
});

const swrole = async (...args: readonly string[]) => {
  const { exitCode, stdout, stderr } = await runInProcess(args, {
    env: example.env,
    credentialsOnStdout: true,
  });
  return { exitCode, stdout, stderr };
};

test.each(FORMATS)('every profile name works in %s', async (format) => {
  for (const name of NAMES) {
    const { exitCode, stdout, stderr } = await swrole('-f', format, '-p', name);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/ASIA[A-Z0-9]{16}/);
  }
});

test('every profile name works in eval, and swr shows it', async () => {
  for (const name of NAMES) {
    const { stdout: statements } = await swrole('-o', '-p', name);
    const script = 'eval "$1"; printf %s "$SWROLE_PROFILE"';
    const { stdout } = await execa('sh', ['-c', script, 'sh', statements], {
      env: example.env,
      extendEnv: false,
    });
    const shown = answer(['__current'], { SWROLE_PROFILE: stdout });
    expect(shown).toBe(`${name}: long-term credentials\n`);
  }
});

test.each(['開発', '$(touch x);`id`'])(
  'the built program takes %s in exec and in eval, and swr shows it',
  async (name) => {
    const program = commandLine([process.execPath, SWROLE_PROGRAM]);
    const script = `
    ${program} exec -p "$1" -- sh -c '${program} __current | sed "s/: .*//"; echo "$AWS_ACCOUNT_ID"'
    eval $(${program} -p "$1"); ${program} __current | sed "s/: .*//"`;
    const { stdout, stderr } = await execa('/bin/sh', ['-c', script, 'sh', name], {
      env: example.env,
      extendEnv: false,
      reject: false,
    });
    expect({ stdout, stderr }).toEqual({ stdout: `${name}\n222222222222\n${name}`, stderr: '' });
  },
);

const FOR_ALL = 'letters, digits and _-./%@:+ for the name';
const QUOTED = (header: string) =>
  `the section's name needs quotes; write ${header}, or use ${FOR_ALL}, which every SDK reads`;
const HAS = (what: string) => `the section's name has ${what} in it; use ${FOR_ALL}`;

test.each([
  ['本番', 'config', '[profile 本番]', QUOTED('[profile "本番"]')],
  ['検証', 'credentials', '[検証]', QUOTED('["検証"]')],
  ['a]b', 'config', '[profile a]b]', QUOTED('[profile "a]b"]')],
  ["it's", 'config', `[profile "it's"]`, HAS('quotes')],
  ["it's", 'config', "[profile it's]", HAS('quotes')],
  ['c"d', 'config', `[profile 'c"d']`, HAS('quotes')],
  ['e\tf', 'config', '[profile "e\tf"]', HAS('control characters')],
  ['e\tf', 'config', '[profile e\tf]', HAS('control characters')],
])('%j, in the %s file as %j: the hint names the line and what to write', async (...row) => {
  const [name, file, header, words] = row;
  const path = file === 'config' ? example.home.configFile : example.home.credentialsFile;
  writeFileSync(path, `${header}\nregion = eu-west-1\n`);
  const { configFile, credentialsFile } = example.home;
  const shown = name.replace('\t', '\\u{9}');
  expect(await swrole('-j', name)).toEqual({
    exitCode: 3,
    stdout: '',
    stderr:
      `swrole: error: profile '${shown}' is not in ${configFile} or ${credentialsFile}\n` +
      `swrole: hint: ${path}:1: ${words}\n`,
  });
});
