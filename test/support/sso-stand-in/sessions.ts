import { noise } from '../noise.ts';
import { CLIENT, type SsoToken } from './sso-token.ts';

interface Session {
  /** In milliseconds. */
  readonly end: number;
  refreshToken: string;
}

const ACCESS_TOKEN_MS = 3_600_000;
/** Eight hours: as IAM Identity Center has it, unless an administrator changes it. */
const SESSION_MS = 8 * ACCESS_TOKEN_MS;
const REGISTRATION_MS = 90 * 24 * ACCESS_TOKEN_MS;

/** Who has signed in, and with which tokens. An access token lasts an hour, a session eight, a refresh token once. */
export class SsoSessions {
  readonly #sessions = new Set<Session>();
  readonly #accessTokenEnds = new Map<string, number>();
  readonly #secrets: string[];
  readonly #now: () => number;
  #issued = 0;

  /** @param secrets to which every token is added */
  constructor(secrets: string[], now: () => number) {
    this.#secrets = secrets;
    this.#now = now;
    secrets.push(CLIENT.clientSecret);
  }

  /** What `aws sso login` brings home. */
  signIn(expiresAt = this.#now() + ACCESS_TOKEN_MS): SsoToken {
    const session = { end: this.#now() + SESSION_MS, refreshToken: '' };
    this.#sessions.add(session);
    return this.#tokens(session, expiresAt);
  }

  /** Ends every session: an administrator has revoked them, or the user has signed out. */
  revokeAll(): void {
    this.#sessions.clear();
    this.#accessTokenEnds.clear();
  }

  /** Whether these are the registered client's. */
  knowsClient(clientId: unknown, clientSecret: unknown): boolean {
    return clientId === CLIENT.clientId && clientSecret === CLIENT.clientSecret;
  }

  /** Whether an access token was given out, and has not ended. */
  admits(accessToken: string): boolean {
    return (this.#accessTokenEnds.get(accessToken) ?? 0) > this.#now();
  }

  /** New tokens for a refresh token, which is used up by this; `undefined` if it is unknown, used or its session over. */
  refresh(refreshToken: unknown): SsoToken | undefined {
    const session = [...this.#sessions].find((one) => one.refreshToken === refreshToken);
    if (!session || session.end <= this.#now()) return undefined;
    return this.#tokens(session, Math.min(this.#now() + ACCESS_TOKEN_MS, session.end));
  }

  #tokens(session: Session, expiresAt: number): SsoToken {
    this.#issued += 1;
    const accessToken = `aoaEXAMPLE${noise(`access token ${this.#issued}`, 120)}`;
    session.refreshToken = `aorEXAMPLE${noise(`refresh token ${this.#issued}`, 120)}`;
    this.#secrets.push(accessToken, session.refreshToken);
    this.#accessTokenEnds.set(accessToken, expiresAt);
    const registrationExpiresAt = this.#now() + REGISTRATION_MS;
    const { refreshToken } = session;
    return { accessToken, expiresAt, refreshToken, ...CLIENT, registrationExpiresAt };
  }
}
