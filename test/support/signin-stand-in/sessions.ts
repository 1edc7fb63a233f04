import { Refused } from '../http-stand-in/answer.ts';
import { noise } from '../noise.ts';
import { INVALID_GRANT, TOKEN_EXPIRED } from './refusals.ts';

interface Session {
  /** Of the key that its refresh tokens belong to. */
  readonly thumbprint: string;
  /** In milliseconds. */
  end: number;
  refreshToken: string;
}

/** Twelve hours: as AWS Sign-In has it for a session of the console. */
const SESSION_MS = 12 * 3_600_000;

/** Who has signed in. A session lasts twelve hours, a refresh token once and with its own key only. */
export class SigninSessions {
  readonly #sessions: Session[] = [];
  #issued = 0;

  /** A new session, by its first refresh token; `now` in milliseconds. */
  begin(thumbprint: string, now: number): string {
    const session = { thumbprint, end: now + SESSION_MS, refreshToken: this.#newToken() };
    this.#sessions.push(session);
    return session.refreshToken;
  }

  /**
   * The next refresh token for one that is used up by this.
   *
   * @throws Refused if it is unknown, used, another key's, or of a session that is over
   */
  refresh(refreshToken: unknown, thumbprint: string, now: number): string {
    const session = this.#sessions.find((one) => one.refreshToken === refreshToken);
    if (!session || session.thumbprint !== thumbprint) throw new Refused(INVALID_GRANT);
    if (session.end <= now) throw new Refused(TOKEN_EXPIRED);
    session.refreshToken = this.#newToken();
    return session.refreshToken;
  }

  /** Lets every session be over. */
  expireAll(): void {
    for (const session of this.#sessions) session.end = Number.NEGATIVE_INFINITY;
  }

  #newToken(): string {
    this.#issued += 1;
    return `EXAMPLE-refresh-${noise(`signin refresh token ${this.#issued}`, 120)}`;
  }
}
