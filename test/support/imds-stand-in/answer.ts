import type { HttpAnswer } from '../http-stand-in/answer.ts';
import type { IssueKey } from '../http-stand-in/issue-key.ts';
import { metadataCredentials } from '../http-stand-in/metadata-credentials.ts';
import { isoSeconds } from '../iso-seconds.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import { refused, textAnswer } from './html.ts';
import type { MetadataTokens } from './metadata-tokens.ts';

/** An instance, as its metadata service knows it. */
export interface Instance {
  /** The key of its role that is handed out now. */
  readonly key: IssueKey;
  /** The role of its instance profile; `undefined` where it has none. */
  readonly roleName: string | undefined;
  readonly tokens: MetadataTokens;
  /** `HttpTokens` of the instance, or the status that a service without tokens answers a PUT with. */
  readonly version: 'required' | 'optional' | number;
  readonly secrets: string[];
  now(): number;
}

const TOKEN_PATH = '/latest/api/token';
const ROLES_PATH = '/latest/meta-data/iam/security-credentials/';
const TTL = 'x-aws-ec2-metadata-token-ttl-seconds';

function putToken(instance: Instance, request: WireRequest): HttpAnswer {
  const { version, tokens, secrets } = instance;
  if (typeof version === 'number') throw refused(version);
  if (request.target !== TOKEN_PATH) throw refused(404);
  const { token, seconds } = tokens.issue(request, instance.now());
  secrets.push(token);
  return textAnswer(token, { [TTL]: String(seconds) });
}

/** The headers of an answer. Throws 401 for a wrong token, and for none where one is needed. */
function tokenHeaders(instance: Instance, { headers }: WireRequest): Record<string, string> {
  const { version, tokens, now } = instance;
  const token = headers['x-aws-ec2-metadata-token']?.join();
  if (typeof version === 'number') return {};
  if (token !== undefined) return { [TTL]: String(tokens.secondsLeft(token, now())) };
  if (version === 'required') throw refused(401);
  return {};
}

function credentials(instance: Instance): string {
  const document = {
    Code: 'Success',
    LastUpdated: isoSeconds(instance.now()),
    Type: 'AWS-HMAC',
    ...metadataCredentials(instance.key()),
  };
  return JSON.stringify(document, null, 2);
}

function text(instance: Instance, path: string): string {
  const { roleName } = instance;
  if (roleName !== undefined && path === ROLES_PATH) return roleName;
  if (roleName !== undefined && path === ROLES_PATH + roleName) return credentials(instance);
  throw refused(404);
}

/** What the instance's metadata service answers. */
export function answer(instance: Instance, request: WireRequest): HttpAnswer {
  if (request.method === 'PUT') return putToken(instance, request);
  if (request.method !== 'GET') throw refused(405);
  const headers = tokenHeaders(instance, request);
  return textAnswer(text(instance, request.target), headers);
}
