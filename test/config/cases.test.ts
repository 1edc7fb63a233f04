/** Runs `test/cases/config/*.txt`, each case whole, its warnings included, so that nothing unexpected passes. */

import { describe, expect, test } from 'vitest';
import { type ConfigFiles, parseConfigFiles } from '../../src/config/files.ts';
import type { PlannedChain } from '../../src/config/plan.ts';
import type { PlanEnv } from '../../src/config/plan-context.ts';
import { roleChain } from '../../src/config/planning.ts';
import { configFilePaths } from '../../src/fast-path/paths.ts';
import { type Case, environmentOf, expectationOf, readCases } from '../support/case-file.ts';
import { leaks } from '../support/leaks.ts';
import { factOf, plain, plainChain, plainSections } from './plain.ts';

const cases = readCases('config');
const titled = cases.map((given) => [given.title, given] as const);

/** Every secret of the cases, or the part of it that stands on one line. */
const SECRETS = [
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
  'AQoEXAMPLE',
  'H4aoAH0gNCAPy',
  'ada:pass',
];

/** What the program makes of a case, under the names of the blocks that expect it. */
function outcome(given: Case): Record<string, unknown> {
  const source = (path: string) => ({ path, text: given.blocks.get(path) ?? '' });
  const files = parseConfigFiles({ config: source('config'), credentials: source('credentials') });
  const { plan, error } = planned(given, files);
  return {
    profiles: plainSections([...files.profiles].map(([name, { settings }]) => [name, settings])),
    services: plainSections(files.services),
    'sso-sessions': [...files.ssoSessions.keys()],
    paths: configFilePaths(environmentOf(given), '/home/ada'),
    chain: plan && plainChain(plan),
    error,
    warnings: [...files.warnings, ...(plan?.warnings ?? [])],
  };
}

/** The folder of a case: what it names in `--- file NAME` blocks is there, and nothing else. */
function surroundings(given: Case): PlanEnv {
  const readText = (path: string) => {
    const text = given.blocks.get(`file ${path}`);
    if (text !== undefined) return text;
    throw Object.assign(new Error(path), { code: 'ENOENT' });
  };
  return { env: environmentOf(given), home: '/home/ada', readText };
}

function planned(given: Case, files: ConfigFiles) {
  const asked = given.blocks.get('ask');
  let plan: PlannedChain | undefined;
  const error = factOf(() => {
    if (asked !== undefined) plan = roleChain(files, asked, surroundings(given));
  });
  return { plan, error };
}

describe.each([...new Set(cases.map(({ file }) => file))])('%s', (file) => {
  test.each(titled.filter(([, each]) => each.file === file))('%s', (_, given) => {
    // A case is held to the whole of its warnings, none being none.
    const expected = { warnings: [], ...expectationOf(given) };
    const compared = ['chain', 'error', ...Object.keys(expected)];
    const actual = Object.entries(outcome(given)).filter(([block]) => compared.includes(block));
    expect(plain(Object.fromEntries(actual))).toEqual(expected);
  });
});

test('no error and no warning shows a secret', () => {
  const shown = cases.map((given) => {
    const { error, warnings } = outcome(given);
    return JSON.stringify({ error, warnings });
  });
  expect(shown.filter((text) => leaks(text, SECRETS))).toEqual([]);
});

test('every conformance case of files and chains is there', () => {
  const numbers = new Set(
    cases.map(({ number }) => number).filter((number) => number !== undefined),
  );
  expect([...numbers].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 47 }, (_, index) => index + 1),
  );
});

test('each case title is there once', () => {
  const docs = cases.map(({ doc }) => doc);
  expect(docs.filter((doc, index) => docs.indexOf(doc) !== index)).toEqual([]);
});
