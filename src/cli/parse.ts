/** From the command line to an `Invocation`: what was typed, and whether it makes sense. */
import { regionRule } from '../config/profile/rules.ts';
import { COMMAND_NAMES } from '../hot/command-names.ts';
import type { Format } from '../formats/names.ts';
import { shownValue, shownWords } from '../util/secret-text.ts';
import { regionHint } from '../messages/config.ts';
import { commandNamed } from './commands.ts';
import { chosenFormat, credentialOptions, type Flags, formOf } from './flags.ts';
import type { CommandLine, Invocation } from './invocation.ts';
import { peopleInvocation } from './people-arguments.ts';
import { readWords, StoppedReading, type Typed } from './argv.ts';
import { fromStop, help, seeHelp } from './stopped-reading.ts';
import { chosenProfile } from './typed-profile.ts';
import { UsageError } from './errors.ts';

/** The command line before the first `--`, and the words after it. */
interface Line {
  readonly words: readonly string[];
  readonly command: readonly string[] | undefined;
}

function splitAtCommand(argv: readonly string[]): Line {
  const index = argv.indexOf('--');
  if (index < 0) return { words: argv, command: undefined };
  return { words: argv.slice(0, index), command: argv.slice(index + 1) };
}

/** A word of a later version is not a profile by accident. */
function refuseReserved({ name, operands: [word], flags }: Typed): void {
  if (name !== undefined || flags.profile !== undefined || !word || !COMMAND_NAMES.has(word))
    return;
  throw new UsageError(
    `'${word}' is a command that this version does not have`,
    `for a profile of that name: swrole -p ${word}`,
  );
}

/**
 * The one thing that the arguments ask for.
 *
 * @param argv the words after the program's name
 * @throws UsageError
 */
export function parseArguments(argv: readonly string[]): CommandLine {
  const { words, command } = splitAtCommand(argv);
  let typed: Typed;
  try {
    typed = readWords(words);
  } catch (error) {
    if (error instanceof StoppedReading) return { invocation: fromStop(error), debug: false };
    throw error;
  }
  return { invocation: meaning(typed, { words, command }), debug: typed.flags.debug ?? false };
}

/** Who writes a flag expects it to do something. */
function refuseForeign({ name, operands, flags, foreignFlag }: Typed, words: readonly string[]) {
  if (name === undefined || foreignFlag === undefined) return;
  const form = operands.length === 0 && flags.profile === undefined ? formOf(flags) : undefined;
  const word = words.find((each) => commandNamed(each) === name) ?? name;
  const hint = form ? `for a profile of that name: swrole ${form} -p ${word}` : seeHelp(name);
  throw new UsageError(`${name} takes no ${foreignFlag}`, hint);
}

/** @throws UsageError for words that do not go together */
function meaning(typed: Typed, { words, command }: Line): Invocation {
  const { name } = typed;
  refuseReserved(typed);
  refuseForeign(typed, words);
  if (name === undefined || name === 'exec' || name === 'login')
    return credentialMeaning(typed, command);
  if (command !== undefined) throw new UsageError(`${name} runs no command`, 'use exec for that');
  return peopleInvocation(typed, name);
}

/**
 * The region of `--region`, for those whose variables swrole sets. An answer in JSON has none.
 *
 * @throws UsageError
 */
function chosenRegion({ region }: Flags, format: Format | 'auto'): string | undefined {
  if (region === undefined) return undefined;
  if (format === 'json')
    throw new UsageError(
      '--region cannot be combined with -j, because a credential_process has no region to give',
      'write region = NAME into the profile that has the credential_process',
    );
  if (regionRule.parse(region) !== undefined) return region;
  throw new UsageError(
    `--region ${regionRule.problem}, not ${shownWords(region)}`,
    regionHint(shownValue(region)).hint,
  );
}

function credentialMeaning(typed: Typed, command: Line['command']): Invocation {
  const { name, flags } = typed;
  const profile = chosenProfile(typed);
  if (!profile) return help(false, name);
  const options = credentialOptions(flags);
  const format = chosenFormat(flags);
  const region = chosenRegion(flags, format);
  if (name === undefined && command === undefined)
    return { kind: 'print', profile, format, region, options };
  if (format !== 'auto') throw new UsageError('a command to run takes no format');
  if (name === 'login') {
    if (command !== undefined) throw new UsageError('login runs no command', 'use exec for that');
    return { kind: 'login', profile, options };
  }
  if (!command?.length)
    throw new UsageError('no command to run', `swrole exec ${profile} -- COMMAND...`);
  return { kind: 'exec', profile, command, region, options };
}
