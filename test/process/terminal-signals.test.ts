import { expect, test } from 'vitest';
import { openPty, type Pty } from '../support/pty.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { driver, signalTeller } from './driver.ts';

/** A command run through `runCommand` on a terminal of its own. */
function onTerminal(...command: readonly string[]): Pty {
  const [program, ...args] = driver('run-command', ...command);
  return untilTestEnds(openPty({ command: program, args, env: process.env }));
}

const KEYS = [
  ['Ctrl-C', '\x03', 'SIGINT'],
  ['Ctrl-\\', '\x1c', 'SIGQUIT'],
] as const;

test.each(KEYS)('%s reaches the child exactly once', async (_name, key, signal) => {
  const pty = onTerminal(...signalTeller());
  await pty.waitFor('ready');
  pty.write(key);
  await pty.waitFor(signal);
  // What was passed on before it would have been said before it.
  process.kill(pty.pid, 'SIGALRM');
  await pty.waitFor('SIGALRM');
  process.kill(pty.pid, 'SIGUSR2');
  expect(await pty.exit).toEqual({ exitCode: 9 });
  expect(pty.text().match(/SIG\w+/g)).toEqual([signal, 'SIGALRM']);
});

// Without a child, because a process sees two equal signals at the same time as one.
test.each(KEYS)(
  '%s from the keyboard is not sent to the child again, SIGTERM is',
  async (_name, key, signal) => {
    const [program, ...args] = driver('forward-signals');
    const pty = untilTestEnds(openPty({ command: program, args, env: process.env }));
    await pty.waitFor('ready');
    pty.write(key);
    await pty.waitFor(`got ${signal}`);
    process.kill(pty.pid, 'SIGTERM');
    await pty.waitFor('got SIGTERM');
    expect(pty.text().match(/(?:passed on|got) SIG\w+/g)).toEqual([
      `got ${signal}`,
      'passed on SIGTERM',
      'got SIGTERM',
    ]);
  },
);

test('SIGTERM reaches the child on a terminal too', async () => {
  const pty = onTerminal(...signalTeller());
  await pty.waitFor('ready');
  process.kill(pty.pid, 'SIGTERM');
  await pty.waitFor('SIGTERM');
  process.kill(pty.pid, 'SIGUSR2');
  expect(await pty.exit).toEqual({ exitCode: 9 });
});

test('a child that dies of Ctrl-C ends swrole by the same signal', async () => {
  const pty = onTerminal(
    process.execPath,
    '-e',
    'setInterval(() => {}, 60_000); console.log("ready")',
  );
  await pty.waitFor('ready');
  pty.write('\x03');
  expect(await pty.exit).toEqual({ signal: 'SIGINT' });
});

/** A command run through `runCommand` by an interactive shell. */
function inShell(...command: readonly string[]): Pty {
  const env = {
    ...process.env,
    PS1: 'shell> ',
    ENV: '',
    COMMAND: quoted(driver('run-command', ...command)),
  };
  return untilTestEnds(openPty({ command: 'sh', args: ['-i'], env }));
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}

async function runner(pty: Pty): Promise<number> {
  const [, pid] = (await pty.waitFor(/ready, run by \d+\n/)).match(/by (\d+)/) ?? [];
  return Number(pid);
}

test('Ctrl-Z and fg stop and continue both swrole and the child', async () => {
  const pty = inShell(...signalTeller());
  await pty.waitFor('shell> ');
  pty.write('eval "$COMMAND"\r');
  const pid = await runner(pty);
  pty.write('\x1a');
  await pty.waitFor(/(?:Stopped|Suspended).*\n.*shell> /s);
  pty.write('fg\r');
  await pty.waitFor(/^SIGCONT/m);
  pty.write('\x03');
  await pty.waitFor('SIGINT');
  process.kill(pid, 'SIGUSR2');
  await pty.waitFor('shell> ');
  pty.write('echo "status $?"; exit\r');
  await pty.waitFor('status 9');
});

test('a signal for swrole alone is passed on while it is in the background', async () => {
  const pty = inShell(...signalTeller());
  await pty.waitFor('shell> ');
  pty.write('eval "$COMMAND &"\r');
  const pid = await runner(pty);
  process.kill(pid, 'SIGINT');
  await pty.waitFor('SIGINT');
  process.kill(pid, 'SIGUSR2');
  pty.write('wait $!; echo "status $?"; exit\r');
  await pty.waitFor('status 9');
});
