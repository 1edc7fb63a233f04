/** Parses the arguments of the commands that take a profile: the profile, the region, and what cannot be combined. */

import {
  looksLikeArn,
  roleArnProblem,
  roleOfSession,
  SOURCE_FLAG,
} from '../config/find-profile.ts';
import { regionRule } from '../config/profile/rules.ts';
import type { Format } from '../formats/document.ts';
import { regionHint } from '../messages/config.ts';
import { shownValue, shownWords } from '../util/secret-text.ts';
import { help, type ParsedArgs } from './argv.ts';
import { UsageError } from './errors.ts';
import { credentialOptions, type Flags, formOf, selectedFormat } from './flags.ts';
import type {
  ConsoleInvocation,
  ExecInvocation,
  Invocation,
  LoginInvocation,
  PrintInvocation,
  ServeInvocation,
  UnnamedInvocation,
  WhoamiInvocation,
  WriteInvocation,
} from './invocation.ts';

/**
 * The invocation of `exec`, `login` or a profile without a command.
 *
 * @param command the words after `--`
 * @throws UsageError
 */
export function credentialInvocation(
  args: ParsedArgs,
  command: readonly string[] | undefined,
): Invocation {
  const { name, flags } = args;
  const profile = selectedProfile(args);
  const format = selectedFormat(flags);
  // An SDK is never asked, and without a command there is nothing to run.
  if (!profile && (format === 'json' || (name === 'exec' && !command?.length)))
    return help(false, name);
  if (profile && (format === 'json' || !isPrevious(args)))
    return namedInvocation(args, profile, command);
  return unnamed(args, namedInvocation(args, '', command), help(false, name));
}

function namedInvocation(
  { name, flags }: ParsedArgs,
  profile: string,
  command: readonly string[] | undefined,
): PrintInvocation | ExecInvocation | LoginInvocation {
  const options = credentialOptions(flags);
  const format = selectedFormat(flags);
  const region = selectedRegion(flags, format);
  const { quiet = false, yes = false } = flags;
  if (name === undefined && command === undefined)
    return { kind: 'print', profile, format, region, quiet, yes, options };
  if (format !== 'auto') throw new UsageError('a command to run takes no format');
  if (name === 'login') {
    if (command !== undefined) throw new UsageError('login runs no command', 'use exec for that');
    return { kind: 'login', profile, options };
  }
  if (!command?.length)
    throw new UsageError('no command to run', `swrole exec ${profile || 'PROFILE'} -- COMMAND...`);
  return { kind: 'exec', profile, command, server: flags.server ?? false, region, yes, options };
}

// Interactive commands that take a profile, and flags of their own.

/** @throws UsageError without a profile */
export function serveInvocation(args: ParsedArgs): ServeInvocation {
  const profile = requireProfile(args);
  const format = selectedFormat(args.flags);
  // With an endpoint, json has a field for the region too.
  const region = selectedRegion(args.flags, 'auto');
  const options = credentialOptions(args.flags);
  return { kind: 'serve', profile, format: format === 'auto' ? 'sh' : format, region, options };
}

/** @throws UsageError for a profile together with `--all` */
export function logoutInvocation(args: ParsedArgs): Invocation {
  const { all, source } = args.flags;
  const logout = { kind: 'logout', profile: selectedProfile(args), source } as const;
  if (all && logout.profile !== undefined)
    throw new UsageError('logout takes a profile or --all, not both');
  if (all || logout.profile) return logout;
  const hint = 'swrole logout --all forgets everything';
  return unnamed(args, logout, new UsageError('logout needs a profile', hint));
}

/** @throws UsageError if there is neither a profile nor `--remove`, and for flags that cannot be combined */
export function writeInvocation(args: ParsedArgs): WriteInvocation {
  const { remove, as: section, dotenv } = args.flags;
  const kind = 'write';
  if (remove !== undefined) {
    assertOnlyRemove(args);
    return { kind, remove };
  }
  const profile = requireProfile(args);
  if (section !== undefined && dotenv !== undefined)
    throw new UsageError(
      '--as and --dotenv exclude each other',
      'a file for containers has no sections: write the two one after the other',
    );
  if (dotenv === '' || dotenv === '-')
    throw new UsageError(
      '--dotenv needs the path of a file',
      `on stdout: swrole -f dotenv ${profile}`,
    );
  const region = selectedRegion(args.flags, 'auto');
  return { kind, profile, section, dotenv, region, options: credentialOptions(args.flags) };
}

/** `--remove` gets no credentials, so a profile and all other flags would do nothing. */
function assertOnlyRemove({ operands, flags }: ParsedArgs): void {
  const { remove, debug, cache, prompt, ...others } = flags;
  const isAlone = Object.values(others).every((value) => value === undefined) && cache && prompt;
  if (isAlone && operands.length === 0) return;
  throw new UsageError(
    'write --remove takes the name of a section, and nothing else',
    `swrole write --remove ${shownWords(remove ?? '')}`,
  );
}

// Which profile a command gets, and in which region.

/** The invocation with the selected profile, or as one without. */
export function ifNamed(
  args: ParsedArgs,
  command: WhoamiInvocation | ConsoleInvocation,
): Invocation {
  const profile = selectedProfile(args);
  if (profile && !isPrevious(args)) return { ...command, profile };
  return unnamed(args, command, missingProfile(args));
}

/** A command for the last profile, or for one that the user picks. `otherwise` says what to do where swrole cannot ask. */
export function unnamed(
  args: ParsedArgs,
  command: UnnamedInvocation['command'],
  otherwise: UnnamedInvocation['otherwise'],
): UnnamedInvocation {
  return { kind: 'unnamed', command, isPrevious: isPrevious(args), otherwise };
}

/** A lone `-` is the profile before, as for `cd`; a profile of that name needs `-p`. SDKs get no profile of before. */
function isPrevious({ operands, flags }: ParsedArgs): boolean {
  return operands[0] === '-' && flags.profile === undefined;
}

function requireProfile(args: ParsedArgs): string {
  const profile = selectedProfile(args);
  if (profile) return profile;
  throw missingProfile(args);
}

function missingProfile({ name, flags }: ParsedArgs): UsageError {
  const form = formOf(flags);
  const other = form ? `; for a profile of that name: swrole ${form} -p ${name}` : '';
  return new UsageError(`${name} needs a profile`, `swrole ${name} PROFILE${other}`);
}

/**
 * The selected profile: the operand or `-p`, not both.
 *
 * @throws UsageError for more than one profile
 */
export function selectedProfile({
  name,
  operands: [operand, ...rest],
  flags: { profile, source },
}: ParsedArgs): string | undefined {
  const extra = profile === undefined ? rest[0] : operand;
  if (extra !== undefined) {
    throw new UsageError(
      `one profile at a time: ${shownWords(extra)} is one too many`,
      'a command to run comes after --',
      name === undefined && profile === undefined ? operand : undefined,
    );
  }
  assertRole(profile ?? operand, source);
  return profile ?? operand;
}

/** `--source` and the ARN of a role belong together. */
function assertRole(role: string | undefined, source: string | undefined): void {
  if (source === undefined) return;
  const hint = 'swrole exec arn:aws:iam::123456789012:role/NAME --source PROFILE -- COMMAND...';
  if (!role) throw new UsageError(`${SOURCE_FLAG} needs the ARN of a role`, hint);
  if (!looksLikeArn(role))
    throw new UsageError(
      `${SOURCE_FLAG} needs the ARN of a role instead of a profile, not ${shownWords(role)}`,
      hint,
    );
  const problem = roleArnProblem(role);
  if (problem === undefined) return;
  const meant = roleOfSession(role);
  throw new UsageError(
    `${shownWords(role)} is no ARN of a role: ${problem}`,
    meant !== undefined && shownValue(meant) === meant ? `did you mean ${meant}?` : hint,
  );
}

/**
 * The region of `--region`, which swrole exports. The JSON document has no field for it.
 *
 * @throws UsageError
 */
function selectedRegion({ region }: Flags, format: Format | 'auto'): string | undefined {
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
