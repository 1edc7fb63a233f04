import { expect, test } from 'vitest';
import { cacheDirectory, configFilePaths, homeDirectory } from '../../src/hot/places.ts';

test.each([
  [{ HOME: '/home/a', USERPROFILE: '/b' }, '/home/a'],
  [{ HOME: '', USERPROFILE: '/b' }, '/b'],
])('the home of %j is %s', (env, home) => expect(homeDirectory(env)).toBe(home));

test.each([
  [{}, { config: '/h/.aws/config', credentials: '/h/.aws/credentials' }],
  [{ AWS_CONFIG_FILE: '' }, { config: '/h/.aws/config', credentials: '/h/.aws/credentials' }],
  [{ AWS_CONFIG_FILE: '~/x' }, { config: '/h/x', credentials: '/h/.aws/credentials' }],
  [{ AWS_SHARED_CREDENTIALS_FILE: '/y/~/z' }, { config: '/h/.aws/config', credentials: '/y/~/z' }],
  [{ AWS_CONFIG_FILE: '~other/x' }, { config: '~other/x', credentials: '/h/.aws/credentials' }],
])('the files of %j', (env, paths) => expect(configFilePaths(env, '/h')).toEqual(paths));

test.each([
  [{}, '/h/.aws/swrole'],
  [{ SWROLE_CACHE_DIR: '~/cache' }, '/h/cache'],
  [{ SWROLE_CACHE_DIR: '/c', XDG_CACHE_HOME: '/x' }, '/c'],
])('the cache of %j is %s', (env, path) => expect(cacheDirectory(env, '/h')).toBe(path));
