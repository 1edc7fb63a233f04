/**
 * The profile that SDKs use, `[profile APP]` with a `credential_process`: what must change in the config file so that it is
 * there. Whatever else a profile holds that gives credentials, some SDK takes that first (contract A.5), so such a
 * profile is refused.
 */
import type { Location } from '../config/config-error.ts';
import type { ConfigTexts } from '../config/config-files.ts';
import { processKeys } from '../config/keys.ts';
import { addition, type ProcessProfile } from './addition.ts';
import { ConfigEditError, type KeyLine } from './edit-error.ts';
import type { FileLine, LineEdit } from './file-lines.ts';
import { MEANINGS } from './meanings.ts';
import { type OwnLine, ownLine, replacement } from './own-line.ts';
import { blocksOf, keyLinesOf } from './profile-blocks.ts';
import { refuseUnreadableHeaders } from './readable-headers.ts';

/** What must change, and what of the profile stays in the way of it. */
export interface ProfilePlan {
  /** `undefined`: nothing, because the line is there at `at`. */
  readonly edit: LineEdit | undefined;
  readonly at: Location | undefined;
  readonly stays: readonly KeyLine[];
}

/** The alphabet of AWS's specification; a name outside it, JS and Java pass over. `__proto__` empties JS's whole file. */
const NAME = /^(?!__proto__$)[A-Za-z0-9_\-/.%@:+]+$/;

/**
 * @param lines the config file's, of the same bytes as its text
 * @param force replaces another `credential_process`, and leaves the rest in the way
 * @throws ConfigEditError `bad-name`, `two-defaults`, `odd-header`, `in-the-way`
 */
export function planProfile(
  texts: ConfigTexts,
  lines: readonly FileLine[],
  wish: ProcessProfile,
  force: boolean,
): ProfilePlan {
  const { profile, command } = wish;
  if (!NAME.test(profile)) throw new ConfigEditError({ kind: 'bad-name', profile });
  const blocks = blocksOf(texts.config.text, 'config', profile);
  refuseUnreadableHeaders(texts, blocks, profile);
  const meanings = meaningsOf(texts, profile);
  const own = ownLine(texts.config, blocks, profile);
  const stays = meanings.filter(({ at }) => !own || !isSamePlace(at, own.at));
  if (own && isThere(own, command) && (force || stays.length === 0))
    return { edit: undefined, at: own.at, stays };
  if (meanings.length > 0 && !force) {
    const isOwnLine = stays.length === 0;
    throw new ConfigEditError({ kind: 'in-the-way', profile, lines: meanings, isOwnLine });
  }
  const edit = own ? replacement(own, lines, command) : addition(texts, blocks, lines, wish);
  return { edit, at: undefined, stays };
}

function meaningsOf({ config, credentials }: ConfigTexts, profile: string): KeyLine[] {
  return [
    ...keyLinesOf(config, 'config', profile, MEANINGS),
    ...keyLinesOf(credentials, 'credentials', profile, MEANINGS),
  ];
}

/** Whether the line is what would be written, white space aside: with a comment behind it, the AWS CLI reads another one. */
function isThere({ line, goesOn }: OwnLine, command: string): boolean {
  const written = line.text.replace(/\s*=\s*/, ' = ');
  return goesOn.size === 0 && written === `${processKeys.credentialProcess} = ${command}`;
}

function isSamePlace(a: Location, b: Location): boolean {
  return a.file === b.file && a.line === b.line;
}
