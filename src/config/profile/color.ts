/**
 * `color`, which two tools of one author spell in two ways: the bash swrole takes SGR numbers (`001`, `1;31`), the browser
 * extension aws-extend-switch-roles takes RGB (`ff0000`). Three digits are SGR and six hexadecimal ones are RGB, so both
 * can be read. Only digits and semicolons come out, because the result goes into an escape sequence.
 */
import type { ChainWarning, Warn } from '../warnings.ts';
import { displayKeys } from '../keys.ts';
import type { Profile } from './profile.ts';
import { locationOf, textOf } from './raw-profile.ts';

const RGB = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i;
const SGR = /^\d{1,3}(?:;\d{1,3}){0,15}$/;

/**
 * The profile's colour as an SGR parameter list, such as `31` or `38;2;255;0;0`. A bad one is a warning: colours are for
 * the eye and cost nobody their credentials.
 */
export function profileColor({ name, raw }: Profile, warn: Warn<ChainWarning>): string | undefined {
  const value = textOf(raw.settings, displayKeys.color);
  if (value === undefined) return undefined;
  const color = parseColor(value);
  const at = locationOf(raw, displayKeys.color);
  if (color === undefined) warn({ kind: 'invalid-color', profile: name, value, at });
  return color;
}

function parseColor(text: string): string | undefined {
  const rgb = RGB.exec(text)?.slice(1);
  if (rgb !== undefined)
    return ['38', '2', ...rgb.map((hex) => Number.parseInt(hex, 16))].join(';');
  const isSgr = SGR.test(text) && text.split(';').every((number) => Number(number) <= 255);
  return isSgr ? text : undefined;
}
