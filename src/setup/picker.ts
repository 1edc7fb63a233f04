/** The question for the role, as a list. */
import type { Choice } from '../cli/setup/choices.ts';
import type { Dialog } from '../cli/setup/dialog.ts';
import { type Picker, press } from '../cli/setup/picker.ts';
import { pickerLines } from '../cli/setup/picker-lines.ts';

const TITLE = 'Role for SDKs';

/** @param choices one at least */
export function rolePicker(choices: readonly Choice[]): Dialog<Picker, Choice> {
  return {
    start: { choices, filter: '', marked: 0 },
    press,
    lines: (picker, size, style) => pickerLines(picker, TITLE, size, style),
    answered: ({ name }) => `${TITLE}: ${name}`,
  };
}
