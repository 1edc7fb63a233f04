/** The commands of the config files and of `SWROLE_PROMPT`, their programs, and the profiles that lead to each other. Nothing is run. */

import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Location } from '../../config/errors.ts';
import type { ConfigFiles } from '../../config/files.ts';
import { cognitoKeys, processKeys, roleKeys, samlKeys, tokenKeys } from '../../config/keys.ts';
import { commandLineOf, type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import { promptSetting } from '../../mfa/question.ts';
import type { Environment } from '../../system.ts';
import { withoutSecrets } from '../../util/secret-text.ts';
import { commandWords, swroleCall } from './command-lines.ts';

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

// Finds programs without running any.

const LAUNCHD_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/** The PATH of a program started from a dock or a menu: launchd's, or the PATH of systemd and display managers. */
export function guiPath(platform: NodeJS.Platform): string {
  return platform === 'darwin' ? LAUNCHD_PATH : `/usr/local/bin:${LAUNCHD_PATH}`;
}

/** Finds an executable by name in a PATH; undefined if there is none. */
function findProgram(name: string, path: string): string | undefined {
  const folders = path.split(':').filter((folder) => folder.startsWith('/'));
  return folders.map((folder) => join(folder, name)).find((file) => stateOf(file) === 'runs');
}

/** Whether a file is a program. */
function stateOf(file: string): 'runs' | 'missing' | 'not-executable' {
  try {
    if (!statSync(file).isFile()) return 'not-executable';
  } catch {
    return 'missing';
  }
  try {
    accessSync(file, constants.X_OK);
    return 'runs';
  } catch {
    return 'not-executable';
  }
}

/** The program that a script finds on the PATH with `#!/usr/bin/env NAME`; undefined for other files. */
function wantedInterpreter(file: string): string | undefined {
  const [, name] = /^#!\s*\S*\/env(?:\s+-\S+)*\s+(\S+)/.exec(beginning(file)) ?? [];
  return name === undefined ? undefined : basename(name);
}

function beginning(file: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const buffer = Buffer.alloc(256);
    return buffer.toString('latin1', 0, readSync(descriptor, buffer));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

// The program of a command in the file system. It is not run.

/** The interpreter of a script, and where this process finds it. */
interface Interpreter {
  readonly name: string;
  readonly here: string | undefined;
}

/** The first word of a command. */
export type ProgramFact =
  /** An absolute path. `interpreter` is what a script looks for on the PATH, if a GUI's has it not. */
  | {
      readonly kind: 'path';
      readonly state: ReturnType<typeof stateOf>;
      readonly interpreter: Interpreter | undefined;
    }
  /** A path that depends on the folder that it is run in. */
  | { readonly kind: 'relative' }
  /** Where this process finds a name, and where a program started from a GUI finds it. */
  | {
      readonly kind: 'name';
      readonly here: string | undefined;
      readonly inGui: string | undefined;
    };

/** Builtins of shells, and words that change the meaning of the next word. */
const SHELL_WORDS = new Set('cd eval exec export if for set umask while . : ! {'.split(' '));

/** The search paths of this process, and of a program started from a GUI. */
interface Paths {
  readonly here: string;
  readonly inGui: string;
}

/** The program of a word; `undefined` where only a shell knows: a variable, a home, a word of its own. */
export function programFact(word: string, paths: Paths): ProgramFact | undefined {
  if (word === '' || /^[~$(]|=/.test(word) || SHELL_WORDS.has(word)) return undefined;
  if (word.startsWith('/')) return pathFact(word, paths);
  if (word.includes('/')) return { kind: 'relative' };
  const [here, inGui] = [findProgram(word, paths.here), findProgram(word, paths.inGui)];
  return { kind: 'name', here, inGui };
}

function pathFact(file: string, { here, inGui }: Paths): ProgramFact {
  const name = wantedInterpreter(file);
  const isThere = name === undefined || findProgram(name, inGui) !== undefined;
  const interpreter = isThere ? undefined : { name, here: findProgram(name, here) };
  return { kind: 'path', state: stateOf(file), interpreter };
}
