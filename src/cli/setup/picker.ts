/** A list to choose from, as a value, and what each key does to it. */
import type { Choice } from './choices.ts';
import { endingOf, type Step, typed } from './dialog.ts';

/** What has been typed, and which of the choices that fit is marked. */
export interface Picker {
  readonly choices: readonly Choice[];
  readonly filter: string;
  readonly marked: number;
}

/** The choices that fit what was typed. */
export function fitting({ choices, filter }: Picker): readonly Choice[] {
  const wanted = filter.toLowerCase();
  return choices.filter(({ name, what }) => `${name} ${what}`.toLowerCase().includes(wanted));
}

const UP = new Set(['\x1b[A', '\x1bOA', '\x10']);
const DOWN = new Set(['\x1b[B', '\x1bOB', '\x0e', '\t']);

/** What a key makes of the list, or of the choosing its end. */
export function press(picker: Picker, key: string): Step<Picker, Choice> {
  const ending = endingOf(key);
  if (ending) return { picked: ending };
  if (UP.has(key)) return moved(picker, -1);
  if (DOWN.has(key)) return moved(picker, 1);
  if (key === '\r' || key === '\n') return taken(picker);
  const filter = typed(picker.filter, key);
  return filter === undefined ? picker : { ...picker, filter, marked: 0 };
}

function moved(picker: Picker, by: number): Picker {
  const { length } = fitting(picker);
  return { ...picker, marked: length && (picker.marked + by + length) % length };
}

function taken(picker: Picker): Step<Picker, Choice> {
  const choice = fitting(picker)[picker.marked];
  return choice === undefined ? picker : { picked: choice };
}
