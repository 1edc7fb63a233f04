/** Explains errors and warnings of the configuration: level, affected programs, and a fix if the message has no hint. */
import type { ConfigErrorDetails, IgnoredSectionReason } from '../config/errors.ts';
import { betweenQuotes, type FileKind, profileHeader } from '../config/ini/lexer.ts';
import { roleKeys, tokenKeys } from '../config/keys.ts';
import type { ChainWarning, FileWarning, IgnoredLineReason } from '../config/warnings.ts';
import { nameAdvice } from '../messages/config.ts';
import { shownName, shownWords } from '../util/secret-text.ts';
import { type Advice, describeOtherPlace, type Finding, fix, type Level, write } from './check.ts';

type Kind = ConfigErrorDetails['kind'];

const NOT_HERE = 'in this environment the profile gives no credentials';

const WHY: { readonly [K in Kind]?: string } = {
  'unreadable-file':
    'swrole stops here; JS takes such a file for empty and says that its profiles are missing',
  'invalid-environment': 'every profile that takes notice of the variable fails with it',
  cycle: 'no SDK finds credentials at the end of it',
  'no-credentials': 'this profile gives no credentials',
  'keys-without-token': 'AWS refuses a temporary key without its token',
  'missing-environment': NOT_HERE,
  'environment-without-token': NOT_HERE,
  'own-keys': NOT_HERE,
  'metadata-disabled': NOT_HERE,
  'two-sources': 'every SDK refuses such a profile',
  'excluded-key': 'the call with a token takes no such value, so swrole refuses the profile',
  'sso-conflict': 'the AWS CLI and Rust refuse such a profile, others sign in at one of the two',
  'invalid-value':
    'swrole refuses it before any call, because AWS would, or because it would mean something else',
};

/** The programs that fail because of the error. */
export function errorWhy({ kind }: ConfigErrorDetails): string {
  return WHY[kind] ?? 'swrole and the SDKs cannot give credentials for it';
}

/** The fix for an error whose message has no hint. */
export function errorAdvice(fact: ConfigErrorDetails): string {
  switch (fact.kind) {
    case 'invalid-value':
      return `${fact.key} ${fact.problem}`;
    case 'invalid-environment':
      return `${fact.variable} ${fact.problem}`;
    case 'missing-environment':
      return `set ${fact.variables.join(' and ')} where the profile is used`;
    default:
      return 'correct the line';
  }
}

/**
 * The level of an error, given the planned profile and the selected one. An error that matters only when the profile is used is a
 * note, unless that profile is selected: it may be meant for another machine, or be unused.
 */
export function errorLevel(
  fact: ConfigErrorDetails,
  planned: string,
  asked: string | undefined,
): Level {
  switch (fact.kind) {
    case 'no-credentials':
      return fact.profile === planned && asked !== planned ? 'note' : 'error';
    case 'missing-environment':
    case 'environment-without-token':
    case 'own-keys':
    case 'metadata-disabled':
      return asked === undefined ? 'note' : 'warning';
    default:
      return 'error';
  }
}

// Warnings of chains that differ from their profiles' settings.

/** All warnings of chains except the over-long duration. */
export type ChainOddity = Exclude<ChainWarning, { kind: 'duration-capped' }>;

const MEANINGS: {
  [Kind in ChainOddity['kind']]: (warning: Extract<ChainOddity, { kind: Kind }>) => Explanation;
} = {
  'unused-key': ({ key }) => {
    const [level, why] = UNUSED[key] ?? TWO_SOURCES;
    return explanation(level, why, fix(`remove ${key}, or move it to a profile of its own`));
  },
  'invalid-color': () => explanation('note', 'the profile has no colour', write('color = red')),
  'unused-mfa-session': ({ reason }) =>
    explanation(
      'warning',
      reason === 'no-device'
        ? 'the role is assumed without a code'
        : 'each role asks for a code of its own',
      fix(`remove mfa_session${MFA_SESSION_FIX[reason]}`),
    ),
  'unused-region': ({ profile }) =>
    explanation(
      'note',
      'the region is of another partition, so the role is called where it is',
      fix(`write the region of profile '${profile}' into the profile`),
    ),
  'foreign-region': ({ partition }) =>
    explanation(
      'warning',
      'STS of another partition does not know the role',
      fix(`write a region of ${partition}`),
    ),
};

const MFA_SESSION_FIX: Record<
  Extract<ChainOddity, { kind: 'unused-mfa-session' }>['reason'],
  string
> = {
  program: ', or let the program give long-term keys',
  temporary: ', or let the role start from long-term keys',
  'no-device': ', or add mfa_serial',
  'later-role': ', or move it to the profile of the first role or of the keys',
};

const TWO_SOURCES: readonly [Level, string] = [
  'warning',
  'a profile that says twice where its credentials come from means one of the two, and SDKs disagree about which',
];

const NOT_WITH_TOKEN: readonly [Level, string] = [
  'note',
  'a role that is assumed with a token is called without it, by SDKs too',
];

/** Keys that another key overrides in every SDK (contract C.1). */
const UNUSED: { readonly [key: string]: readonly [Level, string] } = {
  [tokenKeys.mfaProcess]: ['note', 'swrole runs generate_token, aws-vault runs mfa_process'],
  [roleKeys.mfaSerial]: NOT_WITH_TOKEN,
  [roleKeys.externalId]: NOT_WITH_TOKEN,
  [roleKeys.roleSessionName]: NOT_WITH_TOKEN,
};

/** Explains a warning of this kind. */
export function explainChainWarning(warning: ChainOddity): Explanation {
  return MEANINGS[warning.kind](warning as never);
}

// Explanations: level, effect and fix.

/** A finding without its problem and location, which `--debug` shows too. */
export type Explanation = Pick<Finding, 'level' | 'why' | 'advice'>;

/** An explanation in one line. */
export const explanation = (level: Level, why: string, advice: Advice): Explanation => ({
  level,
  why,
  advice,
});

// Warnings of the parser: how each SDK reads the lines (contract B.2, where every row was measured).

/** How other programs read a section that swrole ignores. */

type Reading = (name: string, kind: FileKind) => Explanation;

const SECTION_MEANINGS: Readonly<Record<IgnoredSectionReason, Reading>> = {
  unclosed: (name, kind) =>
    explanation(
      'error',
      'the AWS CLI, botocore, Go, Rust and Java refuse the whole file; JS and Ruby pass over the line',
      headerAdvice(name, kind),
    ),
  'no-prefix': (name, kind) =>
    explanation('warning', 'no SDK but Ruby takes it for a profile', headerAdvice(name, kind)),
  'prefix-in-credentials': (name, kind) =>
    explanation(
      'warning',
      `only Ruby takes it for profile '${name}'; the AWS CLI and JS give the profile another name`,
      headerAdvice(name, kind),
    ),
  'bad-name': (name, kind) =>
    explanation(
      'warning',
      'the AWS CLI, Go and Ruby read most of these names; JS, Rust, Java and swrole pass over the section with its keys',
      fix(nameAdvice(betweenQuotes(name) ?? name, kind)),
    ),
};

function headerAdvice(name: string, kind: FileKind): Advice {
  const header = profileHeader(name, kind);
  return header === undefined ? fix(nameAdvice(name, kind)) : write(header);
}

/** Explains an ignored section; the name is the one that was probably meant. */
function explainIgnoredSection(
  section: { readonly name: string; readonly reason: IgnoredSectionReason },
  kind: FileKind,
): Explanation {
  const isShown = typeof shownName(section.name) === 'string';
  return SECTION_MEANINGS[section.reason](isShown ? section.name : 'NAME', kind);
}

const TWICE = 'the AWS CLI and everything made with botocore refuse the whole file';

const WARNINGS: {
  [Kind in FileWarning['kind']]: (
    warning: Extract<FileWarning, { kind: Kind }>,
    file: FileKind,
  ) => Explanation;
} = {
  'duplicate-section': ({ first, at }) =>
    explanation('error', TWICE, fix(`move these lines up to ${describeOtherPlace(first, at)}`)),
  'duplicate-key': () => explanation('error', TWICE, fix('remove one of the two lines')),
  'cut-comment': () =>
    explanation(
      'warning',
      'the AWS CLI takes the comment for a part of the value, Ruby does so with a #; JS, Go, Rust, Java and swrole cut it off',
      fix('write the comment on a line of its own'),
    ),
  'kept-quotes': ({ key }) =>
    explanation(
      'warning',
      'Go drops the quotes, the others send them as a part of the value',
      fix(`write ${shownWords(key, '')} without quotes`),
    ),
  'ignored-line': ({ reason }) => explainIgnoredLine(reason),
  'ignored-section': explainIgnoredSection,
  'junk-after-header': ({ meant }, file) =>
    explanation(
      'warning',
      'JS and Ruby do not take such a line for a header, and Rust and Java refuse the whole file; the AWS CLI, Go and swrole pass over the text',
      fix(
        meant !== undefined && typeof shownName(meant) === 'string'
          ? nameAdvice(meant, file)
          : "remove the text after the ']'",
      ),
    ),
  directory: () =>
    explanation(
      'warning',
      'Docker makes a directory of a file that it is to mount and that does not exist; JS, the AWS CLI and swrole then find no credentials in it',
      fix('remove the directory, and mount a file that exists'),
    ),
  'shadowed-default': () =>
    explanation(
      'warning',
      'the AWS CLI takes the later of the two, Ruby both together; JS, Go, Rust, Java and swrole take [profile default]',
      fix('keep one of the two sections'),
    ),
};

/**
 * Explains one warning of the parser.
 *
 * @param file the file that the warning is about
 */
export function explainFileWarning(warning: FileWarning, file: FileKind): Explanation {
  return WARNINGS[warning.kind](warning as never, file);
}

// How other programs read a line that swrole ignores (contract B.2).

const REFUSED =
  'the AWS CLI, botocore, Rust and Java refuse the whole file; JS, Go, Ruby and swrole pass over the line';

const IGNORED: Readonly<Record<IgnoredLineReason, readonly [Level, string]>> = {
  'outside-section': ['error', REFUSED],
  'no-equals': ['error', REFUSED],
  'no-key': [
    'error',
    'the AWS CLI, botocore, Go, Rust and Java refuse the whole file; JS, Ruby and swrole pass over the line',
  ],
  'bad-key': ['warning', 'some SDKs read the line, others do not'],
  'below-ignored': ['warning', 'some SDKs read the line, others do not'],
};

/** Explains an ignored line. */
function explainIgnoredLine(reason: IgnoredLineReason): Explanation {
  const [level, why] = IGNORED[reason];
  return explanation(
    level,
    why,
    fix('write KEY = VALUE, or make the line a comment with a # before it'),
  );
}
