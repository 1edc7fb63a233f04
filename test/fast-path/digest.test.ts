import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digest } from '../../src/fast-path/fingerprint.ts';
import { propertyRuns } from '../support/property-runs.ts';

const TEXT = '{"Version":1,"AccessKeyId":"ASIAIOSFODNN7EXAMPLE"}';

test('a digest is 16 hexadecimal digits, the same for the same text', () => {
  expect(digest('')).toMatch(/^[0-9a-f]{16}$/);
  expect(digest(TEXT)).toMatch(/^[0-9a-f]{16}$/);
  expect(digest(TEXT)).toBe(digest(`${TEXT}`));
});

test('a digest changes with each character that is replaced, removed, added or moved', () => {
  const near = new Set([TEXT]);
  for (let index = 0; index <= TEXT.length; index++) {
    const [before, after] = [TEXT.slice(0, index), TEXT.slice(index)];
    for (const unit of ['\0', 'A', 'a', '0', ' ', '\u0100', '\u{1f600}']) {
      near.add(before + unit + after);
      near.add(before + unit + after.slice(1));
    }
    near.add(before + after.slice(1));
    near.add(before.slice(0, -1) + after.slice(0, 1) + before.slice(-1) + after.slice(1));
  }
  expect(new Set([...near].map(digest)).size).toBe(near.size);
});

test('a digest differs between different texts', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 });
  fc.assert(
    fc.property(text, text, (one, other) => one === other || digest(one) !== digest(other)),
    propertyRuns(100),
  );
});

test('each bit of a digest depends on each bit of the text', () => {
  const bitsOf = (hex: string) => [...hex].map((digit) => Number.parseInt(digit, 16));
  const changed = new Array<number>(64).fill(0);
  let rounds = 0;
  for (let index = 0; index < TEXT.length; index++)
    for (let bit = 0; bit < 16; bit++) {
      const unit = String.fromCharCode(TEXT.charCodeAt(index) ^ (1 << bit));
      const other = bitsOf(digest(TEXT.slice(0, index) + unit + TEXT.slice(index + 1)));
      rounds++;
      for (const [place, digit] of bitsOf(digest(TEXT)).entries())
        for (let each = 0; each < 4; each++)
          if (((digit ^ (other[place] ?? 0)) >> each) & 1)
            changed[place * 4 + each] = (changed[place * 4 + each] ?? 0) + 1;
    }
  for (const count of changed) {
    expect(count / rounds).toBeGreaterThan(0.4);
    expect(count / rounds).toBeLessThan(0.6);
  }
});
