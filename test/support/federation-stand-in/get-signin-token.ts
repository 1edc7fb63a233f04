import { type HttpAnswer, jsonAnswer } from '../http-stand-in/answer.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import type { Key } from '../sts-stand-in/keyring.ts';
import type { Federation } from './federation.ts';
import { badRequest } from './refusal.ts';

/** The fields of the body. Strict: a secret in the URL, or a field that the service does not know, is a mistake. */
function fieldsOf({ target, headers, body }: WireRequest): Readonly<Record<string, string>> {
  const type = headers['content-type']?.join();
  if (target.includes('?') || type !== 'application/x-www-form-urlencoded')
    throw badRequest('Not a form');
  const fields = [...new URLSearchParams(body.toString())];
  const known = new Set(['Action', 'Session', 'SessionDuration']);
  if (fields.some(([name]) => !known.delete(name))) throw badRequest('Unknown parameter');
  return Object.fromEntries(fields);
}

function sessionOf(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const session = JSON.parse(text ?? '') as Record<string, unknown>;
    const names = Object.keys(session).sort().join();
    if (names === 'sessionId,sessionKey,sessionToken') return session;
  } catch {}
  throw badRequest('Invalid credentials parameter');
}

/** The key of a valid session of a role, or of GetFederationToken. A user's session of GetSessionToken does not count. */
function keyOf({ findKey, now }: Federation, session: Readonly<Record<string, unknown>>): Key {
  const key = findKey(String(session.sessionId));
  const isSame = (found: Key) =>
    found.secretAccessKey === session.sessionKey && found.session?.token === session.sessionToken;
  const isLive = (found: Key) => (found.session?.expiration ?? 0) > now();
  const isTaken = (found: Key) => /:(?:assumed-role|federated-user)\//.test(found.caller.arn);
  if (key && isSame(key) && isLive(key) && isTaken(key)) return key;
  throw badRequest('Invalid credentials parameter');
}

function checkDuration(text: string | undefined, { caller }: Key): void {
  if (text === undefined) return;
  const isNumber = /^\d{3,5}$/.test(text) && Number(text) >= 900 && Number(text) <= 43_200;
  if (!isNumber || !caller.assumedWithKeys) throw badRequest('Invalid credentials parameter');
}

/** getSigninToken. */
export function getSigninToken(federation: Federation, request: WireRequest): HttpAnswer {
  const { Action, Session, SessionDuration } = fieldsOf(request);
  if (Action !== 'getSigninToken') throw badRequest('Invalid action');
  const key = keyOf(federation, sessionOf(Session));
  checkDuration(SessionDuration, key);
  const SigninToken = federation.tokens.issue(key.caller.arn, federation.now());
  return jsonAnswer(200, { SigninToken });
}
