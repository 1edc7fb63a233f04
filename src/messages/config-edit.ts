/** Messages for errors of editing the config file. */

import type { ConfigEditError, ConfigEditErrorDetails, KeyLine } from '../config-edit/errors.ts';
import { shownWords } from '../util/secret-text.ts';
import type { Message } from './message.ts';
import { formatLocation } from './phrases.ts';

type Wording = Omit<Message, 'exitCode'> & { readonly exitCode?: number };

/** `FILE:5 role_arn, FILE:6 source_profile`. */
const keyLines = (lines: readonly KeyLine[]) =>
  lines.map(({ key, at: where }) => `${formatLocation(where)} ${key}`).join(', ');

const WHAT = { node: 'node', swrole: 'swrole', profile: 'the profile' } as const;

const MESSAGES: {
  [Kind in ConfigEditErrorDetails['kind']]: (
    details: Extract<ConfigEditErrorDetails, { kind: Kind }>,
  ) => Wording;
} = {
  'bad-name': ({ profile, instead }) => ({
    exitCode: 2,
    message: `not every SDK reads a profile named ${shownWords(profile)}`,
    hint: `all read letters, digits and _-/.%@:+${instead === undefined ? '' : `, such as ${instead}`}`,
  }),
  'in-the-way': ({ profile, lines, isOwnLine }) => ({
    message: `profile '${profile}' already means something else: ${keyLines(lines)}`,
    hint: isOwnLine
      ? 'choose another name, or replace that line with --force'
      : 'choose another name, or remove these lines',
  }),
  'odd-header': ({ profile, at: where }) => ({
    message: `${formatLocation(where)}: not every SDK reads this header, so the lines of profile '${profile}' would be mixed up with others`,
    hint: 'write the header alone on its line, without quotes and from [ to ]',
  }),
  'two-defaults': ({ at: where, otherAt }) => ({
    message: `${formatLocation(where)} and ${formatLocation(otherAt)}: SDKs disagree on which of [default] and [profile default] to use`,
    hint: 'keep one of the two sections',
  }),
  'leads-back': ({ profiles }) => ({
    message: `profile '${profiles[0]}' would wait for itself: ${profiles.join(' -> ')}`,
    hint: 'choose another name for the profile that SDKs use',
  }),
  'unwritable-word': ({ what, word }) => ({
    message: `${WHAT[what]} '${word}' cannot be written in a command that all SDKs read alike`,
    hint:
      what === 'profile'
        ? 'rename it: letters, digits and _-/.@:+ are safe'
        : `install ${what} where the path has only letters, digits and -_./`,
  }),
  changed: ({ file }) => ({
    message: `${file} was changed by another program just now, and is left as it is`,
    hint: 'run it again',
  }),
  'read-only': ({ file }) => ({
    exitCode: 1,
    message: `${file} is read-only, and is left as it is`,
    hint: '--dry-run shows the lines to write there; a file that you can write lets setup do it',
  }),
  'foreign-folder': ({ file, folder }) => ({
    exitCode: 1,
    message: `cannot make ${file}: ${folder} belongs to another user`,
    hint: 'run swrole setup as that user',
  }),
  'not-a-file': ({ file }) => ({ message: `${file} is not a regular file`, hint: undefined }),
  'cannot-write': ({ file, code }) => ({
    exitCode: 1,
    message: `cannot write ${file} (${code})`,
    hint: '--dry-run shows the lines to write there',
  }),
  'no-roles': ({ files }) => ({
    message: `no profile with a role or another source in ${files.join(' or ')}`,
    hint: 'aws configure sso writes one, or write role_arn and source_profile into a profile',
  }),
  left: () => ({ exitCode: 130, message: 'nothing chosen, nothing written', hint: undefined }),
};

/** Describes why the config file is unchanged. Exit code 3; other codes for user errors, and 1 if the file cannot be written. */
export function describeConfigEditError({ details }: ConfigEditError): Message {
  return { exitCode: 3, ...MESSAGES[details.kind](details as never) };
}
