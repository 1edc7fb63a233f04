import type { Readable } from 'node:stream';

/** What a child has written so far. */
export interface ChildOutput {
  /** As much as was to be kept, or the beginning of more. */
  stdout(): string;
  /** Whether there was more than that. */
  isCut(): boolean;
  /** The last 2 KB. */
  stderr(): string;
  /** Ends the reading, also while somebody still has the other end. */
  close(): void;
}

const STDERR_KEPT = 2048;

/** One character per byte, so that a cut is made between bytes, whatever they mean. */
const BYTES = 'latin1';

function collect(stream: Readable | null, keep: (bytes: string) => string): () => string {
  let bytes = '';
  stream?.setEncoding(BYTES).on('data', (chunk: string) => {
    bytes = keep(bytes + chunk);
  });
  return () => Buffer.from(bytes, BYTES).toString('utf8');
}

/** Reads both pipes, where there are any. A program that writes more to stdout than anybody reads loses that pipe. */
export function collectOutput(
  child: { readonly stdout: Readable | null; readonly stderr: Readable | null },
  limit: number,
): ChildOutput {
  const { stdout, stderr } = child;
  let isCut = false;
  return {
    stdout: collect(stdout, (bytes) => {
      if (bytes.length <= limit) return bytes;
      isCut = true;
      stdout?.destroy();
      return bytes.slice(0, limit);
    }),
    isCut: () => isCut,
    stderr: collect(stderr, (bytes) => bytes.slice(-STDERR_KEPT)),
    close: () => {
      stdout?.destroy();
      stderr?.destroy();
    },
  };
}
