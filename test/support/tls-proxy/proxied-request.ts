import type { IncomingMessage } from 'node:http';

/** What a proxy was asked for. */
export interface ProxiedRequest {
  /** `CONNECT`, or the method of a plain request. */
  readonly method: string;
  /** `host:443`, or the URL of a plain request. */
  readonly target: string;
  /** Whether it came with the right credentials, where some are needed. */
  readonly isAdmitted: boolean;
}

/** Credentials `user:password` as they are sent (RFC 7617), without the word before them. */
export function encodedCredentials(credentials: string): string {
  return Buffer.from(credentials).toString('base64');
}

/** The record of a request; `credentials` are those that it must come with. */
export function recordOf(
  { method = '', url: target = '', headers }: IncomingMessage,
  credentials: string | undefined,
): ProxiedRequest {
  const given = headers['proxy-authorization'];
  const isAdmitted =
    credentials === undefined || given === `Basic ${encodedCredentials(credentials)}`;
  return { method, target, isAdmitted };
}
