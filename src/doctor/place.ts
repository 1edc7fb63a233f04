/** Locations of findings, and whether they belong to the selected profiles. */
import type { Location } from '../config/errors.ts';
import { profileHeader } from '../config/ini/lexer.ts';
import { ssoKeys } from '../config/keys.ts';
import { textOf } from '../config/profile/raw-profile.ts';
import type { SectionName } from '../config/warnings.ts';
import { formatLocation } from '../messages/phrases.ts';
import type { Facts } from './facts/facts.ts';
import type { Where } from './finding.ts';

/** A second location, relative to the first. */
export function describeOtherPlace(other: Location, from: Location): string {
  return other.file === from.file ? `line ${other.line}` : formatLocation(other);
}

/** The location of a finding, as text. */
export function describeWhere(where: Where): string {
  if ('file' in where) return formatLocation(where);
  if ('variable' in where) return where.variable;
  if ('host' in where) return where.host;
  return 'path' in where ? where.path : where.program;
}

/** Whether a section belongs to a selected profile or its sign-in. */
export function isInScope(section: SectionName, facts: Facts): boolean {
  if (facts.asked === undefined) return true;
  if (section.type === 'profile') return facts.names.has(section.name);
  const key = section.type === 'sso-session' ? ssoKeys.session : 'services';
  return facts.profiles.some(({ settings }) => textOf(settings, key) === section.name);
}

/** The header of a profile in the config file. */
export function headerOf(name: string): string {
  return profileHeader(name, 'config') ?? `[profile ${name}]`;
}

// Names of profiles that do not exist.

/** Whether a file could not be read, so that its profiles are unknown. */
export function isHalfRead({ fileFacts }: Facts): boolean {
  return fileFacts.some(({ error }) => error !== undefined);
}

/** Whether a profile certainly does not exist in either file. */
export function isMissing(name: string, facts: Facts): boolean {
  return !facts.files.profiles.has(name) && !isHalfRead(facts);
}
