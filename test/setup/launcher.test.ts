import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stableProgram } from '../../src/setup/launcher.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A node of Homebrew, in a folder of its version. */
function brewedNode(): { readonly folder: string; readonly node: string } {
  const folder = tempFolder();
  const bin = join(folder, 'Cellar', 'node', '22.1.0', 'bin');
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(folder, 'opt'));
  writeFileSync(join(bin, 'node'), '');
  return { folder, node: join(bin, 'node') };
}

const script = '/opt/swrole.cjs';

test('a node of Homebrew is named by the link that an update keeps', () => {
  const { folder, node } = brewedNode();
  symlinkSync('../Cellar/node/22.1.0', join(folder, 'opt', 'node'));
  const lasting = join(folder, 'opt', 'node', 'bin', 'node');
  expect(stableProgram({ node, script })).toEqual({ node: lasting, script });
});

test('a node of Homebrew is not named by a link that leads to another version', () => {
  const { folder, node } = brewedNode();
  const other = join(folder, 'opt', 'node', 'bin');
  mkdirSync(other, { recursive: true });
  writeFileSync(join(other, 'node'), '');
  expect(stableProgram({ node, script })).toEqual({ node, script });
});

test('the path of fnm for one shell is resolved', () => {
  const folder = tempFolder();
  const version = join(folder, 'node-versions', 'v22.1.0', 'installation', 'bin');
  mkdirSync(version, { recursive: true });
  mkdirSync(join(folder, 'fnm_multishells'));
  writeFileSync(join(version, 'swrole'), '');
  symlinkSync('../node-versions/v22.1.0/installation', join(folder, 'fnm_multishells', '123_456'));
  const started = join(folder, 'fnm_multishells', '123_456', 'bin', 'swrole');
  expect(stableProgram({ node: '/n', script: started }).script).toBe(join(version, 'swrole'));
});
