import { describe, expect, test } from 'vitest';
import { commandWords } from '../../src/doctor/facts/command-words.ts';
import { swroleProfile } from '../../src/doctor/facts/swrole-call.ts';

describe('commandWords', () => {
  test.each([
    ['a  b\tc', ['a', 'b', 'c'], [], true],
    ['"a b"c \'d "e\' ""', ['a bc', 'd "e', ''], [], true],
    ['a\\ b "c\\"d" \'e\\\'', ['a b', 'c"d', 'e\\'], [], true],
    [`$A "$\{B}" '$C' \\$D`, ['$A', `$\{B}`, '$C', '$D'], ['$A', `$\{B}`], true],
    ['a || b && c >> d', ['a', '||', 'b', '&&', 'c', '>>', 'd'], ['||', '&&', '>>'], true],
    ['~/a ~ada/b c~ "~"', ['~/a', '~ada/b', 'c~', '~'], ['~', '~ada'], true],
    ['"a\\b\\"c"', ['a\\b"c'], [], true],
    ['C:\\a\\b "C:\\c d"', ['C:\\a\\b', 'C:\\c d'], [], true],
    ['a "b', ['a', 'b'], [], false],
    ['', [], [], true],
  ])('%s', (command, words, shellParts, isClosed) => {
    expect(commandWords(command)).toEqual({ words, shellParts, isClosed });
  });
});

describe('swroleProfile', () => {
  test.each([
    ['swrole -j a', 'a'],
    ['"/opt/my node" /opt/swrole/bin/swrole.cjs --json "a b"', 'a b'],
    ['C:/Tools/swrole.cmd -j a', 'a'],
    ['"C:\\my tools\\node.exe" C:\\npm\\swrole.cjs -j a', 'a'],
    ['swrole -j -t 123456 --min-ttl 1h a', 'a'],
    ['swrole -p list -j', 'list'],
    ['swrole --profile=a -j', 'a'],
    ['swrole -j', undefined],
    ['my-swrole -j a', undefined],
    ['aws-vault exec a', undefined],
  ])('%s', (command, profile) => {
    expect(swroleProfile(command)).toBe(profile);
  });
});
