import type { IgnoredSectionReason, Location } from '../config/config-error.ts';
import type { ConfigWarning, IgnoredLineReason, SectionName } from '../config/config-warning.ts';
import type { CallWarning } from '../session/call-warning.ts';

const at = ({ file, line }: Location) => `${file}:${line}`;

const sectionWord = ({ type, name }: SectionName) => `${type} '${name}'`;

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

type Capped = Extract<ConfigWarning, { kind: 'duration-capped' }>;

type Wording = {
  [Kind in ConfigWarning['kind']]: (warning: Extract<ConfigWarning, { kind: Kind }>) => string;
};

const WORDS: Wording = {
  'duplicate-section': (warning) =>
    `${at(warning.at)}: ${sectionWord(warning.section)} is there twice (${at(warning.first)}); both are read, but the AWS CLI refuses the file`,
  'duplicate-key': (warning) =>
    `${at(warning.at)}: ${warning.key} of ${sectionWord(warning.section)} is there twice (${at(warning.first)}); this one counts, but the AWS CLI refuses the file`,
  'cut-comment': (warning) =>
    `${at(warning.at)}: ${warning.key} ends at the comment; the AWS CLI takes the comment for a part of the value`,
  'kept-quotes': (warning) =>
    `${at(warning.at)}: the quotes are part of ${warning.key}; some SDKs drop them`,
  'ignored-line': (warning) =>
    `${at(warning.at)}: the line is ignored: ${LINE_REASONS[warning.reason]}`,
  'ignored-section': (warning) =>
    `${at(warning.at)}: section '${warning.name}' is ignored: ${SECTION_REASONS[warning.reason]}`,
  'junk-after-header': (warning) =>
    `${at(warning.at)}: the text after the ']' of ${sectionWord(warning.section)} is ignored`,
  'shadowed-default': (warning) =>
    `${at(warning.at)}: [default] is not read, because there is [profile default] (${at(warning.by)})`,
  'duration-capped': (warning) => `${at(warning.at)}: ${cappedWords(warning)}`,
  'invalid-color': (warning) =>
    `${at(warning.at)}: color of profile '${warning.profile}' is neither an SGR number nor a hexadecimal colour`,
  'unused-key': (warning) =>
    `${at(warning.at)}: ${warning.key} of profile '${warning.profile}' is not used, because there is ${warning.used}`,
  'unused-region': (warning) =>
    `${warning.variable}=${warning.region} is not used: the role of profile '${warning.profile}' is in ${warning.partition}`,
  'foreign-region': (warning) =>
    `${at(warning.at)}: region ${warning.region} is not one of ${warning.partition}, where the role of profile '${warning.profile}' is`,
};

function cappedWords({ profile, asked, capped }: Omit<Capped, 'at' | 'kind'>): string {
  return `profile '${profile}' asks for ${asked} s, but a role behind another session lasts ${capped} s at most`;
}

/** Whether somebody who does not look for it should know: they get something else than they ask for. */
export function changesOutcome({ kind }: ConfigWarning): boolean {
  return kind === 'duration-capped';
}

/** One line for what was done in another way than was asked. */
export function callWarningWords(warning: CallWarning): string {
  if (warning.kind === 'duration-capped') return cappedWords(warning);
  const minutes = Math.round(Math.abs(warning.offset) / 60_000);
  const side = warning.offset > 0 ? 'slow' : 'fast';
  return `this machine's clock is ${minutes} min ${side}; the call was signed by AWS's`;
}

/** One line for something in the configuration that stops nothing. */
export function warningWords(warning: ConfigWarning): string {
  return WORDS[warning.kind](warning as never);
}
