import { formatAmzDate, parseAmzDate } from './amz-date.ts';
import type { WireRequest } from './canonical-request.ts';
import { Refusal, signatureDoesNotMatch } from './refusal.ts';

/** How far a request's clock may be off, in minutes. The real STS was seen to allow 15 (aws/aws-cli issue 6676). */
const MAX_SKEW_MINUTES = 5;

/**
 * A request's `x-amz-date`, as sent.
 *
 * @throws Refusal IncompleteSignature if it is absent or not a date in its form
 */
export function amzDateOf(request: WireRequest): string {
  const amzDate = request.headers['x-amz-date']?.join() ?? '';
  if (parseAmzDate(amzDate) !== undefined) return amzDate;
  const message =
    "Authorization header requires existence of 'X-Amz-Date' header in its ISO-8601 basic form.";
  throw new Refusal(400, 'IncompleteSignature', message);
}

/** @throws Refusal SignatureDoesNotMatch if the request's clock is too far from `now`, in milliseconds */
export function checkClock(request: WireRequest, now: number): void {
  const signed = amzDateOf(request);
  const signedAt = parseAmzDate(signed) ?? Number.NaN;
  const skew = MAX_SKEW_MINUTES * 60_000;
  const clock = formatAmzDate(now);
  if (signedAt < now - skew) {
    const bound = `${formatAmzDate(now - skew)} (${clock} - ${MAX_SKEW_MINUTES} min.)`;
    throw signatureDoesNotMatch(`Signature expired: ${signed} is now earlier than ${bound}`);
  }
  if (signedAt > now + skew) {
    const bound = `${formatAmzDate(now + skew)} (${clock} + ${MAX_SKEW_MINUTES} min.)`;
    throw signatureDoesNotMatch(
      `Signature not yet current: ${signed} is still later than ${bound}`,
    );
  }
}
