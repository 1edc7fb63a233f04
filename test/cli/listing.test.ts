/** `swrole list`: every kind of profile, at every width, for users and for programs. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  obtain,
  ROLES,
  SOURCE_VARIABLES,
  SOURCES,
  startListing,
  timeless,
} from '../inventory/listing-world.ts';
import { leaveSessions } from '../soak/stored-files.ts';
import { cacheFiles } from '../support/cache-files.ts';
import { developer, member } from '../support/example-world.ts';

const said = (stdout: string) => ({ exitCode: 0, signal: null, stdout, stderr: '' });

/** 3 h 12 min, and as much as a slow machine needs. */
const LEFT = (3 * 60 + 12) * 60_000 + 50_000;

const PIPED = `PROFILE      KIND          SOURCE                 ACCOUNT       ROLE       REGION          MFA CODE           CACHED
my-company   keys          -                      -             -          ap-northeast-1  -                  -
project-dev  role          my-company -> keys     111111111111  developer  ap-northeast-1  generate_token     -
app-dev      process       swrole -> project-dev  111111111111  developer  -               generate_token     -
sso-read     SSO           -                      444444444444  ReadOnly   eu-west-1       -                  -
signed-in    sign-in       -                      111111111111  -          eu-west-1       -                  -
machine      role          instance               111111111111  developer  -               -                  -
task         role          container              111111111111  developer  -               -                  -
variables    role          environment            111111111111  developer  -               -                  -
pod          web identity  -                      222222222222  pod        -               -                  -
me           keys          -                      000000000000  -          -               terminal, for 12h  -
lost         error: ~/.aws/config:43: source_profile of profile 'lost': there is no profile 'nowhere'
`;

/** The same on terminals: what fits, in one line for each profile. */
const SCREENS: readonly (readonly [columns: number, text: string])[] = [
  [
    140,
    `PROFILE      KIND          SOURCE                 ACCOUNT       ROLE       REGION          MFA CODE
my-company   keys                                                          ap-northeast-1
project-dev  role          my-company -> keys     111111111111  developer  ap-northeast-1  generate_token
app-dev      process       swrole -> project-dev  111111111111  developer                  generate_token
sso-read     SSO                                  444444444444  ReadOnly   eu-west-1
signed-in    sign-in                              111111111111             eu-west-1
machine      role          instance               111111111111  developer
task         role          container              111111111111  developer
variables    role          environment            111111111111  developer
pod          web identity                         222222222222  pod
me           keys                                 000000000000                             terminal, for 12h
lost         error: ~/.aws/config:43: source_profile of profile 'lost': there is no profile 'nowhere'
`,
  ],
  [
    100,
    `PROFILE      KIND          ACCOUNT       ROLE       REGION          MFA CODE
my-company   keys                                   ap-northeast-1
project-dev  role          111111111111  developer  ap-northeast-1  generate_token
app-dev      process       111111111111  developer                  generate_token
sso-read     SSO           444444444444  ReadOnly   eu-west-1
signed-in    sign-in       111111111111             eu-west-1
machine      role          111111111111  developer
task         role          111111111111  developer
variables    role          111111111111  developer
pod          web identity  222222222222  pod
me           keys          000000000000                             terminal, for 12h
lost         error: ~/.aws/config:43: source_profile of profile 'lost': there is no profile …
`,
  ],
  [
    80,
    `PROFILE      KIND          ACCOUNT       ROLE       REGION
my-company   keys                                   ap-northeast-1
project-dev  role          111111111111  developer  ap-northeast-1
app-dev      process       111111111111  developer
sso-read     SSO           444444444444  ReadOnly   eu-west-1
signed-in    sign-in       111111111111             eu-west-1
machine      role          111111111111  developer
task         role          111111111111  developer
variables    role          111111111111  developer
pod          web identity  222222222222  pod
me           keys          000000000000
lost         error: ~/.aws/config:43: source_profile of profile 'lost': there …
`,
  ],
  [
    60,
    `PROFILE      ACCOUNT       ROLE       REGION
my-company                            ap-northeast-1
project-dev  111111111111  developer  ap-northeast-1
app-dev      111111111111  developer
sso-read     444444444444  ReadOnly   eu-west-1
signed-in    111111111111             eu-west-1
machine      111111111111  developer
task         111111111111  developer
variables    111111111111  developer
pod          222222222222  pod
me           000000000000
lost         error: ~/.aws/config:43: source_profile of …
`,
  ],
];

describe('every kind of profile', () => {
  test('list prints every kind of profile and its errors in a pipe: a line with every column for each', async () => {
    const { run, example } = await startListing(`\n${SOURCES}`);
    expect(await run(['list'], { env: SOURCE_VARIABLES })).toEqual(said(PIPED));
    expect(await run(['ls'], { env: SOURCE_VARIABLES })).toEqual(said(PIPED));
    expect(existsSync(example.home.cacheDir)).toBe(false);
  });

  test.each(SCREENS)('list on %i columns has one line for each profile', async (columns, text) => {
    const { run } = await startListing(`\n${SOURCES}`);
    const env = { ...SOURCE_VARIABLES, NO_COLOR: '1' };
    const more = '\nswrole doctor lost shows what to write instead\n';
    expect(await run(['list'], { env, columns })).toEqual(said(text + more));
  });

  test('list on a real terminal is as wide as the terminal', async () => {
    const { show } = await startListing(`\n${SOURCES}`);
    const { text, exitCode } = await show(['list'], 80, SOURCE_VARIABLES);
    expect([text, exitCode]).toEqual([
      `${SCREENS[2]?.[1]}\nswrole doctor lost shows what to write instead\n`,
      0,
    ]);
  });

  test('list marks the profiles that ask for their name, on a terminal only', async () => {
    const { run } = await startListing(
      `\nconfirm = true\n[profile guarded]\nrole_arn = ${developer.arn}\nsource_profile = my-company\nconfirm = true\n[profile guarded-app]\ncredential_process = swrole -j guarded\n`,
    );
    const env = { NO_COLOR: '1', SWROLE_PROFILE: 'guarded' };
    const { stdout } = await run(['list', 'guarded', 'company'], { env, columns: 80 });
    expect(stdout).toBe(`   PROFILE      KIND     ACCOUNT       ROLE       REGION
   my-company   keys                              ap-northeast-1
*! guarded      role     111111111111  developer
!  guarded-app  process  111111111111  developer

! asks for its name before it is used (confirm = true)
`);
    expect((await run(['list', 'guarded'], { env })).stdout).not.toContain('!');
    expect((await run(['list', 'company'], { env, columns: 80 })).stdout).not.toContain('!');
  });

  test('list says where variables are missing', async () => {
    const { run } = await startListing(`\n${SOURCES}`);
    const { stdout } = await run(['list']);
    expect(stdout).toMatch(
      /^task +error: .*AWS_CONTAINER_CREDENTIALS_RELATIVE_URI.* are not set$/m,
    );
    expect(stdout).toMatch(/^lost +error: /m);
  });
});

const LONG = `[profile platform]
role_arn = arn:aws:iam::111111111111:role/team/very-long-role-name-of-the-platform-team
source_profile = project-dev
`;

const CACHED: readonly (readonly [columns: number, text: string])[] = [
  [
    140,
    `  PROFILE        KIND     SOURCE                             ACCOUNT       ROLE       REGION          MFA CODE           CACHED
  my-company     keys                                                                 ap-northeast-1
  project-dev    role     my-company -> keys                 111111111111  developer  ap-northeast-1  generate_token     HH:MM (LEFT)
* app-dev        process  swrole -> project-dev              111111111111  developer                  generate_token     HH:MM (LEFT)
  deploy         chain    project-dev -> my-company -> keys  333333333333  deployer   eu-west-1       generate_token     HH:MM (LEFT)
  session        role     my-company -> keys                 111111111111  developer                  terminal, for 12h
  session-audit  role     my-company -> keys                 222222222222  auditor                    terminal, for 12h
  platform       chain    project-dev -> my-company -> keys  111111111111  very-long-role-name-of-the-platform-team  generate_token
`,
  ],
  [
    100,
    `  PROFILE        KIND     ACCOUNT       ROLE       REGION          MFA CODE           CACHED
  my-company     keys                              ap-northeast-1
  project-dev    role     111111111111  developer  ap-northeast-1  generate_token     HH:MM (LEFT)
* app-dev        process  111111111111  developer                  generate_token     HH:MM (LEFT)
  deploy         chain    333333333333  deployer   eu-west-1       generate_token     HH:MM (LEFT)
  session        role     111111111111  developer                  terminal, for 12h
  session-audit  role     222222222222  auditor                    terminal, for 12h
  platform       chain    111111111111  very-long-role-name-of-the-platform-team  generate_token
`,
  ],
  [
    80,
    `  PROFILE        KIND     ACCOUNT       ROLE       REGION          CACHED
  my-company     keys                              ap-northeast-1
  project-dev    role     111111111111  developer  ap-northeast-1  HH:MM (LEFT)
* app-dev        process  111111111111  developer                  HH:MM (LEFT)
  deploy         chain    333333333333  deployer   eu-west-1       HH:MM (LEFT)
  session        role     111111111111  developer
  session-audit  role     222222222222  auditor
  platform       chain    111111111111  very-long-role-name-of-the-platform-team
`,
  ],
  [
    60,
    `  PROFILE        ACCOUNT       ROLE       CACHED
  my-company
  project-dev    111111111111  developer  HH:MM (LEFT)
* app-dev        111111111111  developer  HH:MM (LEFT)
  deploy         333333333333  deployer   HH:MM (LEFT)
  session        111111111111  developer
  session-audit  222222222222  auditor
  platform       111111111111  very-long-role-name-of-the-p…
`,
  ],
];

test('list shows the role behind swrole, and - for unknown fields', async () => {
  const { run } = await startListing(`
[profile lost]
role_arn = ${developer.arn}
source_profile = nowhere
[profile app-lost]
credential_process = swrole -j lost
[profile app-nobody]
credential_process = /opt/bin/swrole --json nobody
[profile app-app]
credential_process = swrole -j app-dev
[profile behind]
role_arn = arn:aws:iam::222222222222:role/auditor
source_profile = app-dev
`);
  const { stdout } = await run(['list']);
  const [, ...rows] = stdout.split('\n').filter((line) => /^app|^behind/.test(line));
  expect(rows.map((row) => row.split(/ {2,}/).slice(0, 5))).toEqual([
    ['app-lost', 'process', 'swrole -> lost', '-', '-'],
    ['app-nobody', 'process', 'swrole -> nobody', '-', '-'],
    ['app-app', 'process', 'swrole -> app-dev', '-', '-'],
    ['behind', 'role', 'app-dev -> swrole -> project-dev', '222222222222', 'auditor'],
  ]);
});

describe('cached sessions and their ends', () => {
  test('list shows how long sessions last, and marks the active profile, at every width', async () => {
    const world = await startListing(`${ROLES}${LONG}`);
    await obtain(world, 'deploy');
    leaveSessions(world.example.home, LEFT);
    const env = { NO_COLOR: '1', AWS_PROFILE: 'app-dev' };
    for (const [columns, text] of CACHED) {
      const { stdout } = await world.run(['list'], { env, columns });
      expect([columns, timeless(stdout)]).toEqual([columns, text]);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    }
    const { stdout } = await world.run(['list'], { env });
    expect(stdout.match(/\((3h12m)\)/g)).toHaveLength(3);
    expect(stdout).not.toContain('*');
  });

  test('list says that a session has expired', async () => {
    const world = await startListing(ROLES);
    await obtain(world, 'deploy');
    leaveSessions(world.example.home, -1000);
    const { stdout } = await world.run(['list']);
    expect(stdout).toMatch(/^project-dev .* generate_token +expired$/m);
  });

  test('list asks, runs, calls and changes nothing', async () => {
    const world = await startListing(ROLES);
    const { example, run } = world;
    await run(['list']);
    await run(['status']);
    await obtain(world, 'deploy');
    const before = [cacheFiles(example.home.cacheDir), example.standIn.calls.length, 1];
    await run(['list']);
    await run(['status']);
    await run(['status', 'deploy', '--json']);
    expect([
      cacheFiles(example.home.cacheDir),
      example.standIn.calls.length,
      await example.tokenRuns(),
    ]).toEqual(before);
  });
});

describe('list --json', () => {
  const NONE = {
    swrole: null,
    accountId: null,
    role: null,
    roleArn: null,
    region: null,
    mfa: [],
    mfaCount: 0,
  };
  const device = { serial: member.mfa.serial, sessionSeconds: null };
  const developerRole = {
    swrole: null,
    accountId: '111111111111',
    role: 'developer',
    roleArn: developer.arn,
  };

  test('list --json is an array of objects, each with all fields', async () => {
    const world = await startListing(`${ROLES}${SOURCES}`);
    await obtain(world, 'deploy');
    const { stdout, ...rest } = await world.run(['list', '--json'], { env: SOURCE_VARIABLES });
    const profiles = JSON.parse(stdout) as { profile: string }[];
    expect(rest).toEqual({ exitCode: 0, signal: null, stderr: '' });
    const of = (name: string) => profiles.find(({ profile }) => profile === name);
    expect(new Set(profiles.map((each) => Object.keys(each).join()))).toEqual(
      new Set([
        'profile,kind,path,pathLength,source,swrole,accountId,role,roleArn,region,mfa,mfaCount,cachedUntil,error',
      ]),
    );
    expect(of('my-company')).toEqual({
      ...NONE,
      profile: 'my-company',
      kind: 'keys',
      path: ['my-company'],
      pathLength: 1,
      source: 'keys',
      region: 'ap-northeast-1',
      cachedUntil: null,
      error: null,
    });
    expect(of('project-dev')).toEqual({
      ...developerRole,
      profile: 'project-dev',
      kind: 'role',
      path: ['project-dev', 'my-company'],
      pathLength: 2,
      source: 'keys',
      region: 'ap-northeast-1',
      mfa: [{ ...device, codeFrom: 'generate_token' }],
      mfaCount: 1,
      cachedUntil: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      error: null,
    });
    expect(of('deploy')).toMatchObject({
      kind: 'chain',
      path: ['deploy', 'project-dev', 'my-company'],
      pathLength: 3,
    });
    expect(of('app-dev')).toEqual({
      ...of('project-dev'),
      profile: 'app-dev',
      kind: 'process',
      path: ['app-dev'],
      pathLength: 1,
      source: 'process',
      swrole: 'project-dev',
      region: null,
    });
    expect(of('session')).toMatchObject({
      mfa: [{ serial: member.mfa.serial, codeFrom: 'terminal', sessionSeconds: 43_200 }],
    });
    expect(of('lost')).toEqual({
      ...NONE,
      profile: 'lost',
      kind: null,
      path: [],
      pathLength: 0,
      source: null,
      cachedUntil: null,
      error: expect.stringMatching(/config:\d+: source_profile .* no profile 'nowhere'$/),
    });
    const kinds = ['sso-read', 'signed-in', 'pod', 'me', 'app-dev'].map(of);
    expect(kinds.map((each) => each && 'kind' in each && each.kind)).toEqual([
      'sso',
      'sign-in',
      'web-identity',
      'keys',
      'process',
    ]);
  });

  test.each([
    ['gui', 'dialog'],
    ['none', 'none'],
    ['tty', 'terminal'],
  ])(
    'list with SWROLE_PROMPT=%s says that a code comes from %s',
    async (SWROLE_PROMPT, codeFrom) => {
      const { run } = await startListing(ROLES);
      const { stdout } = await run(['list', '--json'], { env: { SWROLE_PROMPT } });
      const session = JSON.parse(stdout).find(
        ({ profile }: { profile: string }) => profile === 'session',
      );
      expect(session.mfa[0].codeFrom).toBe(codeFrom);
    },
  );
});

describe('control characters of a config file', () => {
  const EVIL = '\n[profile "a \u202eb\u009b31mc"]\nregion = eu-west-1\ncredential_process = x\n';

  test('list prints no control characters of a config file', async () => {
    const { run } = await startListing(EVIL);
    expect((await run(['list'])).stdout).toContain('\na \\u{202e}b\\u{9b}31mc  process');
  });

  test('list --json prints no control characters, and has the same text', async () => {
    const { run } = await startListing(EVIL);
    const { stdout } = await run(['list', '--json']);
    expect(stdout).toMatch(/"a \\u202eb\\u009b31mc"/);
    expect(JSON.parse(stdout).at(-1).profile).toBe('a \u202eb\u009b31mc');
  });
});

describe('colours', () => {
  const COLORED = `\n[profile red]
region = eu-west-1
credential_process = x
color = Orange
`;

  test('list has colours on terminals only, unless they are turned off', async () => {
    const { show, run } = await startListing(COLORED);
    const bold = '\x1b[1mPROFILE';
    const orange = '\x1b[38;5;208mred\x1b[0m';
    const terminal = (await show(['list'], 120)).raw;
    expect([terminal.includes(bold), terminal.includes(orange)]).toEqual([true, true]);
    const plain = await run(['list'], { env: { NO_COLOR: '1' }, columns: 120 });
    expect(plain.stdout).not.toContain('\x1b');
    expect((await run(['list'])).stdout).not.toContain('\x1b');
    const forced = (await run(['list'], { env: { FORCE_COLOR: '1' } })).stdout;
    expect([forced.includes(bold), forced.includes(orange)]).toEqual([true, true]);
  });
});

describe('words', () => {
  const names = (stdout: string) =>
    stdout
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(' ')[0]);

  test.each([
    [['DEV'], ['project-dev', 'app-dev']],
    [
      ['sso', 'dev', 'project'],
      ['project-dev', 'app-dev', 'sso-read'],
    ],
    [['lost'], ['lost']],
  ])('list %j shows %j, in the order of the files', async (words, profiles) => {
    const { run } = await startListing(`\n${SOURCES}`);
    expect(names((await run(['list', ...words], { env: SOURCE_VARIABLES })).stdout)).toEqual(
      profiles,
    );
    const { stdout } = await run(['ls', '-j', ...words], { env: SOURCE_VARIABLES });
    expect(JSON.parse(stdout).map(({ profile }: { profile: string }) => profile)).toEqual(profiles);
  });

  test('list says that no name has the words', async () => {
    const { run } = await startListing('');
    expect(await run(['list', 'prod', 'a b\x1b[2J'])).toEqual(
      said("no profile has 'prod' or (7 characters, not shown) in its name\n"),
    );
    expect(await run(['list', '--json', 'prod'])).toEqual(said('[]\n'));
  });

  test('list shows the profiles of the config file first, then those that only the credentials file has', async () => {
    const { run, example } = await startListing('');
    const keys = `aws_access_key_id = ${member.accessKeyId}\naws_secret_access_key = ${member.secretAccessKey}\n`;
    writeFileSync(example.home.credentialsFile, `[z]\n${keys}[b]\n${keys}[a]\n${keys}`);
    writeFileSync(
      example.home.configFile,
      '[profile c]\nsource_profile = c\n[profile a]\nregion = eu-west-1\n',
    );
    expect(names((await run(['list'])).stdout)).toEqual(['c', 'a', 'z', 'b']);
  });
});

test('README.md shows list and status as they are', async () => {
  const world = await startListing('[profile app-dev]\nregion = ap-northeast-1\n');
  await obtain(world, 'project-dev');
  leaveSessions(world.example.home, 59 * 60_000 + 50_000);
  const env = { NO_COLOR: '1', SWROLE_PROFILE: 'project-dev' };
  const shown = async (command: string) => {
    const { stdout } = await world.run([command], { env, columns: 120 });
    return `$ swrole ${command}\n${stdout}`;
  };
  const block = `${await shown('list')}\n${await shown('status')}`;
  const readme = timeless(readFileSync('README.md', 'utf8'));
  expect(readme).toContain(
    timeless(`<!-- list -->\n\`\`\`console\n${block}\`\`\`\n<!-- /list -->`),
  );
});

describe('an empty list', () => {
  test('list without profiles says so', async () => {
    const { run, example } = await startListing('');
    writeFileSync(example.home.configFile, '');
    writeFileSync(example.home.credentialsFile, '');
    expect(await run(['list'])).toEqual(
      said('no profiles in ~/.aws/config or ~/.aws/credentials\n'),
    );
    expect(await run(['list', '--json'])).toEqual(said('[]\n'));
  });

  test('list of a file that cannot be read is an error', async () => {
    const { run } = await startListing('');
    expect(await run(['list'], { env: { AWS_CONFIG_FILE: '/' } })).toEqual({
      exitCode: 3,
      signal: null,
      stdout: '',
      stderr:
        'swrole: error: cannot read /: it is a directory (EISDIR)\nswrole: hint: put the right file there, or name it in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE\n',
    });
  });
});
