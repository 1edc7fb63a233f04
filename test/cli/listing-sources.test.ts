/** What `list` and `status` say of every source of credentials, alone and behind roles, and that they only look. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { leaveSessions } from '../soak/stored-files.ts';
import { cacheFiles } from '../support/cache-files.ts';
import { SOURCE_ROWS } from './sources/source-rows.ts';
import { ASSIGNMENT, sourceWorld, startSourceExample } from './sources/source-world.ts';

/** A source: its kind, and the words for what is kept of it; `null` where nothing is. */
const SAID: Readonly<Record<string, readonly [kind: string, kept: string | null]>> = {
  'keys in the config file': ['keys', null],
  'credential_source = Environment, a session': ['environment', null],
  'credential_source = Ec2InstanceMetadata, version 2': ['instance', null],
  'credential_source = EcsContainer': ['container', null],
  'credential_process, without an end': ['process', null],
  'credential_process, with an end': ['process', 'what its process gave'],
  sso_session: ['SSO', `${ASSIGNMENT.roleName} in ${ASSIGNMENT.accountId}, by SSO`],
  login_session: ['sign-in', 'console sign-in to 111111111111'],
  saml_process: ['SAML', 'arn:aws:sts::222222222222:assumed-role/staff/ada@example.com'],
  saml_assertion_file: ['SAML', 'arn:aws:sts::222222222222:assumed-role/staff/ada@example.com'],
  web_identity_token_process: ['web identity', 'arn:aws:sts::222222222222:assumed-role/pod/pod'],
  'cognito_identity_pool_id, a guest': ['Cognito', 'Cognito identity'],
  'cognito_identity_pool_id, a command and a role': [
    'Cognito',
    'chosen in 111111111111, by Cognito',
  ],
  web_identity_token_file: ['web identity', 'arn:aws:sts::222222222222:assumed-role/pod/pod'],
};

const ROWS = SOURCE_ROWS.filter(([name]) => Object.hasOwn(SAID, name));

/** The cells of a line in a pipe. */
const cells = (text: string) => text.split('\n').map((line) => line.split(/ {2,}/));

/** Milliseconds: 3 h 12 min, and as much as a slow machine needs. */
const LEFT = (3 * 60 + 12) * 60_000 + 50_000;
const CACHED = expect.stringMatching(/^(?:\w{3} )?\d\d:\d\d \(3h12m\)$/);

test('the table of listings has every source', () => {
  expect(ROWS.map(([name]) => name).sort()).toEqual(Object.keys(SAID).sort());
});

test.each(ROWS)('list and status show %s', async (name, make) => {
  const example = await startSourceExample();
  const source = await make(example);
  const { run } = await sourceWorld(example, source);
  const [kind, kept] = SAID[name] ?? [];

  const looks = async () => {
    const before = world();
    const said = [await run('list'), await run('status', '--all')];
    for (const args of [['list'], ['status'], ['status', 'two']])
      said.push(await run(...args, '--json'));
    expect(said.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(said.map(() => [0, '']));
    expect(world()).toEqual(before);
    return said.map(({ stdout }) => stdout);
  };
  /** All that would change if anything were run, called, renewed or stored. */
  const world = () => [
    source.given?.(),
    example.standIn.calls.length,
    cacheFiles(join(example.home.path, '.aws')),
  ];

  await looks();
  expect((await run('-j', 'two')).exitCode).toBe(0);
  leaveSessions(example.home, LEFT);
  const [list = '', status = ''] = await looks();

  const profiles = cells(list);
  const of = (profile: string) => profiles.find(([each]) => each === profile);
  expect([of('base')?.[1], of('base')?.at(-1)]).toEqual([kind, kept === null ? '-' : CACHED]);
  expect([of('one')?.slice(1, 3), of('one')?.at(-1)]).toEqual([
    ['role', `base -> ${kind}`],
    CACHED,
  ]);
  expect([of('two')?.slice(1, 3), of('two')?.at(-1)]).toEqual([
    ['chain', `one -> base -> ${kind}`],
    CACHED,
  ]);
  const sessions = cells(status.split('\n\n')[0] ?? '').slice(1);
  expect(sessions.map(([profile, , , , session]) => [profile, session])).toEqual([
    ...(kept === null ? [] : [['base', kept]]),
    ['one', 'arn:aws:sts::333333333333:assumed-role/reader/first'],
    ['two', 'arn:aws:sts::444444444444:assumed-role/writer/second'],
  ]);
});
