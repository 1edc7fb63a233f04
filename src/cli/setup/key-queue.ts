/** Keys in the order in which they were pressed, for whoever asks: those typed ahead are for the next question. */
export class KeyQueue {
  readonly #keys: string[] = [];
  #taker: ((key: string) => void) | undefined;

  add(key: string): void {
    const taker = this.#taker;
    this.#taker = undefined;
    if (taker) taker(key);
    else this.#keys.push(key);
  }

  /** The next key; one taker at a time. */
  next(): Promise<string> {
    const key = this.#keys.shift();
    if (key !== undefined) return Promise.resolve(key);
    return new Promise((resolve) => {
      this.#taker = resolve;
    });
  }
}
