/** The man page in the programs that show man pages. */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { roffSection } from '../../.build/roff.ts';

const file = fileURLToPath(new URL('../../dist/man/swrole.1', import.meta.url));

const hasGroff = spawnSync('groff', ['--version']).status === 0;
const hasMandoc = spawnSync('mandoc', ['-V']).error === undefined;
if (!hasGroff) process.stderr.write('skipped: groff is not installed\n');
if (!hasMandoc) process.stderr.write('skipped: mandoc is not installed\n');

test.skipIf(!hasGroff)('comes out of groff as it went in', () => {
  const odd = [`.a \\fB 'q' "d" ~/.aws ^ -x --long \\n(.x …`, "'b"];
  const input = `.TH X 1\n${roffSection({ lines: odd })}\n`;
  const out = execFileSync('groff', ['-man', '-Tutf8', '-P-cbou'], { input, encoding: 'utf8' });
  expect(out.split('\n').map((line) => line.trim())).toEqual(expect.arrayContaining(odd));
});

describe('is rendered without a warning', () => {
  test.skipIf(!hasGroff)('by groff', () => {
    const { status, stdout, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', file], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/SWROLE\(1\)/);
  });

  test.skipIf(!hasMandoc)('by mandoc', () => {
    const { status, stdout } = spawnSync('mandoc', ['-Tlint', '-Wwarning', file], {
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, '']);
  });
});
