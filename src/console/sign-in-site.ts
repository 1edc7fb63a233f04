/**
 * Where people of a partition sign in, and where their console is. Three partitions are documented; the others are told by
 * a variable, because a guess would hand a session to whoever owns the name.
 */
import { Variables } from '../config/environment-value.ts';
import { endpointUrlRule } from '../config/profile/rules.ts';
import type { Environment } from '../system.ts';
import { ConsoleError } from './console-error.ts';

/** The web of a partition. */
export interface SignInSite {
  readonly partition: string;
  /** `https://signin.aws.amazon.com/federation`. */
  readonly federation: URL;
  /** `console.aws.amazon.com`; the console has hosts below it for regions and services. */
  readonly consoleHost: string;
}

/** The URL of a sign-in host to call in the place of the partition's own. */
const VARIABLE = 'SWROLE_SIGNIN_URL';

/** IAM user guide, "Enable custom identity broker access to the AWS console", and those of China and GovCloud. */
const DOMAINS = new Map([
  ['aws', 'aws.amazon.com'],
  ['aws-cn', 'amazonaws.cn'],
  ['aws-us-gov', 'amazonaws-us-gov.com'],
]);

/** The site of a partition. @throws ConsoleError, and ConfigError for a variable that is no such URL */
export function signInSite(partition: string, env: Environment): SignInSite {
  const configured = new Variables(env).value(VARIABLE, endpointUrlRule);
  const domain = DOMAINS.get(partition);
  const host = configured === undefined ? domain && `https://signin.${domain}` : configured;
  if (host === undefined)
    throw new ConsoleError({ kind: 'unknown-site', partition, variable: VARIABLE });
  const federation = new URL(host);
  federation.pathname = `${federation.pathname.replace(/\/$/, '')}/federation`;
  return { partition, federation, consoleHost: consoleHost(partition, federation) };
}

/** Every known console has the name of its sign-in host, with another first word. */
function consoleHost(partition: string, { hostname, host }: URL): string {
  const domain = DOMAINS.get(partition) ?? /^(?:[a-z0-9-]+\.)?signin\.(.+)$/.exec(hostname)?.[1];
  if (domain !== undefined) return `console.${domain}`;
  throw new ConsoleError({ kind: 'unknown-console', partition, variable: VARIABLE, host });
}
