import type { Params } from './action.ts';
import { Refusal } from './refusal.ts';

/**
 * The size, in bytes, of policies and tags that the stand-in calls 100 percent. STS packs them first, in a way that is
 * not documented, so a test must not count on the exact percentage.
 */
const PACKED_BYTES = 2048;
const PACKED = /^(?:Policy|PolicyArns|Tags)(?:\.|$)/;

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** @throws Refusal MalformedPolicyDocument if the inline policy is not a JSON object */
export function checkPolicy({ Policy }: Params): void {
  if (Policy === undefined || isJsonObject(Policy)) return;
  throw new Refusal(400, 'MalformedPolicyDocument', 'This policy contains invalid Json');
}

/**
 * `PackedPolicySize`, in percent: policies and tags together; `undefined` where there are none.
 *
 * @throws Refusal PackedPolicyTooLarge above 100
 */
export function packedPolicySize(params: Params): number | undefined {
  const packed = Object.entries(params).filter(([name]) => PACKED.test(name));
  const bytes = Buffer.byteLength(packed.map(([, value]) => value).join(''));
  const percent = Math.ceil((bytes / PACKED_BYTES) * 100);
  if (percent > 100) {
    const message = `Packed size of session tags consumes ${percent}% of allotted space.`;
    throw new Refusal(400, 'PackedPolicyTooLarge', message);
  }
  return percent > 0 ? percent : undefined;
}
