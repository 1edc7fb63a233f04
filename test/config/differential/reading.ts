/** What a reader makes of the two files, in a form in which two readers can be compared. */
import { parseConfigFiles } from '../../../src/config/files.ts';
import type { Settings } from '../../../src/config/ini/parser.ts';

/** The two files. */
export interface Texts {
  readonly config: string;
  readonly credentials: string;
}

/** Values by key. That of a sub-property is both keys with {@link BETWEEN_KEYS}, and its parent has no value then. */
export type FlatSettings = ReadonlyMap<string, string>;

/** All sections by name. */
export interface Reading {
  readonly profiles: ReadonlyMap<string, FlatSettings>;
  readonly services: ReadonlyMap<string, FlatSettings>;
  readonly ssoSessions: ReadonlyMap<string, FlatSettings>;
}

/** No key has a space in it, but many have a dot. */
export const BETWEEN_KEYS = ' ';

/** What this program makes of them. */
export function readByUs({ config, credentials }: Texts): Reading {
  const files = parseConfigFiles({
    config: { path: 'config', text: config },
    credentials: { path: 'credentials', text: credentials },
  });
  const flat = (name: string, settings: Settings) => [name, flatSettings(settings)] as const;
  return {
    profiles: new Map([...files.profiles].map(([name, { settings }]) => flat(name, settings))),
    services: new Map([...files.services].map(([name, settings]) => flat(name, settings))),
    ssoSessions: new Map(
      [...files.ssoSessions].map(([name, { settings }]) => flat(name, settings)),
    ),
  };
}

function flatSettings(settings: Settings): FlatSettings {
  const entries = [...settings].flatMap(([key, { value, nested }]) =>
    nested.size === 0
      ? [[key, value] as const]
      : [...nested].map(([sub, { value }]) => [key + BETWEEN_KEYS + sub, value] as const),
  );
  return new Map(entries);
}
