import { createHmac } from 'node:crypto';
import { canonicalRequest, sha256, type WireRequest } from './canonical-request.ts';

// Written from the specification, with node's own crypto only: a check that shared the client's signing library would
// accept that library's mistakes.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

/** What a request says about its own signature, beside the signature. */
export interface SigningScope {
  /** `x-amz-date`, as sent. */
  readonly amzDate: string;
  /** DATE, REGION, SERVICE and `aws4_request`. */
  readonly credentialScope: readonly string[];
  /** In lower case and sorted. */
  readonly signedHeaders: readonly string[];
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** The signature, in hexadecimal, that a request must carry if it was signed with this secret access key. */
export function signatureOf(request: WireRequest, scope: SigningScope, secretKey: string): string {
  const { amzDate, credentialScope, signedHeaders } = scope;
  const stringToSign = [
    'AWS4-HMAC-SHA256',
    amzDate,
    credentialScope.join('/'),
    sha256(canonicalRequest(request, signedHeaders)),
  ].join('\n');
  const signingKey = credentialScope.reduce<Buffer | string>(hmac, `AWS4${secretKey}`);
  return hmac(signingKey, stringToSign).toString('hex');
}
