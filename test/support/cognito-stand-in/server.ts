import { type HttpAnswer, jsonAnswer } from '../http-stand-in/answer.ts';
import { type IssueKey, listingSecrets } from '../http-stand-in/issue-key.ts';
import { type HttpStandIn, startHttpStandIn } from '../http-stand-in/server.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import { Identities } from './identities.ts';
import { operationOf } from './request.ts';
import type { CognitoStandInOptions } from './world.ts';

/** A running stand-in of Cognito's identity pools. Its `url` is for `AWS_ENDPOINT_URL_COGNITO_IDENTITY`. */
export interface CognitoStandIn extends HttpStandIn {
  /** Every secret that must not leak: the tokens, and the keys handed out; it grows. */
  readonly secrets: readonly string[];
  /** The names of the operations so far. */
  operations(): (string | undefined)[];
}

function answer(
  identities: Identities,
  issue: IssueKey<[string]>,
  request: WireRequest,
): HttpAnswer {
  const { name, text, logins } = operationOf(request);
  const type = { 'content-type': 'application/x-amz-json-1.1' };
  if (name === 'GetId') {
    const IdentityId = identities.getId(text('IdentityPoolId') ?? '', logins);
    return jsonAnswer(200, { IdentityId }, type);
  }
  const IdentityId = text('IdentityId') ?? '';
  const role = identities.roleOf(IdentityId, logins, text('CustomRoleArn'));
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretKey, session } = issue(role);
  const { token: SessionToken, expiration } = session;
  const Expiration = expiration / 1000;
  const Credentials = { AccessKeyId, Expiration, SecretKey, SessionToken };
  return jsonAnswer(200, { Credentials, IdentityId }, type);
}

/** Starts a stand-in for the enhanced flow of Cognito's identity pools (JSON 1.1), as strict as the service. */
export async function startCognitoStandIn(options: CognitoStandInOptions): Promise<CognitoStandIn> {
  const secrets = options.logins.map(({ token }) => token);
  const identities = new Identities(options);
  const issue = listingSecrets(options.issue, secrets);
  const standIn = await startHttpStandIn(
    (request) => answer(identities, issue, request),
    options.now,
  );
  const operations = () =>
    standIn.calls.map(({ headers }) => headers['x-amz-target']?.replace(/^.*\./, ''));
  return { ...standIn, secrets, operations };
}
