/**
 * The console of Windows. UNVERIFIED: written from sources only, no test runs it. The bare name `CONIN$` does
 * not open on Node 22 (nodejs/help#4442), and a handle that only reads breaks the modes (nodejs/node#63852).
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { type StopSignal, whyStopped } from '../util/abort.ts';
import type { NoTerminal, Terminal } from '../terminal/tty.ts';
import { type Answer, typedAnswer } from './typed-line.ts';

function nextLine(input: ReadStream, stop: StopSignal): Promise<Answer> {
  return new Promise((resolve) => {
    let keys = '';
    input.on('data', (chunk) => {
      keys += chunk.toString('latin1');
      const answer = typedAnswer(keys);
      if (answer) resolve(answer);
    });
    input.on('error', () => resolve('cancelled')).on('end', () => resolve('cancelled'));
    stop.addEventListener('abort', () => resolve(whyStopped(stop)), { once: true });
    if (stop.aborted) resolve(whyStopped(stop));
  });
}

async function ask(output: number, question: string, stop: StopSignal): Promise<Answer> {
  const input = new ReadStream(openSync('\\\\.\\CONIN$', 'r+')); // closes its descriptor
  writeSync(output, question);
  return nextLine(input, stop).finally(() => input.destroy());
}

/** The console, if there is one. Windows knows no background. */
export function openConsole(): Terminal | NoTerminal {
  try {
    const input = openSync('\\\\.\\CONIN$', 'r+');
    const output = openSync('\\\\.\\CONOUT$', 'r+');
    return {
      input,
      output,
      say: async (line) => void writeSync(output, `${line}\r\n`),
      ask: (question, stop) => ask(output, question, stop),
      untilHungUp: async () => {},
      close: () => {
        closeSync(input);
        closeSync(output);
      },
    };
  } catch {
    return 'no-terminal';
  }
}
