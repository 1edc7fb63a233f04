/**
 * A config file for the SDK's eyes only. Some of its providers find their settings in the config file alone, which they
 * would read by their own rules; so they are given one that says what ours has already found.
 */
import { externalDataInterceptor } from '@smithy/core/config';

/** The profile of the file. */
const PROFILE = 'swrole';

/** What the provider is to be told so that it reads the file, and nothing of the person's. */
export interface VirtualConfig {
  readonly profile: string;
  readonly configFilepath: string;
  readonly filepath: string;
}

type Section = Readonly<Record<string, string>>;

/** A config file with one profile, and other sections by their headers; no value may hold a line break. */
export function virtualConfig(
  profile: Section,
  sections: Readonly<Record<string, Section>> = {},
): VirtualConfig {
  const configFilepath = 'swrole:config';
  const filepath = 'swrole:credentials';
  const all = { [`profile ${PROFILE}`]: profile, ...sections };
  externalDataInterceptor.interceptFile(configFilepath, Object.entries(all).map(text).join(''));
  externalDataInterceptor.interceptFile(filepath, '');
  return { profile: PROFILE, configFilepath, filepath };
}

function text([header, settings]: [string, Section]): string {
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
  return `[${header}]\n${lines.join('')}`;
}
