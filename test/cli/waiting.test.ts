/** The line that says for what swrole waits: what is on the screen meanwhile, and that nothing of it is there afterwards. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import {
  auditor,
  developer,
  type Example,
  member,
  startExample,
} from '../support/example-world.ts';
import { openPty, type Pty } from '../support/pty.ts';
import { SWROLE_PROGRAM, startSwrole } from '../support/run-swrole.ts';
import { screen } from '../support/screen.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const AUDIT = `
[profile audit]
role_arn = ${auditor.arn}
source_profile = my-company
region = eu-west-1
`;

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ extraConfig: AUDIT, generateToken: false }));
});

/** Where the program runs. */
interface Place {
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Shell words around the program. */
  readonly before?: string;
  readonly after?: string;
}

/** The built program on a terminal of its own, in a shell that says how it ended. */
function onTerminal(words: readonly string[], place: Place = {}): Pty {
  const { columns = 120, env = {}, before = '', after = '' } = place;
  const swrole = commandLine([process.execPath, SWROLE_PROGRAM, ...words]);
  const script = `trap : INT; ${before}${swrole}${after}; echo status $?`;
  const options = { env: { ...example.env, ...env }, cwd: example.home.path, cols: columns };
  return untilTestEnds(openPty({ command: 'sh', args: ['-c', script], ...options }));
}

function addProfile(text: string): void {
  appendFileSync(example.home.configFile, `\n${text}`);
}

/** The role of `project-dev` with another command for its codes, as profile `mine`. */
function projectWith(generateToken: string): string {
  const role = `role_arn = ${developer.arn}\nmfa_serial = ${member.mfa.serial}\n`;
  return `[profile mine]\n${role}source_profile = my-company\ngenerate_token = ${generateToken}\n`;
}

/** A program that prints a line when it is told to, and which. */
function slowProgram(name: string) {
  const folder = join(example.home.path, 'programs');
  const [command, line] = [join(folder, name), join(folder, 'line')];
  mkdirSync(folder);
  execFileSync('mkfifo', [line]);
  writeFileSync(command, `#!/bin/sh\ncat ${line}\n`, { mode: 0o755 });
  return { folder, command, finish: (text: string) => writeFileSync(line, `${text}\n`) };
}

const code = () => totp(member.mfa.secret, Date.now());

/** What takes the line away. */
const ERASE = '\r\x1b[K';
const COUNTDOWN = /a new code in \d+ s/;
const UNTIL = /credentials until \d\d:\d\d \(\w+\)/;
const ended = (profile: string) => [
  expect.stringMatching(new RegExp(`^swrole: ${profile}: ${UNTIL.source}$`)),
  'status 0',
];

describe.each([60, 120])('on a terminal of %i columns', (columns) => {
  const shown = (pty: Pty) => screen(pty.raw(), columns);

  test('an answer of AWS is waited for', async () => {
    const hold = example.standIn.holdNext();
    const pty = onTerminal(['login', 'audit'], { columns });
    await pty.waitFor(')…');
    const host = example.standIn.url.replace('http://', '');
    expect(shown(pty)).toEqual([`swrole: asking AWS (${host})…`]);
    hold.release();
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(shown(pty)).toEqual(ended('audit'));
  });

  test('another swrole is waited for', async () => {
    const hold = example.standIn.holdNext();
    const first = startSwrole(['-j', 'audit'], { env: example.env });
    await hold.arrived;
    const pty = onTerminal(['login', 'audit'], { columns });
    await pty.waitFor(')…');
    expect(shown(pty)).toEqual([`swrole: waiting for another swrole (pid ${first.child.pid})…`]);
    hold.release();
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(shown(pty)).toEqual(ended('audit'));
    expect((await first.result).exitCode).toBe(0);
  });

  test('a program is waited for, with a name that is cut where it is too long', async () => {
    const name = 'a-program-with-a-name-that-is-as-long-as-a-narrow-terminal-is-wide';
    const { command, finish } = slowProgram(name);
    addProfile(`[profile given]\ncredential_process = ${command}\n`);
    const pty = onTerminal(['login', 'given'], { columns });
    await pty.waitFor('…');
    const line = `swrole: waiting for ${name}…`;
    const cut = line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
    expect(shown(pty)).toEqual([cut]);
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = member;
    finish(JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey }));
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(shown(pty)).toEqual([
      'swrole: given: long-term credentials, nothing to obtain',
      'status 0',
    ]);
  });
});

describe('a code', () => {
  const QUESTION =
    'swrole: MFA code for project-dev (role developer in 111111111111, device member): ';

  test('is waited for while a dialog is open', async () => {
    const { folder, finish } = slowProgram('zenity');
    const env = { SWROLE_PROMPT: 'gui', DISPLAY: ':0', PATH: `${folder}:${process.env.PATH}` };
    const pty = onTerminal(['login', 'project-dev'], { env });
    await pty.waitFor('…');
    expect(screen(pty.raw(), 120)).toEqual(['swrole: waiting for zenity…']);
    finish(code());
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(screen(pty.raw(), 120)).toEqual(ended('project-dev'));
  });

  test('is asked for as ever, and AWS waited for after it', async () => {
    const hold = example.standIn.holdNext();
    const pty = onTerminal(['login', 'project-dev']);
    await pty.waitFor(QUESTION);
    const typed = code();
    pty.write(`${typed}\r`);
    await pty.waitFor(')…');
    const [question, waiting] = screen(pty.raw(), 120);
    expect([question, waiting]).toEqual([
      `${QUESTION}${typed}`,
      expect.stringMatching(/^swrole: asking AWS \(\S+\)…$/),
    ]);
    hold.release();
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(screen(pty.raw(), 120)).toEqual([`${QUESTION}${typed}`, ...ended('project-dev')]);
  });

  test('comes from a command that has the terminal to itself', async () => {
    const script = join(example.home.path, 'ask');
    // Longer than anybody waits unasked, with a prompt in the middle of a line.
    const lines = ['#!/bin/sh', 'printf "PIN: " >&2', 'sleep 1', 'read -r code', 'echo "$code"'];
    writeFileSync(script, lines.join('\n'), { mode: 0o755 });
    addProfile(projectWith(script));
    const pty = onTerminal(['login', 'mine']);
    await pty.waitFor('PIN: ');
    const typed = code();
    pty.write(`${typed}\r`);
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(pty.text()).toMatch(new RegExp(`^PIN: ${typed}\nswrole: mine: ${UNTIL.source}\n`));
    expect(pty.raw()).not.toContain(ERASE);
  });

  test('that comes with the next window is counted down to', { retry: 2 }, async () => {
    addProfile(projectWith('echo 918273'));
    const pty = onTerminal(['login', 'mine']);
    const [, first = ''] = /a new code in (\d+) s/.exec(await pty.waitFor(COUNTDOWN)) ?? [];
    await pty.waitFor(`swrole: a new code in ${Number(first) - 1} s`);
    pty.write('\x03');
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(screen(pty.raw(), 120)).toEqual([
      expect.stringMatching(/^swrole: AWS refused the code; waiting \d+ s for the next one$/),
      'swrole: error: interrupted',
      'status 130',
    ]);
  });
});

describe('nothing is left of it', () => {
  test('after Ctrl-C', async () => {
    example.standIn.holdNext();
    const pty = onTerminal(['login', 'audit']);
    await pty.waitFor(')…');
    pty.write('\x03');
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(screen(pty.raw(), 120)).toEqual(['swrole: error: interrupted', 'status 130']);
  });

  test('after an error', async () => {
    example.standIn.failNext({ kind: 'answer', status: 403, code: 'AccessDenied', message: 'no' });
    const hold = example.standIn.holdNext();
    const pty = onTerminal(['login', 'audit']);
    await pty.waitFor(')…');
    hold.release();
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(screen(pty.raw(), 200)).toEqual([
      `swrole: error: AWS refused AssumeRole ${auditor.arn}: AccessDenied: no`,
      expect.stringMatching(/^swrole: hint: /),
      'status 5',
    ]);
  });

  test('before the output of a command', async () => {
    const hold = example.standIn.holdNext();
    const pty = onTerminal(['exec', 'audit', '--', 'echo', 'hello']);
    await pty.waitFor(')…');
    hold.release();
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(screen(pty.raw(), 120)).toEqual(['hello', 'status 0']);
  });

  test('in what is evaluated', async () => {
    const hold = example.standIn.holdNext();
    const pty = onTerminal(['-o', 'audit'], {
      before: 'eval "$(',
      after: ')"; echo "$AWS_REGION"',
    });
    await pty.waitFor(')…');
    hold.release();
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(screen(pty.raw(), 120)).toEqual(['eu-west-1', 'status 0']);
  });
});

describe('nothing is said', () => {
  beforeEach(() => example.standIn.setLatency(1_500));

  test.each<[string, readonly string[], Place]>([
    ['to an SDK', ['-j', 'audit'], { after: ' > answer' }],
    ['where stderr is a pipe', ['-o', 'audit'], { after: ' 2>&1 > answer | cat' }],
    [
      'where a line cannot be taken away',
      ['-o', 'audit'],
      { before: 'TERM=dumb ', after: ' > answer' },
    ],
    ['in the background', ['-o', 'audit'], { before: 'set -m; ', after: ' > answer & wait $!' }],
  ])('%s', async (_, words, place) => {
    const pty = onTerminal(words, place);
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(pty.raw()).toBe('status 0\r\n');
  });

  test('on a terminal where another swrole may be asking', async () => {
    const first = commandLine([process.execPath, SWROLE_PROGRAM, '-j', 'audit']);
    const before = `stty -echo; ${first} > first & read -r line; `;
    const hold = example.standIn.holdNext();
    const pty = onTerminal(['-o', 'audit'], { before, after: ' > answer; wait' });
    await hold.arrived;
    pty.write('\r');
    hold.release();
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(pty.raw()).toBe('status 0\r\n');
    expect(example.standIn.calls).toHaveLength(1);
  });

  test('where it is over at once', async () => {
    example.standIn.setLatency(0);
    const pty = onTerminal(['-o', 'audit'], { after: ' > answer' });
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(pty.raw()).toBe('status 0\r\n');
  });
});
