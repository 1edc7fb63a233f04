/**
 * A recording as an SVG that CSS animates: no script, no font, no file beside it. Without animation, and for readers who
 * have asked for less motion, it shows the last screen.
 */
import type { Recording } from './recording.ts';
import { play, type Span, type Style } from './terminal.ts';

export type Theme = 'light' | 'dark';

/** The colours of GitHub's pages, whose contrast with their ground is 4.5 at least. */
const THEMES: Record<
  Theme,
  { ground: string; edge: string; text: string; palette: readonly string[] }
> = {
  light: {
    ground: '#ffffff',
    edge: '#d0d7de',
    text: '#1f2328',
    palette: [
      '#24292f',
      '#cf222e',
      '#116329',
      '#7d4e00',
      '#0969da',
      '#8250df',
      '#1b7c83',
      '#6e7781',
    ],
  },
  dark: {
    ground: '#0d1117',
    edge: '#30363d',
    text: '#e6edf3',
    palette: [
      '#8b949e',
      '#ff7b72',
      '#3fb950',
      '#d29922',
      '#58a6ff',
      '#bc8cff',
      '#39c5cf',
      '#b1bac4',
    ],
  },
};

const CELL = { width: 8.4, height: 19 };
const MARGIN = 16;

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const number = (value: number) => String(Math.round(value * 100) / 100);

/** What is heard of it where it cannot be seen: the last screen. */
function lastScreen(spans: readonly Span[], height: number): string {
  const rows = Array.from({ length: height }, () => '');
  for (const { row, column, text, to } of spans) {
    if (to !== undefined) continue;
    const line = (rows[row] ?? '').padEnd(column);
    rows[row] = line.slice(0, column) + text + line.slice(column + text.length);
  }
  return rows.join('\n').trimEnd();
}

/** When a span is seen: from the start on, from some time on, or between two times. */
function timing({ from, to }: Span): string {
  if (to !== undefined) return ` class="h" style="--f:${number(from)}s;--d:${number(to - from)}s"`;
  return from === 0 ? '' : ` class="i" style="--f:${number(from)}s"`;
}

function paint(
  style: Style,
  theme: Theme,
): { fill: string | undefined; ground: string | undefined } {
  const { palette, text, ground } = THEMES[theme];
  const color = (value: number | string | undefined) =>
    typeof value === 'number' ? palette[value % 8] : value;
  const [front, back] = [color(style.color), color(style.background)];
  return style.inverse
    ? { fill: back ?? ground, ground: front ?? text }
    : { fill: front, ground: back };
}

function element(span: Span, theme: Theme): string {
  const { row, column, text, style } = span;
  const { fill, ground } = paint(style, theme);
  const [x, width] = [column * CELL.width, text.length * CELL.width];
  const when = timing(span);
  const rect = ground
    ? `<rect x="${number(x)}" y="${row * CELL.height}" width="${number(width)}" height="${CELL.height}" fill="${ground}"${when}/>`
    : '';
  const attributes = [
    `x="${number(x)}" y="${row * CELL.height + 14}"`,
    // The columns stay where they are, whatever font there is.
    text.length > 1 ? `textLength="${number(width)}"` : '',
    fill ? `fill="${fill}"` : '',
    style.bold ? 'font-weight="bold"' : '',
    style.dim ? 'opacity=".7"' : '',
  ];
  const given = attributes.filter((attribute) => attribute !== '').join(' ');
  return `${rect}<text ${given}${when}>${escaped(text)}</text>`;
}

/** Draws a recording. The same recording gives the same bytes. */
export function drawSvg(recording: Recording, theme: Theme): string {
  const spans = play(recording);
  const { ground, edge, text } = THEMES[theme];
  const rows = Math.max(...spans.map(({ row }) => row)) + 1;
  const width = Math.round(recording.width * CELL.width) + 2 * MARGIN;
  const height = rows * CELL.height + 2 * MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t d">
<title id="t">swrole in a terminal</title>
<desc id="d">${escaped(lastScreen(spans, rows))}</desc>
<style>
text{white-space:pre}
.h{visibility:hidden;animation:o var(--d) var(--f)}
.i{animation:i .01s var(--f) both}
@keyframes i{from{visibility:hidden}}
@keyframes o{from,to{visibility:visible}}
@media (prefers-reduced-motion:reduce){.h,.i{animation:none}}
</style>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="${ground}" stroke="${edge}"/>
<g transform="translate(${MARGIN} ${MARGIN})" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14" fill="${text}">
${spans.map((span) => element(span, theme)).join('\n')}
</g>
</svg>
`;
}
