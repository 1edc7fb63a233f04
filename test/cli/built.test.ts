/**
 * The built program and the program in the process of the tests say the same, command by command: so what the tables of
 * the other files find in process holds for the program that users install.
 */
import { rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { leaveSessions } from '../soak/stored-files.ts';
import { startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/**
 * For each command a line that succeeds, and where another part of the program is loaded for it, one that fails or shows
 * another form. The messages of the failures are tables of the other files.
 */
const LINES: Readonly<Record<string, readonly string[]>> = {
  print: ['-j project-dev', '-f sh no', '-f json project-dve', '-j --bogus'],
  // Runs as built in both: the command has the streams of the process.
  exec: [],
  serve: ['serve my-company'],
  login: ['login project-dev'],
  logout: ['logout project-dev'],
  list: ['list', 'list --json'],
  status: ['status'],
  whoami: ['whoami my-company', 'whoami nowhere'],
  console: ['console my-company --print', 'console'],
  setup: ['setup app project-dev'],
  write: ['write my-company'],
  keys: ['keys list'],
  doctor: ['doctor'],
  init: ['init fish'],
  version: ['--version'],
  help: ['help exec', 'help nothing'],
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
  // Not cpSync: that of node 22 gives folders other modes, and a folder that others may read is no cache.
  await cp(files, before, { recursive: true });
  for (const line of lines) {
    const run = async (program: typeof runSwrole) => {
      rmSync(files, { recursive: true });
      await cp(before, files, { recursive: true });
      const { stdout, ...rest } = await program(line.split(' '), options);
      return { ...rest, stdout: stdout.replace(/(?<="secondsLeft": )\d+/g, 'N') };
    };
    expect({ line, ...(await run(runInProcess)) }).toEqual({ line, ...(await run(runSwrole)) });
  }
});
