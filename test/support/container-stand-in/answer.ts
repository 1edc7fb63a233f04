import { type HttpAnswer, jsonAnswer, Refused } from '../http-stand-in/answer.ts';
import type { IssueKey } from '../http-stand-in/issue-key.ts';
import { metadataCredentials } from '../http-stand-in/metadata-credentials.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';

/** A container's endpoint. */
export interface Endpoint {
  /** The key of the container's role that is handed out now. */
  readonly key: IssueKey;
  readonly path: string;
  /** What `Authorization` must be; `undefined` where nothing is asked. */
  token(): string | undefined;
}

function refused(status: number, Code: string, Message: string): Refused {
  return new Refused(jsonAnswer(status, { Code, Message }));
}

function checkRequest({ path }: Endpoint, { method, target }: WireRequest): void {
  if (target !== path) {
    throw refused(400, 'InvalidIdInRequest', 'CredentialsV2Request: ID not found');
  }
  if (method !== 'GET') throw refused(405, 'MethodNotAllowed', `${method} is not allowed`);
}

function checkToken(token: string | undefined, { headers }: WireRequest): void {
  const given = headers.authorization?.join();
  if (token === undefined) return;
  if (given === undefined) {
    throw refused(401, 'MissingAuthenticationToken', 'the request has no authorization token');
  }
  if (given !== token) throw refused(403, 'AccessDenied', 'the authorization token is not valid');
}

/** What the container's endpoint answers. */
export function answer(endpoint: Endpoint, request: WireRequest): HttpAnswer {
  checkRequest(endpoint, request);
  checkToken(endpoint.token(), request);
  const key = endpoint.key();
  return jsonAnswer(200, { RoleArn: key.caller.principalArn, ...metadataCredentials(key) });
}
