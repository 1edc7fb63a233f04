import type { WireRequest } from '../sts-stand-in/canonical-request.ts';

/** The fields of a request's body; `undefined` if it is not a JSON object, or does not say that it is one. */
export function jsonBody({ headers, body }: WireRequest): Record<string, unknown> | undefined {
  if (headers['content-type']?.join() !== 'application/json') return undefined;
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
