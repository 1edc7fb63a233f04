import { EventEmitter, once } from 'node:events';
import { terminalText } from './terminal-text.ts';

const PATIENCE = 15_000;

/** What a program on a terminal has said so far, and the place up to which a test has read it. */
export class Transcript {
  readonly #changes = new EventEmitter();
  #raw = '';
  #ended = false;
  #read = 0;

  add(data: string): void {
    this.#raw += data;
    this.#changes.emit('change');
  }

  end(): void {
    this.#ended = true;
    this.#changes.emit('change');
  }

  get ended(): boolean {
    return this.#ended;
  }

  raw(): string {
    return this.#raw;
  }

  text(): string {
    return terminalText(this.#raw);
  }

  /** As `Pty.waitFor`. */
  async waitFor(pattern: string | RegExp, milliseconds = PATIENCE): Promise<string> {
    const signal = AbortSignal.timeout(milliseconds);
    for (;;) {
      const found = this.#readOn(pattern);
      if (found !== undefined) return found;
      if (this.#ended) throw this.#missing(pattern, 'the program ended');
      await once(this.#changes, 'change', { signal }).catch(() => {
        throw this.#missing(pattern, `${milliseconds} ms passed`);
      });
    }
  }

  #readOn(pattern: string | RegExp): string | undefined {
    const unread = this.text().slice(this.#read);
    const end = endOfMatch(unread, pattern);
    if (end === undefined) return undefined;
    this.#read += end;
    return unread.slice(0, end);
  }

  #missing(pattern: string | RegExp, event: string): Error {
    return new Error(`${event} before ${pattern}: ${JSON.stringify(this.text())}`);
  }
}

function endOfMatch(text: string, pattern: string | RegExp): number | undefined {
  if (typeof pattern === 'string') {
    const start = text.indexOf(pattern);
    return start < 0 ? undefined : start + pattern.length;
  }
  const match = pattern.exec(text);
  return match ? match.index + match[0].length : undefined;
}
