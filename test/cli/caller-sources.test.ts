/** `whoami` and `console` with every source of credentials, alone and behind a role. */
import { expect, test } from 'vitest';
import { MEMBER_ARN } from '../support/example-world.ts';
import { startFederationStandIn } from '../support/federation-stand-in/server.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { SOURCE_ROWS } from './sources/source-rows.ts';
import { sourceWorld, startSourceExample } from './sources/source-world.ts';

/** The sources that are long-term keys, and are known to be. */
const KEYS = /^keys|keys of a user$/;
const KEYS_OF_USER = /^keys|keys of a user$|swrole for another profile$/;
const NO_ROLE =
  /^swrole: error: profile 'base' gives (?:long-term keys|a session of GetSessionToken)/;

test.each(SOURCE_ROWS)('whoami works with %s', async (name, make) => {
  const example = await startSourceExample();
  const federation = untilTestEnds(await startFederationStandIn({ sts: example.standIn }));
  const source = await make(example);
  const env = { ...source.env, SWROLE_SIGNIN_URL: federation.url };
  const { run } = await sourceWorld(example, { ...source, env });
  /** As whom a printed URL signs in, and with which SessionDuration it was made. */
  const signedIn = async (url: string) => {
    const form = new URLSearchParams(federation.calls.at(-1)?.body);
    const { headers } = await fetch(url.trim(), { redirect: 'manual' });
    return [headers.get('x-signed-in-as'), form.get('SessionDuration')];
  };

  const { stdout, stderr } = await run('whoami', 'base', '--json');
  expect([JSON.parse(stdout).Arn, stderr]).toEqual([source.identity, '']);

  const own = await run('console', 'base', '--print');
  if (source.identity === MEMBER_ARN && !KEYS_OF_USER.test(name)) {
    expect([own.exitCode, own.stdout, own.stderr]).toEqual([3, '', expect.stringMatching(NO_ROLE)]);
  } else if (source.identity === MEMBER_ARN) {
    expect([own.exitCode, own.stderr]).toEqual([0, '']);
    const [, account] = /^arn:aws:iam::(\d+):/.exec(MEMBER_ARN) ?? [];
    const federated = new RegExp(`^arn:aws:sts::${account}:federated-user/swrole-`);
    expect(await signedIn(own.stdout)).toEqual([expect.stringMatching(federated), null]);
  } else {
    expect([own.exitCode, own.stderr]).toEqual([0, '']);
    expect(await signedIn(own.stdout)).toEqual([source.identity, null]);
  }

  const before = federation.calls.length;
  const role = await run('console', 'one', '--print', '--session-name', 'ada', '--duration', '15m');
  expect([role.exitCode, role.stderr]).toEqual([0, '']);
  expect(await signedIn(role.stdout)).toEqual([
    'arn:aws:sts::333333333333:assumed-role/reader/ada',
    KEYS.test(name) ? '900' : null,
  ]);
  // One request, and the login: what the service does not take was not tried.
  expect(federation.calls.length - before).toBe(2);
});
