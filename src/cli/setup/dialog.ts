/** A question that takes keys one by one, as a value; `terminal-dialogs.ts` shows it. */
import type { Style } from '../people/style.ts';

/** How much there is to draw on. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** How a question ended without an answer: `left` by Escape or Ctrl-D, `interrupted` by Ctrl-C. */
export type Ending = 'left' | 'interrupted';

/** What a key makes of a question: its next state, or its end. */
export type Step<State extends object, Answer extends object> =
  | State
  | { readonly picked: Answer | Ending };

/** A question. */
export interface Dialog<State extends object, Answer extends object> {
  readonly start: State;
  press(state: State, key: string): Step<State, Answer>;
  /** The first line ends where one types, and no line reaches the last column. */
  lines(state: State, size: Size, style: Style): readonly string[];
  /** What stands in the place of it all, once it is answered. */
  answered(answer: Answer): string;
}

/** The end that a key stands for in every question. */
export function endingOf(key: string): Ending | undefined {
  if (key === '\x03') return 'interrupted';
  return key === '\x1b' || key === '\x04' ? 'left' : undefined;
}

const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]$/u;

/** What a key makes of a text that is being typed; `undefined` for a key that has nothing to do with it. */
export function typed(text: string, key: string): string | undefined {
  if (key === '\x7f' || key === '\b') return [...text].slice(0, -1).join('');
  if (key === '\x15') return '';
  return PRINTABLE.test(key) ? text + key : undefined;
}

/** Whether a question has ended. */
export function isEnd<State extends object, Answer extends object>(
  step: Step<State, Answer>,
): step is { readonly picked: Answer | Ending } {
  return 'picked' in step;
}
