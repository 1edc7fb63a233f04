/**
 * Errors as a person at a terminal sees them: wrapped at words and coloured, with the command or profile that the words may have
 * meant. Loaded only for a person, or after an error in the words.
 */

import { listProfiles, loadConfigFiles } from '../config/files.ts';
import { COMMAND_NAMES } from '../fast-path/cached-answer.ts';
import { formatError, type Message } from '../messages/message.ts';
import type { ExitStatus } from '../process/exec.ts';
import type { System } from '../system.ts';
import { adviceWithTilde, noteText, styleOf, withTilde, wrapWords } from '../ui/format.ts';
import { shownWords } from '../util/secret-text.ts';
import { nearestName, safeText } from '../util/text.ts';
import { COMMANDS } from './commands.ts';
import { UsageError } from './errors.ts';
import { formOf, readWords } from './flags.ts';

/** The message of an error, with what the config files say about the words that were typed. */
export function typedError(message: Message, error: unknown, system: System): Message {
  if (!(error instanceof UsageError)) return message;
  const { firstWord } = error;
  const profiles = profilesOf(system);
  if (firstWord !== undefined && !profiles.includes(firstWord))
    return {
      ...message,
      message: `no command or profile ${shownWords(firstWord)}`,
      hint: meant(firstWord, profiles),
    };
  const hint = namesakeHint(system, profiles);
  if (hint === undefined || message.hint?.includes(' -p ')) return message;
  return { ...message, hint: message.hint === undefined ? hint : `${message.hint}; ${hint}` };
}

/** The names of the profiles; none if the files cannot be read, which is not what is wrong with the words. */
function profilesOf(system: System): readonly string[] {
  try {
    return listProfiles(loadConfigFiles(system));
  } catch {
    return [];
  }
}

/** The command or profile with a similar name, or where they are listed. */
function meant(word: string, profiles: readonly string[]): string {
  const command = nearestName(word, Object.keys(COMMANDS));
  const profile = nearestName(word, profiles);
  const names = [command, profile && `the profile ${shownWords(profile)}`].filter(Boolean);
  if (names.length > 0) return `did you mean ${names.join(', or ')}?`;
  return 'swrole help shows the commands, swrole list the profiles';
}

/** How to name a profile that is called like the command that was typed alone; `undefined` if there is none. */
function namesakeHint({ argv }: System, profiles: readonly string[]): string | undefined {
  const { given, operands } = readWords(argv);
  const [word] = operands;
  if (word === undefined || operands.length > 1 || given.has('--profile')) return undefined;
  if (!COMMAND_NAMES.has(word) || !profiles.includes(word)) return undefined;
  const format = given.get('--format');
  const form = formOf({
    ...(given.has('--json') && { json: true }),
    ...(given.has('--export') && { export: true }),
    ...(format !== undefined && { format }),
    cache: true,
    prompt: true,
  });
  return `for the profile '${word}': swrole ${form === undefined ? '' : `${form} `}-p ${word}`;
}

/**
 * After a command without a profile: how to name the profile of the same name, where that can be meant: after a failure, and where a
 * shell at a terminal takes the output (`eval $(swrole status)`). A command that shows what it was asked for needs no hint.
 */
export async function showNamesake(status: ExitStatus, system: System): Promise<void> {
  const { stdout, stderr, argv } = system;
  if (status.exitCode === 0 && (!stderr.isTerminal || stdout.isTerminal)) return;
  if (!argv.some((word) => COMMAND_NAMES.has(word))) return;
  const hint = namesakeHint(system, profilesOf(system));
  if (hint !== undefined) await stderr.write(noteText(hint, system, 'hint')).catch(() => {});
}

/**
 * The lines of an error for stderr. On a terminal they are wrapped at words and coloured as those of doctor, with paths below the
 * home as in lists. Elsewhere each text is whole: a log is also read by others, who have another home.
 */
export function shownError(
  message: Message,
  { stderr, env, home }: Pick<System, 'stderr' | 'env' | 'home'>,
): string {
  if (!stderr.isTerminal || message.isLeaving) return formatError(message);
  const style = styleOf(stderr, env);
  const lines = (level: 'error' | 'hint', text: string | undefined): readonly string[] => {
    if (text === undefined) return [];
    const indent = `swrole: ${level}: `.length;
    const [label, paint] =
      level === 'error'
        ? [style.red(level), style.bold]
        : [style.bold(level), (line: string) => line];
    return wrapWords(safeText(text).split(' '), stderr.columns - indent).map(
      (line, index) => (index === 0 ? `swrole: ${label}: ` : ' '.repeat(indent)) + paint(line),
    );
  };
  const [remark, hint] = [message.remark, message.hint].map(
    (text) => text && adviceWithTilde(text, home),
  );
  return [
    ...lines('error', withTilde(message.message, home)),
    ...lines('hint', remark),
    ...lines('hint', hint),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
