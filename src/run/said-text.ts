import { safeText } from '../safe-text.ts';
import { withoutSecrets } from '../secret-text.ts';

/** What a terminal draws in colour; the colours would only make the words harder to read. */
const COLOURS = /\x1b\[[0-9;]*m/g;

/** What to do about it, which swrole and others say after the reason. */
const HINT = /^\w+: hint: /;

/** Of a swrole that failed because of another one, the innermost reason is the reason. */
const OUTER = /^.*(?:swrole: error: |credential_process of profile '.*' \(.*\) failed: [^:]+: )/;

const LONGEST = 300;

/**
 * The last line that a program wrote to stderr, which is where programs explain why they failed: safe for a
 * terminal, and without anything that may be a code or a secret.
 *
 * @returns `undefined` if it said nothing
 */
export function saidText(stderr: string): string | undefined {
  const lines = stderr.replace(COLOURS, '').split(/[\r\n]+/);
  const last = lines.map((line) => line.trim()).findLast((line) => line && !HINT.test(line));
  return last && safeText(withoutSecrets(last.replace(OUTER, ''))).slice(0, LONGEST);
}
