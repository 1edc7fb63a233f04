/** What may stand where the cursor is: commands, flags, profiles and the few other words that are known. */
import { COMMAND_NAMES } from '../hot/command-names.ts';
import { FORMATS } from '../formats/names.ts';
import { COMMANDS, type CommandEntry } from '../cli/commands.ts';
import { TOPICS } from '../cli/help-topics.ts';
import { type Flag, flagsOf } from '../cli/init/flag-list.ts';
import { flagNamed, type Place } from '../cli/init/place.ts';

/** A word, as it is meant and not yet quoted, and what it is in a few more; empty where nothing is known. */
export type Candidate = readonly [word: string, description: string];

/** The profiles, read only where they are asked for. */
export type Profiles = () => readonly Candidate[];

/** swr's own word. */
const OFF: Candidate = ['off', 'unset what swrole sets'];

/** Everything that may stand at a place; whoever asks keeps what begins like `current`. */
export function candidates(
  place: Place,
  current: string,
  profiles: Profiles,
): readonly Candidate[] {
  if (place.isForeign) return [];
  if (place.awaiting !== undefined) return valuesOf(place.awaiting, profiles);
  if (!current.startsWith('-')) return operandWords(place, profiles);
  const [name = '', value] = current.split('=', 2);
  if (value === undefined) return [...flagWords(place), ...dashedProfiles(place, profiles)];
  const flag = flagNamed(name, place);
  const values = flag?.takesValue ? valuesOf(flag, profiles) : [];
  return values.map(([word, description]) => [`${name}=${word}`, description]);
}

function valuesOf({ names }: Flag, profiles: Profiles): readonly Candidate[] {
  if (names.includes('--profile')) return profiles();
  return names.includes('--format') ? FORMATS.map((format) => [format, '']) : [];
}

function flagWords({ program, command }: Place): readonly Candidate[] {
  return flagsOf(program, command).flatMap(({ names, description }) =>
    names.map((name) => [name, description] as const),
  );
}

/** A profile whose name begins like a flag can only be written as a flag's value. */
function dashedProfiles(place: Place, profiles: Profiles): Candidate[] {
  if (place.operands > 0 || place.hasProfile) return [];
  if (!flagWords(place).some(([name]) => name === '--profile')) return [];
  const dashed = profiles().filter(([name]) => name.startsWith('-'));
  return dashed.map(([name, description]) => [`--profile=${name}`, description]);
}

function operandWords(place: Place, profiles: Profiles): readonly Candidate[] {
  const { program, command, operands, hasProfile } = place;
  const words = () => profiles().filter(([name]) => !name.startsWith('-'));
  if (command === undefined) {
    if (operands > 0) return [];
    const taken = (name: string) =>
      COMMAND_NAMES.has(name) || (program === 'swr' && name === OFF[0]);
    const named = hasProfile ? [] : words().filter(([name]) => !taken(name));
    return [...named, ...(program === 'swr' && !hasProfile ? [OFF] : []), ...commandWords()];
  }
  const operand = operandNames(COMMANDS[command])[operands] ?? '';
  return operand.split('|').flatMap((kind) => {
    if (kind === 'PROFILE' || kind === 'ROLE') return hasProfile ? [] : words();
    if (kind === 'COMMAND') return commandWords();
    if (kind === 'TOPIC') return Object.entries(TOPICS);
    // What usage shows in small letters is meant literally: bash|zsh.
    return /^[a-z]/.test(kind) ? [[kind, ''] as const] : [];
  });
}

/** `[APP ROLE]` are two, `[COMMAND | TOPIC]` is one that is either. */
function operandNames({ operands }: CommandEntry): readonly string[] {
  const [own = ''] = operands.replace(/[[\]]/g, '').replaceAll(' | ', '|').split(' -- ');
  return own.split(' ');
}

function commandWords(): readonly Candidate[] {
  return Object.entries<CommandEntry>(COMMANDS).map(([name, { summary }]) => [name, summary]);
}
