/** Every source of credentials, alone and behind one and two roles: the built program against stand-ins on loopback. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import type { RunResult } from '../support/run-swrole.ts';
import { SOURCE_ROWS } from './sources/source-rows.ts';
import { sourceWorld, startSourceExample } from './sources/source-world.ts';

const READER = 'arn:aws:sts::333333333333:assumed-role/reader/first';
const WRITER = 'arn:aws:sts::444444444444:assumed-role/writer/second';

/** Who printed credentials are for STS; fails unless they came alone and in form. */
async function identityOf({ stdout, ...rest }: RunResult, endpoint: string) {
  expect(rest).toEqual({ exitCode: 0, signal: null, stderr: '' });
  const { Version, AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(stdout);
  expect(Version).toBe(1);
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  const client = new STSClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
  return (await client.send(new GetCallerIdentityCommand())).Arn;
}

test.each(SOURCE_ROWS)('%s', async (_, make) => {
  const example = await startSourceExample();
  const source = await make(example);
  const { run } = await sourceWorld(example, source);
  const { calls, url } = example.standIn;
  const assumed = () =>
    calls.filter(({ action }) => action === 'AssumeRole').map(({ callerArn }) => callerArn);

  expect(await identityOf(await run('-j', 'base'), url)).toBe(source.identity);
  expect(assumed()).toEqual([]);
  expect(await identityOf(await run('-j', 'one'), url)).toBe(READER);
  expect(assumed()).toEqual([source.identity]);
  // The first role is shared: only the second is assumed.
  expect(await identityOf(await run('-j', 'two'), url)).toBe(WRITER);
  expect(assumed()).toEqual([source.identity, READER]);

  const [given, called] = [source.given?.(), calls.length];
  if (given !== undefined) expect(given).toBe(source.isKept ? 1 : 2);
  for (const profile of ['one', 'two']) expect((await run('-j', profile)).exitCode).toBe(0);
  expect([source.given?.(), calls.length]).toEqual([given, called]);
});
