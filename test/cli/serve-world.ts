/** `swrole serve` and `swrole exec --server`, running, for their tests. */
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EndpointVariables } from '../support/container-client.ts';
import type { Example } from '../support/example-world.ts';
import { type RunResult, startSwrole } from '../support/run-swrole.ts';

/** An endpoint that runs. */
export interface RunningEndpoint {
  readonly pid: number;
  readonly variables: EndpointVariables;
  /** The first line on stdout. */
  readonly line: string;
  kill(signal: NodeJS.Signals): void;
  readonly result: Promise<RunResult>;
}

/** Prints its variables as JSON and runs until it is told to end, or until swrole has gone. */
export const PRINT_VARIABLES = [
  process.execPath,
  '-e',
  `const parent = process.ppid;
   process.on('SIGUSR1', () => process.exit(7));
   console.log(JSON.stringify(process.env));
   setInterval(() => process.ppid === parent || process.exit(), 50);`,
];

/** The clock of a program that runs. */
export interface MovableClock {
  /** For the environment of the program. */
  readonly env: { readonly NODE_OPTIONS: string };
  /** Sets it so many milliseconds ahead of the real one. */
  setAhead(milliseconds: number): void;
}

/** A clock that a test can move, so that it does not wait for the end of a session. */
export function movableClock({ home }: Example): MovableClock {
  const [script, ahead] = ['clock.cjs', 'ahead'].map((name) => join(home.path, name)) as [
    string,
    string,
  ];
  const setAhead = (milliseconds: number) => {
    writeFileSync(`${ahead}.new`, String(milliseconds));
    renameSync(`${ahead}.new`, ahead);
  };
  setAhead(0);
  writeFileSync(
    script,
    `const { readFileSync } = require('node:fs');
     const { now } = Date;
     Date.now = () => now() + Number(readFileSync(${JSON.stringify(ahead)}, 'utf8'));`,
  );
  return { env: { NODE_OPTIONS: `--require ${script}` }, setAhead };
}

/** Starts the program and waits for the JSON with the variables of the endpoint, on the first line of stdout. */
export async function startEndpoint(
  { env, standIn }: Example,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<RunningEndpoint> {
  const { child, result } = startSwrole(args, {
    env: { ...env, ...more },
    secrets: standIn.secrets,
    timeoutMs: 50_000,
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await result.catch(() => undefined);
  });
  let line = '';
  while (!line.includes('\n')) {
    const [chunk] = await Promise.race([
      once(child.stdout, 'data'),
      result.then(({ stderr }) => Promise.reject(new Error(stderr))),
    ]);
    line += chunk;
  }
  return {
    pid: child.pid ?? 0,
    variables: JSON.parse(line),
    line,
    kill: (signal) => void child.kill(signal),
    result,
  };
}
