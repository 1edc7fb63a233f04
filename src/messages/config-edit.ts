/** Messages for errors of editing the two config files, by `setup`, `write` and `logout`, and of `keys`. */

import {
  ConfigEditError,
  type ConfigEditErrorDetails,
  type KeyLine,
  type WriteError,
  type WriteErrorDetails,
} from '../config-edit/errors.ts';
import type { KeysError, KeysErrorDetails } from '../storage/access-keys.ts';
import { shownWords } from '../util/secret-text.ts';
import { dateText, shortId } from '../util/text.ts';
import { formatLocation, joinWords, type Message, withLocation } from './message.ts';

type Wording = Omit<Message, 'exitCode'> & { readonly exitCode?: number };

/** `FILE:5 role_arn, FILE:6 source_profile`. */
const keyLines = (lines: readonly KeyLine[]) =>
  lines.map(({ key, at: where }) => `${formatLocation(where)} ${key}`).join(', ');

const WHAT = { node: 'node', swrole: 'swrole', profile: 'the profile' } as const;

const EDIT_MESSAGES: {
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
  taken: ({ profile, at: where }) => ({
    message: `profile '${profile}' is there already: ${formatLocation(where)}`,
    hint: 'choose another name',
  }),
  'same-names': ({ profile }) => ({
    exitCode: 2,
    message: `the role and the SDKs need two profiles, and '${profile}' is only one name`,
    hint: 'choose another name for one of them',
  }),
  'no-keys': ({ files }) => ({
    message: `no keys to begin with: ${files.join(' and ')} have none, and AWS_ACCESS_KEY_ID is not set`,
    hint: 'run aws configure, which writes the access key of your IAM user (or aws configure sso), then swrole setup',
  }),
  'root-keys': ({ source, account }) => ({
    message: `${source}: they belong to the root user of account ${account}, and AWS lets a root user assume no role`,
    hint: 'create an IAM user in the IAM console, and run aws configure with an access key of that user',
  }),
  left: () => ({
    exitCode: 130,
    message: 'nothing chosen, nothing written',
    hint: undefined,
    isLeaving: true,
  }),
};

/** Describes why the config file is unchanged. Exit code 3; other codes for user errors, and 1 if the file cannot be written. */
export function describeConfigEditError({ details }: ConfigEditError): Message {
  return { exitCode: 3, ...EDIT_MESSAGES[details.kind](details as never) };
}

/** What to do about a section that must stay. */
const OTHER_SECTION = 'write another section with --as, or remove this one yourself';

/** At most this many names of sections are shown. */
const MAX_NAMES = 5;

const WRITE_MESSAGES: {
  [Kind in WriteErrorDetails['kind']]: (
    details: Extract<WriteErrorDetails, { kind: Kind }>,
  ) => Wording;
} = {
  'long-term-section': ({ section, at }) => ({
    message: `${formatLocation(at)}: section [${section}] has long-term keys, and is left as it is`,
    hint: 'swrole writes another section with --as, and never removes long-term keys',
  }),
  'foreign-section': ({ section, at }) => ({
    message: `${formatLocation(at)}: swrole did not write section [${section}], and leaves it as it is`,
    hint: OTHER_SECTION,
  }),
  'edited-section': ({ section, key, at }) => ({
    message: `${formatLocation(at)}: section [${section}] has ${key} too, which swrole did not write, and is left as it is`,
    hint: 'remove this line, or write another section with --as',
  }),
  'repeated-section': ({ section, at, otherAt }) => ({
    message: `${formatLocation(at)} and ${formatLocation(otherAt)}: section [${section}] is there twice, and is left as it is`,
    hint: 'keep one of the two; the AWS CLI reads no file that has both',
  }),
  'shadowed-profile': ({ section, key, at }) => ({
    message: `${formatLocation(at)}: profile '${section}' has ${key}, and SDKs disagree on whether that or the keys of a section [${section}] count`,
    hint: `choose another name with --as, such as --as ${section}-keys`,
  }),
  'no-section': ({ section, file, written }) => ({
    message: `there is no section ${shownWords(section)} in ${file}`,
    hint:
      written.length === 0
        ? 'swrole has written no section there'
        : `swrole has written ${joinWords(written, MAX_NAMES)}`,
  }),
  'long-term-credentials': ({ profile }) => ({
    message: `profile '${profile}' gives long-term keys, and swrole writes only keys that expire`,
    hint: `write a profile with a role_arn and source_profile = ${profile}`,
  }),
  'no-expiration': ({ profile }) => ({
    message: `profile '${profile}' does not say when its keys expire, so swrole does not write them`,
    hint: 'swrole exec PROFILE -- COMMAND gives them to one command',
  }),
  'kept-off-disk': ({ profile, setting: { use, profile: owner, at } }) => ({
    message: `${formatLocation(at)}: swrole_cache = ${use} of profile '${owner}': swrole writes no keys of profile '${profile}' to a file`,
    hint: `swrole exec ${profile} -- COMMAND gives them to one command without a file`,
  }),
  link: ({ file }) => ({
    message: `${file} is a symbolic link, and swrole does not follow it`,
    hint: 'name the file itself, or another one',
  }),
  'foreign-file': ({ file }) => ({
    message: `swrole did not write ${file}, and leaves it as it is`,
    hint: 'name another file, or remove this one',
  }),
  'file-of-another-user': ({ file }) => ({
    message: `${file} belongs to another user, who could read what is written there`,
    hint: 'name another file',
  }),
  'no-folder': ({ file, folder }) => ({
    message: `cannot write ${file}: there is no folder ${folder}`,
    hint: 'make the folder, or name another file',
  }),
};

/** The hints of errors that `setup` explains by its own flags. */
const HINTS: { readonly [Kind in ConfigEditErrorDetails['kind']]?: string } = {
  'read-only':
    'make it writable, or name another file by AWS_SHARED_CREDENTIALS_FILE; swrole exec needs no file',
  'foreign-folder': 'run swrole write as that user',
  'cannot-write': 'swrole exec PROFILE -- COMMAND gives the keys to one command without a file',
};

/**
 * Describes why nothing is written or removed. Exit code 3; 2 for a name that not every SDK reads, and 1 if a file cannot be
 * written.
 */
export function describeWriteError(error: WriteError | ConfigEditError): Message {
  if (!(error instanceof ConfigEditError))
    return { exitCode: 3, ...WRITE_MESSAGES[error.details.kind](error.details as never) };
  const message = describeConfigEditError(error);
  if (error.details.kind !== 'bad-name')
    return { ...message, hint: HINTS[error.details.kind] ?? message.hint };
  const { instead } = error.details;
  const example = instead === undefined ? '' : `, such as --as ${instead}`;
  return {
    ...message,
    hint: `name the section with --as, in letters, digits and _-/.%@:+${example}`,
  };
}

// `swrole keys`.

const KEYS_MESSAGES: {
  [Kind in KeysErrorDetails['kind']]: (
    details: Extract<KeysErrorDetails, { kind: Kind }>,
  ) => Wording;
} = {
  'unknown-name': ({ keys, known }) => ({
    message: `the keychain has no keys of swrole named ${shownWords(keys)}`,
    hint:
      known.length === 0
        ? 'swrole keys add NAME puts keys there'
        : `it has ${joinWords(known, MAX_NAMES)}`,
  }),
  taken: ({ keys, accessKeyId }) => ({
    message: `the keychain has another key named '${keys}' already: ${shortId(accessKeyId)}`,
    hint: `choose another name, or take that one away: swrole keys remove ${keys}`,
  }),
  'not-a-key': ({ what, problem }) => ({
    exitCode: 2,
    message: `the ${what} ${problem}`,
    hint: 'give the access key of an IAM user: an id that begins with AKIA, and its secret',
  }),
  'nothing-to-take': ({ profile, problem, at }) => ({
    message: withLocation(at, `profile '${profile}' ${problem}`),
    hint: '--from takes a profile with aws_access_key_id and aws_secret_access_key in the credentials file',
  }),
  'no-user': ({ arn }) => ({
    message: `the keys belong to ${arn}, which is not an IAM user`,
    hint: 'create an access key of an IAM user in the IAM console',
  }),
  'two-keys': ({ keys, userName, accessKeyId, createdAt }) => ({
    message: `user ${userName} has two access keys, and AWS allows no third: beside the one of '${keys}' there is ${shortId(accessKeyId)}, created ${dateText(createdAt)}`,
    hint: `delete that key if nothing uses it, in the IAM console under Users, ${userName}, Security credentials; then run it again`,
  }),
  refused: ({ action, reason, state, hint }) => ({
    exitCode: 5,
    message: `${action}: ${reason}; ${state}`,
    hint,
  }),
  busy: () => ({
    exitCode: 1,
    message: 'another swrole keys is at work',
    hint: 'run it again when that one has ended',
  }),
  left: () => ({ exitCode: 130, message: 'nothing chosen, nothing changed', hint: undefined }),
};

/** Describes why keys were not added, rotated or removed. Exit code 3; other codes for user errors and for refusals of AWS. */
export function describeKeysError({ details }: KeysError): Message {
  return { exitCode: 3, ...KEYS_MESSAGES[details.kind](details as never) };
}
