/** The way to run a file of `drivers/` as a process of its own, from its sources. */
import { driverProgram } from '../support/driver.ts';

/** The program and its arguments. */
export function driver(
  name: 'run-command' | 'open-subshell' | 'forward-signals',
  ...args: readonly string[]
): readonly [program: string, ...args: string[]] {
  const program = driverProgram(new URL(`./drivers/${name}.ts`, import.meta.url));
  return [process.execPath, program, ...args];
}

/**
 * A command that says `ready, run by PID`, then the name of each signal it gets; SIGUSR2 ends it with 9.
 *
 * @returns the arguments of a `driver('run-command', …)`
 */
export function signalTeller(): readonly string[] {
  const script = `
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGALRM', 'SIGCONT'])
      process.on(signal, () => console.log(signal));
    process.on('SIGUSR2', () => process.exit(9));
    setTimeout(() => process.exit(1), 60_000);
    console.log('ready, run by', process.ppid);`;
  return [process.execPath, '-e', script];
}
