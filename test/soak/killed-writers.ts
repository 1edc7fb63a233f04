/**
 * SIGKILL at a random point of every command that writes: the user's files are as they were, or as the command leaves them, and
 * the same command does its work afterwards.
 */
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { auditor, type Example, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { startSwrole } from '../support/run-swrole.ts';
import { type Findings, inRounds } from './soak-case.ts';

const ROLE = `role_arn = ${auditor.arn}\nsource_profile = my-company\n`;

/** Each undoes what the one before has done, so that there is always something to write. */
const COMMANDS: readonly (readonly string[])[] = [
  ['setup', 'app', 'x', '--force'],
  ['setup', 'app', 'y', '--force'],
  ['write', 'x', '--as', 'out'],
  ['write', '--remove', 'out'],
  ['login', 'x'],
  ['logout', '--all'],
  ['-j', 'y'],
];

/** Milliseconds: longer than such a command takes, so that it is killed at each of its points. */
const LONGEST = 250;

/** The user's two files. */
function texts({ home }: Example): readonly string[] {
  return [home.configFile, home.credentialsFile].map((path) => readFileSync(path, 'utf8'));
}

/** One command that is killed, and then done. */
async function round(example: Example, args: readonly string[]) {
  const { env, home } = example;
  const options = { env, credentialsOnStdout: true };
  const before = texts(example);
  const { child, result } = startSwrole(args, options);
  await delay(Math.random() * LONGEST);
  child.kill('SIGKILL');
  const { signal } = await result;
  const killed = texts(example);
  const { exitCode } = await runInProcess(args, options);
  const after = texts(example);
  // Those of a killed writer are removed by the next one, or after ten minutes.
  const left = (await readdir(dirname(home.configFile))).filter((name) =>
    /^(?:config|credentials)\..*tmp/.test(name),
  );
  // What the killed command has removed cannot be removed again, and the second one says so.
  const hasRemoved = args.includes('--remove') && killed.join() === after.join();
  return {
    exitCode: hasRemoved && exitCode === 3 ? 0 : exitCode,
    // A new session has other keys each time: of such a file all other lines count.
    isWhole: killed.every((text, index) =>
      [before[index], after[index]].map(plain).includes(plain(text)),
    ),
    left,
    wasKilled: signal === 'SIGKILL',
  };
}

const KEYS =
  /^(?:aws_access_key_id|aws_secret_access_key|aws_session_token|x_security_token_expires|#.*) ?.*$/gm;

function plain(text = ''): string {
  return text.replace(KEYS, '');
}

/** @param count of killed commands */
export async function killedWriters(count: number, stop: AbortSignal): Promise<Findings> {
  const example = await startExample({
    extraConfig: `[profile x]\n${ROLE}[profile y]\n${ROLE}region = eu-west-1\n`,
  });
  try {
    let index = 0;
    const rounds = await inRounds(count, stop, () => {
      const args = COMMANDS[index % COMMANDS.length] ?? [];
      index += 1;
      return round(example, args);
    });
    const kills = rounds.filter(({ wasKilled }) => wasKilled).length;
    return {
      found: rounds.map(({ wasKilled: _, ...found }) => found),
      wanted: { exitCode: 0, isWhole: true, left: [] },
      summary: `${count} commands, ${kills} of them killed before their end`,
    };
  } finally {
    await example.close();
  }
}
