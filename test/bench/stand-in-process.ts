import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A stand-in of STS in another process. */
export interface StandInProcess {
  readonly url: string;
  /** @throws Error if it has got more or fewer calls than this */
  expectCalls(count: number): Promise<void>;
  close(): void;
}

interface Report {
  readonly url: string;
  readonly calls: number;
}

const PROGRAM = fileURLToPath(new URL('stand-in-child.ts', import.meta.url));
const PATIENCE = 20_000;

async function nextReport(child: ChildProcess): Promise<Report> {
  const [report] = await once(child, 'message', { signal: AbortSignal.timeout(PATIENCE) });
  return report as Report;
}

/** Starts it for so many users. */
export async function startStandInProcess(people: number): Promise<StandInProcess> {
  const child = fork(PROGRAM, [String(people)]);
  const { url } = await nextReport(child);
  return {
    url,
    expectCalls: async (count) => {
      child.send('report');
      const { calls } = await nextReport(child);
      if (calls !== count) throw new Error(`${calls} STS calls where ${count} were due`);
    },
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
}
