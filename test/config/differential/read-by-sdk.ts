/** The same files in the hands of the AWS SDK for JavaScript, as it loads them for every client. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSsoSessionData, parseKnownFiles } from '@smithy/core/config';
import type { FlatSettings, Reading, Texts } from './reading.ts';
import { reveal, revealName } from './stand-ins.ts';

type SdkSections = Awaited<ReturnType<typeof parseKnownFiles>>;

/** Writes the files into `folder` and has them loaded. */
export async function readBySdk(texts: Texts, folder: string): Promise<Reading> {
  const configFilepath = join(folder, 'config');
  const filepath = join(folder, 'credentials');
  writeFileSync(configFilepath, texts.config);
  writeFileSync(filepath, texts.credentials);
  const known = await parseKnownFiles({ configFilepath, filepath, ignoreCache: true });
  // It takes the file of the call before from memory: `ignoreCache` is none of its own.
  const sessions = await loadSsoSessionData({ configFilepath });
  return {
    profiles: sectionsOf(known, /^(?!(?:services|sso-session)\.)/),
    services: sectionsOf(known, /^services\./),
    ssoSessions: sectionsOf(sessions, /^/),
  };
}

/** Those whose names begin with `prefix`, by the rest of them. */
function sectionsOf(sections: SdkSections, prefix: RegExp): ReadonlyMap<string, FlatSettings> {
  const ofType = Object.entries(sections).filter(([name]) => prefix.test(name));
  return new Map(
    ofType.map(([name, settings]) => [revealName(name.replace(prefix, '')), revealed(settings)]),
  );
}

function revealed(settings: SdkSections[string]): FlatSettings {
  const entries = Object.entries(settings).map(
    ([key, value]) => [reveal(key), reveal(value ?? '')] as const,
  );
  // The key of nothing only shows that there is a section.
  return new Map(entries.filter(([key]) => key !== ''));
}
