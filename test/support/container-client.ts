/** Asks a container credentials endpoint as an SDK does. */
import { get } from 'node:http';
import { json } from 'node:stream/consumers';

/** The two variables by which an SDK finds it. */
export interface EndpointVariables {
  readonly AWS_CONTAINER_CREDENTIALS_FULL_URI: string;
  readonly AWS_CONTAINER_AUTHORIZATION_TOKEN: string;
}

/** What it answers, or the code of the error of the connection. */
export type EndpointAnswer =
  | { readonly status: number; readonly body: Readonly<Record<string, string>> }
  | { readonly error: string };

/** One request. */
export function askEndpoint(variables: EndpointVariables): Promise<EndpointAnswer> {
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: url, AWS_CONTAINER_AUTHORIZATION_TOKEN: token } =
    variables;
  return new Promise((resolve) => {
    const headers = { Authorization: token, Accept: 'application/json' };
    get(url, { headers, agent: false }, async (response) => {
      const body = (await json(response)) as Record<string, string>;
      resolve({ status: response.statusCode ?? 0, body });
    }).on('error', ({ code = '' }: NodeJS.ErrnoException) => resolve({ error: code }));
  });
}
