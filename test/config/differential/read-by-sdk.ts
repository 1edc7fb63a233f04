/** The two files in the hands of the AWS SDK for JavaScript, which loads them in this way for every client. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSsoSessionData, parseKnownFiles } from '@smithy/core/config';
import { BETWEEN_KEYS, type FlatSettings, type Reading, type Texts } from './reading.ts';
import { reveal, revealName } from './stand-ins.ts';

type SdkSections = Awaited<ReturnType<typeof parseKnownFiles>>;

/** What it makes of them, written into `folder`. */
export async function readBySdk(texts: Texts, folder: string): Promise<Reading> {
  const configFilepath = join(folder, 'config');
  const filepath = join(folder, 'credentials');
  writeFileSync(configFilepath, texts.config);
  writeFileSync(filepath, texts.credentials);
  const known = await parseKnownFiles({ configFilepath, filepath, ignoreCache: true });
  // This call has no option to ignore the cache: it takes the config file that was just read.
  const sessions = await loadSsoSessionData({ configFilepath });
  return {
    profiles: sectionsOf(known, /^(?!services\.|sso-session\.)/),
    services: sectionsOf(known, /^services\./),
    ssoSessions: sectionsOf(sessions, /^/),
  };
}

/** The sections with this prefix, by the rest of their names. */
function sectionsOf(sections: SdkSections, prefix: RegExp): ReadonlyMap<string, FlatSettings> {
  const found = Object.entries(sections).filter(([name]) => prefix.test(name));
  return new Map(
    found.map(([name, section]) => [revealName(name.replace(prefix, '')), settingsOf(section)]),
  );
}

function settingsOf(section: SdkSections[string]): FlatSettings {
  const settings = Object.entries(section).map(
    ([key, value = '']) => [reveal(key.replaceAll('.', BETWEEN_KEYS)), reveal(value)] as const,
  );
  // The key without a name only shows that the section is there.
  return new Map(settings.filter(([key]) => key !== ''));
}
