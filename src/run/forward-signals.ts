import { isInTerminalForeground } from '../process/foreground.ts';

/**
 * The signals by which others tell a program to stop, reload or report. Not among them: SIGTSTP, SIGTTIN,
 * SIGTTOU and SIGCONT, whose default stops and continues us together with the child, as job control
 * wants it; SIGWINCH, which the terminal gives to the child itself.
 */
const FORWARDED: readonly NodeJS.Signals[] = [
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGHUP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  // Ctrl-Break on Windows.
  'SIGBREAK',
];

/** What a terminal sends to its whole foreground group at a key press. */
const FROM_KEYBOARD: ReadonlySet<NodeJS.Signals> = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT']);

/**
 * Passes on to a child the signals that this process gets, which meanwhile dies of none of them.
 *
 * A Ctrl-C must not be passed on, because the terminal has given it to the child already: terraform
 * takes a second one for "stop now" and abandons its state file. Nothing tells where a signal came
 * from, so where the terminal could have sent it (see `terminal-foreground.ts`) it counts as sent by
 * the terminal. A `kill -INT` from elsewhere is then lost; `kill -TERM` is not.
 *
 * @param deliver - gives a signal to the child
 * @returns stops passing on: from then on the signals have their default effect again
 */
export function forwardSignals(deliver: (signal: NodeJS.Signals) => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (!hasReachedChild(signal)) deliver(signal);
  };
  for (const signal of FORWARDED) process.on(signal, onSignal);
  return () => {
    for (const signal of FORWARDED) process.off(signal, onSignal);
  };
}

/** On Windows all that comes is the console's, which gives it to the child too, and `kill` would be the end of it. */
function hasReachedChild(signal: NodeJS.Signals): boolean {
  if (process.platform === 'win32') return true;
  return FROM_KEYBOARD.has(signal) && isInTerminalForeground();
}
