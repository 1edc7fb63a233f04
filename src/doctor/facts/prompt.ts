/** The program of `SWROLE_PROMPT`, as the file system knows it. Nothing is run. */
import { promptSetting } from '../../mfa/prompt-setting.ts';
import { withoutSecrets } from '../../util/secret-text.ts';
import type { Environment } from '../../system.ts';
import { commandWords } from './command-words.ts';
import { programFact } from './program-fact.ts';
import { guiPath, stateOf } from './programs.ts';

/** A program that is to ask for codes. */
export interface PromptFact {
  /** For messages. */
  readonly word: string;
  readonly isThere: boolean;
}

/** The program; `undefined` where there is none, or only a shell or Windows knows. */
export function gatherPrompt(env: Environment, platform: NodeJS.Platform): PromptFact | undefined {
  const { dialog } = promptSetting(true, { SWROLE_PROMPT: env.SWROLE_PROMPT });
  if (typeof dialog !== 'object' || platform === 'win32') return undefined;
  const command = 'builtIn' in dialog ? dialog.builtIn : dialog.command;
  if (stateOf(command) === 'runs') return { word: withoutSecrets(command), isThere: true };
  const word = commandWords(command).words[0] ?? '';
  const fact = programFact(word, { here: env.PATH ?? '', inGui: guiPath(platform) });
  if (fact === undefined || fact.kind === 'relative') return undefined;
  const isThere = fact.kind === 'path' ? fact.state === 'runs' : fact.here !== undefined;
  return { word: withoutSecrets(word), isThere };
}
