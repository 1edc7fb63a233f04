/**
 * Builds the URLs of the AWS console: the page to open, the sign-in host of a partition, and the login URL; the names of its
 * services, and its errors. Security: the sign-in service sends the browser to the page with a session, so the page must belong to
 * the partition's console.
 */

import { Variables } from '../config/plan-context.ts';
import { endpointUrlRule, regionRule } from '../config/profile/rules.ts';
import { partitionOf } from '../config/regions.ts';
import type { Environment } from '../system.ts';
import { DataError } from '../util/errors.ts';

/** The flags that choose the page, and the region of the profile as a default. */
export interface Wanted {
  readonly service: string | undefined;
  readonly region: string | undefined;
  readonly destination: string | undefined;
  readonly profileRegion: string | undefined;
}

/** The URL of the page. @throws ConsoleError */
export function consolePage(wanted: Wanted, site: SignInSite): string {
  const region = selectedRegion(wanted, site);
  if (wanted.destination === undefined)
    return servicePage(wanted.service ?? 'console', region, site);
  if (wanted.service !== undefined)
    throw new ConsoleError({ kind: 'excluded-flags', flags: ['--destination', '--service'] });
  const page = consoleUrl(wanted.destination, site);
  // A full URL was copied from the console, and already has its region if it needs one.
  const isPath = wanted.destination.startsWith('/');
  return withRegion(page, wanted.region ?? (isPath ? region : undefined), wanted);
}

function selectedRegion({ region, profileRegion }: Wanted, { partition }: SignInSite) {
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
  // The host without a region redirects to the right region for services that have no region of their own.
  return `https://${consoleHost}/${consoleName(service)}/home${region === undefined ? '' : `?region=${region}`}`;
}

/** Parses the destination as browsers do: they read `//host`, `/\host` and line breaks in between as another host. */
function consoleUrl(destination: string, { consoleHost }: SignInSite): URL {
  const isPlain = /^(?:\/|https:\/\/)[!-~]*$/.test(destination);
  const base = `https://${consoleHost}`;
  const page = isPlain && URL.canParse(destination, base) ? new URL(destination, base) : undefined;
  if (page !== undefined && isOnConsole(page, consoleHost)) return page;
  throw new ConsoleError({ kind: 'bad-destination', destination, consoleHost });
}

function isOnConsole(
  { protocol, hostname, port, username, password }: URL,
  consoleHost: string,
): boolean {
  if (protocol !== 'https:' || port || username || password) return false;
  return hostname === consoleHost || hostname.endsWith(`.${consoleHost}`);
}

/** Edits the text, because `searchParams` would re-encode parameters that a page may read in its own way. */
function withRegion(page: URL, region: string | undefined, wanted: Wanted): string {
  const named = page.searchParams.get('region');
  if (wanted.region !== undefined && named !== null && named !== wanted.region)
    throw new ConsoleError({ kind: 'excluded-flags', flags: ['--destination', '--region'] });
  if (region !== undefined && named === null)
    page.search += `${page.search ? '&' : '?'}region=${region}`;
  return page.href;
}

/**
 * The sign-in URL and the console host of a partition. AWS documents three partitions; a variable configures the others, because
 * a wrong guess would send a session to the owner of that host name.
 */
export interface SignInSite {
  readonly partition: string;
  /** `https://signin.aws.amazon.com/federation`. */
  readonly federation: URL;
  /** `console.aws.amazon.com`; the console has hosts below it for regions and services. */
  readonly consoleHost: string;
}

/** The variable with the URL of a sign-in host to call instead of the partition's own. */
const VARIABLE = 'SWROLE_SIGNIN_URL';

/** IAM user guide, "Enable custom identity broker access to the AWS console", and the guides for China and GovCloud. */
const DOMAINS = new Map([
  ['aws', 'aws.amazon.com'],
  ['aws-cn', 'amazonaws.cn'],
  ['aws-us-gov', 'amazonaws-us-gov.com'],
]);

/** The site of a partition. @throws ConsoleError, and ConfigError if the variable is not a valid URL */
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

/** Every known console host is the sign-in host with `console` instead of `signin`. */
function consoleHost(partition: string, { hostname, host }: URL): string {
  const domain = DOMAINS.get(partition) ?? /^(?:[a-z0-9-]+\.)?signin\.(.+)$/.exec(hostname)?.[1];
  if (domain !== undefined) return `console.${domain}`;
  throw new ConsoleError({ kind: 'unknown-console', partition, variable: VARIABLE, host });
}

/** The URL that signs a browser in and opens a page. Security: for 15 minutes it gives the same access as the session. */
export function loginUrl(token: string, page: string, { federation }: SignInSite): string {
  const url = new URL(federation);
  const fields = { Action: 'login', Issuer: 'swrole', Destination: page, SigninToken: token };
  url.search = new URLSearchParams(fields).toString();
  return url.href;
}

/** The sign-out of partition aws, which the sign-in host itself does not have in every session. */
const SIGN_OUT_HOST = 'us-east-1.signin.aws.amazon.com';

/**
 * The URL that ends the session of the browser, and then opens the login URL. Security: as secret as the login URL, which it holds.
 * AWS does not document it; aws-vault and Leapp use the same one.
 */
export function signOutUrl(login: string, { federation, partition }: SignInSite): string {
  const url = new URL(federation);
  if (url.hostname === `signin.${DOMAINS.get(partition)}` && partition === 'aws')
    url.hostname = SIGN_OUT_HOST;
  url.pathname = url.pathname.replace(/federation$/, 'oauth');
  url.search = new URLSearchParams({ Action: 'logout', redirect_uri: login }).toString();
  return url.href;
}

/** Why the console cannot be opened; `messages/console.ts` describes it. The details never hold a secret. */
export type ConsoleErrorDetails =
  /** The sign-in host of this partition is not known. */
  | { readonly kind: 'unknown-site'; readonly partition: string; readonly variable: string }
  /** The sign-in host is known, but the console host is not. */
  | {
      readonly kind: 'unknown-console';
      readonly partition: string;
      readonly variable: string;
      readonly host: string;
    }
  | { readonly kind: 'bad-service'; readonly service: string }
  | { readonly kind: 'bad-region'; readonly region: string; readonly problem: string }
  | { readonly kind: 'foreign-region'; readonly region: string; readonly partition: string }
  /** The destination is neither a path nor a URL of the console. */
  | {
      readonly kind: 'bad-destination';
      readonly destination: string;
      readonly consoleHost: string;
    }
  /** Two flags contradict each other. */
  | { readonly kind: 'excluded-flags'; readonly flags: readonly [string, string] }
  /** The sign-in service refused to give a token. */
  | { readonly kind: 'refused'; readonly host: string; readonly status: number }
  | { readonly kind: 'unavailable'; readonly host: string; readonly status: number }
  | { readonly kind: 'unexpected-answer'; readonly host: string; readonly status: number }
  | { readonly kind: 'unreachable'; readonly host: string; readonly reason: string };

/** The console cannot be opened: exit code 2 for flags, 3 for the configuration, 5 for the service. */
export class ConsoleError extends DataError<ConsoleErrorDetails> {
  override readonly name = 'ConsoleError';
}

// Which names completion offers, and where each service is. Any other name is taken as it is.

/** Services whose name in the console differs from their name in the AWS CLI, or from what people call them. */
const CONSOLE_NAMES: Readonly<Record<string, string>> = {
  codeartifact: 'codesuite/codeartifact',
  codebuild: 'codesuite/codebuild',
  codecommit: 'codesuite/codecommit',
  codedeploy: 'codesuite/codedeploy',
  codepipeline: 'codesuite/codepipeline',
  dynamodb: 'dynamodbv2',
  eventbridge: 'events',
  logs: 'cloudwatch',
  opensearch: 'aos',
  organizations: 'organizations/v2',
  redshift: 'redshiftv2',
  route53: 'route53/v2',
  ssm: 'systems-manager',
  sso: 'singlesignon',
  stepfunctions: 'states',
  waf: 'wafv2',
};

/** Services with the same name in the console. */
const SAME_NAMES =
  'acm apigateway appsync athena backup batch billing cloudformation cloudfront cloudtrail cloudwatch cognito config ' +
  'cost-management ec2 ecr ecs efs eks elasticache elasticbeanstalk glue grafana guardduty iam kinesis kms lambda ram rds s3 ' +
  'sagemaker secretsmanager securityhub ses sns sqs support trustedadvisor vpc';

/** The names that completion offers, sorted. */
export function serviceNames(): readonly string[] {
  return [...SAME_NAMES.split(' '), ...Object.keys(CONSOLE_NAMES)].sort();
}

/** The service in the console's paths: `dynamodb` is `dynamodbv2`. */
export function consoleName(service: string): string {
  return Object.hasOwn(CONSOLE_NAMES, service) ? (CONSOLE_NAMES[service] ?? service) : service;
}
