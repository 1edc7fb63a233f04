/** The man page: what man-pages(7) asks for, everything the program knows, and nothing that roff stumbles over. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { escaped, roffSection } from '../../.build/roff.ts';
import manifest from '../../package.json' with { type: 'json' };
import { COMMANDS } from '../../src/cli/commands.ts';
import * as allKeys from '../../src/config/keys.ts';

const file = fileURLToPath(new URL('../../dist/man/swrole.1', import.meta.url));
const page = readFileSync(file, 'utf8');

/** The requests that a line may begin with. */
const REQUEST = /^\.(?:TH|SH|SS|TP|PP|nf|fi|nh|ad|ss)(?: |$)/;

test('the man page has its sections in order', () => {
  expect([...page.matchAll(/^\.SH "(.*)"$/gm)].map(([, title]) => title)).toEqual([
    'NAME',
    'SYNOPSIS',
    'DESCRIPTION',
    'COMMANDS',
    'OPTIONS',
    'CONFIGURATION',
    'ENVIRONMENT',
    'EXIT STATUS',
    'FILES',
    'EXAMPLES',
    'SECURITY',
    'SEE ALSO',
  ]);
});

test('the man page begins with its name, its date and the version', () => {
  const [title, ...lines] = page.split('\n');
  const version = manifest.version.replaceAll('-', '\\-');
  expect(title?.replace(/\d{4}-\d\d-\d\d/, 'DATE')).toBe(`.TH SWROLE 1 "DATE" "swrole ${version}"`);
  expect(lines.slice(0, 5).join('\n')).toMatch(
    /^\.nh\n\.ad l\n\.ss 12 0\n\.SH "NAME"\nswrole \\- \S/,
  );
});

test('the man page is ASCII, and a dot begins a line only in a request', () => {
  expect(page).toMatch(/^[\n\x20-\x7e]*$/);
  const odd = page.split('\n').filter((line) => /^[.']/.test(line) && !REQUEST.test(line));
  expect(odd).toEqual([]);
});

test('the man page has every command and every key', () => {
  for (const name of Object.keys(COMMANDS)) expect(page).toContain(`\\fBswrole ${name}`);
  const keys = Object.values(allKeys).flatMap((group) => Object.values<string>(group));
  expect(keys.filter((key) => !page.includes(`.TP\n\\fB${key}`))).toEqual([]);
});

test('the man page has no line and no paragraph that mandoc warns about', () => {
  expect(page.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(page).not.toMatch(/^\.S[HS].*\n\.PP/m);
});

describe('text of the man page', () => {
  test('text of the man page is shown as it is typed', () => {
    expect(escaped(`a\\b -x 'y' "z" ~ ^ …`)).toBe(
      'a\\eb \\-x \\(aqy\\(aq \\(dqz\\(dq \\(ti \\(ha \\[u2026]',
    );
  });

  test('text of the man page is broken between words, but not within text to type', () => {
    const text = `${'word '.repeat(14)}\`swrole a -- b\`, or \`c d\``;
    const lines = `${'word '.repeat(14).trim()}\n\\fBswrole\\ a\\ \\-\\-\\ b\\fR, or \\fBc\\ d\\fR`;
    expect(roffSection({ text })).toBe(`.PP\n${lines}`);
  });

  test('text of the man page is never a request, whatever it begins with', () => {
    expect(roffSection({ text: '.so /etc/passwd' })).toBe('.PP\n\\&.so /etc/passwd');
    expect(roffSection({ text: "'so `.x`" })).toBe('.PP\n\\(aqso \\fB.x\\fR');
  });
});
