/**
 * Commands in the config file that stop the holder of the lock, report which process it is, and let it go on when the test says so:
 * from outside a test cannot see which of many processes is at work, and how far it is.
 */
import { EventEmitter, on, once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { commandLine } from '../../support/command-line.ts';

/** A process that has come to a checkpoint, and waits there. */
export interface Arrival {
  /** Of the checkpoint. */
  readonly name: string;
  readonly pid: number;
  /** When, by the clock of `performance`. */
  readonly at: number;
  /** Lets it go on with this as the output of its command. */
  goOn(output: string): void;
}

/** The checkpoints of one config file. To be closed. */
export interface Checkpoints {
  /** The command line that is the checkpoint of this name. */
  command(name: string): string;
  /** The next arrival, in their order; `undefined` after the end. */
  next(): Promise<Arrival | undefined>;
  /** No other process will come. */
  end(): void;
  close(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('checkpoint.mjs', import.meta.url));

function arrivalOf(socket: Socket, line: string, at: number): Arrival {
  const [name = '', pid] = line.trim().split(' ');
  return { name, pid: Number(pid), at, goOn: (output) => socket.end(output) };
}

function listenTo(socket: Socket, arrivals: EventEmitter): void {
  const at = performance.now();
  socket.setEncoding('utf8');
  socket.once('data', (line: string) => arrivals.emit('arrival', arrivalOf(socket, line, at)));
  socket.on('error', () => undefined); // its command may be killed at any moment
}

/** @param path of the socket they use, where nothing is yet */
export async function openCheckpoints(path: string): Promise<Checkpoints> {
  const arrivals = new EventEmitter();
  const queue = on(arrivals, 'arrival', { close: ['end'] });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    listenTo(socket, arrivals);
  });
  await once(server.listen(path), 'listening');
  return {
    // The shell that runs the line is a child of swrole.
    command: (name) => `${commandLine([process.execPath, PROGRAM, path, name])} $PPID`,
    next: async () => (await queue.next()).value?.[0],
    end: () => arrivals.emit('end'),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}
