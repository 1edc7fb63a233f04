/** What the words after a command for people ask for: those that obtain credentials for SDKs and shells are not among them. */
import { shownWords } from '../util/secret-text.ts';
import type { CommandName } from './commands.ts';
import { credentialOptions, formOf } from './flags.ts';
import { helpSubject } from './help/subject.ts';
import {
  INIT_SHELLS,
  type InitShell,
  type Invocation,
  type SetupInvocation,
} from './invocation.ts';
import { listHint } from './suggest.ts';
import type { Typed } from './argv.ts';
import { chosenProfile } from './typed-profile.ts';
import { UsageError } from './errors.ts';

/** The commands that are not for SDKs and shells. */
export type PeopleCommand = Exclude<CommandName, 'exec' | 'login'>;

/**
 * The one thing that such a command is asked for.
 *
 * @throws UsageError
 */
export function peopleInvocation(typed: Typed, kind: PeopleCommand): Invocation {
  const { operands, flags } = typed;
  const { json = false, online = false } = flags;
  switch (kind) {
    case 'help':
      return { kind, asked: true, subject: helpSubject(operands) };
    case 'list':
      noOperands(kind, operands);
      return { kind, json };
    case 'status':
      return { kind, profile: chosenProfile(typed), json };
    case 'logout':
      return { kind, profile: logoutProfile(typed) };
    case 'doctor':
      return { kind, profile: chosenProfile(typed), json, online };
    case 'whoami':
      return { kind, profile: neededProfile(typed), json, options: credentialOptions(flags) };
    case 'console': {
      const { service, region, destination, print = false } = flags;
      const where = { service, region, destination, print };
      return { kind, profile: neededProfile(typed), ...where, options: credentialOptions(flags) };
    }
    case 'setup':
      return setup(typed);
    case 'init':
      return { kind, shell: initShell(operands) };
  }
}

function noOperands(name: string, [word]: readonly string[]): void {
  if (word !== undefined) throw new UsageError(`${name} takes no name: ${shownWords(word)}`);
}

function neededProfile(typed: Typed): string {
  const profile = chosenProfile(typed);
  if (profile) return profile;
  const form = formOf(typed.flags);
  const other = form ? `; for a profile of that name: swrole ${form} -p ${typed.name}` : '';
  throw new UsageError(`${typed.name} needs a profile`, `swrole ${typed.name} PROFILE${other}`);
}

/** Everything is forgotten only by whoever says so. */
function logoutProfile(typed: Typed): string | undefined {
  const profile = chosenProfile(typed);
  if (typed.flags.all && profile !== undefined)
    throw new UsageError('logout takes a profile or --all, not both');
  if (typed.flags.all || profile) return profile;
  throw new UsageError('logout needs a profile', 'swrole logout --all forgets everything');
}

function setup({ operands: [app, role, ...rest], flags }: Typed): SetupInvocation {
  if (rest.length > 0 || (app !== undefined && role === undefined))
    throw new UsageError('setup takes two names', 'swrole setup APP ROLE');
  const { force = false, dryRun = false } = flags;
  return { kind: 'setup', app, role, force, dryRun };
}

function initShell([word, ...rest]: readonly string[]): InitShell {
  const shell = INIT_SHELLS.find((name) => name === word);
  const list = `the shells are ${INIT_SHELLS.join(', ')}`;
  if (word === undefined) throw new UsageError('init needs a shell', list);
  if (shell === undefined)
    throw new UsageError(
      `init knows no shell ${shownWords(word)}`,
      listHint(word, INIT_SHELLS, list),
    );
  if (rest[0] !== undefined)
    throw new UsageError(`init takes one shell: ${shownWords(rest[0])} is one too many`);
  return shell;
}
