import type { Params } from './action.ts';
import type { Constraints } from './constraints.ts';
import { listParam, valueList } from './list-params.ts';
import { lengthViolation, violations } from './violations.ts';

/** The limits of the parameters that every way into a role shares. */
export const ROLE_CONSTRAINTS: Constraints = {
  RoleArn: { required: true, min: 20, max: 2048 },
  RoleSessionName: { required: true, min: 2, max: 64, pattern: '[\\w+=,.@-]*' },
  DurationSeconds: { min: 900, max: 43200 },
  Policy: { min: 1, max: 2048, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' },
};
const TAG_KEY = { required: true, min: 1, max: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' };
const TAG_VALUE = { required: true, min: 0, max: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*' };
const POLICY_ARN = { required: true, min: 20, max: 2048 };
const MOST_TAGS = 50;
const MOST_POLICIES = 10;

/** What is wrong with `PolicyArns`. */
export function policyArnViolations(params: Params): string[] {
  const policies = listParam(params, 'PolicyArns');
  return [
    ...policies.flatMap(({ arn }, index) =>
      violations(`policyArns.${index + 1}.member.arn`, arn, POLICY_ARN),
    ),
    ...lengthViolation('policyArns', policies.length, MOST_POLICIES),
  ];
}

function tagViolations(params: Params): string[] {
  const tags = listParam(params, 'Tags');
  return [
    ...tags.flatMap(({ Key, Value }, index) => [
      ...violations(`tags.${index + 1}.member.key`, Key, TAG_KEY),
      ...violations(`tags.${index + 1}.member.value`, Value, TAG_VALUE),
    ]),
    ...lengthViolation('tags', tags.length, MOST_TAGS),
  ];
}

function transitiveViolations(params: Params): string[] {
  const keys = valueList(params, 'TransitiveTagKeys');
  return [
    ...keys.flatMap((key, index) =>
      violations(`transitiveTagKeys.${index + 1}.member`, key, TAG_KEY),
    ),
    ...lengthViolation('transitiveTagKeys', keys.length, MOST_TAGS),
  ];
}

/** What is wrong with the lists of an AssumeRole call. */
export function sessionListViolations(params: Params): string[] {
  return [
    ...policyArnViolations(params),
    ...tagViolations(params),
    ...transitiveViolations(params),
  ];
}
