/** The URL that opens another URL in a container of Firefox, and the container's colour. An add-on of Firefox reads it. */

/**
 * The URL schemes of these add-ons, by their names in `console_browser`: Granted, and "Open external links in a container". Both take
 * `name`, `url`, `color` and `icon`, as in a query (`src/opener/parser` of onebytegone/granted-containers and of
 * honsiorovskyi/open-url-in-container).
 */
export const CONTAINER_SCHEMES: ReadonlyMap<string, string> = new Map([
  ['firefox-container', 'ext+granted-containers'],
  ['open-url-in-container', 'ext+container'],
]);

/**
 * The URL for the add-on, which makes the container if there is none of that name.
 *
 * @param color an SGR parameter list
 */
export function containerUrl(
  scheme: string,
  name: string,
  color: string | undefined,
  url: string,
): string {
  const named = containerColor(color);
  const fields = { name, url, ...(named && { color: named }), icon: 'fingerprint' };
  // Not URLSearchParams: the browser decodes the URL once before the add-on does, and neither reads its `+` as a space.
  const query = Object.entries(fields).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `${scheme}:${query.join('&')}`;
}

type Rgb = readonly [red: number, green: number, blue: number];

/** The eight colours of containers, as Firefox draws them (`usercontext.css`). */
const COLORS: readonly (readonly [name: string, rgb: Rgb])[] = [
  ['blue', [55, 173, 255]],
  ['turquoise', [0, 199, 154]],
  ['green', [81, 205, 0]],
  ['yellow', [255, 203, 0]],
  ['orange', [255, 159, 0]],
  ['red', [255, 97, 61]],
  ['pink', [255, 75, 218]],
  ['purple', [175, 81, 245]],
];

/** The colours of SGR 31 to 36 and 91 to 96. */
const TERMINAL_COLORS = ['red', 'green', 'yellow', 'blue', 'purple', 'turquoise'];

/** The container's colour that is most like that of an SGR parameter list; `undefined` if it has no colour. */
export function containerColor(sgr = ''): string | undefined {
  const [, index] = /(?:^|;)38;5;(\d+)/.exec(sgr) ?? [];
  if (index !== undefined) return indexedColor(Number(index));
  const [, red, green, blue] = /(?:^|;)38;2;(\d+);(\d+);(\d+)/.exec(sgr) ?? [];
  if (red !== undefined) return nearestColor([Number(red), Number(green), Number(blue)]);
  const [, number] = /(?:^|;)[39]([1-6])(?:;|$)/.exec(sgr) ?? [];
  return number === undefined ? undefined : TERMINAL_COLORS[Number(number) - 1];
}

/** The levels of red, green and blue of the 216 colours from 16 on. */
const LEVELS = [0, 95, 135, 175, 215, 255];

/** A colour of the 256: 16 of the terminal, 216 of a cube, and greys. */
function indexedColor(index: number): string | undefined {
  if (index < 16) return TERMINAL_COLORS[(index % 8) - 1];
  if (index > 231) return undefined;
  const level = (of: number) => LEVELS[Math.floor((index - 16) / of) % 6] ?? 0;
  return nearestColor([level(36), level(6), level(1)]);
}

function nearestColor(rgb: Rgb): string | undefined {
  const distance = (other: Rgb) =>
    rgb.reduce((sum, value, index) => sum + (value - (other[index] ?? 0)) ** 2, 0);
  return [...COLORS].sort(([, a], [, b]) => distance(a) - distance(b))[0]?.[0];
}
