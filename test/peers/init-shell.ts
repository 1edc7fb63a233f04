/** A shell whose start-up file has the line that `swrole init` is for, in the example world. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { type Example, type ExampleOptions, startExample } from '../support/example-world.ts';
import { openPty, type Pty } from '../support/pty.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** How a shell is started, and how it says what every test needs. */
export interface InitShell {
  readonly name: 'bash' | 'zsh' | 'fish';
  /** The start-up file, in the home directory. */
  readonly file: string;
  readonly prompt: string;
  /** The line of the start-up file. */
  readonly line: string;
  /** Arguments before a script. */
  readonly script: readonly string[];
  readonly status: string;
}

export const BASH: InitShell = {
  name: 'bash',
  file: '.bashrc',
  prompt: "PS1='ready> '\n",
  line: 'eval "$(swrole init bash)"\n',
  script: ['--norc', '-c'],
  status: '$?',
};

export const ZSH: InitShell = {
  name: 'zsh',
  file: '.zshrc',
  prompt: "PS1='ready> '; unsetopt prompt_cr prompt_sp; bindkey -e\n",
  line: 'eval "$(swrole init zsh)"\n',
  script: ['-f', '-c'],
  status: '$?',
};

export const FISH: InitShell = {
  name: 'fish',
  file: '.config/fish/config.fish',
  prompt: 'set -g fish_greeting\nfunction fish_prompt; echo -n "ready> "; end\n',
  line: 'swrole init fish | source\n',
  script: ['-c'],
  status: '$status',
};

/** Other credentials and settings, as they may stand in an environment. */
export const LEFT_OVER = { AWS_PROFILE: 'theirs', AWS_SESSION_TOKEN: 'theirs' };

/** The example world with `swrole` as a command. */
export async function exampleWithCommand(options: ExampleOptions = {}): Promise<Example> {
  const example = untilTestEnds(await startExample(options));
  const bin = join(example.home.path, 'bin');
  mkdirSync(bin);
  symlinkSync(SWROLE_PROGRAM, join(bin, 'swrole'));
  const PATH = `${bin}${delimiter}${dirname(process.execPath)}${delimiter}${example.env.PATH}`;
  return { ...example, env: { ...example.env, PATH, TZ: 'UTC', LC_ALL: 'C.UTF-8' } };
}

/** Runs a script that begins with the line of the start-up file. */
export async function runScript(
  example: Example,
  shell: InitShell,
  script: string,
  env: Readonly<Record<string, string>> = {},
) {
  const options = { env: { ...example.env, ...env }, extendEnv: false, reject: false } as const;
  const text = `${shell.line}${script}`;
  const { exitCode, stdout, stderr } = await execa(shell.name, [...shell.script, text], options);
  return { exitCode, stdout, stderr };
}

/** Names the variables that decide about credentials, and the profile. */
export const SHOW = `env | sed -n 's/^\\(AWS_[A-Z_]*\\)=.*/\\1/p; s/^SWROLE_PROFILE=.*/&/p' | grep -v AWS_ENDPOINT | sort | tr '\\n' ' '; echo`;

/** What SHOW prints in a role. */
export const IN_ROLE =
  'AWS_ACCESS_KEY_ID AWS_ACCOUNT_ID AWS_CREDENTIAL_EXPIRATION AWS_DEFAULT_REGION AWS_REGION AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN SWROLE_PROFILE=project-dev ';
/** And outside: the region that swrole has set is gone, too. */
export const NOTHING = '';

/** What stands in the start-up file around the line of swrole. */
export interface Around {
  readonly before?: string;
  readonly after?: string;
}

/** Opens the shell on a terminal, with its start-up file. */
export async function openShell(
  example: Example,
  shell: InitShell,
  { before = '', after = '' }: Around = {},
): Promise<Pty> {
  const file = join(example.home.path, shell.file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${shell.prompt}${before}${shell.line}${after}`);
  const env = { ...example.env, INPUTRC: '/dev/null' };
  const cwd = example.home.path;
  const pty = untilTestEnds(openPty({ command: shell.name, args: ['-i'], env, cwd }));
  await pty.waitFor('ready> ');
  return pty;
}
