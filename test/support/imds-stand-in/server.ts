import { type IssueKey, listingSecrets } from '../http-stand-in/issue-key.ts';
import { keptKey } from '../http-stand-in/kept-key.ts';
import { type HttpStandIn, startHttpStandIn } from '../http-stand-in/server.ts';
import { answer, type Instance } from './answer.ts';
import { MetadataTokens } from './metadata-tokens.ts';

/** The instance, and how its service behaves. */
export interface ImdsStandInOptions {
  /** Issues a key of the instance's role: one is handed out until it is old. */
  readonly issue: IssueKey;
  /** The role of its instance profile; `undefined` for an instance that has none. */
  readonly roleName: string | undefined;
  /** `HttpTokens` of the instance: without a token, `required` (as where absent) refuses, `optional` answers too. */
  readonly tokens?: 'required' | 'optional';
  /** A service that knows no tokens: this is its answer to a PUT. GET needs none. */
  readonly v1?: 403 | 404 | 405;
  /** The service's clock, in milliseconds since the epoch; the real one where absent. */
  readonly now?: () => number;
}

/** A running stand-in of the instance metadata service. Its `url` is for `AWS_EC2_METADATA_SERVICE_ENDPOINT`. */
export interface ImdsStandIn extends HttpStandIn {
  /** Every secret that must not leak: its tokens, and the keys it handed out; it grows. */
  readonly secrets: readonly string[];
}

/** Its requests, for faults that are for one of them. */
export const IMDS_REQUESTS = {
  token: /^PUT /,
  role: /^GET .*\/security-credentials\/$/,
  credentials: /^GET .*\/security-credentials\/./,
} as const;

/**
 * Starts a stand-in for the metadata service of an EC2 instance that is as strict as the service: version 2 with its
 * tokens, version 1 where it is allowed, and nothing but the role's name and its credentials.
 */
export async function startImdsStandIn(options: ImdsStandInOptions): Promise<ImdsStandIn> {
  const { issue, roleName, tokens = 'required', v1, now = Date.now } = options;
  const secrets: string[] = [];
  const instance: Instance = {
    key: keptKey(listingSecrets(issue, secrets), now),
    roleName,
    tokens: new MetadataTokens(),
    version: v1 ?? tokens,
    secrets,
    now,
  };
  const standIn = await startHttpStandIn((request) => answer(instance, request), now);
  return { ...standIn, secrets };
}
