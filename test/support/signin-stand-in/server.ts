import { jsonAnswer } from '../http-stand-in/answer.ts';
import { type IssueKey, listingSecrets } from '../http-stand-in/issue-key.ts';
import { type HttpStandIn, startHttpStandIn } from '../http-stand-in/server.ts';
import { createOAuth2Token, type Signin } from './create-token.ts';
import { DpopProofs } from './dpop.ts';
import { thumbprint } from './dpop-proof.ts';
import { CLIENT_ID, idTokenOf, type LoginToken, newDpopKey, tokenSecrets } from './login-token.ts';
import { SigninSessions } from './sessions.ts';

/** How the service behaves. */
export interface SigninStandInOptions {
  /** Issues a key of the user who has signed in: a new one for each sign-in and each refresh. The service's last 900 s. */
  readonly issue: IssueKey;
  /** The service's clock, in milliseconds since the epoch; the real one where absent. */
  readonly now?: () => number;
}

/** A running stand-in of AWS Sign-In. Its `url` is for `AWS_ENDPOINT_URL_SIGNIN`. */
export interface SigninStandIn extends HttpStandIn {
  /** Every secret that must not leak: all tokens, the lines of the private keys, and the keys handed out; it grows. */
  readonly secrets: readonly string[];
  /**
   * A user signs in, as with `aws login`: the tokens, to be written with `writeLoginToken`.
   *
   * @param expiresAt what the cache is to say of the key's end, in milliseconds; the truth where absent
   */
  signIn(expiresAt?: number): LoginToken;
  /** Lets every session be over: its keys go on until their end, and nothing is refreshed. */
  expireAll(): void;
}

function signIn(signin: Signin, expiresAt: number | undefined): LoginToken {
  const { pem, publicKey } = newDpopKey();
  const key = signin.issue();
  const loginSession = key.caller.arn;
  const token = {
    loginSession,
    key,
    expiresAt: expiresAt ?? key.session.expiration,
    clientId: CLIENT_ID,
    refreshToken: signin.sessions.begin(thumbprint(publicKey), signin.now()),
    idToken: idTokenOf(loginSession),
    dpopKey: pem,
  };
  signin.secrets.push(...tokenSecrets(token));
  return token;
}

/** Starts a stand-in for the token endpoint of AWS Sign-In, which `aws login` sessions are refreshed at. */
export async function startSigninStandIn(options: SigninStandInOptions): Promise<SigninStandIn> {
  const { issue, now = Date.now } = options;
  const secrets: string[] = [];
  const signin: Signin = {
    sessions: new SigninSessions(),
    proofs: new DpopProofs(),
    issue: listingSecrets(issue, secrets),
    secrets,
    now,
  };
  const standIn = await startHttpStandIn((request) => {
    const isToken = request.method === 'POST' && request.target === '/v1/token';
    return isToken ? createOAuth2Token(signin, request) : jsonAnswer(404, {});
  }, now);
  return {
    ...standIn,
    secrets,
    signIn: (expiresAt) => signIn(signin, expiresAt),
    expireAll: () => signin.sessions.expireAll(),
  };
}
