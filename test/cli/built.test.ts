/**
 * The built program and the program in the process of the tests say the same, command by command: so what the tables of
 * the other files find in process holds for the program that users install.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { leaveSessions } from '../soak/stored-files.ts';
import { startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** For each command lines that succeed, that fail, and that show another form. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  print: ['-j project-dev', '-f sh project-dev', '-f json project-dve', '-f sh no', '-j --bogus'],
  exec: ['exec', 'exec project-dev'],
  serve: ['serve my-company', 'serve -f sh nowhere', 'serve'],
  login: ['login project-dev', 'login'],
  logout: ['logout project-dev', 'logout --all', 'logout nowhere'],
  list: ['list', 'list --json', 'list nowhere'],
  status: ['status', 'status --json', 'status nowhere'],
  whoami: ['whoami my-company', 'whoami my-company --json', 'whoami nowhere'],
  console: ['console my-company --print', 'console'],
  setup: ['setup app project-dev', 'setup app nowhere'],
  write: ['write my-company', 'write --remove no', 'write'],
  doctor: ['doctor', 'doctor --json', 'doctor nowhere'],
  init: ['init fish', 'init tcsh'],
  version: ['version', 'version now'],
  help: ['help', 'help exec', 'help nothing', '--version'],
};

test('the table of built commands has every command', () => {
  expect(Object.keys(LINES).sort()).toEqual(['print', ...Object.keys(COMMANDS)].sort());
});

test.each(Object.entries(LINES))('the built program runs %s', async (_, lines) => {
  const { home, env, standIn } = untilTestEnds(await startExample());
  const options = { env, secrets: standIn.secrets, credentialsOnStdout: true };
  const [files, before] = ['.aws', 'before'].map((name) => join(home.path, name)) as [
    string,
    string,
  ];
  await runInProcess(['-j', 'project-dev'], options);
  // Whether the code of this window was used is true for 30 s at most.
  rmSync(join(home.cacheDir, 'mfa'), { recursive: true });
  leaveSessions(home, 47 * 60_000 + 50_000);
  cpSync(files, before, { recursive: true });
  for (const line of lines) {
    const run = async (program: typeof runSwrole) => {
      rmSync(files, { recursive: true });
      cpSync(before, files, { recursive: true });
      const { stdout, ...rest } = await program(line.split(' '), options);
      return { ...rest, stdout: stdout.replace(/(?<="secondsLeft": )\d+/g, 'N') };
    };
    expect({ line, ...(await run(runInProcess)) }).toEqual({ line, ...(await run(runSwrole)) });
  }
});
