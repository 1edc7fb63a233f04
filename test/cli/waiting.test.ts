/** The line that says for what swrole waits: what is on the screen meanwhile, and that nothing of it is there afterwards. */
import { beforeEach, describe, expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { auditor, type Example, startExample } from '../support/example-world.ts';
import type { Pty } from '../support/pty.ts';
import { SWROLE_PROGRAM, startSwrole } from '../support/run-swrole.ts';
import { screen } from '../support/screen.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import {
  addProfile,
  code,
  ended,
  onTerminal as onTerminalOf,
  type Place,
  projectWith,
} from './waiting/waiting-world.ts';

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

const onTerminal = (words: readonly string[], place?: Place) => onTerminalOf(example, words, place);

const COUNTDOWN = /a new code in \d+ s/;

describe('a terminal of 60 columns', () => {
  const columns = 60;
  const shown = (pty: Pty) => screen(pty.raw(), columns);

  test('the status line shows a wait for another swrole', async () => {
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
});

describe('a code', () => {
  const QUESTION =
    'swrole: MFA code for project-dev (role developer in 111111111111, device member): ';

  test('a question for a code looks as usual, and the status line follows it', async () => {
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

  test('the status line counts down to the next code', async () => {
    // Long enough for two seconds of it to be seen.
    await expect
      .poll(() => 30_000 - (Date.now() % 30_000), { timeout: 15_000 })
      .toBeGreaterThan(10_000);
    addProfile(example, projectWith('echo 918273'));
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

describe('after the status line', () => {
  test('Ctrl-C removes the status line', async () => {
    example.standIn.holdNext();
    const pty = onTerminal(['login', 'audit']);
    await pty.waitFor(')…');
    pty.write('\x03');
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(screen(pty.raw(), 120)).toEqual(['swrole: error: interrupted', 'status 130']);
  });

  test('an error removes the status line', async () => {
    example.standIn.failNext({ kind: 'answer', status: 403, code: 'AccessDenied', message: 'no' });
    const hold = example.standIn.holdNext();
    // So wide that no text is wrapped.
    const pty = onTerminal(['login', 'audit'], { columns: 400 });
    await pty.waitFor(')…');
    hold.release();
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(screen(pty.raw(), 400)).toEqual([
      `swrole: error: AWS refused AssumeRole ${auditor.arn}: AccessDenied: no`,
      expect.stringMatching(/^swrole: hint: /),
      'status 5',
    ]);
  });

  test('the output of a command comes after the status line is removed', async () => {
    const hold = example.standIn.holdNext();
    const pty = onTerminal(['exec', 'audit', '--', 'echo', 'hello']);
    await pty.waitFor(')…');
    hold.release();
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(screen(pty.raw(), 120)).toEqual(['hello', 'status 0']);
  });

  test('the status line is not in the evaluated output', async () => {
    const hold = example.standIn.holdNext();
    const pty = onTerminal(['-o', '-q', 'audit'], {
      before: 'eval "$(',
      after: ')"; echo "$AWS_REGION"',
    });
    await pty.waitFor(')…');
    hold.release();
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(screen(pty.raw(), 120)).toEqual(['eu-west-1', 'status 0']);
  });
});

describe('no status line', () => {
  beforeEach(() => example.standIn.setLatency(1_500));

  test.each<[string, readonly string[], Place]>([
    ['to an SDK', ['-j', 'audit'], { after: ' > answer' }],
    ['where stderr is a pipe', ['-o', '-q', 'audit'], { after: ' 2>&1 > answer | cat' }],
    [
      'where a line cannot be taken away',
      ['-o', '-q', 'audit'],
      { before: 'TERM=dumb ', after: ' > answer' },
    ],
    [
      'in the background',
      ['-o', '-q', 'audit'],
      { before: 'set -m; ', after: ' > answer & wait $!' },
    ],
  ])('there is no status line %s', async (_, words, place) => {
    const pty = onTerminal(words, place);
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(pty.raw()).toBe('status 0\r\n');
  });

  test('there is no status line on a terminal where another swrole may be asking', async () => {
    const first = commandLine([process.execPath, SWROLE_PROGRAM, '-j', 'audit']);
    const before = `stty -echo; ${first} > first & read -r line; `;
    const hold = example.standIn.holdNext();
    const pty = onTerminal(['-o', '-q', 'audit'], { before, after: ' > answer; wait' });
    await hold.arrived;
    pty.write('\r');
    hold.release();
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(pty.raw()).toBe('status 0\r\n');
    expect(example.standIn.calls).toHaveLength(1);
  });

  test('there is no status line where the wait is short', async () => {
    example.standIn.setLatency(0);
    const pty = onTerminal(['-o', '-q', 'audit'], { after: ' > answer' });
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(pty.raw()).toBe('status 0\r\n');
  });
});
