/** The commands of the config files and of `SWROLE_PROMPT`, and the profiles that lead to each other. Nothing is run. */
import type { Location } from '../../config/errors.ts';
import type { ConfigFiles } from '../../config/files.ts';
import { cognitoKeys, processKeys, roleKeys, samlKeys, tokenKeys } from '../../config/keys.ts';
import { commandLineOf, type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import { promptSetting } from '../../mfa/question.ts';
import type { Environment } from '../../system.ts';
import { withoutSecrets } from '../../util/secret-text.ts';
import { commandWords } from './command-words.ts';
import { guiPath, type ProgramFact, programFact, stateOf } from './programs.ts';
import { swroleCall } from './swrole-calls.ts';

/** One command line. */
export interface CommandFact {
  readonly profile: string;
  readonly key: string;
  readonly command: string;
  readonly at: Location;
  /** The first word, for messages; empty for a blank command line. */
  readonly word: string;
  /** `undefined` if only a shell can resolve it. */
  readonly program: ProgramFact | undefined;
}

const KEYS = [
  processKeys.credentialProcess,
  tokenKeys.generateToken,
  tokenKeys.mfaProcess,
  roleKeys.webIdentityTokenProcess,
  samlKeys.process,
  cognitoKeys.loginProcess,
] as const;

/** The commands of these profiles. */
export function gatherCommands(
  profiles: readonly RawProfile[],
  { PATH = '' }: Environment,
  platform: NodeJS.Platform,
): readonly CommandFact[] {
  const paths = { here: PATH, inGui: guiPath(platform) };
  // Thousands of profiles share a few programs and command lines.
  const lookAt = remembered((word) => ({
    word: withoutSecrets(word),
    program: platform === 'win32' ? undefined : programFact(word, paths),
  }));
  const programOf = remembered((command) => lookAt(commandWords(command).words[0] ?? ''));
  const commands: CommandFact[] = [];
  for (const raw of profiles)
    for (const key of KEYS) {
      const line = commandLineOf(raw, key);
      if (line === undefined) continue;
      const { command, at } = line;
      const { word, program } = programOf(command);
      commands.push({ profile: raw.name, key, command, at, word, program });
    }
  return commands;
}

/** Calls `of` once for each text. */
function remembered<Value extends object>(of: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const value = known.get(text) ?? of(text);
    known.set(text, value);
    return value;
  };
}

// The selected profiles: all, or one with every profile that it leads to.

/** A step from a profile to the profile that gives its credentials. */
export interface Edge {
  readonly key: string;
  readonly to: string;
}

/** The possible sources of a profile's credentials: `source_profile`, and swrole as its `credential_process`. */
export function edgesOf(profile: RawProfile): readonly Edge[] {
  const { sourceProfile } = roleKeys;
  const { credentialProcess } = processKeys;
  const source = textOf(profile.settings, sourceProfile);
  const command = commandLineOf(profile, credentialProcess)?.command;
  const call = command === undefined ? undefined : swroleCall(command);
  const asked = call?.profile ?? call?.source;
  return [
    ...(source === undefined ? [] : [{ key: sourceProfile, to: source }]),
    ...(asked === undefined ? [] : [{ key: credentialProcess, to: asked }]),
  ];
}

/** The selected profiles, in the order of the files or of the chain. */
export function profilesInScope(
  { profiles }: ConfigFiles,
  asked: string | undefined,
): readonly RawProfile[] {
  if (asked === undefined) return [...profiles.values()];
  const found = new Map<string, RawProfile>();
  // No recursion: chains may be long.
  for (let next = [asked]; next.length > 0; ) {
    const name = next.pop() ?? '';
    const profile = profiles.get(name);
    if (profile === undefined || found.has(name)) continue;
    found.set(name, profile);
    next.push(
      ...edgesOf(profile)
        .map(({ to }) => to)
        .reverse(),
    );
  }
  return [...found.values()];
}

// The program of `SWROLE_PROMPT` in the file system. It is not run.

/** A program that asks for codes. */
export interface PromptFact {
  /** For messages. */
  readonly word: string;
  readonly isThere: boolean;
}

/** The program; `undefined` if there is none, or only a shell or Windows can resolve it. */
export function gatherPrompt(env: Environment, platform: NodeJS.Platform): PromptFact | undefined {
  const { dialog } = promptSetting(true, { SWROLE_PROMPT: env.SWROLE_PROMPT });
  if (typeof dialog !== 'object' || platform === 'win32') return undefined;
  const command = 'builtIn' in dialog ? dialog.builtIn : dialog.command;
  if (stateOf(command) === 'runs') return { word: withoutSecrets(command), isThere: true };
  const word = commandWords(command).words[0] ?? '';
  const details = programFact(word, { here: env.PATH ?? '', inGui: guiPath(platform) });
  if (details === undefined || details.kind === 'relative') return undefined;
  const isThere = details.kind === 'path' ? details.state === 'runs' : details.here !== undefined;
  return { word: withoutSecrets(word), isThere };
}
