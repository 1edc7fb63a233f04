/**
 * The value of `credential_process` for a role. SDKs run it in three ways: by `sh -c`, by botocore's own word splitter
 * without a shell, and on Windows by `cmd.exe` (contract A.1). It is written so that all of them see the same words.
 */
import { ConfigEditError } from '../../config-edit/errors.ts';
import { commandWords } from '../../doctor/facts/command-words.ts';
import { isSwrole } from '../../doctor/facts/swrole-call.ts';
import { cachedRequest } from '../../hot/cached-request.ts';
import { COMMAND_NAMES } from '../../hot/command-names.ts';
import type { System } from '../../system.ts';
import type { Program } from '../../setup/launcher.ts';

/** Means itself to every reader, outside quotes. */
const PLAIN = { posix: /^[\w./:@+,-][\w./:@+,%-]*$/, windows: /^[\w./:@+,\\-]+$/ };

/**
 * Means itself between double quotes. A shell expands `$` and a backquote there, cmd.exe `%`; the backslash is read in as
 * many ways as there are readers, and on Windows only its paths need it.
 */
const QUOTABLE = { posix: /^[^"$`\\\p{C}]+$/u, windows: /^(?!.*\\$)[^"%!^\p{C}]+$/u };

/** The AWS file grammar cuts a comment there, even between quotes. */
const COMMENT = /\s[#;]/;

/**
 * @throws ConfigEditError `unwritable-word`
 */
export function sdkCommand(
  { node, script }: Program,
  role: string,
  platform: System['platform'],
): string {
  const style = platform === 'win32' ? 'windows' : 'posix';
  const quoted = (what: 'node' | 'swrole' | 'profile', word: string) => {
    if (PLAIN[style].test(word)) return word;
    if (QUOTABLE[style].test(word) && !COMMENT.test(word)) return `"${word}"`;
    throw new ConfigEditError({ kind: 'unwritable-word', what, word });
  };
  const needsFlag = role.startsWith('-') || COMMAND_NAMES.has(role);
  const profile = `${needsFlag ? '-p ' : ''}${quoted('profile', role)}`;
  const program = `${quoted('node', node)} ${quoted('swrole', script)}`;
  // Newer Go SDKs take away quotes around the whole value, so it must not end in one.
  return profile.endsWith('"') ? `${program} ${profile} -j` : `${program} -j ${profile}`;
}

/** The words that `sdkCommand` puts before swrole; others, such as `env A=b`, would be lost with the line. */
const NODE = /(?:^|[/\\])node(?:\.exe)?$/i;

/** Whether a command gets the same from another swrole or node, and nothing else with it: an older one of ours, as a rule. */
export function isSameCall(command: string, role: string): boolean {
  const { words } = commandWords(command);
  const [program = '', ...args] = NODE.test(words[0] ?? '') ? words.slice(1) : words;
  return isSwrole(program) && cachedRequest(args) === role;
}
