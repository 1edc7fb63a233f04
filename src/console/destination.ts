/**
 * The page of the console to begin with. Security: the sign-in service sends the browser there with a session, so it must be
 * a page of the partition's console, whatever tricks are in the text.
 */

import { Variables } from '../config/plan-context.ts';
import { endpointUrlRule, regionRule } from '../config/profile/rules.ts';
import { partitionOf } from '../config/regions.ts';
import type { Environment } from '../system.ts';
import { ConsoleError } from './session.ts';

/** What a person asks for, and the region of the profile for what they do not say. */
export interface Wanted {
  readonly service: string | undefined;
  readonly region: string | undefined;
  readonly destination: string | undefined;
  readonly profileRegion: string | undefined;
}

/** Names that the AWS CLI has for what the console calls otherwise. */
const CONSOLE_NAMES = new Map([
  ['dynamodb', 'dynamodbv2'],
  ['ssm', 'systems-manager'],
  ['stepfunctions', 'states'],
  ['logs', 'cloudwatch'],
  ['route53', 'route53/v2'],
]);

/** The URL of the page. @throws ConsoleError */
export function consolePage(wanted: Wanted, site: SignInSite): string {
  const region = wantedRegion(wanted, site);
  if (wanted.destination === undefined)
    return servicePage(wanted.service ?? 'console', region, site);
  if (wanted.service !== undefined)
    throw new ConsoleError({ kind: 'excluded-flags', flags: ['--destination', '--service'] });
  const page = ownPage(wanted.destination, site);
  // A whole URL was copied from the console, and names its region where it has one.
  const isPath = wanted.destination.startsWith('/');
  return withRegion(page, wanted.region ?? (isPath ? region : undefined), wanted);
}

function wantedRegion({ region, profileRegion }: Wanted, { partition }: SignInSite) {
  if (region === undefined)
    return profileRegion && partitionOf(profileRegion) === partition ? profileRegion : undefined;
  const { parse, problem } = regionRule;
  if (parse(region) === undefined) throw new ConsoleError({ kind: 'bad-region', region, problem });
  if (partitionOf(region) === partition) return region;
  throw new ConsoleError({ kind: 'foreign-region', region, partition });
}

function servicePage(service: string, region: string | undefined, { consoleHost }: SignInSite) {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(service))
    throw new ConsoleError({ kind: 'bad-service', service });
  const path = CONSOLE_NAMES.get(service) ?? service;
  // The host without a region sends services that have none to the right one.
  return `https://${consoleHost}/${path}/home${region === undefined ? '' : `?region=${region}`}`;
}

/** As browsers read it: `//host`, `/\host` and line breaks in between are other hosts to them. */
function ownPage(destination: string, { consoleHost }: SignInSite): URL {
  const isWritten = /^(?:\/|https:\/\/)[!-~]*$/.test(destination);
  const base = `https://${consoleHost}`;
  const page =
    isWritten && URL.canParse(destination, base) ? new URL(destination, base) : undefined;
  if (page !== undefined && isOf(page, consoleHost)) return page;
  throw new ConsoleError({ kind: 'bad-destination', destination, consoleHost });
}

function isOf({ protocol, hostname, port, username, password }: URL, consoleHost: string): boolean {
  if (protocol !== 'https:' || port || username || password) return false;
  return hostname === consoleHost || hostname.endsWith(`.${consoleHost}`);
}

/** Written by hand: `searchParams` would spell anew what a page may read in its own way. */
function withRegion(page: URL, region: string | undefined, wanted: Wanted): string {
  const named = page.searchParams.get('region');
  if (wanted.region !== undefined && named !== null && named !== wanted.region)
    throw new ConsoleError({ kind: 'excluded-flags', flags: ['--destination', '--region'] });
  if (region !== undefined && named === null)
    page.search += `${page.search ? '&' : '?'}region=${region}`;
  return page.href;
}

// Where people of a partition sign in, and where their console is. Three partitions are documented; the others are told by
// a variable, because a guess would hand a session to whoever owns the name.

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

/** The URL that signs a browser in, and leads it to a page. Security: for 15 minutes it is as good as the session. */
export function loginUrl(token: string, page: string, { federation }: SignInSite): string {
  const url = new URL(federation);
  const fields = { Action: 'login', Issuer: 'swrole', Destination: page, SigninToken: token };
  url.search = new URLSearchParams(fields).toString();
  return url.href;
}
