/** A proxy as the environment names it. Its URL may hold a password, which has one way out: the header for the proxy. */
import { unescape as percentDecoded } from 'node:querystring';
import { ConfigError } from '../config/errors.ts';
import { hiddenValue, type ShownValue, shownValue } from '../util/secret-text.ts';
import type { HostAndPort } from './host-and-port.ts';

/** A proxy that is asked for tunnels. */
export interface HttpProxy extends HostAndPort {
  /** Whether the proxy itself is spoken to over TLS. */
  readonly secure: boolean;
  /** What goes into Proxy-Authorization. A function, so that nothing that shows the object shows the password. */
  authorization(): string | undefined;
}

const PROBLEM =
  'must be a proxy such as http://proxy.example.com:3128 or https://…, a user name and a password in it percent-encoded';

/**
 * Reads the URL of a proxy; without a scheme it means http, as in curl, Go and urllib.
 *
 * @throws ConfigError `invalid-environment` for what is no such URL: also `socks5://`, which no one here speaks
 */
export function httpProxy(variable: string, text: string): HttpProxy {
  const url = urlOf(text);
  if (url === undefined)
    throw new ConfigError({
      kind: 'invalid-environment',
      variable,
      value: withoutPassword(text),
      problem: PROBLEM,
    });
  const secure = url.protocol === 'https:';
  return {
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 443 : 80),
    authorization: () => basicAuthorization(url),
  };
}

function urlOf(text: string): URL | undefined {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(absolute)) return undefined;
  const url = new URL(absolute);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  // An unencoded `/`, `?` or `#` in a password ends the host too early: `http://me:1/2@proxy` would go to `me`.
  return url.pathname === '/' && !url.search && !url.hash ? url : undefined;
}

/** Stricter than `shownValue`, because what cannot be read may have its password anywhere before the `@`. */
function withoutPassword(text: string): ShownValue {
  return /@|%40/.test(text) ? hiddenValue(text) : shownValue(text);
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (!username && !password) return undefined;
  const plain = `${percentDecoded(username)}:${percentDecoded(password)}`;
  return `Basic ${Buffer.from(plain).toString('base64')}`;
}
