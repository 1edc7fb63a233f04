/** Which program gets the URL, on every platform. That they are started rightly is shown by `test/cli/console.test.ts`. */

import { expect, test } from 'vitest';
import { openers } from '../../src/console/open-url.ts';
import type { Environment } from '../../src/system.ts';

const URL = 'https://signin.example/federation?Action=login&SigninToken=%2B$&';

const lines = (env: Environment, platform: NodeJS.Platform) =>
  openers(URL, env, platform).map(({ file, args }) => [file, ...args]);

test.each<[NodeJS.Platform, Environment, string[][]]>([
  ['darwin', {}, [['open', URL]]],
  ['win32', {}, [['rundll32', 'url.dll,FileProtocolHandler', URL]]],
  ['linux', {}, []],
  ['linux', { DISPLAY: ':0' }, [['xdg-open', URL]]],
  ['freebsd', { WAYLAND_DISPLAY: 'wayland-0' }, [['xdg-open', URL]]],
  ['linux', { WSL_DISTRO_NAME: 'Debian' }, [['wslview', URL]]],
  [
    'linux',
    { WSL_DISTRO_NAME: 'Debian', DISPLAY: ':0' },
    [
      ['wslview', URL],
      ['xdg-open', URL],
    ],
  ],
  ['darwin', { SSH_TTY: '/dev/ttys001' }, []],
  ['linux', { SSH_CONNECTION: '::1 1 ::1 22', DISPLAY: 'localhost:10.0' }, []],
  ['linux', { BROWSER: 'firefox', SSH_TTY: '/dev/pts/1' }, [['firefox', URL]]],
  [
    'darwin',
    { BROWSER: 'a:b --new %s x: :c' },
    [
      ['a', URL],
      ['b', '--new', URL, 'x'],
      ['c', URL],
    ],
  ],
  ['linux', { BROWSER: 'a --url=%s' }, [['a', `--url=${URL}`]]],
  [
    'win32',
    { BROWSER: 'C:\\a.exe;b' },
    [
      ['C:\\a.exe', URL],
      ['b', URL],
    ],
  ],
  ['linux', { BROWSER: '', DISPLAY: ':0' }, [['xdg-open', URL]]],
  ['linux', { BROWSER: ' : ', DISPLAY: ':0' }, []],
])('the opener with %s and %j is %j', (platform, env, expected) =>
  expect(lines(env, platform)).toEqual(expected),
);
