/**
 * The grammar of AWS's files as the contract tabulates it, B.2 by input and B.4 by rule, and for each row the cases of
 * `test/cases/config` that hold this program to it.
 */
import { expect, test } from 'vitest';
import { readCases } from '../support/case-file.ts';

const docs = new Set(readCases('config').map(({ doc }) => doc));

const rows: Readonly<Record<string, readonly string[]>> = {
  'full-line `#` `;` at column 0': [
    'A comment in column 0 needs no space behind its mark, and may look like anything.',
  ],
  'indented `# x` after a property': [
    'A comment may be indented, also below a property.',
    'A comment between the lines of a value does not belong to the value.',
  ],
  '`v # c`, `v ; c`': [
    'A comment after white space is removed from a value, with a warning because the AWS CLI keeps it.',
    'Only a space or a tab before its mark makes a comment, and no other white space.',
  ],
  '`v;c`, `v#c`': ['Comment marks inside a word belong to the value.'],
  'quotes around a value': [
    'Quotes belong to the value, with a warning because newer Go SDKs drop them.',
  ],
  '`"... # ..."`': ['Quotes do not protect a comment mark behind white space.'],
  '`key : v`': ['A colon is not an equals sign, and a key needs a name of allowed characters.'],
  '`key` with no `=`': [
    'A line without an equals sign is ignored with a warning and the rest is read.',
  ],
  '`= v`': ['A line with only an equals sign is not a property.'],
  '`key =`': ['A key without a value has an empty value, which replaces an earlier one.'],
  'property before any section': [
    'Lines before the first header are ignored.',
    'Properties before the first header are ignored in the credentials file too.',
  ],
  'header `[profile foo]# c`, `; c`': [
    'A comment may follow a header with or without white space.',
    'The comment behind a header may hold brackets.',
  ],
  'header followed by junk': [
    'Other text after a header is ignored, as by the AWS CLI, with a warning.',
    'Other text after a header in the credentials file is ignored too.',
  ],
  'header without `]`': [
    'A header without its bracket is ignored with its keys.',
    'A header without its bracket ends the section above it.',
  ],
  'leading spaces before `[`': [
    'A line with spaces before a bracket is still a header, not the rest of a value.',
  ],
  '`[  profile   foo  ]`': ['White space around brackets, names, keys and values is trimmed.'],
  'tab after `profile`': ['A tab may stand between prefix and name, other white space may not.'],
  '`[profile a.b.c]`, `a@b`, `a/b`, `a:b`, `a+b`, `a%b`': [
    'Each allowed character may stand in a name, in both files.',
  ],
  'invalid characters': ['No other character may stand in a bare name, in either file.'],
  '`[profile "foo bar"]`': ['A quoted name may hold spaces, in either kind of quotes.'],
  '`[Profile foo]`, `[DEFAULT]`': [
    'Prefixes are lower-case words of their own, and a name is never empty.',
  ],
  'profile names': ['Profile names differ by case.'],
  'property names': ['Keys are read without regard to case.'],
  'repeated section in one file': [
    'Two blocks of one profile are one profile, with a warning because the AWS CLI refuses such a file.',
  ],
  'repeated key': [
    'Of a key written twice the last counts, with a warning.',
    'A repeated key replaces the sub-properties of the first with its own.',
  ],
  '`[default]` and `[profile default]`': [
    '[profile default] after [default] replaces it.',
    '[profile default] before [default] replaces it too; the credentials file still adds keys.',
    'An empty [profile default] replaces [default] too.',
  ],
  '`[foo]` in config': [
    'In the config file a bare name is not a profile, and the error for that name says where it stands.',
  ],
  '`[profile foo]` in credentials': ['In the credentials file a prefixed name is not a profile.'],
  'continuation line (indented, parent non-empty)': [
    'Lines indented below a value continue it, whatever they look like.',
  ],
  'indented first property (no parent)': [
    'An indented first property counts, and lines with the same indentation are its neighbours.',
  ],
  'sub-properties under `k =`': [
    "Lines indented below a key without a value are its own settings, not the profile's.",
    'Sub-properties have no sub-properties: deeper lines are sub-properties of the same key.',
  ],
  'sub-line without `=`': [
    'A sub-property line without an equals sign or a valid key is ignored, and only that line.',
  ],
  CRLF: ['Carriage returns are part of the line end.'],
  'UTF-8 BOM': ['A byte order mark does not hide the first header.'],
  '`__proto__` as section': [
    'Names of properties of every JavaScript object are normal names of profiles, sources, services and keys.',
  ],
  'merge config+credentials': [
    'Where both files have a key the credentials file wins; all other keys are kept.',
  ],
  'key id in one file, secret in the other': [
    'A key pair may be divided between the files.',
    'A key pair may be divided between the files, with any letter case.',
  ],
  'fail only if the wanted profile is affected': [
    'A file that other readers refuse still gives every valid profile.',
    'In the config file a bare name is not a profile, and the error for that name says where it stands.',
  ],
  'quoted section names unquoted': [
    'A name may be quoted without need, and is the same name.',
    'In the credentials file a name may hold a space without quotes, as the AWS CLI writes it, and with them.',
  ],
  'repeats merged, last wins, with a warning': [
    'Repeats in the credentials file are merged, each with a warning; a section in both files is not a repeat.',
  ],
  'keys that hold commands obey the same comment rule': [
    'The command of generate_token obeys the rule of comments like every value.',
    'A command ends where a comment begins, with a warning because the AWS CLI keeps the rest.',
  ],
};

test.each(Object.entries(rows))('the grammar table is right for %s', (_, cases) => {
  expect(cases.filter((doc) => !docs.has(doc))).toEqual([]);
});
