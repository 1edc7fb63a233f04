/** The programs that `swrole setup` offers for codes, as commands of `generate_token`, which runs in the home directory by a shell. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { guiPath, programFact } from '../doctor/facts/commands.ts';
import type { System } from '../system.ts';
import type { Dialog } from '../terminal/dialog.ts';
import type { Choice, Picker } from '../terminal/picker.ts';
import { isWritableCommand, quotedWord } from './launcher.ts';
import { choicePicker, type TextState, type TypedText, textQuestion } from './questions.ts';

/** A program that gives the code of an item of its own. */
interface CodeProgram {
  readonly program: string;
  /** What it is, for the list. */
  readonly what: string;
  /** What names the code there. */
  readonly item: string;
  readonly proposal: string;
  readonly note?: string;
  /** The words before and after the item, which is one word. */
  readonly words: readonly [before: string, after?: string];
  /** What the item's word begins with. */
  readonly prefix?: string;
}

const CODE_PROGRAMS: readonly CodeProgram[] = [
  {
    program: 'op',
    what: '1Password: op item get ITEM --otp',
    item: 'Item in 1Password',
    proposal: 'AWS',
    words: ['item get', '--otp'],
  },
  {
    program: 'ykman',
    what: 'YubiKey: ykman oath accounts code --single ACCOUNT',
    item: 'Account on the YubiKey',
    proposal: 'Amazon Web Services',
    note: 'ykman oath accounts list shows the names; a part of the name is enough',
    words: ['oath accounts code --single'],
  },
  {
    program: 'pass',
    what: 'pass: pass otp NAME',
    item: 'Name in pass',
    proposal: 'aws',
    words: ['otp'],
  },
  {
    program: 'gopass',
    what: 'gopass: gopass otp -o NAME',
    item: 'Name in gopass',
    proposal: 'aws',
    words: ['otp -o'],
  },
  {
    program: 'bw',
    what: 'Bitwarden: bw get totp ITEM',
    item: 'Item in Bitwarden',
    proposal: 'AWS',
    note: 'bw asks for its password each time, unless BW_SESSION is set',
    words: ['get totp'],
  },
  {
    program: 'rbw',
    what: 'Bitwarden: rbw code ITEM',
    item: 'Item in Bitwarden',
    proposal: 'AWS',
    words: ['code'],
  },
  {
    program: 'oathtool',
    what: 'oathtool: oathtool --totp --base32 @FILE',
    item: 'File with the secret',
    proposal: '.aws/mfa-secret',
    note: 'the base32 secret that AWS showed for the device; only you may read the file: chmod 600. The path begins in your home',
    words: ['--totp --base32'],
    prefix: '@',
  },
];

/** An installed program, and how a command line names it. */
interface InstalledProgram extends CodeProgram {
  readonly word: string;
}

type Machine = Pick<System, 'env' | 'home' | 'platform'>;

/** The programs on the `PATH`. A program that desktop programs do not find there gets its whole path. */
export function installedCodePrograms({ env, home, platform }: Machine): InstalledProgram[] {
  const paths = { here: env.PATH ?? '', inGui: guiPath(platform) };
  return CODE_PROGRAMS.flatMap((each) => {
    const fact = programFact(each.program, paths);
    if (fact?.kind !== 'name' || fact.here === undefined) return [];
    if (each.program === 'pass' && !hasOtpExtension(fact.here, env, home)) return [];
    const word = fact.inGui === undefined ? quotedWord(fact.here, platform) : each.program;
    return word === undefined ? [] : [{ ...each, word }];
  });
}

/** Whether `pass otp` is there: an extension beside pass, or in the user's store if pass may run those. */
function hasOtpExtension(pass: string, env: System['env'], home: string): boolean {
  const store = env.PASSWORD_STORE_DIR || join(home, '.password-store');
  const own = env.PASSWORD_STORE_EXTENSIONS_DIR || join(store, '.extensions');
  const beside = join(dirname(dirname(pass)), 'lib', 'password-store', 'extensions');
  const folders = env.PASSWORD_STORE_ENABLE_EXTENSIONS === 'true' ? [beside, own] : [beside];
  return folders.some((folder) => existsSync(join(folder, 'otp.bash')));
}

const TYPED: Choice = { name: 'typed', also: 'you type the code when it is needed' };
const OTHER: Choice = { name: 'command', also: 'another command that prints it' };

/** The choice of what gives the codes. */
export function codesPicker(programs: readonly InstalledProgram[]): Dialog<Picker<Choice>, Choice> {
  const offered = programs.map(({ program, what }) => ({ name: program, also: what }));
  return choicePicker([TYPED, ...offered, OTHER], 'Codes');
}

/** The question that a choice of {@link codesPicker} leads to, and the command line for its answer; `undefined` for none. */
export function commandQuestion(
  choice: Choice,
  programs: readonly InstalledProgram[],
  platform: NodeJS.Platform,
): { readonly dialog: Dialog<TextState, TypedText>; line(text: string): string } | undefined {
  if (choice.name === TYPED.name) return undefined;
  const found = programs.find(({ program }) => program === choice.name);
  if (found === undefined)
    return {
      dialog: textQuestion({
        title: 'Command',
        note: 'a command line that prints a code; it runs by your shell, in your home',
        problemOf: commandProblem,
      }),
      line: (text) => text,
    };
  const { word, words, prefix = '', item: title, proposal, note } = found;
  const quoted = (text: string) => quotedWord(prefix + text, platform);
  return {
    dialog: textQuestion({
      title,
      proposal,
      ...(note !== undefined && { note }),
      problemOf: (text) =>
        quoted(text) === undefined
          ? 'a name with these characters cannot be written: choose "command" and quote it yourself'
          : undefined,
    }),
    line: (text) => [word, words[0], quoted(text), words[1]].filter(Boolean).join(' '),
  };
}

/** What is wrong with a command line as the value of `generate_token`; `undefined` for a good one. */
export function commandProblem(line: string): string | undefined {
  return isWritableCommand(line)
    ? undefined
    : 'a command is one line that is not empty, and # or ; after a space begins a comment: such a command goes into a script';
}
