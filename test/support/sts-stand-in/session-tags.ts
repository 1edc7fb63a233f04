import type { Params } from './action.ts';
import { listParam, valueList } from './list-params.ts';
import { Refusal } from './refusal.ts';
import type { Caller } from './world.ts';

// The words of these refusals were recorded from the real service by LocalStack's tests (test_sts.snapshot.json).

function invalidParameterValue(message: string): Refusal {
  return new Refusal(400, 'InvalidParameterValue', message);
}

function inLowerCase(keys: readonly string[]): Set<string> {
  return new Set(keys.map((key) => key.toLowerCase()));
}

/** @throws Refusal InvalidParameterValue if tags contradict each other, or those that the caller's session hands on */
export function checkSessionTags(params: Params, caller: Caller): void {
  const tags = listParam(params, 'Tags').map(({ Key = '' }) => Key);
  const keys = inLowerCase(tags);
  if (keys.size < tags.length) {
    throw invalidParameterValue(
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  if (valueList(params, 'TransitiveTagKeys').some((key) => !keys.has(key.toLowerCase()))) {
    throw invalidParameterValue(
      'The specified transitive tag key must be included in the requested tags.',
    );
  }
  if (caller.transitiveTagKeys?.some((key) => keys.has(key))) {
    throw invalidParameterValue(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
}

/** The keys, in lower case, of the tags that a session assumed by this call hands on to the next one. */
export function transitiveTagKeys(params: Params, caller: Caller): string[] {
  const added = inLowerCase(valueList(params, 'TransitiveTagKeys'));
  return [...(caller.transitiveTagKeys ?? []), ...added];
}
