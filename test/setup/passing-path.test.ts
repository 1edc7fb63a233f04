import { expect, test } from 'vitest';
import { findTransientPaths } from '../../src/setup/launcher.ts';

const STAYS = { node: '/usr/bin/node', script: '/usr/local/bin/swrole' };

test.each([
  '/usr/bin/node',
  '/opt/homebrew/opt/node@22/bin/node',
  '/snap/node/current/bin/node',
  'C:\\Program Files\\nodejs\\node.exe',
])('the path %s is permanent', (node) =>
  expect(findTransientPaths({ ...STAYS, node })).toEqual([]),
);

test.each([
  '/home/me/.nvm/versions/node/v20.12.0/bin/node',
  '/home/me/.local/share/fnm/node-versions/v20.12.0/installation/bin/node',
  '/home/me/.asdf/installs/nodejs/20.12.0/bin/node',
  '/home/me/.volta/tools/image/node/20.12.0/bin/node',
  '/nix/store/0123456789abcdfg-nodejs-20.12.0/bin/node',
  '/opt/homebrew/Cellar/node/22.1.0/bin/node',
  'C:\\Users\\me\\AppData\\Roaming\\nvm\\v20.12.0\\node.exe',
])('the path %s disappears with its version', (node) =>
  expect(findTransientPaths({ ...STAYS, node })).toEqual([{ path: node, why: 'node-version' }]),
);

test.each([
  ['/home/me/.npm/_npx/0123456789abcdef/node_modules/.bin/swrole', 'package-cache'],
  ['/home/me/.cache/pnpm/dlx/abc/def/node_modules/swrole/bin/swrole.cjs', 'package-cache'],
  ['/tmp/xfs-1/dlx-2/node_modules/swrole/bin/swrole.cjs', 'package-cache'],
  ['/tmp/swrole/bin/swrole.cjs', 'temporary-folder'],
  ['/private/var/folders/x/T/swrole/bin/swrole.cjs', 'temporary-folder'],
  ['C:\\Users\\me\\AppData\\Local\\Temp\\swrole\\bin\\swrole.cjs', 'temporary-folder'],
])('the launcher of %s is %s', (script, why) =>
  expect(findTransientPaths({ ...STAYS, script })).toEqual([{ path: script, why }]),
);
