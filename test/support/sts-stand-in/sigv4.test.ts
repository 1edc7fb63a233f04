import { expect, test } from 'vitest';
import type { WireRequest } from './canonical-request.ts';
import { signatureOf } from './sigv4.ts';

// The expected signatures come from AWS's own Signature Version 4 test suite and documentation.

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const DATE = '20150830T123600Z';

function sign(request: Partial<WireRequest>, service = 'service'): string {
  const headers = { 'x-amz-date': [DATE], host: ['example.amazonaws.com'], ...request.headers };
  const wire = { method: 'GET', target: '/', body: Buffer.alloc(0), ...request, headers };
  const scope = {
    amzDate: DATE,
    credentialScope: ['20150830', 'us-east-1', service, 'aws4_request'],
    signedHeaders: Object.keys(headers).sort(),
  };
  return signatureOf(wire, scope, SECRET);
}

test('the signature of get-vanilla is right', () => {
  expect(sign({})).toBe('5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31');
});

test('the signature of get-vanilla-query-order-key-case is right', () => {
  const target = '/?Param2=value2&Param1=value1';
  const signature = 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500';
  expect(sign({ target })).toBe(signature);
});

test('the signature of get-header-value-trim is right', () => {
  const headers = { 'my-header1': [' value1'], 'my-header2': [' "a   b   c"'] };
  const signature = 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736';
  expect(sign({ headers })).toBe(signature);
});

test('the signature of post-x-www-form-urlencoded is right', () => {
  const headers = { 'content-type': ['application/x-www-form-urlencoded'] };
  const body = Buffer.from('Param1=value1');
  const signature = 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a';
  expect(sign({ method: 'POST', headers, body })).toBe(signature);
});

test('get-relative-relative and get-vanilla have the same signature', () => {
  expect(sign({ target: '/example1/example2/../..' })).toBe(sign({}));
});

test('the signature of the example in the IAM documentation is right', () => {
  const headers = {
    host: ['iam.amazonaws.com'],
    'content-type': ['application/x-www-form-urlencoded; charset=utf-8'],
  };
  const request = { target: '/?Action=ListUsers&Version=2010-05-08', headers };
  const signature = '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7';
  expect(sign(request, 'iam')).toBe(signature);
});
