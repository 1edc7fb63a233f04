/** `swrole keys`: from the credentials file to the keychain and back out, with AWS's stand-in and a keychain in memory. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { auditor, MEMBER_ARN, member } from '../support/example-data.ts';
import {
  hangingKeychain,
  lockedKeychain,
  type MemoryKeychain,
  memoryKeychain,
  missingKeychain,
} from '../support/keychains.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type RunOptions, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import {
  type StsStandIn,
  type StsStandInOptions,
  startStsStandIn,
} from '../support/sts-stand-in/server.ts';
import { makeTempHome, type TempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const OTHER =
  '[other]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n';
const KEYS = `aws_access_key_id = ${member.accessKeyId}\naws_secret_access_key = ${member.secretAccessKey}\n`;
const CREDENTIALS = `${OTHER}\n[my-company]\n${KEYS}`;
const CONFIG = `[profile my-company]
region = eu-west-1

[profile audit]
role_arn = ${auditor.arn}
source_profile = my-company
`;
const STDIN = `${member.accessKeyId}\n${member.secretAccessKey}\n`;

let home: TempHome;
let standIn: StsStandIn;
let keychain: MemoryKeychain;

async function begin(options: Partial<StsStandInOptions> = {}, config = CONFIG) {
  home = untilTestEnds(await makeTempHome({ config, credentials: CREDENTIALS }));
  const standInOptions = { users: [member], roles: [auditor], ...options };
  standIn = untilTestEnds(await startStsStandIn(standInOptions));
  keychain = memoryKeychain();
}
beforeEach(() => begin());

const plain = (text: string) =>
  text
    .replaceAll(home.path, '~')
    .replaceAll(standIn.url.slice('http://'.length), 'HOST')
    .replaceAll(SWROLE_PROGRAM, '/swrole.cjs')
    .replaceAll(/swrole: warning: this (?:node|swrole) .*\r?\n/g, '');

async function run(args: readonly string[], more: Partial<RunOptions> = {}) {
  const env = {
    HOME: home.path,
    PATH: process.env.PATH ?? '',
    AWS_ENDPOINT_URL_STS: standIn.url,
    AWS_ENDPOINT_URL_IAM: standIn.url,
  };
  const credentialsOnStdout = args.includes('print');
  const options = { env, secrets: standIn.secrets, credentialsOnStdout, keychain, ...more };
  const result = await runInProcess(['keys', ...args], options);
  return { ...result, stdout: plain(result.stdout), stderr: plain(result.stderr) };
}

const lines = (...texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');
const ending = (exitCode: number, stdout: string, ...stderr: readonly string[]) => ({
  exitCode,
  signal: null,
  stdout,
  stderr: lines(...stderr.map((line) => `swrole: ${line}`)),
});
const config = () => plain(readFileSync(home.configFile, 'utf8'));
const credentials = () => readFileSync(home.credentialsFile, 'utf8');
const entry = (name = 'my-company') => JSON.parse(keychain.entries.get(`keys/${name}`) ?? '{}');
const records = () => {
  const path = join(home.cacheDir, 'keys', 'my-company.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
};
const actions = () => standIn.calls.map(({ action }) => action);
const pair = (
  { accessKeyId, secretAccessKey } = member as { accessKeyId: string; secretAccessKey: string },
) => ({
  accessKeyId,
  secretAccessKey,
});
const secretsOnDisk = () =>
  [home.configFile, home.credentialsFile].filter((file) =>
    readFileSync(file, 'utf8').includes(member.secretAccessKey),
  );

const LINE = 'credential_process = ~/.aws/swrole/bin/swrole keys print my-company';
const ADDED_CONFIG = CONFIG.replace('[profile my-company]\n', `[profile my-company]\n${LINE}\n`);
const CONFIG_DIFF = lines('--- ~/.aws/config', '+++ ~/.aws/config', '@@ -1,0 +2,1 @@', `+${LINE}`);
const CREDENTIALS_DIFF = lines(
  '--- ~/.aws/credentials',
  '+++ ~/.aws/credentials',
  '@@ -4,4 +3,0 @@',
  '-',
  '-[my-company]',
  '-aws_access_key_id = AKIA…MPLE',
  '-aws_secret_access_key = …',
);
const WORKS = 'access key …MPLE of user member in 000000000000 works';
const HAS = "the keychain has the key; profile 'my-company' gives it to SDKs";
const UNDO = 'undo it: cp ~/.aws/config.swrole-backup ~/.aws/config';

describe('keys add', () => {
  test('takes the key of a profile, and the credentials file loses it and its backup', async () => {
    const backup = `${home.credentialsFile}.swrole-backup`;
    writeFileSync(backup, CREDENTIALS);
    expect(await run(['add', 'my-company', '--from', 'my-company', '--yes'])).toEqual(
      ending(
        0,
        CONFIG_DIFF + CREDENTIALS_DIFF,
        WORKS,
        HAS,
        UNDO,
        'the key is no longer in ~/.aws/credentials, nor in ~/.aws/credentials.swrole-backup, which is removed',
      ),
    );
    expect([config(), credentials(), existsSync(backup)]).toEqual([ADDED_CONFIG, OTHER, false]);
    expect(statSync(home.credentialsFile).mode & 0o777).toBe(0o600);
    expect(entry()).toEqual(pair());
    expect(records()).toEqual({
      format: 1,
      name: 'my-company',
      accessKeyId: member.accessKeyId,
      userArn: MEMBER_ARN,
      createdAt: Date.UTC(2026, 0, 1),
      addedAt: expect.any(Number),
    });
    expect(actions()).toEqual(['GetCallerIdentity', 'ListAccessKeys']);
  });

  test('reads the key from stdin, and gives a new profile the line', async () => {
    const { exitCode, stdout } = await run(['add', 'work', '--stdin', '--yes'], { input: STDIN });
    const line = LINE.replace('my-company', 'work');
    expect([exitCode, stdout]).toEqual([
      0,
      lines(
        '--- ~/.aws/config',
        '+++ ~/.aws/config',
        '@@ -6,0 +7,3 @@',
        '+',
        '+[profile work]',
        `+${line}`,
      ),
    ]);
    expect([entry('work'), credentials()]).toEqual([pair(), CREDENTIALS]);
  });

  test('a second time changes nothing', async () => {
    await run(['add', 'my-company', '--from', 'my-company', '--yes']);
    expect(await run(['add', 'my-company', '--stdin', '--yes'], { input: STDIN })).toEqual(
      ending(0, '', WORKS, HAS),
    );
    expect([config(), entry()]).toEqual([ADDED_CONFIG, pair()]);
  });

  test('--dry-run shows the changes, and asks neither AWS nor the keychain', async () => {
    const args = ['add', 'my-company', '--from', 'my-company', '--dry-run'];
    expect(await run(args, { keychain: hangingKeychain })).toEqual(
      ending(0, CONFIG_DIFF + CREDENTIALS_DIFF),
    );
    expect([config(), credentials(), actions()]).toEqual([CONFIG, CREDENTIALS, []]);
  });

  test('of another profile says that this one has no keys now', async () => {
    const { exitCode, stderr } = await run(['add', 'work', '--from', 'my-company', '--yes']);
    expect([exitCode, stderr.split('\n').at(-2)]).toEqual([
      0,
      "swrole: profile 'my-company' has no keys now: give its users source_profile = work",
    ]);
  });

  test.each<[string, readonly string[], Partial<RunOptions>, number, readonly string[]]>([
    [
      'without a terminal and without the key',
      ['work', '--yes'],
      {},
      2,
      [
        'error: there is no terminal to ask for the key',
        'hint: swrole keys add work --stdin reads it from stdin, --from PROFILE from the credentials file',
      ],
    ],
    [
      'without a yes',
      ['work', '--stdin'],
      { input: STDIN, keychain: hangingKeychain },
      2,
      [
        'error: nothing is changed without a yes, and there is no terminal to ask for it',
        'hint: add --yes, or --dry-run to see the changes',
      ],
    ],
    [
      'with temporary keys',
      ['work', '--stdin', '--yes'],
      { input: 'ASIAIOSFODNN7EXAMPLE\nx\n' },
      2,
      [
        'error: the access key id is that of temporary credentials (ASIA…), which end soon',
        'hint: give the access key of an IAM user: an id that begins with AKIA, and its secret',
      ],
    ],
    [
      'with something else',
      ['work', '--stdin', '--yes'],
      { input: 'one two' },
      2,
      [
        'error: the access key id does not begin with AKIA',
        'hint: give the access key of an IAM user: an id that begins with AKIA, and its secret',
      ],
    ],
    [
      'with a damaged secret',
      ['work', '--stdin', '--yes'],
      { input: `${member.accessKeyId}\n"x"\n` },
      2,
      [
        'error: the secret access key is not 40 letters, digits and /+',
        'hint: give the access key of an IAM user: an id that begins with AKIA, and its secret',
      ],
    ],
    [
      'from a profile that is not there',
      ['work', '--from', 'none', '--yes'],
      {},
      3,
      [
        "error: profile 'none' is not in ~/.aws/credentials",
        'hint: --from takes a profile with aws_access_key_id and aws_secret_access_key in the credentials file',
      ],
    ],
    [
      'where the keychain hangs',
      ['work', '--stdin', '--yes'],
      { input: STDIN, keychain: hangingKeychain, clock: { ahead: 0 } },
      1,
      [
        'error: the Secret Service gave no answer within 3 s',
        'hint: it may be locked, or ask a question: a keyring such as GNOME Keyring, KWallet or KeePassXC must run on the D-Bus of this session (DBUS_SESSION_BUS_ADDRESS) and be unlocked',
      ],
    ],
    [
      'where the keychain is locked',
      ['work', '--stdin', '--yes'],
      { input: STDIN, keychain: lockedKeychain },
      1,
      [
        "error: the Secret Service: Couldn't access platform storage: Secret Service: unlock prompt was dismissed",
        'hint: a keyring such as GNOME Keyring, KWallet or KeePassXC must run on the D-Bus of this session (DBUS_SESSION_BUS_ADDRESS) and be unlocked',
      ],
    ],
    [
      'where the package is missing',
      ['work', '--stdin', '--yes'],
      { input: STDIN, keychain: missingKeychain },
      1,
      [
        'error: the package @napi-rs/keyring, which opens the keychain, is not installed',
        'hint: install swrole again, without --omit=optional and on a platform that the package supports',
      ],
    ],
    [
      'for a profile with a role',
      ['audit', '--stdin', '--yes'],
      { input: STDIN },
      3,
      [
        "error: profile 'audit' already means something else: ~/.aws/config:5 role_arn, ~/.aws/config:6 source_profile",
        'hint: choose another name, or remove these lines',
      ],
    ],
  ])('%s is an error, and nothing changes', async (_, args, more, exitCode, stderr) => {
    expect(await run(['add', ...args], more)).toEqual(ending(exitCode, '', ...stderr));
    expect([config(), credentials(), [...keychain.entries]]).toEqual([CONFIG, CREDENTIALS, []]);
  });

  test('keys that AWS does not know are an error', async () => {
    const args = ['add', 'work', '--from', 'other', '--yes'];
    const { exitCode, stdout, stderr } = await run(args);
    expect([exitCode, stdout]).toEqual([5, '']);
    expect(stderr).toMatch(/^swrole: error: AWS refused GetCallerIdentity: InvalidClientTokenId: /);
    expect([config(), credentials(), [...keychain.entries]]).toEqual([CONFIG, CREDENTIALS, []]);
  });

  test('a name with another key is an error', async () => {
    keychain.entries.set(
      'keys/work',
      JSON.stringify({ accessKeyId: 'AKIAI44QH8DHBEXAMPLE', secretAccessKey: 'x' }),
    );
    expect(await run(['add', 'work', '--stdin', '--yes'], { input: STDIN })).toEqual(
      ending(
        3,
        '',
        "error: the keychain has another key named 'work' already: …MPLE",
        'hint: choose another name, or take that one away: swrole keys remove work',
      ),
    );
  });

  test('the root user of an account is an error', async () => {
    await begin({ users: [{ ...member, userName: 'root' }] });
    expect(await run(['add', 'work', '--stdin', '--yes'], { input: STDIN })).toEqual(
      ending(
        3,
        '',
        'error: the keys belong to arn:aws:iam::000000000000:root, which is not an IAM user',
        'hint: create an access key of an IAM user in the IAM console',
      ),
    );
  });
});

const added = () => run(['add', 'my-company', '--from', 'my-company', '--yes']);

describe('keys print', () => {
  test('gives SDKs the Version 1 document, without a token', async () => {
    await added();
    const { stdout, ...rest } = await run(['print', 'my-company']);
    expect([rest, JSON.parse(stdout)]).toEqual([
      { exitCode: 0, signal: null, stderr: '' },
      {
        Version: 1,
        AccessKeyId: member.accessKeyId,
        SecretAccessKey: member.secretAccessKey,
        AccountId: '000000000000',
      },
    ]);
  });

  test('of an unknown name is an error with the known ones', async () => {
    await added();
    expect(await run(['print', 'my-compny'])).toEqual(
      ending(
        3,
        '',
        "error: the keychain has no keys of swrole named 'my-compny'",
        'hint: it has my-company',
      ),
    );
  });

  test('gives a terminal nothing', async () => {
    await added();
    expect(await run(['print', 'my-company'], { columns: 80 })).toEqual(
      ending(
        2,
        '',
        'error: keys print gives the secret of a long-term key to SDKs, and not to a terminal',
        'hint: swrole keys list shows what there is; credential_process runs swrole keys print my-company',
      ),
    );
  });
});

describe('keys list', () => {
  test('shows names, users and ages without the keychain, and no secret', async () => {
    expect(await run(['list'], { keychain: hangingKeychain })).toEqual(
      ending(0, '', 'no keys in the keychain; swrole keys add NAME puts some there'),
    );
    await added();
    const { stdout } = await run(['list'], { keychain: hangingKeychain });
    expect(stdout).toMatch(
      /^NAME {8}USER {20}KEY ID {2}AGE {6,}STATE\nmy-company {2}member in 000000000000 {2}…MPLE {3}\d+ days {2,}-\n$/,
    );
    expect(JSON.parse((await run(['list', '--json'])).stdout)).toEqual({
      keys: [
        {
          name: 'my-company',
          userArn: MEMBER_ARN,
          keyIdEnding: 'MPLE',
          createdAt: '2026-01-01T00:00:00.000Z',
          addedAt: expect.any(String),
          isRotating: false,
        },
      ],
    });
  });

  test('says how old a key is at least, if AWS may not be asked', async () => {
    await begin({ users: [{ ...member, deniedKeyActions: ['ListAccessKeys'] }] });
    await added();
    expect((await run(['list'])).stdout).toContain('at least 0 days');
  });
});

describe('keys rotate', () => {
  test('creates, proves and stores a key, and deletes the old one', async () => {
    await added();
    const before = standIn.calls.length;
    expect(await run(['rotate', 'my-company'])).toEqual(
      ending(
        0,
        '',
        'created access key …0001 of user member',
        'access key …0001 works, and is in use from now on',
        'deleted the old access key, …MPLE',
        'my-company: rotated; programs that were given the old key need a new start',
      ),
    );
    expect(actions().slice(before)).toEqual([
      'GetCallerIdentity',
      'ListAccessKeys',
      'CreateAccessKey',
      'GetCallerIdentity',
      'UpdateAccessKey',
      'DeleteAccessKey',
      'ListAccessKeys',
    ]);
    expect(standIn.accessKeysOf(MEMBER_ARN)).toEqual([entry().accessKeyId]);
    expect([Object.keys(entry()), records().accessKeyId]).toEqual([
      ['accessKeyId', 'secretAccessKey'],
      entry().accessKeyId,
    ]);
    const printed = JSON.parse((await run(['print', 'my-company'])).stdout);
    expect(printed.AccessKeyId).toBe(entry().accessKeyId);
  });

  test('waits until AWS knows the new key', async () => {
    const clock = { ahead: 0 };
    await begin({ newKeyDelayMs: 7_000, now: () => Date.now() + clock.ahead });
    keychain.entries.set('keys/my-company', JSON.stringify(pair()));
    const { exitCode } = await run(['rotate', 'my-company'], { clock });
    expect([exitCode, standIn.accessKeysOf(MEMBER_ARN)]).toEqual([0, [entry().accessKeyId]]);
    expect(actions().filter((action) => action === 'GetCallerIdentity').length).toBeGreaterThan(2);
  });

  test('with two keys already is an error that names the other one', async () => {
    await added();
    await begin({ users: [member] }, ADDED_CONFIG);
    keychain.entries.set('keys/my-company', JSON.stringify(pair()));
    await run(['rotate', 'my-company']);
    // Somebody creates another one in the console.
    const { accessKeyId } = entry();
    standIn.createAccessKey(MEMBER_ARN, Date.UTC(2026, 1, 2));
    expect(await run(['rotate', 'my-company'])).toEqual(
      ending(
        3,
        '',
        "error: user member has two access keys, and AWS allows no third: beside the one of 'my-company' there is …0002, created 2026-02-02",
        'hint: delete that key if nothing uses it, in the IAM console under Users, member, Security credentials; then run it again',
      ),
    );
    expect([entry().accessKeyId, standIn.accessKeysOf(MEMBER_ARN).length]).toEqual([
      accessKeyId,
      2,
    ]);
  });

  test.each<[string, string, readonly string[], string]>([
    ['ListAccessKeys', 'the old key is in use as before', [], 'member'],
    ['CreateAccessKey', 'the old key is in use as before', [], 'member'],
    [
      'DeleteAccessKey',
      'the new key is in use, and the old one, …MPLE, is inactive',
      [
        'created access key …0001 of user member',
        'access key …0001 works, and is in use from now on',
      ],
      'new',
    ],
  ])(
    'without the permission for %s ends with a key that works',
    async (action, state, steps, inUse) => {
      await begin({ users: [{ ...member, deniedKeyActions: [action] }] });
      keychain.entries.set('keys/my-company', JSON.stringify(pair()));
      expect(await run(['rotate', 'my-company'])).toEqual(
        ending(
          5,
          '',
          ...steps,
          `error: ${action}: AWS answered AccessDenied; ${state}`,
          `hint: allow iam:${action} to the user for its own keys, and run swrole keys rotate my-company`,
        ),
      );
      expect(entry().accessKeyId === member.accessKeyId).toBe(inUse === 'member');
      expect(entry().creatingSince).toBeUndefined();
    },
  );

  test('of an unknown name is an error', async () => {
    expect(await run(['rotate', 'work'])).toEqual(
      ending(
        3,
        '',
        "error: the keychain has no keys of swrole named 'work'",
        'hint: swrole keys add NAME puts keys there',
      ),
    );
  });
});

describe('keys remove', () => {
  test('takes the key out of the keychain and the line out of the profile', async () => {
    await added();
    expect(await run(['remove', 'my-company', '--yes'])).toEqual(
      ending(
        0,
        lines('--- ~/.aws/config', '+++ ~/.aws/config', '@@ -2,1 +1,0 @@', `-${LINE}`),
        UNDO,
        'my-company: removed from the keychain; access key …MPLE still works at AWS: delete it in the IAM console if nothing else uses it',
      ),
    );
    expect([config(), [...keychain.entries], records()]).toEqual([CONFIG, [], undefined]);
    expect((await run(['remove', 'my-company', '--yes'])).exitCode).toBe(3);
  });

  test('takes away the section that add has made', async () => {
    await run(['add', 'work', '--stdin', '--yes'], { input: STDIN });
    await run(['remove', 'work', '--yes']);
    expect(config()).toBe(CONFIG);
  });

  test('changes nothing without a yes', async () => {
    await added();
    const { exitCode, stdout } = await run(['remove', 'my-company']);
    expect([exitCode, stdout, config(), entry()]).toEqual([2, '', ADDED_CONFIG, pair()]);
    expect((await run(['remove', 'my-company', '--dry-run'])).exitCode).toBe(0);
    expect([config(), entry()]).toEqual([ADDED_CONFIG, pair()]);
  });
});

test.each<[readonly string[], string, string | undefined]>([
  [[], 'keys needs an action', 'swrole keys add|list|rotate|remove|print [NAME]'],
  [
    ['ad'],
    "keys does not know 'ad'",
    "did you mean 'add'? swrole keys add|list|rotate|remove|print [NAME]",
  ],
  [['rotate'], 'keys rotate needs a name', 'swrole keys rotate NAME'],
  [['list', 'x'], 'keys list takes no name', undefined],
  [
    ['add', 'x', 'AKIAIOSFODNN7EXAMPLE'],
    'keys add takes one name',
    'swrole keys add NAME asks for the key and its secret, or reads them with --stdin',
  ],
  [['rotate', 'x', '--yes'], 'keys rotate takes no --yes', 'see swrole keys --help'],
  [['list', '--dry-run'], 'keys list takes no --dry-run', 'see swrole keys --help'],
  [
    ['add', 'x', '--stdin', '--from', 'y'],
    '--from and --stdin exclude each other',
    'the keys come from one place',
  ],
])('keys %j is an error of the command line', async (args, error, hint) => {
  expect(await run(args)).toEqual(
    ending(2, '', `error: ${error}`, ...(hint === undefined ? [] : [`hint: ${hint}`])),
  );
});

test('the files have no secret of the key in the end', async () => {
  await added();
  expect(secretsOnDisk()).toEqual([]);
});
