import { noise } from '../noise.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import { refused } from './html.ts';

/** Six hours, in seconds: the most a token can ask for. */
const MOST_SECONDS = 21_600;
const TTL_HEADER = 'x-aws-ec2-metadata-token-ttl-seconds';

/** How long a token is to live, in seconds. Throws 400 if the request does not say it, or not as it should. */
function lifetime({ headers }: WireRequest): number {
  const text = headers[TTL_HEADER]?.join() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= MOST_SECONDS) return seconds;
  throw refused(400);
}

/** A session token of IMDSv2. */
export interface MetadataToken {
  readonly token: string;
  readonly seconds: number;
}

/** The session tokens of IMDSv2. */
export class MetadataTokens {
  readonly #ends = new Map<string, number>();

  /** A new token for a PUT request that comes at an instant in milliseconds. */
  issue(request: WireRequest, now: number): MetadataToken {
    // What a proxy has passed on may come from outside: the service gives it no token.
    if (request.headers['x-forwarded-for']) throw refused(403);
    const seconds = lifetime(request);
    const token = `AQAEAEXAMPLE${noise(`metadata token ${this.#ends.size + 1}`, 42)}==`;
    this.#ends.set(token, now + seconds * 1000);
    return { token, seconds };
  }

  /** For how many seconds more a token is good. Throws 401 if it is not, or never was. */
  secondsLeft(token: string, now: number): number {
    const left = (this.#ends.get(token) ?? 0) - now;
    if (left <= 0) throw refused(401);
    return Math.ceil(left / 1000);
  }
}
