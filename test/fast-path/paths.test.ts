import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import {
  cacheDirectory,
  configFilePaths,
  homeDirectory,
  NO_HOME,
  NoHomeError,
} from '../../src/fast-path/paths.ts';

test.each([
  [{ HOME: '/home/a', USERPROFILE: '/b' }, '/home/a'],
  [{ HOME: '', USERPROFILE: '/b' }, '/b'],
  [{ HOME: '.', USERPROFILE: '/b' }, '/b'],
  [{ HOME: '' }, userInfo().homedir],
  [{ HOME: 'a/b', USERPROFILE: 'c' }, userInfo().homedir],
  [{}, userInfo().homedir],
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
  [{ SWROLE_CACHE_DIR: 'my/cache' }, '/h/my/cache'],
  [{ SWROLE_CACHE_DIR: '/c', XDG_CACHE_HOME: '/x' }, '/c'],
])('the cache of %j is %s', (env, path) => expect(cacheDirectory(env, '/h')).toBe(path));

describe('paths without a home', () => {
  test.each([
    [{}, '~/.aws/config'],
    [{ AWS_CONFIG_FILE: '/c' }, '~/.aws/credentials'],
    [{ AWS_CONFIG_FILE: '/c', AWS_SHARED_CREDENTIALS_FILE: '~/d' }, '~/d'],
  ])('the files of %j cannot be found, because of %s', (env, path) =>
    expect(() => configFilePaths(env, NO_HOME)).toThrow(new NoHomeError(path)),
  );

  test('named files are found without a home', () => {
    const env = { AWS_CONFIG_FILE: '/c', AWS_SHARED_CREDENTIALS_FILE: 'd' };
    expect(configFilePaths(env, NO_HOME)).toEqual({ config: '/c', credentials: 'd' });
  });

  test.each([
    [{}, undefined],
    [{ SWROLE_CACHE_DIR: '~/c' }, undefined],
    [{ SWROLE_CACHE_DIR: 'c' }, undefined],
    [{ SWROLE_CACHE_DIR: '/c' }, '/c'],
  ])('the cache of %j is %s', (env, path) => expect(cacheDirectory(env, NO_HOME)).toBe(path));
});
