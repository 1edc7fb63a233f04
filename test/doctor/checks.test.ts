/** Every check of doctor, on real files. */
import { describe, expect, test } from 'vitest';
import { type CheckName, findProblems } from '../../src/doctor/find-problems.ts';
import { CASES } from './cases.ts';
import { factsOf, found } from './found.ts';

describe.each(Object.entries(CASES))('%s', (check, cases) => {
  test.each(cases)(`doctor's check ${check}: %s`, async (_, surroundings, findings) => {
    expect(await found(check as CheckName, surroundings)).toEqual(findings);
  });

  test(`doctor's check ${check} has a case that fails and one that passes`, () => {
    expect(cases.some(([, , findings]) => findings.length > 0)).toBe(true);
    expect(cases.some(([, , findings]) => findings.length === 0)).toBe(true);
  });
});

/** The value of every key, the argument of every command and the text of every token in the cases; also the name of a key. */
const SECRET = /(?<!aws_)secret(?!_access_key)/i;

test.each(Object.values(CASES).flat())(
  'no finding of doctor shows a secret: %s',
  async (_, surroundings) => {
    const { facts } = await factsOf(surroundings);
    expect(JSON.stringify(findProblems(facts))).not.toMatch(SECRET);
  },
);
