/** A list to choose from, as a value, and what each key does to it. */
import type { Choice } from './choices.ts';

/** What has been typed, and which of the choices that fit is marked. */
export interface Picker {
  readonly choices: readonly Choice[];
  readonly filter: string;
  readonly marked: number;
}

/** How the choosing ended: `left` by Escape or Ctrl-D, `interrupted` by Ctrl-C. */
export type Picked = Choice | 'left' | 'interrupted';

/** The choices that fit what was typed. */
export function fitting({ choices, filter }: Picker): readonly Choice[] {
  const wanted = filter.toLowerCase();
  return choices.filter(({ name, what }) => `${name} ${what}`.toLowerCase().includes(wanted));
}

const UP = new Set(['\x1b[A', '\x1bOA', '\x10']);
const DOWN = new Set(['\x1b[B', '\x1bOB', '\x0e', '\t']);
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]$/u;

/** What a key makes of the list, or of the choosing its end. */
export function press(picker: Picker, key: string): Picker | { readonly picked: Picked } {
  const { filter } = picker;
  if (UP.has(key)) return moved(picker, -1);
  if (DOWN.has(key)) return moved(picker, 1);
  if (key === '\x03') return { picked: 'interrupted' };
  if (key === '\x1b' || key === '\x04') return { picked: 'left' };
  if (key === '\r' || key === '\n') return taken(picker);
  if (key === '\x7f' || key === '\b') return filtered(picker, [...filter].slice(0, -1).join(''));
  if (key === '\x15') return filtered(picker, '');
  return PRINTABLE.test(key) ? filtered(picker, filter + key) : picker;
}

function moved(picker: Picker, by: number): Picker {
  const { length } = fitting(picker);
  return { ...picker, marked: length && (picker.marked + by + length) % length };
}

function filtered(picker: Picker, filter: string): Picker {
  return { ...picker, filter, marked: 0 };
}

function taken(picker: Picker): Picker | { readonly picked: Picked } {
  const choice = fitting(picker)[picker.marked];
  return choice === undefined ? picker : { picked: choice };
}
