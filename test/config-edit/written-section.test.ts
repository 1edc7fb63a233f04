/** 200 credentials files of every kind: only the section of swrole changes, and without it the file is as it was. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSections } from '../../src/config/ini/parser.ts';
import { bytesOf, editedLines, linesOf } from '../../src/config-edit/lines.ts';
import {
  markerLine,
  planRemoval,
  planSection,
  readMarker,
  withoutWritten,
  writtenSections,
} from '../../src/config-edit/written-section.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { exampleCredentials } from './example-files.ts';

const EXPIRATION = Date.parse('2026-06-15T13:00:00Z');
const LATER = EXPIRATION + 3_600_000;
const MARKER = '# written by swrole for project-dev until 2026-06-15T13:00:00Z';

const settingsOf = (token: string) =>
  new Map([
    ['aws_access_key_id', 'ASIAIOSFODNN7EXAMPLE'],
    ['aws_secret_access_key', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['aws_session_token', token],
  ]);

const sourceOf = (bytes: Buffer) => ({ path: 'credentials', text: bytes.toString('utf8') });

function written(
  bytes: Buffer,
  name: string,
  token = 'first/+==',
  expiration = EXPIRATION,
): Buffer {
  const lines = linesOf(bytes);
  const texts = { config: { path: 'config', text: '' }, credentials: sourceOf(bytes) };
  const wanted = { name, profile: 'project-dev', expiration, settings: settingsOf(token) };
  return bytesOf(editedLines(lines, planSection(texts, lines, wanted)));
}

function removed(bytes: Buffer, name: string): Buffer {
  const lines = linesOf(bytes);
  return bytesOf(editedLines(lines, planRemoval(sourceOf(bytes), lines, name)));
}

/** What the JS SDK reads; the section itself apart from the others. */
async function readBySdk(bytes: Buffer, name: string, folder: string) {
  const filepath = join(folder, 'credentials');
  writeFileSync(filepath, bytes);
  const configFilepath = join(folder, 'config');
  const { credentialsFile } = await loadSharedConfigFiles({
    configFilepath,
    filepath,
    ignoreCache: true,
  });
  const { [name]: own, ...others } = credentialsFile as Record<string, unknown>;
  return { own, others };
}

function readByUs(bytes: Buffer, name: string) {
  const { sections } = parseSections(sourceOf(bytes), 'credentials');
  const values = sections.map((section) => [
    section.name,
    [...section.settings].map(([key, { value }]) => [key, value]),
  ]);
  return {
    own: values.find(([each]) => each === name)?.[1],
    others: values.filter(([each]) => each !== name),
  };
}

test('every other byte stays, whether the section is new, renewed or removed', async () => {
  const folder = tempFolder();
  const seen = { crlf: 0, open: 0 };
  const property = fc.asyncProperty(exampleCredentials, async ({ bytes, section }) => {
    const first = written(bytes, section);
    const end = bytes.includes('\r\n') ? '\r\n' : '\n';
    seen.crlf += end === '\r\n' ? 1 : 0;
    const isOpen = bytes.length > 0 && !bytes.toString('latin1').endsWith('\n');
    seen.open += isOpen ? 1 : 0;
    const text = [
      ...(bytes.length === 0 ? [] : isOpen ? ['', ''] : ['']),
      `[${section}]`,
      MARKER,
      ...[...settingsOf('first/+==')].map(([key, value]) => `${key} = ${value}`),
    ].join(end);
    const added = Buffer.from(isOpen ? text : text + end);
    expect(first.equals(Buffer.concat([bytes, added]))).toBe(true);

    const renewed = written(first, section, 'second', LATER).toString('latin1');
    expect(renewed).toBe(
      first.toString('latin1').replace('T13:00:00Z', 'T14:00:00Z').replace('first/+==', 'second'),
    );
    expect(removed(Buffer.from(renewed, 'latin1'), section).equals(bytes)).toBe(true);
    expect(withoutWritten('credentials', first).equals(bytes)).toBe(true);

    for (const read of [readByUs, readBySdk] as const) {
      const before = await read(bytes, section, folder);
      const after = await read(first, section, folder);
      expect(after.others).toEqual(before.others);
    }
    expect(readByUs(first, section).own).toEqual([...settingsOf('first/+==')]);
    expect((await readBySdk(first, section, folder)).own).toEqual(
      Object.fromEntries(settingsOf('first/+==')),
    );
  });
  await fc.assert(property, propertyRuns(200, 20_261_128));
  expect(Math.min(seen.crlf, seen.open)).toBeGreaterThan(30);
});

/** A section of swrole, with more lines in it. */
const section = (...more: string[]) =>
  ['[a-keys]', MARKER, 'aws_access_key_id = ASIAIOSFODNN7EXAMPLE', ...more, ''].join('\n');

describe('a section that somebody has changed', () => {
  test('keeps the lines that are not of swrole when it is renewed', () => {
    const before = `[x]\n${section(
      'output = json',
      '  # mine',
      'aws_session_token = old',
      '  goes on',
      'AWS_SECRET_ACCESS_KEY = old',
      '# about y',
    )}[y]\n`;
    const keys = [...settingsOf('new')].map(([key, value]) => `${key} = ${value}\n`).join('');
    expect(written(Buffer.from(before), 'a-keys', 'new').toString()).toBe(
      `[x]\n[a-keys]\n${MARKER}\n${keys}output = json\n  # mine\n# about y\n[y]\n`,
    );
  });

  test('that is indented keeps its lines out of the new keys', () => {
    const before = `[a-keys]\n${MARKER}\n  aws_access_key_id = ASIAIOSFODNN7EXAMPLE\n  output = json\n  s3 =\n    x = y\n`;
    const after = written(Buffer.from(before), 'a-keys', 'new');
    expect(readByUs(after, 'a-keys').own).toEqual([
      ['output', 'json'],
      ['s3', expect.anything()],
      ...settingsOf('new'),
    ]);
    expect(written(after, 'a-keys', 'new').equals(after)).toBe(true);
  });

  test('goes with all its lines; the comments behind them stay', () => {
    const before = `[x]\n\n${section('output = json', '# about y')}[y]\n`;
    expect(removed(Buffer.from(before), 'a-keys').toString()).toBe('[x]\n# about y\n[y]\n');
  });

  test.each<[string, string, object]>([
    [
      'a long-term key',
      section('aws_access_key_id = AKIAIOSFODNN7EXAMPLE'),
      { kind: 'long-term-section', section: 'a-keys', at: { file: 'credentials', line: 4 } },
    ],
    [
      'another source',
      section('role_arn = x'),
      {
        kind: 'edited-section',
        section: 'a-keys',
        key: 'role_arn',
        at: { file: 'credentials', line: 4 },
      },
    ],
    [
      'no comment line below its header',
      section().replace(MARKER, '# mine'),
      { kind: 'foreign-section', section: 'a-keys', at: { file: 'credentials', line: 1 } },
    ],
    [
      'a comment line without a time',
      section().replace(/until .*/, 'until then'),
      { kind: 'foreign-section', section: 'a-keys', at: { file: 'credentials', line: 1 } },
    ],
    [
      'another section of its name',
      `${section()}[b]\n[a-keys]\n`,
      {
        kind: 'repeated-section',
        section: 'a-keys',
        at: { file: 'credentials', line: 1 },
        otherAt: { file: 'credentials', line: 5 },
      },
    ],
    [
      'a header below that JS does not see, whose keys JS would give to it',
      `${section()}[b]# mine\naws_access_key_id = x\n`,
      { kind: 'odd-header', profile: 'a-keys', at: { file: 'credentials', line: 4 } },
    ],
  ])('is not changed with %s', (_, text, details) => {
    const failure = expect.objectContaining({ details });
    expect(() => written(Buffer.from(text), 'a-keys')).toThrow(failure);
    expect(() => removed(Buffer.from(text), 'a-keys')).toThrow(failure);
    expect(withoutWritten('credentials', Buffer.from(text)).toString()).toBe(text);
  });
});

describe('the comment line', () => {
  test.each(['project-dev', 'my dev', ' a  b ', 'rôle # x until 開', 'a\nb'])(
    'of profile %j',
    (profile) => {
      const line = markerLine({ profile, expiration: EXPIRATION + 999 });
      expect(line).toMatch(/^# [\w .:=+%@/-]+ until 2026-06-15T13:00:00Z$/);
      const shown = profile === 'a\nb' ? 'a\\u{a}b' : profile;
      expect(readMarker(line)).toEqual({ profile: shown, expiration: EXPIRATION });
    },
  );

  test('finds the sections, with their lines', () => {
    const text = `[x]\r\n${section().replaceAll('\n', '\r\n')}[a\r\n${MARKER}\r\n`;
    expect(writtenSections({ path: 'f', text })).toEqual([
      {
        name: 'a-keys',
        profile: 'project-dev',
        expiration: EXPIRATION,
        at: { file: 'f', line: 2 },
      },
    ]);
  });
});
