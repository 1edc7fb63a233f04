import type { WireRequest } from '../sts-stand-in/canonical-request.ts';

/** A request as it reached a stand-in. It is listed on arrival; the later fields fill when it is answered. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** When it arrived, in milliseconds of the stand-in's clock. */
  readonly at: number;
  /** The HTTP status answered; `undefined` if no answer was sent, or not yet. */
  readonly status: number | undefined;
}

/** A {@link RecordedRequest} in the hands of the server, which fills it. */
export type RequestInProgress = {
  -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field];
};

/** The record of a request that arrives `at` an instant in milliseconds. */
export function recordOf(request: WireRequest, at: number): RequestInProgress {
  const { method, target, body } = request;
  const headers = Object.entries(request.headers).map(([name, values]) => [name, values?.join()]);
  return {
    method,
    target,
    headers: Object.fromEntries(headers),
    body: body.toString(),
    at,
    status: undefined,
  };
}
