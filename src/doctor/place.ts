/** Where a finding is, and whether it is of the profiles that were asked about. */
import type { Location } from '../config/errors.ts';
import { profileHeader } from '../config/ini/lexer.ts';
import { ssoKeys } from '../config/keys.ts';
import { textOf } from '../config/profile/raw-profile.ts';
import type { SectionName } from '../config/warnings.ts';
import { formatLocation } from '../messages/phrases.ts';
import type { Facts } from './facts/facts.ts';
import type { Where } from './finding.ts';

/** Another place, as seen from one. */
export function describeOtherPlace(other: Location, from: Location): string {
  return other.file === from.file ? `line ${other.line}` : formatLocation(other);
}

/** Where a finding is, as text. */
export function describeWhere(where: Where): string {
  if ('file' in where) return formatLocation(where);
  if ('variable' in where) return where.variable;
  if ('host' in where) return where.host;
  return 'path' in where ? where.path : where.program;
}

/** Whether a section is of a profile that was asked about, or its sign-in. */
export function isInScope(section: SectionName, facts: Facts): boolean {
  if (facts.asked === undefined) return true;
  if (section.type === 'profile') return facts.names.has(section.name);
  const key = section.type === 'sso-session' ? ssoKeys.session : 'services';
  return facts.profiles.some(({ settings }) => textOf(settings, key) === section.name);
}

/** The header of a profile, as the config file wants it. */
export function headerOf(name: string): string {
  return profileHeader(name, 'config') ?? `[profile ${name}]`;
}

// Names of profiles that nobody has written down.

/** Whether a file could not be read: nobody knows which profiles are in it. */
export function isHalfRead({ fileFacts }: Facts): boolean {
  return fileFacts.some(({ error }) => error !== undefined);
}

/** Whether a profile is certainly in neither file. */
export function isMissing(name: string, facts: Facts): boolean {
  return !facts.files.profiles.has(name) && !isHalfRead(facts);
}
