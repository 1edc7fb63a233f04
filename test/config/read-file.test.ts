import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  decoded,
  readLimited,
  readLimitedAsync,
  readLimitedText,
  UnreadableError,
} from '../../src/config/read-file.ts';
import { describeUnreadable } from '../../src/messages/files.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const LIMITS = { bytes: 100, patience: 20_000 };
const NEVER = new AbortController().signal;

function fifo(): string {
  const path = join(tempFolder(), 'fifo');
  execFileSync('mkfifo', [path]);
  return path;
}

/** A shell that runs `script` with the path as `$1`. */
function writer(path: string, script: string): void {
  const child = spawn('sh', ['-c', script, 'sh', path], { stdio: 'ignore' });
  untilTestEnds({ close: async () => void child.kill() });
}

/** How an attempt failed, by the code of its error. */
function codeOf(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

describe('a pipe', () => {
  test('a pipe gives all that its writers write, however late and slowly', () => {
    const path = fifo();
    writer(path, 'sleep 0.1; exec 3>"$1"; printf a >&3; sleep 0.1; printf b >&3');
    expect(readLimitedText(path, LIMITS)).toBe('ab');
  });

  test('a pipe without a writer is given up', () => {
    expect(codeOf(() => readLimited(fifo(), { bytes: 100, patience: 30 }))).toBe('SILENT');
  });

  test('a pipe whose writer writes nothing is given up', async () => {
    const path = fifo();
    writer(path, 'exec 3>"$1"; printf a >&3; exec sleep 60');
    expect(codeOf(() => readLimited(path, { bytes: 100, patience: 300 }))).toBe('SILENT');
  });

  test('a blocking and a non-blocking read of a pipe give the same', async () => {
    const path = fifo();
    writer(path, 'sleep 0.1; printf a >"$1"');
    expect(String(await readLimitedAsync(path, LIMITS, NEVER))).toBe('a');
    const silent = readLimitedAsync(fifo(), { bytes: 100, patience: 30 }, NEVER);
    await expect(silent).rejects.toEqual(new UnreadableError('SILENT'));
  });

  test('a signal ends the wait for a pipe', async () => {
    const stop = new AbortController();
    const reading = readLimitedAsync(fifo(), LIMITS, stop.signal);
    stop.abort(new Error('SIGTERM'));
    await expect(reading).rejects.toEqual(new Error('SIGTERM'));
  });
});

describe('a path that is not a regular file', () => {
  test.each(['/dev/zero', '/dev/urandom'])('%s has a limit', (path) => {
    expect(codeOf(() => readLimited(path, LIMITS))).toBe('TOO-LARGE');
  });

  test('/dev/null is empty', () => expect(readLimitedText('/dev/null', LIMITS)).toBe(''));

  test('a socket is refused', async () => {
    const path = join(tempFolder(), 'socket');
    const server = createServer().listen(path);
    untilTestEnds({ close: async () => void server.close() });
    await once(server, 'listening');
    expect(codeOf(() => readLimited(path, LIMITS))).toBe('ENXIO');
  });
});

describe('a file', () => {
  test('a file may be as large as the limit, and reached through a link', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), 'a'.repeat(100));
    symlinkSync(join(folder, 'file'), join(folder, 'link'));
    expect(readLimitedText(join(folder, 'link'), LIMITS)).toBe('a'.repeat(100));
    writeFileSync(join(folder, 'file'), 'a'.repeat(101));
    expect(codeOf(() => readLimited(join(folder, 'link'), LIMITS))).toBe('TOO-LARGE');
  });

  test('a file that does not tell its size is read to its end', () => {
    const bytes = { bytes: 1024 * 1024, patience: 0 };
    expect(readLimitedText('/proc/self/status', bytes)).toMatch(/^Name:.*\n$/s);
  });
});

describe('an encoding', () => {
  const TEXT = '[profile a]\n';
  const swapped = (bytes: Buffer, size: 16 | 32) => (size === 16 ? bytes.swap16() : bytes.swap32());
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  const utf32 = (text: string) =>
    Buffer.concat([...text].map((each) => Buffer.concat([utf16(each), Buffer.alloc(2)])));

  test.each([
    ['UTF-16LE', utf16(`\ufeff${TEXT}`)],
    ['UTF-16BE', swapped(utf16(`\ufeff${TEXT}`), 16)],
    ['UTF-32LE', utf32(`\ufeff${TEXT}`)],
    ['UTF-32BE', swapped(utf32(`\ufeff${TEXT}`), 32)],
    ['UTF-16LE', utf16(TEXT)],
    ['UTF-16BE', swapped(utf16(TEXT), 16)],
    ['UTF-32LE', utf32(TEXT)],
    ['UTF-32BE', swapped(utf32(TEXT), 32)],
    ['UTF-16LE', utf16('a')],
    ['UTF-16BE', swapped(utf16('a'), 16)],
    ['UTF-16LE', utf16('\ufeff')],
  ])('the encoding %s is found (row %#)', (encoding, bytes) => {
    expect(codeOf(() => decoded(bytes))).toBe(encoding);
  });

  test.each(['', '\n', 'a', TEXT, `\ufeff${TEXT}`, '# 開発\n', 'a\0\0b', '\0'])(
    'UTF-8 is read (row %#)',
    (text) => expect(decoded(Buffer.from(text))).toBe(text),
  );
});

test('an empty pipe is reported without an internal error code', () => {
  expect(describeUnreadable('/f', 'SILENT', 1)).toBe(
    'cannot read /f: it is a pipe, and nothing came through it in time',
  );
});
