/** `policy_file`: an inline policy that limits what a session may do, checked before anybody is asked for a code. */
import { dirname, resolve } from 'node:path';
import type { ConfigError } from './errors.ts';
import { sessionKeys } from './keys.ts';
import { expandSetting } from './settings.ts';
import type { Surroundings } from './plan-context.ts';
import type { Profile } from './profile/profile.ts';
import { invalidValue, locationOf } from './profile/raw-profile.ts';

/** An inline session policy. */
export interface SessionPolicy {
  readonly path: string;
  /** JSON without white space between its words, which would count. */
  readonly text: string;
}

/** STS's limits for `Policy` (API reference of AssumeRole). */
const LONGEST = 2048;
const CHARACTERS = /^[\x20-\xff]*$/;
const TOO_LONG = `must name a policy of at most ${LONGEST} Latin-1 characters, white space aside`;

/**
 * The policy that a profile names. The file's name is relative to the config file that names it, because the folder a
 * program was started in says nothing. Throws `invalid-value`.
 */
export function sessionPolicy(
  { raw, policyFile }: Profile,
  { home, readText }: Pick<Surroundings, 'home' | 'readText'>,
): SessionPolicy | undefined {
  if (policyFile === undefined) return undefined;
  const key = sessionKeys.policyFile;
  const refuse = (problem: string) => invalidValue(raw, key, problem);
  const path = resolve(
    dirname(locationOf(raw, key).file),
    expandSetting(raw, key, policyFile, home),
  );
  const json = textAt(path, readText, refuse);
  if (!isObject(json)) throw refuse('must name a file with one JSON object');
  const text = withoutSpace(json);
  if (text.length > LONGEST || !CHARACTERS.test(text)) throw refuse(TOO_LONG);
  return { path, text };
}

function textAt(
  path: string,
  readText: Surroundings['readText'],
  refuse: (problem: string) => ConfigError,
): string {
  try {
    return readText(path);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code.startsWith('UTF-'))
      throw refuse(`must name a file in UTF-8, and this one is in ${code}`);
    if (code === 'SILENT')
      throw refuse('must name a file, and nothing came through this pipe in time');
    if (code === 'TOO-LARGE') throw refuse(TOO_LONG);
    throw refuse(`must name a file that can be read (${code})`);
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

// Not by writing the parsed object: that would hide a key that is there twice, which AWS refuses.
function withoutSpace(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}
