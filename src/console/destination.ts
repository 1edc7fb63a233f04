/**
 * The page of the console to begin with. Security: the sign-in service sends the browser there with a session, so it must be
 * a page of the partition's console, whatever tricks are in the text.
 */
import { partitionOf } from '../config/partition.ts';
import { regionRule } from '../config/profile/rules.ts';
import { ConsoleError } from './console-error.ts';
import type { SignInSite } from './sign-in-site.ts';

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
