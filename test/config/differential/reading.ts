/** What a reader makes of the two files, in a form that two readers can be compared in. */
import { parseConfigFiles } from '../../../src/config/config-files.ts';
import type { Settings } from '../../../src/config/grammar/settings.ts';

/** The two files. */
export interface Texts {
  readonly config: string;
  readonly credentials: string;
}

/** The values of a section by key; of a sub-property, by both keys with a dot between them, as in JS. */
export type FlatSettings = ReadonlyMap<string, string>;

/** All sections by name. */
export interface Reading {
  readonly profiles: ReadonlyMap<string, FlatSettings>;
  readonly services: ReadonlyMap<string, FlatSettings>;
  readonly ssoSessions: ReadonlyMap<string, FlatSettings>;
}

/** What this program makes of them. */
export function readByUs({ config, credentials }: Texts): Reading {
  const { profiles, services, ssoSessions } = parseConfigFiles({
    config: { path: 'config', text: config },
    credentials: { path: 'credentials', text: credentials },
  });
  const flatAll = (sections: Iterable<readonly [string, { readonly settings: Settings }]>) =>
    new Map([...sections].map(([name, { settings }]) => [name, new Map(flat(settings, ''))]));
  return {
    profiles: flatAll(profiles),
    services: flatAll([...services].map(([name, settings]) => [name, { settings }])),
    ssoSessions: flatAll(ssoSessions),
  };
}

function flat(settings: Settings, prefix: string): (readonly [string, string])[] {
  return [...settings].flatMap(([key, { value, nested }]) => [
    [prefix + key, value],
    ...flat(nested, `${prefix}${key}.`),
  ]);
}
