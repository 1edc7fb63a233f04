/** When the line is shown, and what goes to the terminal for it, by a clock that moves only when a test says so. */

import { describe, expect, test } from 'vitest';
import { type Clock, createStatusLine, type InputMode } from '../../src/terminal/status-line.ts';
import { screen } from '../support/screen.ts';

/** A line on a terminal of 30 columns. */
function line() {
  let [now, written] = [0, ''];
  let works: { readonly milliseconds: number; readonly work: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    every: (milliseconds, work) => {
      const entry = { milliseconds, work };
      works = [...works, entry];
      return () => {
        works = works.filter((other) => other !== entry);
      };
    },
  };
  const state = { columns: 30, isOurs: true, mode: 'lines' as InputMode, looks: 0 };
  const terminal = {
    isOurs: () => state.isOurs,
    inputMode: () => {
      state.looks += 1;
      return state.mode;
    },
    write: (text: string) => {
      written += text;
    },
  };
  return {
    ...createStatusLine(state, terminal, clock),
    state,
    pass: (milliseconds: number) => {
      for (const end = now + milliseconds; now < end; ) {
        now += 1;
        for (const { milliseconds: every, work } of works) if (now % every === 0) work();
      }
    },
    /** A program of another user. */
    program: (text: string) => {
      written += text;
    },
    written: () => written,
    shown: () => screen(written, state.columns),
    isTicking: () => works.length > 0,
  };
}

describe('a wait', () => {
  test('a wait that ends before 300 ms writes no byte to the terminal', () => {
    const { showProgress, pass, written, isTicking } = line();
    const otherDone = showProgress(() => undefined);
    pass(1);
    const done = showProgress(() => 'long');
    pass(299); // the second look is now
    done();
    otherDone();
    pass(1_000);
    expect([written(), isTicking()]).toEqual(['', false]);
  });

  test('a longer wait is shown once, and removed at its end', () => {
    const { showProgress, pass, written } = line();
    const done = showProgress(() => 'long');
    pass(300);
    expect(written()).toBe('\r\x1b[Kswrole: long');
    pass(1_000);
    done();
    done();
    expect(written()).toBe('\r\x1b[Kswrole: long\r\x1b[K');
  });

  test('a wait is written again when its text changes, and not at all without a text', () => {
    const { showProgress, pass, shown } = line();
    let said: string | undefined;
    showProgress(() => said);
    pass(300);
    expect(shown()).toEqual(['']);
    said = 'in 2 s';
    pass(150);
    expect(shown()).toEqual(['swrole: in 2 s']);
    said = undefined;
    pass(150);
    expect(shown()).toEqual(['']);
  });

  test('a wait within another is shown as long as it lasts', () => {
    const { showProgress, pass, shown } = line();
    showProgress(() => 'outer');
    pass(300);
    const done = showProgress(() => 'inner');
    pass(150);
    expect(shown()).toEqual(['swrole: outer']);
    pass(150);
    expect(shown()).toEqual(['swrole: inner']);
    done();
    expect(shown()).toEqual(['']);
    pass(150);
    expect(shown()).toEqual(['swrole: outer']);
  });

  test('a wait is not shown while another program uses the terminal', () => {
    const { showProgress, suspend, pass, shown } = line();
    showProgress(() => 'long');
    pass(300);
    const comeBack = suspend();
    pass(300);
    expect(shown()).toEqual(['']);
    comeBack();
    comeBack();
    pass(150);
    expect(shown()).toEqual(['swrole: long']);
  });

  test('a wait of a background job is not shown, and is shown again in the foreground', () => {
    const { showProgress, state, pass, written } = line();
    showProgress(() => 'long');
    state.isOurs = false;
    pass(600);
    expect(written()).toBe('');
    state.isOurs = true;
    pass(150);
    expect(written()).toBe('\r\x1b[Kswrole: long');
  });

  test.each([
    ['waiting for 東京東京東京東京…', 30, 'swrole: waiting for 東京東京…'],
    ['waiting for 東京東京東京東京…', 38, 'swrole: waiting for 東京東京東京東京…'],
    ['a\x1b[2Jb', 30, 'swrole: a\\u{1b}[2Jb'],
    ['long', 8, 'swrole…'],
  ])('%j fits into a terminal that has now %i columns', (words, columns, expected) => {
    const { showProgress, state, pass, shown } = line();
    showProgress(() => words);
    state.columns = columns;
    pass(300);
    expect(shown()).toEqual([expected]);
  });
});

describe('while a program runs', () => {
  const start = () => {
    const world = line();
    const done = world.showProgress(() => 'op…', 'below-cursor');
    return { ...world, done };
  };

  test('while a program runs, the line is below the row of the cursor, which stays where it is', () => {
    const { pass, program, shown, done } = start();
    program('PIN: ');
    pass(299);
    expect(shown()).toEqual(['PIN:']);
    pass(1);
    expect(shown()).toEqual(['PIN: ', 'swrole: op…']);
    program('12');
    expect(shown()).toEqual(['PIN: 12', 'swrole: op…']);
    done();
    expect(shown()).toEqual(['PIN: 12']);
  });

  test('the line moves with a running program, twice a second', () => {
    const { pass, program, shown, done } = start();
    pass(300);
    program('touch\r\n');
    expect(shown()).toEqual(['touch', 'swrole: op…']);
    pass(450);
    expect(shown()).toEqual(['touch', '', 'swrole: op…']);
    program('now\r\n');
    done();
    expect(shown()).toEqual(['touch', 'now']);
  });

  test.each<[InputMode, string]>([
    ['hidden-lines', 'PIN: '],
    ['keys', 'PIN: '],
  ])('no line is drawn where the terminal of a running program has %s', (mode, expected) => {
    const { state, pass, program, written, done } = start();
    state.mode = mode;
    program('PIN: ');
    pass(1_200);
    done();
    expect([written(), state.looks]).toEqual([expected, 3]);
  });

  test('the line disappears when a running program asks for a password', () => {
    const { state, pass, program, shown } = start();
    pass(300);
    state.mode = 'hidden-lines';
    program('PIN: ');
    pass(450);
    expect(shown()).toEqual(['PIN:']);
  });

  test('the line is not redrawn when a running program draws the screen itself', () => {
    const { state, pass, written, done } = start();
    pass(300);
    const before = written();
    state.mode = 'keys';
    pass(1_000);
    expect(written()).toBe(before);
    done();
    expect(written()).toBe(`${before}\x1b[J`);
  });

  test('in the background, the terminal of a running program is not read', () => {
    const { state, pass, written } = start();
    state.isOurs = false;
    pass(1_000);
    expect([written(), state.looks]).toEqual(['', 0]);
  });

  test('no other wait is shown while a program runs, and the old line is removed at its start', () => {
    const { showProgress, pass, shown, written } = line();
    showProgress(() => 'outer');
    pass(300);
    showProgress(() => 'op…', 'below-cursor');
    expect(shown()).toEqual(['']);
    showProgress(() => 'inner');
    pass(299);
    expect(written()).toBe('\r\x1b[Kswrole: outer\r\x1b[K');
    pass(1);
    expect(shown()).toEqual(['', 'swrole: op…']);
  });

  test('the line is shown also where a running program has the terminal', () => {
    const { suspend, pass, shown } = start();
    suspend();
    pass(300);
    expect(shown()).toEqual(['', 'swrole: op…']);
  });
});
