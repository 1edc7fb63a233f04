import { noise } from '../noise.ts';

/** How long a token is good for a login (IAM user guide). */
const USABLE_MS = 15 * 60_000;

interface LoginToken {
  readonly arn: string;
  readonly until: number;
}

/** The tokens that were given out. Each is good for one login. */
export class LoginTokens {
  readonly #tokens = new Map<string, LoginToken>();
  readonly #secrets: string[];
  #issued = 0;

  /** @param secrets gets every token */
  constructor(secrets: string[]) {
    this.#secrets = secrets;
  }

  /** A new token for this identity. */
  issue(arn: string, now: number): string {
    this.#issued += 1;
    // Characters that a URL must encode, so that a client that does not encode them fails.
    const token = `VCQgs5qZZ+EXAMPLE/${noise(`login ${this.#issued}`, 300)}==`;
    this.#tokens.set(token, { arn, until: now + USABLE_MS });
    this.#secrets.push(token);
    return token;
  }

  /** The identity that a token signs in; this uses the token up. `undefined` for an unknown, used or expired token. */
  spend(token: string, now: number): string | undefined {
    const { arn, until = 0 } = this.#tokens.get(token) ?? {};
    this.#tokens.delete(token);
    return now < until ? arn : undefined;
  }
}
