/** The form of an error message, and its lines on stderr. */

import { ownLine } from '../util/text.ts';

/** An error as the user sees it. */
export interface Message {
  readonly exitCode: number;
  /** Lower case, no full stop, one line. */
  readonly message: string;
  /** What to do, if there is advice. */
  readonly hint: string | undefined;
  /** More about the failure: one line, before the hint. */
  readonly remark?: string;
}

/** The lines for stderr: no stack trace, safe for a terminal. */
export function formatError({ message, remark, hint }: Message): string {
  const lines = [ownLine(message, 'error')];
  for (const line of [remark, hint]) if (line !== undefined) lines.push(ownLine(line, 'hint'));
  return `${lines.join('\n')}\n`;
}
