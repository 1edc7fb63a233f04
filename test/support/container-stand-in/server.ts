import { type IssueKey, listingSecrets } from '../http-stand-in/issue-key.ts';
import { keptKey } from '../http-stand-in/kept-key.ts';
import { type HttpStandIn, startHttpStandIn } from '../http-stand-in/server.ts';
import { answer } from './answer.ts';

/** The container, and how its endpoint behaves. */
export interface ContainerStandInOptions {
  /** Issues a key of the container's role: one is handed out until it is old. */
  readonly issue: IssueKey;
  /** Path and query of the endpoint; one like that of ECS where absent. */
  readonly path?: string;
  /** What `Authorization` must be; `undefined` where nothing is asked, as in ECS. */
  readonly token?: string;
  /** The service's clock, in milliseconds since the epoch; the real one where absent. */
  readonly now?: () => number;
}

/** A running stand-in of a container credentials endpoint. */
export interface ContainerStandIn extends HttpStandIn {
  /** For `AWS_CONTAINER_CREDENTIALS_FULL_URI`. */
  readonly fullUri: string;
  /** Every secret that must not leak: its authorization tokens, and the keys it handed out; it grows. */
  readonly secrets: readonly string[];
  /** Takes another authorization token from now on, and the old one no longer, as EKS Pod Identity does. */
  setToken(token: string): void;
}

const ECS_PATH = '/v2/credentials/00000000-0000-4000-8000-000000000000';

/** Starts a stand-in for the credentials endpoint of a container in ECS or EKS, as strict as the services. */
export async function startContainerStandIn(
  options: ContainerStandInOptions,
): Promise<ContainerStandIn> {
  const { issue, path = ECS_PATH, now = Date.now } = options;
  let { token } = options;
  const secrets = token === undefined ? [] : [token];
  const key = keptKey(listingSecrets(issue, secrets), now);
  const endpoint = { key, path, token: () => token };
  const standIn = await startHttpStandIn((request) => answer(endpoint, request), now);
  const setToken = (next: string) => {
    token = next;
    secrets.push(next);
  };
  return { ...standIn, fullUri: standIn.url + path, secrets, setToken };
}
