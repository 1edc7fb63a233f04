/**
 * Why AWS's files are not read with npm's `ini`: each row is a text, what `ini` makes of it, and what it means. When a row
 * about `ini` turns red, that reason is gone; when all are, so is the reason for a parser of our own.
 */
import { parse } from 'ini';
import { expect, test } from 'vitest';
import { parseConfigFiles } from '../../src/config/files.ts';
import { plainSections } from './plain.ts';

/** The profiles of a text, read as both files are. */
function profilesOf(text: string, kind: 'config' | 'credentials'): object {
  const none = {
    config: { path: 'config', text: '' },
    credentials: { path: 'credentials', text: '' },
  };
  const { profiles } = parseConfigFiles({ ...none, [kind]: { path: kind, text } });
  return plainSections([...profiles].map(([name, { settings }]) => [name, settings]));
}

interface Row {
  readonly doc: string;
  readonly text: string;
  readonly ini: object;
  readonly ours: object;
  readonly kind?: 'credentials';
}

const foo = '[profile foo]\n';

const rows: Row[] = [
  {
    doc: 'takes a dot in a name for nesting',
    text: '[profile a.b.c]\nregion = x\n[profile a]\nregion = y',
    ini: { 'profile a': { region: 'y', b: { c: { region: 'x' } } } },
    ours: { 'a.b.c': { region: 'x' }, a: { region: 'y' } },
  },
  {
    doc: 'cuts a value at # and ; inside a word',
    text: `${foo}external_id = x#y\nrole_arn = a;b`,
    ini: { 'profile foo': { external_id: 'x', role_arn: 'a' } },
    ours: { foo: { external_id: 'x#y', role_arn: 'a;b' } },
  },
  {
    doc: 'drops quotes',
    text: `${foo}region = "us-west-2"\noutput = 'json'`,
    ini: { 'profile foo': { region: 'us-west-2', output: 'json' } },
    ours: { foo: { region: '"us-west-2"', output: "'json'" } },
  },
  {
    doc: 'takes a line without an equals sign for true',
    text: `${foo}key\nregion : x`,
    ini: { 'profile foo': { key: true, 'region : x': true } },
    ours: { foo: {} },
  },
  {
    doc: 'makes arrays of keys in brackets',
    text: `${foo}k[] = 1\nk[] = 2`,
    ini: { 'profile foo': { k: ['1', '2'] } },
    ours: { foo: {} },
  },
  {
    doc: 'makes booleans and null of texts',
    text: `${foo}mfa_serial = true\nexternal_id = null`,
    ini: { 'profile foo': { mfa_serial: true, external_id: null } },
    ours: { foo: { mfa_serial: 'true', external_id: 'null' } },
  },
  {
    doc: 'lifts sub-properties into the profile',
    text: `${foo}s3 =\n endpoint_url = a\nec2 =\n endpoint_url = b\nregion = top`,
    ini: { 'profile foo': { s3: '', ec2: '', endpoint_url: 'b', region: 'top' } },
    ours: { foo: { s3: { endpoint_url: 'a' }, ec2: { endpoint_url: 'b' }, region: 'top' } },
  },
  {
    doc: 'makes keys of continuation lines',
    text: `${foo}output = json\n -x`,
    ini: { 'profile foo': { output: 'json', '-x': true } },
    ours: { foo: { output: 'json\n-x' } },
  },
  {
    doc: 'does not know a header with a comment and leaks its keys into the section above',
    text: '[profile bar]\nregion = x\n[profile foo] # c\nregion = y',
    ini: { 'profile bar': { '[profile foo]': true, region: 'y' } },
    ours: { bar: { region: 'x' }, foo: { region: 'y' } },
  },
  {
    doc: 'loses the first header after a byte order mark',
    text: `\ufeff${foo}region = x`,
    ini: { '[profile foo]': true, region: 'x' },
    ours: { foo: { region: 'x' } },
  },
  {
    doc: 'drops a section called __proto__',
    text: '[__proto__]\nregion = x',
    kind: 'credentials',
    ini: {},
    ours: JSON.parse('{"__proto__": {"region": "x"}}'),
  },
  {
    doc: 'drops a key called __proto__',
    text: `${foo}__proto__ = x\nregion = y`,
    ini: { 'profile foo': { region: 'y' } },
    ours: { foo: JSON.parse('{"__proto__": "x", "region": "y"}') },
  },
  {
    doc: 'keeps the case of keys',
    text: `${foo}Region = x`,
    ini: { 'profile foo': { Region: 'x' } },
    ours: { foo: { region: 'x' } },
  },
];

const titled = rows.map((row) => [row.doc, row] as const);

test.each(titled)('ini %s', (_, { text, ini }) => {
  expect(plainObject(parse(text))).toEqual(ini);
});

test.each(titled)('where ini %s, this parser does not', (_, { text, kind, ours }) => {
  expect(profilesOf(text, kind ?? 'config')).toEqual(ours);
});

test('both read equals signs and percent signs in a value', () => {
  const text = `${foo}external_id = a=b== 100%s %(x)s`;
  expect(plainObject(parse(text))).toEqual({ 'profile foo': { external_id: 'a=b== 100%s %(x)s' } });
  expect(profilesOf(text, 'config')).toEqual({ foo: { external_id: 'a=b== 100%s %(x)s' } });
});

test('both cut a quoted comment mark after white space, ini at the quote too', () => {
  const text = `${foo}credential_process = get --k "v # w" --z`;
  expect(plainObject(parse(text))).toEqual({ 'profile foo': { credential_process: 'get --k "v' } });
  expect(profilesOf(text, 'config')).toEqual({ foo: { credential_process: 'get --k "v' } });
});

/** `ini` makes objects without a prototype, which compare unequal to others. */
function plainObject(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
