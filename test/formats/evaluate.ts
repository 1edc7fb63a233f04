/** What a shell has in its environment once it has evaluated a text of swrole's. */

import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { MANAGED_VARIABLES } from '../../src/formats/variables.ts';
import { makeTempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** A command named `swrole` for the script to call: it prints `text` and ends with `exitCode`. */
export interface Answer {
  readonly text: string;
  readonly exitCode: number;
}

/** What that command answers for each profile, which is its last argument. */
export type Answers = Readonly<Record<string, Answer>>;

/** How the script of a shell went. */
export interface Evaluated {
  readonly exitCode: number | undefined;
  /** What the script printed itself. */
  readonly lines: readonly string[];
  /** `AMAZON_…`, `AWS_…` and `SWROLE_…` as the shell's children get them; `undefined` if the script ended too early. */
  readonly variables: Readonly<Record<string, string>> | undefined;
}

/** The last line of a script that ends with it; the same words in every shell but Nushell. */
export const SHOW_VARIABLES = '"$NODE" -p "JSON.stringify(process.env)"';

/** All variables that swrole manages, with values of another program. */
export const LEFT_OVER: Readonly<Record<string, string>> = Object.fromEntries(
  MANAGED_VARIABLES.map((name) => [name, 'old']),
);

/** Answers as the files for its profile say. */
const PROGRAM = `#!/bin/sh
for profile do :; done
cat "$HOME/$profile.text"
exit "$(cat "$HOME/$profile.status")"
`;

/** Runs `script` with a shell, in an environment that holds other credentials; the profile is `p`. */
export function evaluate(
  shell: readonly string[],
  script: string,
  answer: Answer,
): Promise<Evaluated> {
  return evaluateAll(shell, script, { p: answer }, { AWS_REGION: 'old-region' });
}

/** The same with several profiles, and other variables of the region. */
export async function evaluateAll(
  [shell = 'sh', ...args]: readonly string[],
  script: string,
  answers: Answers,
  region: Readonly<Record<string, string>>,
): Promise<Evaluated> {
  const home = untilTestEnds(await makeTempHome());
  await writeFile(join(home.path, 'swrole'), PROGRAM, { mode: 0o755 });
  for (const [profile, { text, exitCode }] of Object.entries(answers)) {
    await writeFile(join(home.path, `${profile}.text`), text);
    await writeFile(join(home.path, `${profile}.status`), String(exitCode));
  }
  const env = {
    ...LEFT_OVER,
    ...region,
    HOME: home.path,
    PATH: `${home.path}${delimiter}${process.env.PATH}`,
    NODE: process.execPath,
  };
  const result = await execa(shell, [...args, script], { env, extendEnv: false, reject: false });
  return { exitCode: result.exitCode, ...taken(result.stdout) };
}

function taken(stdout: string): Omit<Evaluated, 'exitCode'> {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const shown = lines.at(-1)?.startsWith('{') ? lines.pop() : undefined;
  return { lines, variables: shown === undefined ? undefined : ours(JSON.parse(shown)) };
}

function ours(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = Object.keys(env).filter((name) => /^(?:AMAZON|AWS|SWROLE)_/.test(name));
  return Object.fromEntries(names.map((name) => [name, env[name] ?? '']));
}
