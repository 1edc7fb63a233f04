/** Who reads the same file how, SDK by SDK: the rows of the table that was measured. */

import { expect, test } from 'vitest';
import { type CheckName, findProblems } from '../../src/doctor/find-problems.ts';
import { factsOf } from './found.ts';

const USER = '[profile a]\noutput = json\n';
const REFUSED =
  'the AWS CLI, botocore, Rust and Java refuse the whole file; JS, Go, Ruby and swrole pass over the line';
const TWICE = 'the AWS CLI and everything made with botocore refuse the whole file';

const ROWS: readonly (readonly [CheckName, text: string, why: string])[] = [
  ['file-warning', `${USER}region\n`, REFUSED],
  ['file-warning', `region = x\n${USER}`, REFUSED],
  [
    'file-warning',
    `${USER}= x\n`,
    'the AWS CLI, botocore, Go, Rust and Java refuse the whole file; JS, Ruby and swrole pass over the line',
  ],
  ['file-warning', `${USER}[profile b]\n[profile b]\n`, TWICE],
  ['file-warning', `${USER}output = text\n`, TWICE],
  [
    'file-warning',
    `${USER}region = x # y\n`,
    'the AWS CLI takes the comment for a part of the value, Ruby does so with a #; JS, Go, Rust, Java and swrole cut it off',
  ],
  [
    'file-warning',
    '[profile a]\noutput = "json"\n',
    'Go drops the quotes, the others send them as a part of the value',
  ],
  [
    'file-warning',
    `${USER}[profile b\n`,
    'the AWS CLI, botocore, Go, Rust and Java refuse the whole file; JS and Ruby pass over the line',
  ],
  ['file-warning', `${USER}[b]\n`, 'no SDK but Ruby takes it for a profile'],
  [
    'file-warning',
    `${USER}[profile b,c]\n`,
    'the AWS CLI, Go and Ruby read most of these names; JS, Rust, Java and swrole pass over the section with its keys',
  ],
  [
    'file-warning',
    `${USER}[profile b] c\n`,
    'JS and Ruby do not take such a line for a header, and Rust and Java refuse the whole file; the AWS CLI, Go and swrole pass over the text',
  ],
  [
    'file-warning',
    `${USER}[default]\n[profile default]\n`,
    'the AWS CLI takes the later of the two, Ruby both together; JS, Go, Rust, Java and swrole take [profile default]',
  ],
  [
    'byte-order-mark',
    `\uFEFF${USER}`,
    'the AWS CLI, Go, Rust and Java refuse the whole file, and Ruby loses its first section; JS and swrole read it',
  ],
  [
    'colon',
    `${USER}region : x\n`,
    'the AWS CLI and Go take the colon for an equals sign; JS, Ruby and swrole pass over the line; Rust and Java refuse the file',
  ],
  [
    'indented-line',
    `${USER} [profile b]\n`,
    'Rust and Java refuse the whole file, and Ruby does not see the section',
  ],
  [
    'indented-line',
    '[profile a]\n  output = json\n',
    'Rust and Java refuse the whole file, and Ruby ends with an error',
  ],
  [
    'key-case',
    `${USER}Region = x\n`,
    'JS and Ruby do not see it; the AWS CLI, Go, Rust and swrole do',
  ],
  [
    'empty-process',
    `${USER}credential_process =\n`,
    'the AWS CLI ends with an IndexError, where JS, Go and Ruby take the line for absent',
  ],
];

test.each(ROWS)('doctor reports %s of %j', async (check, config, why) => {
  const { facts } = await factsOf({ config });
  const findings = findProblems(facts).filter(({ level }) => level !== 'note');
  expect(findings.map((finding) => [finding.check, finding.why])).toEqual([[check, why]]);
});

test('a profile prefix in the credentials file is named', async () => {
  const { facts } = await factsOf({ credentials: '[profile b]\n' });
  expect(findProblems(facts).map((finding) => finding.why)).toEqual([
    "only Ruby takes it for profile 'b'; the AWS CLI and JS give the profile another name",
  ]);
});
