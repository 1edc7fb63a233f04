/**
 * A rotation of access keys that ends at each of its steps: a key that works is always there, and the next run finishes. It has no
 * locks, and keeps everything in the keychain and at AWS. So a rotation that never goes on after a step leaves what a killed process
 * leaves; two steps are shown with such a process.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type KeyEntry, readKeys } from '../../src/storage/access-keys.ts';
import { driverProgram } from '../support/driver.ts';
import { auditor, MEMBER_ARN, member } from '../support/example-data.ts';
import { type StsStandIn, startStsStandIn } from '../support/sts-stand-in/server.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { atStep, NAME, openFileKeychain, rotateInWorld } from './rotation-world.ts';

const DRIVER = new URL('drivers/rotate-keys.ts', import.meta.url);

/** Milliseconds after which AWS knows a new key: longer than any step here takes. */
const UNKNOWN = 60_000;

async function begin() {
  let aws: StsStandIn | undefined;
  // That time goes by when a call with the new key was refused, however fast or slow this machine is.
  const refused = () => aws?.calls.filter(({ status }) => status === 403).length ?? 0;
  const now = () => Date.now() + refused() * UNKNOWN;
  const world = { users: [member], roles: [auditor], newKeyDelayMs: UNKNOWN, now };
  const standIn = untilTestEnds(await startStsStandIn(world));
  aws = standIn;
  const file = join(tempFolder(), 'keychain');
  const { accessKeyId, secretAccessKey } = member;
  writeFileSync(
    file,
    JSON.stringify({ [`keys/${NAME}`]: JSON.stringify({ accessKeyId, secretAccessKey }) }),
  );
  const entry = async () => (await readKeys(openFileKeychain(file), NAME)) as KeyEntry;
  const works = ({ accessKeyId: id, secretAccessKey: secret }: KeyEntry) => {
    const key = standIn.findKey(id);
    const { isActive = false, worksFrom = Infinity } = key?.longTerm ?? {};
    return key?.secretAccessKey === secret && isActive && worksFrom <= now();
  };
  return { standIn, file, entry, works };
}

/** The steps at which it is a process, which SIGKILL ends. */
const KILLED = new Set(['after change 2', 'IAM 4']);

/** Where it ends, what the entry then has beside the key, and how many keys the user has at AWS. */
test.each<[what: string, step: string, left: string, atAws: number]>([
  ['it notes that it creates a key', 'before change 1', '', 1],
  ['it asks for a new key', 'after change 1', 'creatingSince', 1],
  ['it stores the new key', 'before change 2', 'creatingSince', 2],
  ['it tries the new key', 'after change 2', 'next', 2],
  ['AWS knows the new key', 'STS 3', 'next', 2],
  ['it gives out the new key', 'before change 3', 'next', 2],
  ['it makes the old key useless', 'after change 3', 'old', 2],
  ['it deletes the old key', 'IAM 4', 'old', 2],
  ['it forgets the old key', 'before change 4', 'old', 1],
  ['it ends', 'after change 4', '', 1],
])(
  'ended before %s, it leaves a key that works, and the next run finishes',
  async (_, step, left, atAws) => {
    const { standIn, file, entry, works } = await begin();
    if (KILLED.has(step)) expect(await runDriver([file, standIn.url, step])).toBe('SIGKILL');
    else await rotateUntil(step, file, standIn.url);
    const killed = await entry();
    const { accessKeyId: _id, secretAccessKey: _secret, ...rest } = killed;
    const keys = standIn.accessKeysOf(MEMBER_ARN);
    expect([Object.keys(rest).join(), keys.length, works(killed)]).toEqual([left, atAws, true]);
    await rotateInWorld(openFileKeychain(file), standIn.url);
    const done = await entry();
    expect([Object.keys(done), works(done), standIn.accessKeysOf(MEMBER_ARN)]).toEqual([
      ['accessKeyId', 'secretAccessKey'],
      true,
      [done.accessKeyId],
    ]);
    expect(done.accessKeyId).not.toBe(member.accessKeyId);
  },
);

test('a key that another attempt has made later is never deleted', async () => {
  const { standIn, file, entry } = await begin();
  await rotateUntil('after change 1', file, standIn.url);
  const { creatingSince = 0 } = await entry();
  standIn.createAccessKey(MEMBER_ARN, creatingSince + 61_000);
  const rotation = rotateInWorld(openFileKeychain(file), standIn.url);
  await expect(rotation).rejects.toMatchObject({ details: { kind: 'two-keys' } });
  expect(standIn.accessKeysOf(MEMBER_ARN)).toHaveLength(2);
});

/** Rotates the keys in this process, up to a step after which it never goes on. Rejects if it comes to its end. */
async function rotateUntil(step: string, file: string, url: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onStep = atStep(step, () => {
      resolve();
      return new Promise<never>(() => {});
    });
    const rotation = rotateInWorld(openFileKeychain(file, onStep), url, onStep);
    rotation.then(() => reject(new Error(`no step '${step}'`)), reject);
  });
}

async function runDriver(args: readonly string[]): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [driverProgram(DRIVER), ...args], { stdio: 'inherit' });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal;
}
