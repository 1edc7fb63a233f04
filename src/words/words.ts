import { safeText } from '../safe-text.ts';

/** An error as a person sees it. */
export interface Words {
  readonly exitCode: number;
  /** Lower case, no full stop, one line. */
  readonly message: string;
  /** What to do, where there is something. */
  readonly hint: string | undefined;
}

/** The lines on stderr: no stack, safe for a terminal. */
export function errorText({ message, hint }: Words): string {
  const lines = [`swrole: error: ${safeText(message)}`];
  if (hint !== undefined) lines.push(`swrole: hint: ${safeText(hint)}`);
  return `${lines.join('\n')}\n`;
}
