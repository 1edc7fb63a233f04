/**
 * The profile that SDKs use, `[profile APP]` with a `credential_process`: what must change in the config file so that it is
 * there. Whatever else a profile holds that gives credentials, some SDK takes that first (contract A.5), so such a
 * profile is refused.
 */
import type { Location } from '../config/errors.ts';
import type { ConfigTexts } from '../config/files.ts';
import { processKeys } from '../config/keys.ts';
import { addition, type ProcessProfile } from './addition.ts';
import { ConfigEditError, type KeyLine } from './errors.ts';
import type { FileLine, LineEdit } from './lines.ts';
import { MEANINGS } from './meanings.ts';
import { type OwnLine, ownLine, replacement } from './own-line.ts';
import { blocksOf, keyLinesOf } from './profile-blocks.ts';
import { isReadByAll, nameLike } from './profile-name.ts';
import { refuseUnreadableHeaders } from './readable-headers.ts';

/** What must change, or where the line stands that is there already. */
export type ProfilePlan = { readonly edit: LineEdit } | { readonly there: Location };

/**
 * @param lines the config file's, of the same bytes as its text
 * @param force replaces another `credential_process`; whatever else is in the way is refused all the same
 * @throws ConfigEditError `bad-name`, `two-defaults`, `odd-header`, `in-the-way`
 */
export function planProfile(
  texts: ConfigTexts,
  lines: readonly FileLine[],
  wish: ProcessProfile,
  force: boolean,
): ProfilePlan {
  const { profile, command } = wish;
  if (!isReadByAll(profile))
    throw new ConfigEditError({ kind: 'bad-name', profile, instead: nameLike(profile) });
  const blocks = blocksOf(texts.config.text, 'config', profile);
  refuseUnreadableHeaders(texts, blocks, profile);
  const own = ownLine(texts.config, blocks, profile);
  const meanings = meaningsOf(texts, profile);
  const isOwnLine = own !== undefined && meanings.every(({ at }) => isSamePlace(at, own.at));
  if (isOwnLine && isWritten(own, (value) => value === command)) return { there: own.at };
  const mayReplace = isOwnLine && (force || isWritten(own, wish.isSame));
  if (meanings.length > 0 && !mayReplace)
    throw new ConfigEditError({ kind: 'in-the-way', profile, lines: meanings, isOwnLine });
  return { edit: own ? replacement(own, lines, command) : addition(texts, blocks, lines, wish) };
}

function meaningsOf({ config, credentials }: ConfigTexts, profile: string): KeyLine[] {
  return [
    ...keyLinesOf(config, 'config', profile, MEANINGS),
    ...keyLinesOf(credentials, 'credentials', profile, MEANINGS),
  ];
}

/** Whether a value is on one line and as we write it: with a comment behind it, the AWS CLI reads another one. */
function isWritten({ line, goesOn }: OwnLine, isWanted: (value: string) => boolean): boolean {
  const [key = '', value = ''] = line.text.split(/\s*=\s*(.*)/s);
  return goesOn.size === 0 && key === processKeys.credentialProcess && isWanted(value);
}

function isSamePlace(a: Location, b: Location): boolean {
  return a.file === b.file && a.line === b.line;
}
