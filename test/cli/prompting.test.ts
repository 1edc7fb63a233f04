/**
 * Who is asked for a code, and how it ends: the built program as an SDK runs it, on real terminals and without one.
 * Whatever happens, the terminal stays as it was.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { groupOf } from '../mfa/alive.ts';
import { failed } from '../soak/endings.ts';
import { failuresWere, leaveSessions } from '../soak/stored-files.ts';
import { commandLine } from '../support/command-line.ts';
import { driverProgram } from '../support/driver.ts';
import {
  developer,
  type Example,
  MEMBER_ARN,
  member,
  startExample,
} from '../support/example-world.ts';
import { openPty, type Pty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type RunResult, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const operator = {
  arn: 'arn:aws:iam::444444444444:role/operator',
  trusts: [MEMBER_ARN],
  requiresMfa: true,
} as const;

/** A second role behind the device of `project-dev`. */
const PROJECT_OPS = `
[profile project-ops]
role_arn = ${operator.arn}
mfa_serial = ${member.mfa.serial}
source_profile = my-company
`;

let example: Example;
beforeEach(async () => {
  const options = { roles: [developer, operator], extraConfig: PROJECT_OPS };
  example = untilTestEnds(await startExample({ generateToken: false, ...options }));
});

const question = (profile: string, role: string) =>
  `swrole: MFA code for ${profile} (role ${role}, device member): `;
const QUESTION = question('project-dev', 'developer in 111111111111');
const OPS_QUESTION = question('project-ops', 'operator in 444444444444');

/** A user who is asked a second time gets a hint how to be asked once. */
const MFA_SESSION_HINT =
  "swrole: hint: mfa_session = 12h in profile 'my-company' lets one code serve every role of this device";

const DOCUMENT = expect.stringMatching(/^\{"Version":1,.*\}\n$/);
const ANSWERED = { exitCode: 0, signal: null, stdout: DOCUMENT, stderr: '' };
const CANCELLED = failed(4, "error: cancelled: no code for profile 'project-dev'");

const HINT = "hint: run 'swrole login project-dev' in a terminal first, or set generate_token";
const noWayToAsk = (why: string) =>
  failed(4, `error: profile 'project-dev' needs a code, and ${why}`, HINT);

/** @param steps how many windows ahead: STS takes the next one too */
const code = (steps = 0) => totp(member.mfa.secret, Date.now() + steps * 30_000);

const PROGRAM = [process.execPath, SWROLE_PROGRAM, '-j'];

/** Runs a script on a terminal, in the home; `$@` is the program, with streams that go elsewhere. */
function onTerminal(
  script: string,
  program: readonly string[] = PROGRAM,
  credentialsOnTerminal = false,
): Pty {
  const all = `trap : INT; stty -g > before; ${script}; stty -g > after`;
  const args = ['-c', all, 'sh', ...program];
  const { env, home } = example;
  return untilTestEnds(
    openPty({ command: 'sh', args, env, cwd: home.path, credentialsOnTerminal }),
  );
}

/** One run of the program that leaves `NAME.out`, `NAME.err` and `NAME.status`. */
const run = (profile: string, name = profile) =>
  `"$@" ${profile} < /dev/null > ${name}.out 2> ${name}.err; echo $? > ${name}.status`;

function file(name: string): string {
  return readFileSync(join(example.home.path, name), 'utf8');
}

/** How a run on a terminal ended; a signal shows in the shell's status. */
function ended(name = 'project-dev'): RunResult {
  const [exitCode, stdout, stderr] = ['status', 'out', 'err'].map((kind) =>
    file(`${name}.${kind}`),
  );
  return { exitCode: Number(exitCode), signal: null, stdout: stdout ?? '', stderr: stderr ?? '' };
}

/** Waits for the end of the script. */
async function untilUntouched(pty: Pty): Promise<void> {
  expect(await pty.exit).toEqual({ exitCode: 0 });
  expect(file('before')).not.toBe('');
  expect(file('after')).toBe(file('before'));
}

/** Runs the program as an SDK does where there is no terminal. */
function withoutTerminal(...args: readonly string[]): Promise<RunResult> {
  const options = { env: example.env, detached: true, credentialsOnStdout: true };
  return runInProcess(['-j', ...args, 'project-dev'], options);
}

describe('a question on a terminal', () => {
  test('Ctrl-D ends a question on a terminal; the next run asks again, and a typed code answers it', async () => {
    const twice = `${run('project-dev')}; echo over; read line; ${run('project-dev')}`;
    const pty = onTerminal(twice);
    await pty.waitFor(QUESTION);
    pty.write('\x04');
    await pty.waitFor('over\n');
    expect(ended()).toEqual(CANCELLED);
    failuresWere(example.home, 5_000);
    pty.write('\r');
    await pty.waitFor(QUESTION);
    const typed = code();
    pty.write(`${typed}\r`);
    await untilUntouched(pty);
    expect(ended()).toEqual(ANSWERED);
    expect(pty.text()).toBe(`${QUESTION}\nover\n\n${QUESTION}${typed}\n`);
  });

  test('a question on a terminal gets the whole code, though a dev server reads the keys itself', async () => {
    const server = driverProgram(new URL('../mfa/drivers/dev-server.ts', import.meta.url));
    const words = [process.execPath, server, ...PROGRAM];
    const pty = onTerminal('"$@" project-dev', words, true);
    await pty.waitFor(QUESTION);
    for (const key of `${code()}\r`) {
      pty.write(key);
      await new Promise((resolve) => setTimeout(resolve, 30)); // as fast as a user types
    }
    await pty.waitFor(/helper: \{"Version":1,.*\}, server: ""\n/);
    await untilUntouched(pty);
  });

  test('a question on a terminal ends with Ctrl-C', async () => {
    const pty = onTerminal(run('project-dev'));
    await pty.waitFor(QUESTION);
    pty.write('12\x03');
    await untilUntouched(pty);
    expect(ended()).toEqual(failed(130, 'error: interrupted'));
  });

  test('a question on a terminal ends with Ctrl-C, though its reader hears of it first', async () => {
    const pty = onTerminal(run('project-dev'));
    await pty.waitFor(QUESTION);
    const inGroup = () =>
      groupOf(pty.pid)
        .map(({ pid }) => pid)
        .filter((pid) => pid !== pty.pid);
    // swrole, and its child that reads for it.
    expect(inGroup()).toHaveLength(2);
    const [swrole, reader] = inGroup() as [number, number];
    process.kill(reader, 'SIGINT');
    await expect.poll(inGroup).toEqual([swrole]);
    process.kill(swrole, 'SIGINT');
    await untilUntouched(pty);
    expect(ended()).toEqual(failed(130, 'error: interrupted'));
  });

  test.each([
    ['SIGTERM', failed(143, 'error: interrupted')],
    ['SIGHUP', failed(129, 'error: interrupted')],
    ['SIGKILL', failed(137)],
  ] as const)('a question on a terminal ends with %s', async (signal, ending) => {
    const pty = onTerminal(
      '"$@" project-dev < /dev/null > project-dev.out 2> project-dev.err & echo $! > pid; ' +
        'wait $!; echo $? > project-dev.status',
    );
    await pty.waitFor(QUESTION);
    process.kill(Number(file('pid')), signal);
    await untilUntouched(pty);
    expect(ended()).toEqual(ending);
  });

  test('a job in the background does not ask on the terminal', async () => {
    const pty = onTerminal(`set -m; (${run('project-dev')}) & wait $!`);
    await untilUntouched(pty);
    expect(ended()).toEqual(noWayToAsk('a job in the background cannot ask for it'));
    expect(pty.text()).not.toContain('MFA');
  });

  test('a question on a terminal waits for the one before it, for another role', async () => {
    const pty = onTerminal(`(${run('project-dev')}) & (${run('project-ops')}) & wait`);
    for (const typed of [code(), code(1)]) {
      await pty.waitFor(/MFA code for .*: $/);
      pty.write(`${typed}\r`);
    }
    await untilUntouched(pty);
    expect([ended(), ended('project-ops')]).toEqual([ANSWERED, ANSWERED]);
    const lines = pty
      .text()
      .replace(/\d{6}$/gm, '')
      .split('\n');
    expect(lines.sort()).toEqual(['', QUESTION, OPS_QUESTION, MFA_SESSION_HINT]);
  });
});

describe('a question whose caller has gone', () => {
  /** The program, with streams that go elsewhere. */
  const SWROLE = '"$@" project-dev < /dev/null > project-dev.out 2> project-dev.err';
  const AS_CHILD = `echo $$ > caller; ${SWROLE} & echo $! > pid; wait`;

  beforeEach(() => {
    writeFileSync(join(example.home.path, 'shell.sh'), `${SWROLE} & echo $! > pid; wait`);
  });

  /** The group of the script that a shell with job control runs. */
  const job = () => Number(file('caller'));

  /** A shell with job control, and the program as `"$@"` in a script that it runs. */
  function atPrompt(script: string): Pty {
    const { env, home } = example;
    const words = commandLine(PROGRAM);
    writeFileSync(join(home.path, 'caller.sh'), `set -- ${words}; ${script}`);
    const prompt = { ...env, PS1: 'prompt> ', ENV: '' };
    const pty = untilTestEnds(
      openPty({ command: 'sh', args: ['-i'], env: prompt, cwd: home.path }),
    );
    pty.write('sh caller.sh\r');
    return pty;
  }

  /** @param job a process group: what read for the program ends a moment after it, and may take a line until then */
  async function untilEnded(pty: Pty, job = pty.pid): Promise<void> {
    const others = () => groupOf(job).filter(({ pid }) => pid !== pty.pid);
    await expect.poll(others).toEqual([]);
    expect([file('project-dev.out'), file('project-dev.err')]).toEqual([
      '',
      'swrole: error: interrupted\n',
    ]);
    // For other callers it is no failure.
    expect(existsSync(join(example.home.cacheDir, 'outcomes'))).toBe(false);
  }

  async function nextLineIsTheShells(pty: Pty): Promise<void> {
    pty.write('echo next "line"\r');
    await pty.waitFor('next line\n'); // what was typed has quotes
  }

  test.each([
    ['that started it', AS_CHILD],
    ['that started a shell for it', 'echo $$ > caller; sh shell.sh "$@"; :'],
  ])('a question ends with the caller %s', async (_, script) => {
    writeFileSync(join(example.home.path, 'caller.sh'), script);
    const pty = onTerminal(
      'sh caller.sh "$@"; echo gone; read line < /dev/tty; echo "read: $line"',
    );
    await pty.waitFor(QUESTION);
    process.kill(Number(file('caller')), 'SIGKILL');
    await pty.waitFor('gone');
    await untilEnded(pty);
    pty.write('next line\r');
    await pty.waitFor('read: next line\n');
    await untilUntouched(pty);
  });

  test('a question ends with its job', async () => {
    const pty = atPrompt(AS_CHILD);
    await pty.waitFor(QUESTION);
    process.kill(job(), 'SIGKILL');
    await pty.waitFor('prompt> ');
    await untilEnded(pty, job());
    await nextLineIsTheShells(pty);
  });

  test('a question ends when another job gets the terminal', async () => {
    const other = 'sh -c \'read line < /dev/tty; echo "read: $line"\'';
    const pty = onTerminal(
      `${SWROLE} & echo $! > pid; until [ -e go ]; do sleep 0.1; done; set -m; echo other; ${other}`,
    );
    await pty.waitFor(QUESTION);
    writeFileSync(join(example.home.path, 'go'), '');
    await pty.waitFor('other');
    await untilEnded(pty);
    pty.write('next line\r');
    await pty.waitFor('read: next line\n');
    await untilUntouched(pty);
  });

  /**
   * Waits for all of the job: the shell shows its prompt when the caller is stopped, and a process that reads from the
   * terminal (`cat` as well) takes the next line as long as the processor has not come to it with the signal.
   */
  async function untilStopped(): Promise<void> {
    const running = () => groupOf(job()).filter(({ isStopped }) => !isStopped);
    await expect.poll(running).toEqual([]);
  }

  async function stopped(script: string): Promise<Pty> {
    const pty = atPrompt(script);
    await pty.waitFor(QUESTION);
    pty.write('\x1a');
    await pty.waitFor('prompt> ');
    await untilStopped();
    return pty;
  }

  async function goesOnInForeground(pty: Pty): Promise<void> {
    pty.write('fg\r');
    await pty.waitFor('caller.sh');
    pty.write(`${code()}\r`);
    await pty.waitFor('ended');
    expect([file('project-dev.out'), file('project-dev.err')]).toEqual([DOCUMENT, '']);
  }

  // As every job that reads from its terminal: the kernel stops all of it, the caller too, and the shell says so.
  test('a question waits while its job is stopped, also by bg, and goes on in the foreground', async () => {
    const pty = await stopped(`echo $$ > caller; ${SWROLE}; echo ended`);
    await nextLineIsTheShells(pty);
    pty.write('bg\r');
    await pty.waitFor('prompt> ');
    await untilStopped();
    await nextLineIsTheShells(pty);
    await goesOnInForeground(pty);
  });

  test('a question stops its job again each time the job is continued in the background', async () => {
    const pty = await stopped(`${AS_CHILD}; echo ended`);
    for (const _ of ['once', 'twice']) {
      process.kill(Number(file('pid')), 'SIGCONT');
      await untilStopped();
    }
    await nextLineIsTheShells(pty);
    await goesOnInForeground(pty);
  });

  test('a question ends with the token command that has the terminal', async () => {
    const { home } = example;
    const line = "generate_token = printf 'touch your key' >&2; read line; echo $line";
    writeFileSync(
      home.configFile,
      readFileSync(home.configFile, 'utf8').replace('[profile project-dev]\n', `$&${line}\n`),
    );
    const pty = atPrompt(AS_CHILD);
    await pty.waitFor('touch your key');
    process.kill(job(), 'SIGKILL');
    await pty.waitFor('prompt> ');
    await untilEnded(pty, job());
    await nextLineIsTheShells(pty);
  });
});

test('without a terminal swrole asks no question', async () => {
  expect(await withoutTerminal()).toEqual(noWayToAsk('there is no terminal to ask for it'));
});

describe('many on one terminal', () => {
  const workers = (size: number) => Array.from({ length: size }, (_, number) => `worker-${number}`);
  const atOnce = (names: readonly string[]) =>
    `${names.map((name) => `(${run('project-dev', name)}) &`).join(' ')} wait`;

  // Twenty of them: `readme.test.ts`, whose first picture is that.
  test('four processes on one terminal ask one question, and share one answer', async () => {
    const names = workers(4);
    const pty = onTerminal(atOnce(names));
    await pty.waitFor(QUESTION);
    const typed = code();
    pty.write(`${typed}\r`);
    await untilUntouched(pty);
    expect(pty.text()).toBe(`${QUESTION}${typed}\n`);
    expect(names.map(ended)).toEqual(names.map(() => ended(names[0])));
    expect(ended(names[0])).toEqual(ANSWERED);
  });

  test('Ctrl-D at the one question of three processes ends all; so it does for a later caller without a code', async () => {
    const names = workers(3);
    const pty = onTerminal(atOnce(names));
    await pty.waitFor(QUESTION);
    pty.write('\x04');
    await untilUntouched(pty);
    expect(pty.text()).toBe(`${QUESTION}\n`);
    expect(names.map(ended)).toEqual(names.map(() => CANCELLED));
    failuresWere(example.home, 5_000);
    const { stderr, ...rest } = await withoutTerminal();
    const { stderr: cancelled, ...ending } = CANCELLED;
    expect(rest).toEqual(ending);
    expect(stderr.replace(/pid \d+/, 'pid N').replace(/\b\d s\b/g, 'N s')).toBe(
      `${cancelled}swrole: hint: the same attempt failed N s ago (pid N); trying again in N s\n`,
    );
    expect(await withoutTerminal('-t', code())).toEqual(ANSWERED);
  });
});

describe('a session with less than the 15 minutes that botocore wants', () => {
  const stored = (folder: string) => join(example.home.cacheDir, folder);
  const usableUntil = () =>
    Number(readFileSync(join(stored('answers'), 'project-dev'), 'utf8').split(' ')[1]);

  beforeEach(async () => {
    expect(await withoutTerminal('-t', code())).toEqual(ANSWERED);
    leaveSessions(example.home, 890_000);
    rmSync(stored('answers'), { recursive: true });
  });

  test('a session with less than the 15 minutes of botocore is given each time, and checked once a minute', async () => {
    const before = Math.floor(Date.now() / 1000);
    const first = await withoutTerminal();
    // A run in this process has a clock that is a little ahead.
    const after = Math.ceil(Date.now() / 1000);
    expect(first).toEqual(ANSWERED);
    expect(usableUntil()).toBeGreaterThanOrEqual(before + 60);
    expect(usableUntil()).toBeLessThanOrEqual(after + 60);
    // A caller that reads the cache now finds no session, and cannot get another one.
    rmSync(stored('sessions'), { recursive: true });
    for (let reads = 2; reads <= 4; reads += 1) expect(await withoutTerminal()).toEqual(first);
    expect(example.standIn.calls).toHaveLength(1);
  });

  test('a session is given in its last minute too, until 10 s before its end', async () => {
    leaveSessions(example.home, 45_000);
    const expiration = Math.floor((Date.now() + 45_000) / 1000);
    expect(await withoutTerminal()).toEqual(ANSWERED);
    expect(usableUntil()).toBeGreaterThanOrEqual(expiration - 11);
    expect(usableUntil()).toBeLessThanOrEqual(expiration - 9);
    rmSync(stored('answers'), { recursive: true });
    leaveSessions(example.home, 10_000);
    expect(await withoutTerminal()).toEqual(noWayToAsk('there is no terminal to ask for it'));
  });

  test('a session is given to a user at a terminal without a question until a code is necessary', async () => {
    const pty = onTerminal(run('project-dev'));
    await untilUntouched(pty);
    expect(ended()).toEqual(ANSWERED);
    expect(pty.text()).toBe('');
  });
});
