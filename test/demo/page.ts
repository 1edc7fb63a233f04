/** The demo's words and layout: plain text of 100 columns, the same on a terminal and in a file. */
import type { DemoWorld } from './demo-world.ts';
import type { Performed } from './perform-step.ts';
import { shortened } from './shortened.ts';
import type { Step } from './steps.ts';

const WIDTH = 100;
const INDENT = '   ';

function indented(lines: readonly string[]): string {
  return lines.map((line) => `${INDENT}${line}`.trimEnd()).join('\n');
}

/** A document is one long line of commas; its later lines are set in by one more. */
function wrapped(line: string): string[] {
  const room = WIDTH - INDENT.length;
  if (line.length <= room) return [line];
  const end = line.lastIndexOf(',', room - 1) + 1 || room;
  return [line.slice(0, end), ...wrapped(` ${line.slice(end)}`)];
}

function lines(text: string): string[] {
  return text.trimEnd().split('\n');
}

/** What is run, and against what. */
export function introduction({ url, config }: DemoWorld): string {
  return `swrole on node ${process.versions.node}, in a temporary home.
AWS is a strict stand-in of STS at ${url} (AWS_ENDPOINT_URL_STS).
op is a script that computes the code of the member's MFA device.

~/.aws/config
${indented(lines(config))}
`;
}

function measured({ milliseconds, calls, codes }: Performed): string {
  const made = calls.length > 0 ? calls.join(', ') : 'none';
  const time = `${milliseconds.toFixed(0)} ms`.padStart(7);
  return `${time}   STS calls: ${made.padEnd(17)}   codes: ${codes}`;
}

/** A step that was performed: what was typed, what it printed, how long it took and what it cost. */
export function stepText(
  number: number,
  { title, lines: typed }: Step,
  performed: Performed,
  secrets: readonly string[],
): string {
  const printed = lines(shortened(performed.stdout, secrets)).flatMap(wrapped);
  const body = [...typed.map((line) => `$ ${line}`), ...printed, measured(performed)];
  return `${number}. ${title}\n${indented(body)}\n`;
}

/** What it all cost. */
export function summary(performed: readonly Performed[]): string {
  const calls = performed.flatMap((step) => step.calls);
  const codes = performed.reduce((sum, step) => sum + step.codes, 0);
  return `In all ${calls.length} STS calls (${calls.join(', ')}), codes used: ${codes}. Everything checked.`;
}
