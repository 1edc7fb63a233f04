/** Which pages are the console's: what a browser would make of a text decides. */

import { describe, expect, test } from 'vitest';
import {
  ConsoleError,
  consolePage,
  signInSite,
  signOutUrl,
  type Wanted,
} from '../../src/console/destination.ts';

const site = signInSite('aws', {});

function page(wanted: Partial<Wanted>): string {
  const nothing = { service: undefined, region: undefined, destination: undefined };
  return consolePage({ ...nothing, profileRegion: undefined, ...wanted }, site);
}

function problem(wanted: Partial<Wanted>): string {
  try {
    return page(wanted);
  } catch (error) {
    if (error instanceof ConsoleError) return error.details.kind;
    throw error;
  }
}

const HOST = 'https://console.aws.amazon.com';
const [region, profileRegion] = ['eu-west-1', 'us-east-2'];

describe('a page of the console', () => {
  test.each<[Partial<Wanted>, string]>([
    [{}, `${HOST}/console/home`],
    [{ profileRegion }, `${HOST}/console/home?region=us-east-2`],
    [{ profileRegion: 'cn-north-1' }, `${HOST}/console/home`],
    [{ region, profileRegion }, `${HOST}/console/home?region=eu-west-1`],
    [{ service: 's3', region }, `${HOST}/s3/home?region=eu-west-1`],
    [{ service: 'ssm' }, `${HOST}/systems-manager/home`],
    [{ destination: '/' }, `${HOST}/`],
    [{ destination: '/s3/buckets', profileRegion }, `${HOST}/s3/buckets?region=us-east-2`],
    [{ destination: '/s3/a?x=%20+b#/c', region }, `${HOST}/s3/a?x=%20+b&region=eu-west-1#/c`],
    [{ destination: '/ec2?region=eu-west-1', profileRegion }, `${HOST}/ec2?region=eu-west-1`],
    [{ destination: '/ec2?region=eu-west-1', region }, `${HOST}/ec2?region=eu-west-1`],
    [
      {
        destination: 'https://eu-west-1.console.aws.amazon.com/ec2/home#Instances:',
        profileRegion,
      },
      'https://eu-west-1.console.aws.amazon.com/ec2/home#Instances:',
    ],
    [
      { destination: 'https://s3.console.aws.amazon.com/s3/x', region },
      'https://s3.console.aws.amazon.com/s3/x?region=eu-west-1',
    ],
    [{ destination: '/a/../../b' }, `${HOST}/b`],
  ])('the page %j is %s', (wanted, expected) => expect(page(wanted)).toBe(expected));
});

describe('a wrong page of the console', () => {
  test.each([
    '',
    's3/home',
    'http://console.aws.amazon.com/',
    'https://console.aws.amazon.com.example.org/',
    'https://example.org/console.aws.amazon.com',
    'https://evilconsole.aws.amazon.com/',
    'https://aws.amazon.com/',
    'https://console.amazonaws.cn/',
    'https://console.aws.amazon.com:8443/',
    'https://console.aws.amazon.com@example.org/',
    'https://me:x@console.aws.amazon.com/',
    'https://console.aws.amazon.com./',
    '//example.org/',
    '/\\example.org/',
    '/\t/example.org/',
    '\n//example.org/',
    'javascript:alert(1)',
    'https:example.org',
    'https://',
    'https://[',
    '/\u202e',
  ])('the page %j is an error', (destination) =>
    expect(problem({ destination })).toBe('bad-destination'),
  );
});

test.each<[Partial<Wanted>, string]>([
  [{ service: 'S3' }, 'bad-service'],
  [{ service: '../x' }, 'bad-service'],
  [{ service: '' }, 'bad-service'],
  [{ region: 'eu west' }, 'bad-region'],
  [{ region: '' }, 'bad-region'],
  [{ region: 'us-gov-west-1' }, 'foreign-region'],
  [{ destination: '/', service: 's3' }, 'excluded-flags'],
  [{ destination: '/?region=us-east-1', region }, 'excluded-flags'],
])('the page %j is an error: %s', (wanted, kind) => expect(problem(wanted)).toBe(kind));

const SIGN_OUT = 'oauth?Action=logout&redirect_uri=https%3A%2F%2Fx%2F%3Fa%3D%252B%26b';

test.each([
  ['aws', {}, `https://us-east-1.signin.aws.amazon.com/${SIGN_OUT}`],
  ['aws-cn', {}, `https://signin.amazonaws.cn/${SIGN_OUT}`],
  ['aws-us-gov', {}, `https://signin.amazonaws-us-gov.com/${SIGN_OUT}`],
  [
    'aws',
    { SWROLE_SIGNIN_URL: 'https://signin.example.com/a' },
    `https://signin.example.com/a/${SIGN_OUT}`,
  ],
])('the sign-out of partition %s with %j leads on to the login', (partition, env, url) => {
  expect(signOutUrl('https://x/?a=%2B&b', signInSite(partition, env))).toBe(url);
});
