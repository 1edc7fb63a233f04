/** Says of each signal whether it would be passed on to a child, and then that it came; runs for a minute. */
import { forwardSignals } from '../../../src/process/exec.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);

forwardSignals((signal) => say(`passed on ${signal}`));
for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM'] as const)
  process.on(signal, () => say(`got ${signal}`));
setTimeout(() => process.exit(), 60_000);
say('ready');
