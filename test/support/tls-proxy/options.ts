import type { Authority, Leaf } from './authority.ts';

/** How a proxy behaves. */
export interface TlsProxyOptions {
  readonly authority: Authority;
  /** The origin of the stand-in behind it: one for all hosts, or by the host's name. */
  readonly upstream: string | ((host: string) => string);
  /** `user:password` that a request must come with; without it, all are admitted. */
  readonly credentials?: string;
  /** The certificate for a host; a right one of the authority where absent. */
  readonly leaf?: (host: string) => Leaf;
  /** Opens no tunnel: it never answers (`hang`), or answers 502 (`refuse`). */
  readonly connect?: 'hang' | 'refuse';
}

/** The origin of the stand-in that takes the part of a host. */
export function upstreamOf({ upstream }: TlsProxyOptions, host: string): string {
  return typeof upstream === 'string' ? upstream : upstream(host);
}
