/** Completion by real Tab keys, in shells that then show how they understand the completed line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BASH, exampleWithCommand, FISH, type InitShell, openShell, ZSH } from './init-shell.ts';
import { withShell } from './with-shell.ts';

const PROFILES = [
  '"two words"',
  '"cost$HOME"',
  '"日本 dev"',
  '"-dash"',
  'a:b@c/d',
  '"semi;colon"',
  '"tick`s"',
  '"back\\slash*"',
  'list',
  'off',
  '"bidi\u202e"',
];
const CONFIG = PROFILES.map((name) => `[profile ${name}]\nregion = eu-west-1\n`).join('');

/** What is typed, a tab for the Tab key, and the words that the shell makes of it. */
const CASES = [
  ['swr two\t', ['two words']],
  ['swr two\\ w\t', ['two words']],
  ["swr 'two w\t", ['two words']],
  ['swr cost\t', ['cost$HOME']],
  ['swr "cost\t', ['cost$HOME']],
  ['swr 日\t', ['日本 dev']],
  ['swr a:\t', ['a:b@c/d']],
  ['swr a:b@c\t', ['a:b@c/d']],
  ['swr semi\t', ['semi;colon']],
  ['swr tick\t', ['tick`s']],
  ['swr back\t', ['back\\slash*']],
  ['swr of\t', ['off']],
  ['swr -p of\t', ['-p', 'off']],
  ['swr -p -d\t', ['-p', '-dash']],
  ['swr --profile=-d\t', ['--profile=-dash']],
  ['swr --dura\t 1h project-d\t', ['--duration', '1h', 'project-dev']],
  ['swr project-dev --min\t', ['project-dev', '--min-ttl']],
  ['swrole two\t', ['two words']],
  ['swrole doc\t --on\t', ['doctor', '--online']],
  ['swrole doctor proj\t', ['doctor', 'project-dev']],
  ['swrole exec two\t', ['exec', 'two words']],
  ['swrole setup app proj\t', ['setup', 'app', 'project-dev']],
  ['swrole init po\t', ['init', 'powershell']],
  ['swrole help who\t', ['help', 'whoami']],
  ['swrole help env\t', ['help', 'environment']],
  ['swrole -f fi\t', ['-f', 'fish']],
  ['swrole --format=fi\t', ['--format=fish']],
  ['swrole exec project-dev -- cat uni\t', ['exec', 'project-dev', '--', 'cat', 'unique-file']],
  ['swr x -- cat "it\'s" uni\t', ['x', '--', 'cat', "it's", 'unique-file']],
] as const;

const NOTHING = ['swr zzq\t', 'swrole --session-name pro\t', 'swrole login project-dev pro\t'];

function testCompletion(shell: InitShell, around: { before?: string; after: string }): void {
  test('completion in a shell offers commands, flags and profiles, with the right quotes', async () => {
    const example = await exampleWithCommand({ extraConfig: CONFIG });
    writeFileSync(join(example.home.path, 'unique-file'), '');
    const pty = await openShell(example, shell, around);
    for (const [typed, words] of CASES) {
      pty.write(typed);
      pty.write('\r');
      const shown = await pty.waitFor(/\(\(.*\)\)/);
      expect([typed, shown.match(/\(\((.*)\)\)/)?.[1]]).toEqual([typed, words.join('|')]);
    }
  });

  test('completion in a shell offers nothing where nothing is known', async () => {
    const example = await exampleWithCommand({ extraConfig: CONFIG });
    const pty = await openShell(example, shell, around);
    for (const typed of NOTHING) {
      pty.write(typed);
      pty.write('\r');
      const shown = await pty.waitFor(/\(\(.*\)\)/);
      const words = typed.trim().split(' ').slice(1).join('|');
      expect([typed, shown.match(/\(\((.*)\)\)/)?.[1]]).toEqual([typed, words]);
    }
  });

  test('completion in a shell shows the flags of the command', async () => {
    const example = await exampleWithCommand();
    const pty = await openShell(example, shell, around);
    pty.write('swrole setup --\t\t');
    const shown = await pty.waitFor(
      /--(?:help|dry-run|force)[\s\S]*--(?:help|force|dry-run)[\s\S]*--(?:help|force|dry-run)/,
    );
    expect(shown).not.toMatch(/--json|--no-cache|--service/);
    pty.write('\x03');
  });
}

const POSIX_SHOW = [
  'show() { printf "(("; local first=1 word; for word in "$@"; do',
  '  [ "$first" ] || printf "|"; first=; printf %s "$word"; done; printf "))\\n"; }',
  'swr() { show "$@"; }',
  'swrole() { show "$@"; }\n',
].join('\n');

withShell('bash', () => {
  testCompletion(BASH, { after: POSIX_SHOW });
  describe('completion of bash works in its POSIX mode', () => {
    testCompletion(BASH, { before: 'set -o posix\n', after: POSIX_SHOW });
  });
});

withShell('zsh', () => {
  const compinit = 'autoload -Uz compinit; compinit -u -D\n';
  testCompletion(ZSH, { before: compinit, after: POSIX_SHOW });

  test.each([
    ['after swrole', compinit, ''],
    [
      'after swrole, and the file is read again',
      'autoload -Uz compinit; compinit -u\n',
      'unfunction swrole; . ~/.zshrc',
    ],
    ['after the first prompt', '', compinit.trim()],
  ])('completion of zsh works where compinit comes %s', async (_when, after, typed) => {
    const example = await exampleWithCommand({ extraConfig: CONFIG });
    const pty = await openShell(example, ZSH, { after: after + POSIX_SHOW });
    pty.write(`${typed}\r`);
    await pty.waitFor('ready> ');
    pty.write('swr two\t');
    pty.write('\r');
    await pty.waitFor('((two words))');
  });
});

withShell('fish', () => {
  const show = [
    'function swr; echo "(("(string join "|" -- $argv)"))"; end',
    'function swrole; swr $argv; end\n',
  ];
  testCompletion(FISH, { after: show.join('\n') });
});
