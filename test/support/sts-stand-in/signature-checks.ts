import { timingSafeEqual } from 'node:crypto';
import type { Authorization } from './authorization.ts';
import type { WireRequest } from './canonical-request.ts';
import { amzDateOf } from './clock-check.ts';
import { isRegionName, regionOfHost } from './host-region.ts';
import { signatureDoesNotMatch } from './refusal.ts';
import { signatureOf } from './sigv4.ts';

function isRegion(region: string, request: WireRequest): boolean {
  const wanted = regionOfHost(request.headers.host?.join() ?? '');
  return wanted === undefined ? isRegionName(region) : region === wanted;
}

/** @throws Refusal SignatureDoesNotMatch naming everything that is wrong with the credential scope */
export function checkScope(
  request: WireRequest,
  authorization: Authorization,
  wanted: 'sts' | 'iam' | 's3',
): void {
  const { date, region, service, terminator } = authorization;
  const day = amzDateOf(request).slice(0, 8);
  const problems = [
    isRegion(region, request) || `Credential should be scoped to a valid region, not '${region}'.`,
    service === wanted || `Credential should be scoped to correct service: '${wanted}'.`,
    terminator === 'aws4_request' ||
      `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'.`,
    date === day ||
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${day}'.`,
  ].filter((problem) => problem !== true);
  if (problems.length > 0) throw signatureDoesNotMatch(problems.join(' '));
}

/** @throws Refusal SignatureDoesNotMatch unless `host` and every `x-amz-…` header sent are signed, in sorted order */
export function checkSignedHeaders(request: WireRequest, authorization: Authorization): void {
  const { signedHeaders } = authorization;
  const amzHeaders = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'));
  for (const name of ['host', ...amzHeaders]) {
    if (signedHeaders.includes(name)) continue;
    throw signatureDoesNotMatch(`'${name}' must be a 'SignedHeader' in the AWS Authorization.`);
  }
  if (signedHeaders.join() !== [...signedHeaders].sort().join().toLowerCase()) {
    throw signatureDoesNotMatch('SignedHeaders must be in lower case and sorted.');
  }
}

/** @throws Refusal SignatureDoesNotMatch unless the request, body included, was signed with this secret access key */
export function checkSignature(
  request: WireRequest,
  authorization: Authorization,
  secretAccessKey: string,
): void {
  const { date, region, service, terminator, signedHeaders, signature } = authorization;
  const credentialScope = [date, region, service, terminator];
  const scope = { amzDate: amzDateOf(request), credentialScope, signedHeaders };
  const wanted = signatureOf(request, scope, secretAccessKey);
  if (timingSafeEqual(Buffer.from(wanted), Buffer.from(signature))) return;
  throw signatureDoesNotMatch(
    'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}
