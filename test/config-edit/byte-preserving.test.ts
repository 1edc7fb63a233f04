/** 200 files of every kind: only the new lines change, and other readers see the profile, and all others as before. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseConfigFiles } from '../../src/config/files.ts';
import type { Settings } from '../../src/config/ini/parser.ts';
import { ConfigEditError } from '../../src/config-edit/errors.ts';
import { bytesOf, editedLines, linesOf, unifiedDiff } from '../../src/config-edit/lines.ts';
import { planProfile } from '../../src/config-edit/plan.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { exampleFile } from './example-files.ts';

const COMMAND = '/opt/node/bin/node "/opt/my tools/swrole.cjs" -j project-dev';

/** By `--force` instead of the other line. */
const OTHER_COMMAND = '/opt/node "/opt/s\u00f6hne/swrole.cjs" -j project-dev';
const latin1 = (text: string) => Buffer.from(text).toString('latin1');

function textsOf(bytes: Buffer) {
  return {
    config: { path: 'config', text: bytes.toString('utf8') },
    credentials: { path: 'credentials', text: '[keys]\naws_access_key_id = x\n' },
  };
}

/** The file after `setup`; `undefined` where it has nothing to do. */
function edited(bytes: Buffer, profile: string, command = COMMAND): Buffer | undefined {
  const lines = linesOf(bytes);
  const wish = { profile, command, region: 'eu-west-1', isSame: () => false };
  const plan = planProfile(textsOf(bytes), lines, wish, command !== COMMAND);
  return 'edit' in plan ? bytesOf(editedLines(lines, plan.edit)) : undefined;
}

/** Whether two readers see other headers than each other: such a file is refused, and has tests of its own. */
const DISAGREEMENTS = new Set(['odd-header', 'two-defaults']);

function isRefused(bytes: Buffer, profile: string): boolean {
  try {
    edited(bytes, profile);
    return false;
  } catch (error) {
    if (error instanceof ConfigEditError && DISAGREEMENTS.has(error.details.kind)) return true;
    throw error;
  }
}

/** What stands in `after` and not in `before`, if that is all the difference there is. */
function insertion(before: Buffer, after: Buffer): string | undefined {
  const length = after.length - before.length;
  for (let at = 0; at <= before.length; at++) {
    const [start, end] = [before.subarray(0, at), before.subarray(at)];
    if (!after.subarray(0, at).equals(start)) return undefined;
    if (after.subarray(at + length).equals(end)) return after.toString('utf8', at, at + length);
  }
  return undefined;
}

/** What ends the lines; nothing where two kinds are mixed anyway. */
function endingsOf(bytes: Buffer): string[] {
  const endings = bytes.toString('latin1').match(/\r?\n/g) ?? [];
  return areAlike(endings) ? endings : [];
}

const areAlike = (values: readonly string[]) => new Set(values).size <= 1;

type Profiles = Record<string, Record<string, unknown>>;

function plain(settings: Settings): Record<string, unknown> {
  return Object.fromEntries(
    [...settings].map(([key, { value, nested }]) => [key, { value, nested: plain(nested) }]),
  );
}

function readByUs(bytes: Buffer): Profiles {
  const { profiles } = parseConfigFiles(textsOf(bytes));
  return Object.fromEntries([...profiles].map(([name, { settings }]) => [name, plain(settings)]));
}

async function readBySdk(bytes: Buffer, folder: string): Promise<Profiles> {
  const configFilepath = join(folder, 'config');
  writeFileSync(configFilepath, bytes);
  const filepath = join(folder, 'credentials');
  const read = await loadSharedConfigFiles({ configFilepath, filepath, ignoreCache: true });
  return read.configFile as Profiles;
}

/** The profiles without one of them, and that one. */
function apart(profiles: Profiles, name: string) {
  const { [name]: own = {}, ...others } = profiles;
  return { own, others };
}

test('an edit keeps every other byte, and other readers read the same', async () => {
  const folder = tempFolder();
  const seen = { inserted: 0, appended: 0 };
  const property = fc.asyncProperty(exampleFile, async ({ bytes, profile }) => {
    fc.pre(!isRefused(bytes, profile));
    const after = edited(bytes, profile);
    if (after === undefined) throw new Error('nothing was changed');
    const inserted = insertion(bytes, after);
    expect(inserted?.match(/\S.*\S/g)).toEqual(
      expect.arrayContaining([`credential_process = ${COMMAND}`]),
    );
    seen[inserted?.includes('[') ? 'appended' : 'inserted'] += 1;
    expect([...endingsOf(bytes), ...endingsOf(Buffer.from(inserted ?? ''))]).toSatisfy(areAlike);
    expect(after.toString().endsWith('\n')).toBe(
      bytes.length === 0 || bytes.toString().endsWith('\n'),
    );

    const ours = [apart(readByUs(bytes), profile), apart(readByUs(after), profile)] as const;
    expect(ours[1].others).toEqual(ours[0].others);
    expect(ours[1].own).toEqual({
      region: { value: 'eu-west-1', nested: {} },
      ...ours[0].own,
      credential_process: { value: COMMAND, nested: {} },
    });
    const sdk = [
      apart(await readBySdk(bytes, folder), profile),
      apart(await readBySdk(after, folder), profile),
    ] as const;
    expect(sdk[1].others).toEqual(sdk[0].others);
    expect(sdk[1].own).toMatchObject({ ...sdk[0].own, credential_process: COMMAND });
    expect(edited(after, profile)).toBeUndefined();
    const forced = after.toString('latin1').replace(latin1(COMMAND), latin1(OTHER_COMMAND));
    expect(edited(after, profile, OTHER_COMMAND)?.toString('latin1')).toBe(forced);
  });
  await fc.assert(property, propertyRuns(200, 20_240_501));
  expect(Math.min(seen.inserted, seen.appended)).toBeGreaterThan(40);
});

test('the diff hides secrets in the line that it removes, and nothing of the one that it adds', () => {
  const before = '[profile a]\ncredential_process = vault --password hunter2 aws\n';
  const added = [{ text: `credential_process = ${COMMAND}`, end: '\n' }] as const;
  const diff = unifiedDiff('config', linesOf(Buffer.from(before)), { after: 1, removed: 1, added });
  expect(diff.map(({ text }) => text)).toEqual([
    '--- config',
    '+++ config',
    '@@ -2,1 +2,1 @@',
    '-credential_process = vault --password … aws',
    `+credential_process = ${COMMAND}`,
  ]);
});
