import { describe, expect, test } from 'vitest';
import {
  answeredBySwrole,
  commandWords,
  shellCommands,
  swroleCall,
  swroleProfile,
} from '../../src/doctor/facts/command-lines.ts';

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
  ])('the words of this command line are right: %s', (command, words, shellParts, isClosed) => {
    expect(commandWords(command)).toEqual({ words, shellParts, isClosed });
  });
});

test.each([
  ['a b|c&&d;e &', [['a', 'b'], ['c'], ['d'], ['e']]],
  ["a 'b|c' \\; d", [['a', 'b|c', ';', 'd']]],
  ['a 2>/dev/null b >&2 <c d', [['a', 'b', 'd']]],
  ['a 2 >b &>c || (d)', [['a', '2'], ['d']]],
  ['', []],
])('the commands that a shell runs are found in %s', (command, commands) => {
  expect(shellCommands(command)).toEqual(commands);
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
    ["sh -c 'swrole -j a'", 'a'],
    ['bash -c "swrole -j \'a b\'"', 'a b'],
    ["/bin/sh -c 'exec /opt/swrole/bin/swrole -j a'", 'a'],
    ["bash -euo pipefail -lc 'cd /opt/swrole && B=c ./swrole -p a -j 2>/dev/null | jq .'", 'a'],
    ["env -S 'node /opt/swrole.cjs -j a'", 'a'],
    ['cmd.exe /c "C:\\npm\\swrole.cmd -j a"', 'a'],
    ["nix-shell -p swrole --run 'swrole -j a'", 'a'],
    ['env A=b HOME=/home/swrole swrole -j a', 'a'],
    ['A=b /opt/bin/swrole a --json', 'a'],
    ['timeout -k 5 20 swrole -j a', 'a'],
    ['mise exec node@20 -- swrole -jt 123456 a', 'a'],
    ['swrole -j a|jq .', 'a'],
    ['swrole login b; swrole -j a', 'a'],
    ['swrole exec a -- get-keys b', 'a'],
    ['swrole a -- get-keys --json b', 'a'],
    ['swrole -j "$1"', undefined],
    ["sh -c 'swrole -j $A'", undefined],
    ["echo 'swrole -j a'", undefined],
    ["sh -c 'get-keys a' swrole -t b", undefined],
    ['/opt/get-keys --cache /var/cache/swrole a', undefined],
    ['sh -c swrole', undefined],
    ["sh -c 'swrole list'", undefined],
    ['eval $(swrole a)', undefined],
    ['swrole -j arn:aws:iam::222222222222:role/audit --source a', undefined],
  ])('the profile of this swrole command line is right: %s', (command, profile) => {
    expect(swroleProfile(command)).toBe(profile);
  });
});

test.each([
  ['swrole -j arn:aws:iam::222222222222:role/audit --source a', 'a'],
  ['swrole --source=a -j arn:aws:iam::222222222222:role/audit', 'a'],
  ['swrole status arn:aws:iam::222222222222:role/audit --source a', undefined],
  ['swrole -j arn:aws:iam::222222222222:role/audit --source "$A"', undefined],
  ['swrole -j a', undefined],
])('the source of the role is found in %s', (command, source) => {
  expect(swroleCall(command)?.source).toBe(source);
});

test.each([
  ["sh -c 'swrole -j a'", 'a'],
  ['swrole -j a | jq .', 'a'],
  ['swrole exec a -- get-keys', undefined],
  ['swrole a -- get-keys', undefined],
  ['swrole -f dotenv a | to-json', undefined],
])('the part of swrole is found in %s', (command, profile) => {
  const at = { file: 'config', line: 1 };
  const credentialProcess = { command, at };
  const rest = { profile: 'x', variables: [], environment: '' };
  expect(answeredBySwrole({ kind: 'process', credentialProcess, ...rest })).toBe(profile);
});
