/** Which program `console_browser` starts, with which arguments, on every platform; and the colours of containers. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { browserOpeners, consoleBrowserRule } from '../../src/console/browser.ts';
import { serviceNames } from '../../src/console/destination.ts';
import { containerColor } from '../../src/console/open-url.ts';
import type { Environment } from '../../src/system.ts';
import { tempFolder } from '../support/temp-folder.ts';

const URL = 'https://signin.example/federation?Action=login&SigninToken=%2B$&';
const ENCODED =
  'https%3A%2F%2Fsignin.example%2Ffederation%3FAction%3Dlogin%26SigninToken%3D%252B%24%26';
const CHROME = ['--no-first-run', '--no-default-browser-check', URL];

function lines(
  text: string,
  platform: NodeJS.Platform = 'linux',
  { env = {}, home = '/home/ada', color = '31' } = {},
): string[][] | undefined {
  const browser = consoleBrowserRule.parse(text);
  if (browser === undefined) return undefined;
  const openers = browserOpeners(
    browser,
    URL,
    { profile: 'team/prod & co', color },
    {
      env: env as Environment,
      home,
      platform,
    },
  );
  return openers.map(({ file, args }) => [file, ...args]);
}

const container = (scheme: string, name: string, color = 'red') =>
  `${scheme}:name=${name}&url=${ENCODED}&color=${color}&icon=fingerprint`;
const GRANTED = container('ext+granted-containers', 'team%2Fprod%20%26%20co');
const NAMED = container('ext+container', 'Work%201');
const WINDOWS = { env: { ProgramFiles: 'C:\\Program Files', LOCALAPPDATA: 'C:\\L' } };

test.each<[string, NodeJS.Platform, object, string[][]]>([
  [
    'firefox-container',
    'linux',
    {},
    ['firefox', 'firefox-esr', 'firefox-developer-edition'].map((file) => [
      file,
      '--new-tab',
      GRANTED,
    ]),
  ],
  [
    'open-url-in-container "Work 1"',
    'darwin',
    {},
    ['/Applications', '/home/ada/Applications'].map((folder) => [
      `${folder}/Firefox.app/Contents/MacOS/firefox`,
      '--new-tab',
      NAMED,
    ]),
  ],
  [
    'open-url-in-container Work 1',
    'win32',
    WINDOWS,
    ['C:\\Program Files', 'C:\\L'].map((folder) => [
      `${folder}\\Mozilla Firefox\\firefox.exe`,
      '--new-tab',
      NAMED,
    ]),
  ],
  [
    'chrome-profile',
    'linux',
    {},
    ['google-chrome', 'google-chrome-stable', 'chrome'].map((file) => [
      file,
      '--profile-directory=team-prod & co',
      ...CHROME,
    ]),
  ],
  [
    'edge-profile Work',
    'darwin',
    {},
    ['/Applications', '/home/ada/Applications'].map((folder) => [
      `${folder}/Microsoft Edge.app/Contents/MacOS/Microsoft Edge`,
      '--profile-directory=Work',
      ...CHROME,
    ]),
  ],
  [
    'brave-profile Work',
    'win32',
    { env: { 'ProgramFiles(x86)': 'C:\\x86' } },
    [
      [
        'C:\\x86\\BraveSoftware\\Brave-Browser\\Application\\brave.exe',
        '--profile-directory=Work',
        ...CHROME,
      ],
    ],
  ],
  ['chromium-profile Work', 'linux', { env: { SSH_TTY: '/dev/pts/1' } }, []],
  ['firefox-container', 'darwin', { env: { SSH_CONNECTION: '::1 1 ::1 22' } }, []],
  [
    `"/opt/my browser/b" --p='Profile 1' --url=%s`,
    'linux',
    { env: { SSH_TTY: '/dev/pts/1' } },
    [['/opt/my browser/b', '--p=Profile 1', `--url=${URL}`]],
  ],
  ['C:\\b.exe %s %s', 'win32', {}, [['C:\\b.exe', URL, URL]]],
])('the browser of %s on %s with %j is %j', (text, platform, more, expected) => {
  expect(lines(text, platform, more)).toEqual(expected);
});

test.each(['firefox', 'chrome-profil Work', 'b --new', '%s', '%s %s x"', "b 'x %s", ' '])(
  'console_browser = %j names no browser',
  (text) => {
    // A command whose program is the URL would open nothing.
    expect(lines(text)).toBeUndefined();
  },
);

test.each([
  ['linux', '.config/google-chrome', {}],
  ['darwin', 'Library/Application Support/Google/Chrome', {}],
] as const)(
  'the folder of a profile of Chrome is found by its name, on %s',
  (platform, folder, env) => {
    const home = tempFolder();
    mkdirSync(join(home, folder), { recursive: true });
    const write = (text: string) => writeFileSync(join(home, folder, 'Local State'), text);
    const folderOf = () => lines('chrome-profile Work', platform, { env, home })?.[0]?.[1];
    expect(folderOf()).toBe('--profile-directory=Work');
    write('{"profile":{"info_cache":{"Default":{"name":"Ada"},"Profile 3":{"name":"Work"}}}}');
    expect(folderOf()).toBe('--profile-directory=Profile 3');
    for (const broken of ['', '{}', '{"profile":{"info_cache":[null]}}']) {
      write(broken);
      expect(folderOf()).toBe('--profile-directory=Work');
    }
  },
);

test('a container without a colour names none', () => {
  expect(lines('firefox-container a', 'linux', { color: '' })?.[0]?.[2]).toBe(
    `ext+granted-containers:name=a&url=${ENCODED}&icon=fingerprint`,
  );
});

test.each([
  ['31', 'red'],
  ['1;32', 'green'],
  ['93', 'yellow'],
  ['34', 'blue'],
  ['35', 'purple'],
  ['36;1', 'turquoise'],
  ['38;5;208', 'orange'],
  ['38;5;213', 'pink'],
  ['38;5;9', 'red'],
  ['38;5;8', undefined],
  ['38;5;244', undefined],
  ['38;2;255;0;0', 'red'],
  ['38;2;255;136;0', 'orange'],
  ['001', undefined],
  ['37', undefined],
  [undefined, undefined],
])('the colour %s is the container colour %s', (sgr, name) => {
  expect(containerColor(sgr)).toBe(name);
});

test('the names of services are sorted, and each is there once', () => {
  const names = serviceNames();
  expect(names).toEqual([...new Set(names)].sort());
  expect(names).toContain('s3');
});
