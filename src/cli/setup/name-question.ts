/** The question for the name of the profile to write. A name that will not do is said at once, and can be typed again. */
import { safeText } from '../../util/text.ts';
import { cut, cutLeft } from '../people/cut.ts';
import { cutLines } from '../../ui/wrap.ts';
import type { Style } from '../people/style.ts';
import { type Dialog, endingOf, type Size, type Step, typed } from './dialog.ts';

/** What has been typed, and what is wrong with the name that was taken last. */
export interface NameQuestion {
  readonly text: string;
  readonly problem: string | undefined;
}

/** An object, so that a profile may be called `left`. */
export interface TypedName {
  readonly name: string;
}

const TITLE = 'Profile to write';
const KEYS = 'Enter: take; Esc: leave';

/**
 * @param proposal the answer of a person who types nothing
 * @param problemOf what is wrong with a name, for people
 */
export function nameQuestion(
  proposal: string,
  problemOf: (name: string) => string | undefined,
): Dialog<NameQuestion, TypedName> {
  const taken = (state: NameQuestion): Step<NameQuestion, TypedName> => {
    const name = state.text.trim() || proposal;
    const problem = problemOf(name);
    return problem === undefined ? { picked: { name } } : { ...state, problem };
  };
  return {
    start: { text: '', problem: undefined },
    press: (state, key) => (key === '\r' || key === '\n' ? taken(state) : edited(state, key)),
    lines: (state, size, style) => lines(state, proposal, size, style),
    answered: ({ name }) => `${TITLE}: ${name}`,
  };
}

function edited(state: NameQuestion, key: string): Step<NameQuestion, TypedName> {
  const ending = endingOf(key);
  if (ending) return { picked: ending };
  const text = typed(state.text, key);
  return text === undefined ? state : { text, problem: undefined };
}

function lines(
  { text, problem }: NameQuestion,
  proposal: string,
  { columns }: Size,
  style: Style,
): string[] {
  const width = columns - 1;
  const question = cutLeft(`${TITLE} [${safeText(proposal)}]: ${safeText(text)}`, width);
  const problems = problem === undefined ? [] : cutLines(safeText(problem), width);
  return [question, ...problems.map(style.yellow), style.dim(cut(KEYS, width))];
}
