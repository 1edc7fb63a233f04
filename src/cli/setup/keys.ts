/** What a raw terminal sends, taken apart into keys: an arrow is three characters, Escape only the first of them. */

const KEY = /\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.|[\s\S]/gu;
const UNFINISHED = /\x1b(?:\[[0-?]*|O)?$/;

/** Milliseconds after which an Escape that nothing follows is the key of that name; over SSH an arrow may come in two. */
const ESCAPE_TIME = 50;

/** Takes text as it comes, and gives one key after the other. */
export class Keys {
  readonly #give: (key: string) => void;
  #pending = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(give: (key: string) => void) {
    this.#give = give;
  }

  add(text: string): void {
    clearTimeout(this.#timer);
    this.#pending += text;
    if (UNFINISHED.test(this.#pending))
      this.#timer = setTimeout(() => this.#flush(), ESCAPE_TIME).unref();
    else this.#flush();
  }

  #flush(): void {
    const keys = this.#pending.match(KEY) ?? [];
    this.#pending = '';
    for (const key of keys) this.#give(key);
  }
}
