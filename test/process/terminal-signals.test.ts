import { expect, test } from 'vitest';
import { openPty, type Pty } from '../support/pty.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { driver, signalTeller } from './driver.ts';

/** A command run through `runCommand` on a terminal of its own. */
function onTerminal(...command: readonly string[]): Pty {
  const [program, ...args] = driver('run-command', ...command);
  return untilTestEnds(openPty({ command: program, args, env: process.env }));
}

test('each signal of the keyboard and of others reaches the child exactly once', async () => {
  const pty = onTerminal(...signalTeller());
  await pty.waitFor('ready');
  pty.write('\x03');
  await pty.waitFor('SIGINT');
  pty.write('\x1c');
  await pty.waitFor('SIGQUIT');
  // What was passed on before it would have been said before it.
  for (const signal of ['SIGTERM', 'SIGALRM'] as const) {
    process.kill(pty.pid, signal);
    await pty.waitFor(signal);
  }
  process.kill(pty.pid, 'SIGUSR2');
  expect(await pty.exit).toEqual({ exitCode: 9 });
  expect(pty.text().match(/SIG\w+/g)).toEqual(['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGALRM']);
});

// Without a child, because a process sees two equal signals at the same time as one.
test('Ctrl-C and Ctrl-\\ from the keyboard are not sent to the child again, SIGTERM is', async () => {
  const [program, ...args] = driver('forward-signals');
  const pty = untilTestEnds(openPty({ command: program, args, env: process.env }));
  await pty.waitFor('ready');
  pty.write('\x03');
  await pty.waitFor('got SIGINT');
  pty.write('\x1c');
  await pty.waitFor('got SIGQUIT');
  process.kill(pty.pid, 'SIGTERM');
  await pty.waitFor('got SIGTERM');
  expect(pty.text().match(/(?:passed on|got) SIG\w+/g)).toEqual([
    'got SIGINT',
    'got SIGQUIT',
    'passed on SIGTERM',
    'got SIGTERM',
  ]);
});

test('a child that dies of Ctrl-C ends swrole by the same signal', async () => {
  const pty = onTerminal('sh', '-c', 'echo ready; exec sleep 60');
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
