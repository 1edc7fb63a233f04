/** Messages for warnings about the configuration and about calls. */

import type { IgnoredSectionReason } from '../config/errors.ts';
import type { ConfigWarning, IgnoredLineReason, SectionName } from '../config/warnings.ts';
import type { CallWarning } from '../session/issue-session.ts';
import { shownName, shownWords, valueWords } from '../util/secret-text.ts';
import { formatLocation, withLocation } from './message.ts';

const describeSection = ({ type, name }: SectionName) => `${type} ${shownWords(name)}`;

/** The parser reads any text before an `=` as a key. */
const describeKey = (key: string) => shownWords(key, '');

const LINE_REASONS: Record<IgnoredLineReason, string> = {
  'outside-section': 'it stands before any section',
  'no-equals': 'it has no =',
  'no-key': 'it has no key before the =',
  'bad-key': 'its key has characters that AWS does not allow',
  'below-ignored': 'it belongs to a line that is ignored',
};

const SECTION_REASONS: Record<IgnoredSectionReason, string> = {
  unclosed: "it has no ']'",
  'no-prefix': 'in the config file a profile is written [profile NAME]',
  'prefix-in-credentials': 'in the credentials file a profile is written [NAME]',
  'bad-name': 'its name is empty or has characters that AWS does not allow',
};

const NO_MFA_SESSION: Record<
  Extract<ConfigWarning, { kind: 'unused-mfa-session' }>['reason'],
  string
> = {
  program:
    'its program gives temporary credentials, and AWS opens an MFA session for long-term keys only',
  temporary: 'the credentials are temporary, and AWS opens an MFA session for long-term keys only',
  'no-device': 'there is no mfa_serial',
  'later-role':
    'it counts beside the first role or the keys only, and this role is assumed by another',
};

type Capped = Extract<ConfigWarning, { kind: 'duration-capped' }>;

/** The problem without its location, and the programs that it affects, if any. */
interface WarningPhrases {
  readonly what: string;
  readonly whoMinds?: string;
}

const MESSAGES: {
  [Kind in ConfigWarning['kind']]: (
    warning: Extract<ConfigWarning, { kind: Kind }>,
  ) => WarningPhrases;
} = {
  'duplicate-section': ({ section, first }) => ({
    what: `${describeSection(section)} is there twice (${formatLocation(first)})`,
    whoMinds: 'both are read, but the AWS CLI refuses the file',
  }),
  'duplicate-key': ({ key, section, first }) => ({
    what: `${describeKey(key)} of ${describeSection(section)} is there twice (${formatLocation(first)})`,
    whoMinds: 'this one counts, but the AWS CLI refuses the file',
  }),
  'cut-comment': ({ key }) => ({
    what: `${describeKey(key)} ends at the comment`,
    whoMinds: 'the AWS CLI takes the comment for a part of the value',
  }),
  'kept-quotes': ({ key }) => ({
    what: `the quotes are part of ${describeKey(key)}`,
    whoMinds: 'some SDKs drop them',
  }),
  'ignored-line': ({ reason }) => ({ what: `the line is ignored: ${LINE_REASONS[reason]}` }),
  'ignored-section': ({ name, reason }) => ({
    what: `section ${valueWords(shownName(name))} is ignored: ${SECTION_REASONS[reason]}${
      reason === 'unclosed' && /["']/.test(name) ? ' outside of quotes' : ''
    }`,
  }),
  'junk-after-header': ({ section }) => ({
    what: `the text after the ']' of ${describeSection(section)} is ignored`,
  }),
  directory: ({ path }) => ({
    what: `${path} is a directory, so there are no credentials in it`,
    whoMinds: 'the AWS CLI and swrole take the file for absent',
  }),
  'shadowed-default': ({ by }) => ({
    what: `[default] is not read, because there is [profile default] (${formatLocation(by)})`,
  }),
  'duration-capped': (warning) => ({ what: describeCapped(warning) }),
  'invalid-color': ({ profile }) => ({
    what: `color of profile '${profile}' is not a colour: a name such as red, an SGR number or a hexadecimal colour`,
  }),
  'unused-key': ({ key, profile, used }) => ({
    what: `${key} of profile '${profile}' is not used, because there is ${used}`,
  }),
  'unused-mfa-session': ({ profile, reason }) => ({
    what: `mfa_session of profile '${profile}' does nothing, because ${NO_MFA_SESSION[reason]}`,
  }),
  'unused-region': ({ variable, region, profile, partition }) => ({
    what: `${variable}=${shownWords(region, '')} is not used: the role of profile '${profile}' is in ${partition}`,
  }),
  'foreign-region': ({ region, partition, profile }) => ({
    what: `region ${shownWords(region, '')} is not one of ${partition}, where the role of profile '${profile}' is`,
  }),
};

function describeCapped({ profile, asked, capped }: Omit<Capped, 'at' | 'kind'>): string {
  return `profile '${profile}' asks for ${asked} s, but a role behind another session lasts ${capped} s at most`;
}

/** Whether to show the warning always, because the result differs from the request. */
export function changesOutcome({ kind }: ConfigWarning): boolean {
  return kind === 'duration-capped' || kind === 'unused-mfa-session';
}

/** One line for a call whose result differs from the request. */
export function describeCallWarning(warning: CallWarning): string {
  if (warning.kind === 'duration-capped') return describeCapped(warning);
  if (warning.kind === 'unused-mfa-session') return describeWarning(warning);
  const minutes = Math.round(Math.abs(warning.offset) / 60_000);
  const side = warning.offset > 0 ? 'slow' : 'fast';
  return `this machine's clock is ${minutes} min ${side}; the call was signed by AWS's`;
}

/** A warning about the configuration in parts, for output that shows the location separately. */
export function warningPhrases(warning: ConfigWarning): WarningPhrases {
  return MESSAGES[warning.kind](warning as never);
}

/** A warning about the configuration in one line. */
export function describeWarning(warning: ConfigWarning): string {
  const { what, whoMinds } = warningPhrases(warning);
  const text = whoMinds === undefined ? what : `${what}; ${whoMinds}`;
  return withLocation('at' in warning ? warning.at : undefined, text);
}
