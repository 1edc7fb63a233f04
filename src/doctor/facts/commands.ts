/** The commands of the config files, and where their programs are found. */
import type { Location } from '../../config/errors.ts';
import { processKeys, tokenKeys } from '../../config/keys.ts';
import { commandLineOf, type RawProfile } from '../../config/profile/raw-profile.ts';
import { withoutSecrets } from '../../util/secret-text.ts';
import type { Environment } from '../../system.ts';
import { commandWords } from './command-words.ts';
import { type ProgramFact, programFact } from './program-fact.ts';
import { guiPath } from './programs.ts';

/** One command line. */
export interface CommandFact {
  readonly profile: string;
  readonly key: string;
  readonly command: string;
  readonly at: Location;
  /** The first word, for messages; empty for a command line of nothing but white space. */
  readonly word: string;
  /** `undefined` where only a shell knows. */
  readonly program: ProgramFact | undefined;
}

const KEYS = [
  processKeys.credentialProcess,
  tokenKeys.generateToken,
  tokenKeys.mfaProcess,
] as const;

/** The commands of these profiles. */
export function gatherCommands(
  profiles: readonly RawProfile[],
  { PATH = '' }: Environment,
  platform: NodeJS.Platform,
): readonly CommandFact[] {
  const paths = { here: PATH, inGui: guiPath(platform) };
  const programs = new Map<string, ProgramFact | undefined>();
  const lookAt = (word: string) => {
    if (!programs.has(word)) programs.set(word, programFact(word, paths));
    return programs.get(word);
  };
  return profiles.flatMap((raw) =>
    KEYS.flatMap((key) => {
      const line = commandLineOf(raw, key);
      if (line === undefined) return [];
      const word = commandWords(line.command).words[0] ?? '';
      const program = platform === 'win32' ? undefined : lookAt(word);
      return [{ profile: raw.name, key, ...line, word: withoutSecrets(word), program }];
    }),
  );
}
