/** `swrole setup` from keys to a role: the flags without a terminal, and the dialog on one. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { auditor, developer, member } from '../support/example-data.ts';
import { openPty, type Pty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SHARED_COMPILE_CACHE, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { screen } from '../support/screen.ts';
import { type StsStandIn, startStsStandIn } from '../support/sts-stand-in/server.ts';
import type { StandInUser } from '../support/sts-stand-in/world.ts';
import { makeTempHome, type TempHome } from '../support/temp-home.ts';
import { makeTokenCommand } from '../support/token-command.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** What `aws configure` writes. */
const CREDENTIALS = `[default]
aws_access_key_id = ${member.accessKeyId}
aws_secret_access_key = ${member.secretAccessKey}
`;
const CONFIG = '[default]\nregion = eu-west-1\noutput = json\n';
const DEVICE = member.mfa.serial;
const PASSKEY = 'arn:aws:iam::000000000000:u2f/user/member/pixel-YBEXAMPLE';
const partner = {
  arn: 'arn:aws:iam::444444444444:role/partner',
  trusts: auditor.trusts,
  externalId: 'x',
};
const cycled = { ...auditor, arn: 'arn:aws:iam::222222222222:role/team/login' };

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

let home: TempHome;
let standIn: StsStandIn;
let env: Record<string, string>;

/** A home with these files, and AWS with this user. */
async function begin(
  user: Partial<StandInUser> = {},
  files = { config: CONFIG, credentials: CREDENTIALS } as Record<string, string>,
) {
  home = untilTestEnds(await makeTempHome(files));
  const users = [{ ...member, ...user }];
  const roles = [developer, auditor, partner, cycled];
  standIn = untilTestEnds(await startStsStandIn({ users, roles }));
  env = {
    HOME: home.path,
    PATH: join(home.path, 'bin'),
    AWS_ENDPOINT_URL_STS: standIn.url,
    AWS_ENDPOINT_URL_IAM: standIn.url,
    NODE_COMPILE_CACHE: SHARED_COMPILE_CACHE,
  };
}
beforeEach(() => begin());

const config = () => readFileSync(home.configFile, 'utf8');
const code = () => totp(member.mfa.secret, Date.now());
const actions = () => standIn.calls.map(({ action }) => action);

/** What depends on this machine and this minute reads the same on all. */
const plain = (text: string) =>
  text
    .replaceAll(home.path, '~')
    .replaceAll(standIn.url.slice('http://'.length), 'HOST')
    .replaceAll(SWROLE_PROGRAM, '/swrole.cjs')
    .replaceAll(/(?<=credential_process = )\S+/g, '/node')
    .replaceAll(/(?<=assumed-role\/\w+\/)swrole-[\w-]+/g, 'swrole-ada')
    .replaceAll(/until (?:\w{3} )?\d\d:\d\d \((?:59m|1h)\)/g, 'until 14:02 (59m)')
    .replaceAll(
      /swrole: (?:\x1b\[33m)?warning(?:\x1b\[0m)?: this (?:node|swrole) .*\r?\n(?: {17}.*\r?\n)*/g,
      '',
    );

async function run(args: readonly string[], variables: Record<string, string> = {}) {
  const { secrets } = standIn;
  const result = await runInProcess(args, { env: { ...env, ...variables }, secrets });
  return { ...result, stdout: plain(result.stdout), stderr: plain(result.stderr) };
}

const lines = (...texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');
const ending = (exitCode: number, stdout: string, ...stderr: string[]) => ({
  exitCode,
  signal: null,
  stdout,
  stderr: lines(...stderr.map((line) => `swrole: ${line}`)),
});

/** The lines of both profiles. */
function profiles(role: readonly string[], { name = 'developer', region = true } = {}): string[] {
  const regions = region ? ['region = eu-west-1'] : [];
  return [
    `[profile ${name}]`,
    ...role,
    ...regions,
    '',
    `[profile ${name}-sdk]`,
    `credential_process = /node -j ${name}`,
    ...regions,
  ];
}

function diff(added: readonly string[], after = 3): string {
  const all = after === 0 ? added : ['', ...added];
  return lines(
    `--- ${after === 0 ? '/dev/null' : '~/.aws/config'}`,
    '+++ ~/.aws/config',
    `@@ -${after},0 +${after + 1},${all.length} @@`,
    ...all.map((line) => `+${line}`),
  );
}

const written = (added: readonly string[]) => CONFIG + lines('', ...added);

const MFA_ROLE = [
  `role_arn = ${developer.arn}`,
  'source_profile = default',
  `mfa_serial = ${DEVICE}`,
];
const OWNER = "keys of profile 'default': user member in 000000000000";
const FOUND = `${OWNER}, MFA device member`;
const SIGNED_IN =
  'signed in: arn:aws:sts::111111111111:assumed-role/developer/swrole-ada, credentials until 14:02 (59m)';
const UNDO = 'undo it: cp ~/.aws/config.swrole-backup ~/.aws/config';
const done = (name = 'developer') => [
  `AWS_PROFILE=${name}-sdk now stands for ${name} in every SDK`,
  `try it: aws sts get-caller-identity --profile ${name}-sdk`,
  UNDO,
];
const NEW = ['setup', '--role-arn', developer.arn];

describe('a new role by flags, without a terminal', () => {
  test('setup finds the device, writes both profiles and signs in; the next use asks nothing', async () => {
    const both = profiles(MFA_ROLE);
    expect(await run([...NEW, '--yes', '-t', code()])).toEqual(
      ending(0, diff(both), FOUND, SIGNED_IN, ...done()),
    );
    expect(plain(config())).toBe(written(both));
    expect(readFileSync(`${home.configFile}.swrole-backup`, 'utf8')).toBe(CONFIG);
    expect(actions()).toEqual([
      'GetCallerIdentity',
      'ListMFADevices',
      'AssumeRole',
      'GetCallerIdentity',
    ]);
    const { stdout } = await run(['whoami', 'developer-sdk', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      Account: '111111111111',
      Arn: 'arn:aws:sts::111111111111:assumed-role/developer/swrole-ada',
      UserId: expect.stringMatching(/^AROAEXAMPLE/),
    });
  });

  test('setup writes the command that prints codes, the session and the names, and runs the command', async () => {
    const token = await makeTokenCommand(join(home.path, 'token'), member.mfa.secret);
    const names = ['my-app', 'dev'];
    const flags = ['--generate-token', token.command, '--mfa-session', '8h', '--source', 'default'];
    const result = await run(['setup', ...names, ...NEW.slice(1), ...flags, '--yes']);
    expect([result.exitCode, result.stderr.split('\n')[2]]).toEqual([
      0,
      'swrole: AWS_PROFILE=my-app now stands for dev in every SDK',
    ]);
    expect(plain(config())).toContain(
      lines(
        '[profile dev]',
        ...MFA_ROLE,
        plain(`generate_token = ${token.command}`),
        'mfa_session = 8h',
        'region = eu-west-1',
        '',
        '[profile my-app]',
        'credential_process = /node -j dev',
      ),
    );
    expect([actions().slice(2, 4), await token.runs()]).toEqual([
      ['GetSessionToken', 'AssumeRole'],
      1,
    ]);
  });

  test('setup --dry-run shows the lines, writes nothing and signs in nowhere', async () => {
    expect(await run([...NEW, '--dry-run'])).toEqual(ending(0, diff(profiles(MFA_ROLE)), FOUND));
    expect([config(), actions()]).toEqual([CONFIG, ['GetCallerIdentity', 'ListMFADevices']]);
  });

  test.each([
    ['the variable of all services', 'AWS_ENDPOINT_URL', ''],
    [
      'the services of the source',
      undefined,
      'services = here\n[services here]\niam =\n  endpoint_url = URL\n',
    ],
    ['the profile of the source', undefined, 'endpoint_url = URL\n'],
  ])('IAM is called where %s says', async (_, variable, text) => {
    writeFileSync(home.configFile, CONFIG + text.replace('URL', standIn.url));
    const { AWS_ENDPOINT_URL_IAM, ...others } = env;
    env = { ...others, ...(variable && { [variable]: standIn.url }) };
    expect((await run([...NEW, '--dry-run'])).stderr).toBe(lines(`swrole: ${FOUND}`));
  });

  test('setup asks AWS nothing about a device that is named', async () => {
    await run([...NEW, '--mfa-serial', DEVICE, '--dry-run']);
    expect(actions()).toEqual([]);
  });

  test('setup that cannot ask for the code writes the profiles and says how to sign in', async () => {
    expect(await run([...NEW, '--yes'], { SWROLE_PROMPT: 'tty' })).toEqual(
      ending(
        0,
        diff(profiles(MFA_ROLE)),
        FOUND,
        "not signed in yet: profile 'developer' needs a code, and there is no terminal to ask for it; SWROLE_PROMPT=tty allows no dialog",
        'sign in: swrole login developer',
        ...done(),
      ),
    );
  });

  test.each([
    ['the session of all roles', [`mfa_serial = ${DEVICE}2`, 'mfa_session = 12h'], [], 'x'],
    ['the role itself', [`mfa_serial = ${DEVICE}2`], [], 'x'],
    ['a role whose source has the device', [], [`mfa_serial = ${DEVICE}2`], 'y'],
  ])(
    'the hint for the device of another user names its profile, for %s',
    async (_, role, source, named) => {
      const x = ['[profile x]', `role_arn = ${developer.arn}`, 'source_profile = y', ...role];
      writeFileSync(home.configFile, lines(...x, '[profile y]', ...source));
      writeFileSync(home.credentialsFile, CREDENTIALS.replace('default', 'y'));
      const { exitCode, stderr } = await run(['login', 'x', '-t', code()]);
      expect([exitCode, stderr.split('swrole: hint: ')[1]]).toEqual([
        4,
        `check mfa_serial of profile '${named}': it must be a device of the user whose keys are used\n`,
      ]);
    },
  );

  test('a failed sign-in leaves the profiles, and names what is missing and how to undo', async () => {
    const flags = ['--role-arn', partner.arn, '--mfa-serial', 'none', '--yes'];
    const { stderr, ...rest } = await run(['setup', ...flags]);
    expect(rest).toEqual({ exitCode: 5, signal: null, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      'swrole: profiles partner and partner-sdk are in ~/.aws/config, but the first sign-in failed; try it again: swrole login partner',
      `swrole: ${UNDO}`,
      expect.stringMatching(/^swrole: error: AWS refused AssumeRole arn:aws:iam::444444444444/),
      "swrole: hint: profile 'partner' has neither mfa_serial nor external_id: if the role requires MFA, add the line mfa_serial = arn:aws:iam::123456789012:mfa/NAME with your device; if the role requires an external ID, add the line external_id = ID; otherwise check role_arn against the role's trust policy",
      '',
    ]);
    expect(config()).toContain('[profile partner]\n');
  });
});

describe('the source of a new role', () => {
  const AUDIT = ['setup', '--role-arn', auditor.arn, '--yes'];
  const signedIn =
    'signed in: arn:aws:sts::222222222222:assumed-role/auditor/swrole-ada, credentials until 14:02 (59m)';
  const audit = (...source: string[]) => [`role_arn = ${auditor.arn}`, ...source];
  const plainUser = { mfa: undefined as never };

  test('keys in the environment of an empty home are the source by credential_source', async () => {
    await begin(plainUser, {});
    rmSync(join(home.path, '.aws'), { recursive: true });
    const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = member;
    const both = profiles(audit('credential_source = Environment'), {
      name: 'auditor',
      region: false,
    });
    expect(await run(AUDIT, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY })).toEqual(
      ending(
        0,
        diff(both, 0),
        'keys in the environment: user member in 000000000000, no MFA device',
        signedIn,
        ...done('auditor').slice(0, 2),
        'undo it: rm ~/.aws/config',
        'warning: AWS_ACCESS_KEY_ID is set, and beside it the AWS CLI, Go and Ruby ignore AWS_PROFILE: give them --profile auditor-sdk',
      ),
    );
    expect((statSync(home.configFile).mode & 0o777).toString(8)).toBe('600');
  });

  test('keys that a program prints are the source', async () => {
    const { accessKeyId, secretAccessKey } = member;
    const keys = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
    await begin(plainUser);
    writeFileSync(join(home.path, 'keys.json'), JSON.stringify(keys));
    const process = `[profile vault]\ncredential_process = /bin/cat ${home.path}/keys.json\n`;
    writeFileSync(home.configFile, process);
    rmSync(home.credentialsFile);
    const result = await run(AUDIT);
    expect(result.stderr.split('\n').slice(0, 2)).toEqual([
      "swrole: keys of profile 'vault': user member in 000000000000, no MFA device",
      `swrole: ${signedIn}`,
    ]);
    const options = { name: 'auditor', region: false };
    const both = profiles(audit('source_profile = vault'), options);
    expect(plain(config()).split('\n').slice(2)).toEqual(['', ...both, '']);
  });

  test.each<[string, Partial<StandInUser>, string]>([
    [
      'passkeys only',
      { ...plainUser, otherDevices: [PASSKEY] },
      `${OWNER}; its MFA devices are passkeys or security keys, which give no codes: a role that requires MFA needs an authenticator app too`,
    ],
    ['no device', plainUser, `${OWNER}, no MFA device`],
  ])('a user with %s gets a role without mfa_serial', async (_, user, line) => {
    await begin(user);
    const both = profiles(audit('source_profile = default'), { name: 'auditor' });
    expect(await run(AUDIT)).toEqual(ending(0, diff(both), line, signedIn, ...done('auditor')));
  });

  test('a device, a command and a session of the source are inherited, and not asked for', async () => {
    writeFileSync(
      home.configFile,
      `${CONFIG}mfa_serial = ${DEVICE}\ngenerate_token = x\nmfa_session = 12h\n`,
    );
    const added = profiles(MFA_ROLE.slice(0, 2));
    expect(await run([...NEW, '--dry-run'])).toEqual(ending(0, diff(added, 6)));
    const off = await run([...NEW, '--mfa-session', 'off', '--dry-run']);
    expect([off.stdout.includes('+mfa_session = off\n'), actions()]).toEqual([true, []]);
  });

  test('a role can be the source of the next one, which has no device', async () => {
    const chain = `${CONFIG}[profile first]\nrole_arn = ${developer.arn}\nsource_profile = default\n`;
    writeFileSync(home.configFile, chain);
    const { stdout } = await run([...NEW, '--source', 'first', '--dry-run']);
    expect(stdout).toContain(lines(`+role_arn = ${developer.arn}`, '+source_profile = first', '+'));
    expect(actions()).toEqual([]);
  });

  test('the region of another partition is not written for the role', async () => {
    const arn = 'arn:aws-cn:iam::111111111111:role/x';
    const flags = ['--role-arn', arn, '--mfa-serial', 'none', '--dry-run'];
    expect((await run(['setup', ...flags])).stdout).not.toContain('region');
  });

  test('a role that is named like a command gets another name', async () => {
    const flags = ['--role-arn', cycled.arn, '--mfa-serial', 'none', '--dry-run'];
    expect((await run(['setup', ...flags])).stdout).toContain('+[profile login-role]\n');
  });
});

describe('what setup refuses about a new role', () => {
  const SERIALS = `${DEVICE}, GAHT12345678`;
  const IN_CONSOLE =
    'the IAM console shows it under Users, member, Security credentials, Multi-factor authentication (MFA), as the identifier';
  const MORE_KEYS = `${CREDENTIALS}[work]\n${CREDENTIALS.split('\n').slice(1).join('\n')}`;
  const SDK = '[profile developer-sdk]\nregion = x\n';

  test.each<[string, string[], Partial<StandInUser>, Record<string, string>, number, string[]]>([
    [
      'no ARN of the role, where a program prints the keys',
      ['setup'],
      {},
      { config: '[profile vault]\ncredential_process = /opt/get-keys\n', credentials: '' },
      2,
      [
        'error: setup needs the ARN of a role',
        'hint: swrole setup --role-arn arn:aws:iam::123456789012:role/NAME',
      ],
    ],
    [
      'no ARN of the role',
      ['setup', '--yes'],
      {},
      {},
      2,
      [
        'error: setup needs the ARN of a role',
        'hint: swrole setup --role-arn arn:aws:iam::123456789012:role/NAME',
      ],
    ],
    [
      'no yes',
      NEW,
      {},
      {},
      2,
      [
        'error: setup writes nothing without a yes, and there is no terminal to ask for it',
        'hint: add --yes, or --dry-run to see the lines',
      ],
    ],
    [
      'several profiles with keys',
      [...NEW, '--yes'],
      {},
      { credentials: MORE_KEYS },
      2,
      [
        'error: setup needs to know which credentials assume the role',
        'hint: --source NAME: default, work',
      ],
    ],
    [
      'several devices',
      [...NEW, '--yes'],
      { otherDevices: [PASSKEY, 'GAHT12345678'] },
      {},
      2,
      [
        `${OWNER}, MFA device member, GAHT12345678`,
        'error: the user has several MFA devices',
        `hint: --mfa-serial SERIAL, one of ${SERIALS}`,
      ],
    ],
    [
      'a device that may not be listed',
      [...NEW, '--yes'],
      { otherDevices: 'denied' },
      {},
      2,
      [
        `${OWNER}; MFA device not known: AWS answered AccessDenied`,
        'error: the MFA device is not known',
        `hint: --mfa-serial SERIAL, or --mfa-serial none; ${IN_CONSOLE}`,
      ],
    ],
    [
      'keys of the root user',
      [...NEW, '--yes'],
      { userName: 'root' },
      {},
      3,
      [
        "error: keys of profile 'default': they belong to the root user of account 000000000000, and AWS lets a root user assume no role",
        'hint: create an IAM user in the IAM console, and run aws configure with an access key of that user',
      ],
    ],
    [
      'keys that AWS does not know',
      [...NEW, '--yes'],
      { accessKeyId: 'AKIAI44QH8DHBEXAMPLE' },
      {},
      5,
      [
        'error: AWS refused GetCallerIdentity: InvalidClientTokenId: The security token included in the request is invalid.',
        "hint: check aws_access_key_id and aws_secret_access_key of the source of profile 'default', and that its region is of the right partition",
      ],
    ],
    [
      'no keys at all',
      ['setup'],
      {},
      { config: '', credentials: '' },
      3,
      [
        'error: no keys to begin with: ~/.aws/config and ~/.aws/credentials have none, and AWS_ACCESS_KEY_ID is not set',
        'hint: run aws configure, which writes the access key of your IAM user (or aws configure sso), then swrole setup',
      ],
    ],
    [
      'a name that is taken',
      ['setup', 'app', 'default', ...NEW.slice(1), '--yes'],
      {},
      {},
      3,
      ["error: profile 'default' is there already: ~/.aws/config:1", 'hint: choose another name'],
    ],
    [
      'a name that is taken by a profile without credentials',
      ['setup', 'developer-sdk', 'dev', ...NEW.slice(1), '--yes'],
      {},
      { config: SDK },
      3,
      [
        "error: profile 'developer-sdk' is there already: ~/.aws/config:1",
        'hint: choose another name',
      ],
    ],
    [
      'one name for two profiles',
      ['setup', 'x', 'x', ...NEW.slice(1), '--yes'],
      {},
      {},
      2,
      [
        "error: the role and the SDKs need two profiles, and 'x' is only one name",
        'hint: choose another name for one of them',
      ],
    ],
    [
      'a name that some SDK does not read',
      ['setup', 'a b', 'x', ...NEW.slice(1), '--yes'],
      {},
      {},
      2,
      [
        "error: not every SDK reads a profile named 'a b'",
        'hint: all read letters, digits and _-/.%@:+, such as a-b',
      ],
    ],
    [
      'one name of two',
      ['setup', 'x', ...NEW.slice(1)],
      {},
      {},
      2,
      ['error: setup takes two names', 'hint: swrole setup APP ROLE'],
    ],
    [
      'the ARN of a session',
      ['setup', '--role-arn', 'arn:aws:sts::111111111111:assumed-role/developer/x', '--yes'],
      {},
      {},
      2,
      [
        "error: --role-arn 'arn:aws:sts::111111111111:assumed-role/developer/x': this is no ARN of a role: it names a session, not a role; did you mean arn:aws:iam::111111111111:role/developer?",
        'hint: see swrole setup --help',
      ],
    ],
    [
      'a passkey as the device',
      [...NEW, '--mfa-serial', PASSKEY],
      {},
      {},
      2,
      [
        `error: --mfa-serial '${PASSKEY}': a security key or passkey has no code to show, and AWS wants one: use an authenticator app`,
        'hint: see swrole setup --help',
      ],
    ],
    [
      'a session of no length',
      [...NEW, '--mfa-session', '1m'],
      {},
      {},
      2,
      ["error: --mfa-session must be a time from 15m to 36h, such as 12h, or off, not '1m'"],
    ],
    [
      'a command with a comment',
      [...NEW, '--generate-token', 'op item get AWS #1'],
      {},
      {},
      2,
      [
        'error: --generate-token: a command is one line that is not empty, and # or ; after a space begins a comment: such a command goes into a script',
      ],
    ],
    [
      'a command without a device',
      [...NEW, '--generate-token', 'op', '--mfa-serial', 'none', '--yes'],
      {},
      {},
      2,
      ['error: --generate-token and --mfa-session need an MFA device', 'hint: add --mfa-serial'],
    ],
    [
      '--force',
      [...NEW, '--force'],
      {},
      {},
      2,
      ['error: --force replaces a line, and a new role has only new profiles'],
    ],
    [
      'the environment without keys',
      [...NEW, '--source', 'Environment', '--yes'],
      {},
      {},
      2,
      [
        'error: --source Environment needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment',
      ],
    ],
    [
      'a source that is not there',
      [...NEW, '--source', 'defualt', '--yes'],
      {},
      {},
      3,
      [
        "error: --source: profile 'defualt' is not in ~/.aws/config or ~/.aws/credentials",
        "hint: did you mean 'default'?",
      ],
    ],
    [
      'a source that calls swrole for the new profile',
      [...NEW, '--source', 'a', '--yes'],
      {},
      { config: '[profile a]\ncredential_process = swrole -j developer-sdk\n' },
      3,
      [
        "error: profile 'developer-sdk' would wait for itself: developer-sdk -> developer -> a -> developer-sdk",
        'hint: choose another name for the profile that SDKs use',
      ],
    ],
    [
      'a source that calls swrole for the new role',
      [...NEW, '--source', 'a', '--yes'],
      {},
      { config: '[profile a]\ncredential_process = swrole -j developer\n' },
      3,
      [
        "error: profile 'developer' would wait for itself: developer -> a -> developer",
        'hint: choose another name for the profile that SDKs use',
      ],
    ],
  ])('setup refuses %s, and writes nothing', async (_, args, user, files, exitCode, words) => {
    await begin(user, { config: CONFIG, credentials: CREDENTIALS, ...files });
    expect(await run(args)).toEqual(ending(exitCode, '', ...words));
    expect(config()).toBe(files.config ?? CONFIG);
    expect(existsSync(`${home.configFile}.swrole-backup`)).toBe(false);
  });
});

describe('swrole without arguments says how to begin', () => {
  const swrole = async (variables = {}) => {
    const { exitCode, stderr } = await run(['-j'], variables);
    return [exitCode, stderr.split('environment, exit-codes, flags, formats\n')[1]];
  };
  // Wrapped between words, as the rest of the page.
  const CONFIGURE = [
    '  aws configure  write the access key of your IAM user (or aws configure sso: a',
    '                 sign-in)',
  ];
  const ROLE = 'add a role, and a profile of it for SDKs';
  const SETUP = `  swrole setup   ${ROLE}`;
  const SETUP_ALONE = `  swrole setup  ${ROLE}`;

  test('in an empty home', async () => {
    await begin({}, {});
    expect(await swrole()).toEqual([
      2,
      lines('', 'No profiles in ~/.aws/config.', '', 'To begin:', ...CONFIGURE, SETUP),
    ]);
    expect(await swrole({ AWS_ACCESS_KEY_ID: member.accessKeyId })).toEqual([
      2,
      lines('', 'No profiles in ~/.aws/config.', '', 'To begin:', SETUP_ALONE),
    ]);
  });

  test('after aws configure, and not when there is a role', async () => {
    expect(await swrole()).toEqual([
      2,
      lines('', 'Profiles:', '  default', '', 'To begin:', SETUP_ALONE),
    ]);
    writeFileSync(home.configFile, `[profile x]\nrole_arn = ${auditor.arn}\n`);
    expect(await swrole()).toEqual([2, lines('', 'Profiles:', '  x', '  default')]);
  });
});

describe('the dialog for a new role', () => {
  const SAME_MODES = '[ "$(stty -g)" = "$before" ] && echo same modes';

  /** setup on a terminal of a shell, which then tells the status and whether the terminal is as before. */
  function terminal(cols = 120): Pty {
    const script = `trap : INT; before=$(stty -g); "$@"; echo "status $?"; ${SAME_MODES}`;
    return untilTestEnds(
      openPty({
        command: '/bin/sh',
        args: ['-c', script, 'sh', process.execPath, SWROLE_PROGRAM, 'setup'],
        env: { ...env, PATH: `${env.PATH}:${process.env.PATH}`, NO_COLOR: '1' },
        cols,
      }),
    );
  }

  /** Waits for each question, and types its answer. */
  async function answer(
    pty: Pty,
    ...answers: readonly (readonly [question: string, keys: string])[]
  ) {
    for (const [question, keys] of answers) {
      await pty.waitFor(question);
      pty.write(keys);
    }
  }
  const lastScreen = (pty: Pty, cols = 120) => screen(plain(pty.raw()), cols);

  const BASICS = [
    ['Role ARN: ', `${developer.arn}\r`],
    ['Profile for the role [developer]: ', '\r'],
    ['Profile for SDKs [developer-sdk]: ', '\r'],
  ] as const;

  test('where a program prints the keys, the ARN of the role is the first question', async () => {
    await begin({}, { config: '[profile vault]\ncredential_process = /opt/get-keys\n' });
    const pty = terminal();
    await answer(pty, ['Role ARN: ', '\x1b']);
    await pty.exit;
    expect(lastScreen(pty)).toEqual([
      'swrole: nothing chosen, nothing written',
      'status 130',
      'same modes',
    ]);
  });

  test('the dialog of the README: from the ARN to the first sign-in', async () => {
    const pty = terminal();
    await answer(pty, ...BASICS, ['One code for all roles: ', '\r'], ['Write them: ', '\r']);
    await answer(pty, ['MFA code for developer (device member): ', `${code()}\r`]);
    await pty.waitFor('status 0\nsame modes\n');
    const shown = lastScreen(pty).filter(
      (line) => !/^(?:status 0|same modes|swrole: warning: .*|)$/.test(line),
    );
    const steps = readme
      .split('```console\n$ swrole setup\n')[1]
      ?.split('```')[0]
      ?.replace('/home/ada/.aws/swrole/bin/swrole', '/node');
    expect(lines(...shown).replaceAll(/\d{6}(?=\n)/g, '123456')).toBe(steps);
    expect(plain(config())).toContain('mfa_session = 12h\n');
    expect(actions().slice(2)).toEqual(['GetSessionToken', 'AssumeRole', 'GetCallerIdentity']);
  });

  test('the dialog asks again for a wrong ARN and a taken name', async () => {
    const pty = terminal();
    await answer(pty, ['Role ARN: ', 'developer\r']);
    await pty.waitFor('this is no ARN of a role: it has fewer than six parts between colons');
    await answer(pty, ['Role ARN: ', `\x15${developer.arn}\r`], [BASICS[1][0], 'default\r']);
    await pty.waitFor(/profile 'default' is there already: .*config:1; choose another name/);
    pty.write('\x1b');
    await pty.waitFor('swrole: nothing chosen, nothing written\nstatus 130\nsame modes\n');
    expect(config()).toBe(CONFIG);
  });

  test('the dialog asks for a device that may not be listed, and says where it is shown', async () => {
    await begin({ otherDevices: 'denied' });
    const pty = terminal();
    await answer(pty, ...BASICS);
    await pty.waitFor('MFA device not known: AWS answered AccessDenied\n');
    await pty.waitFor(
      'MFA device: \nsuch as arn:aws:iam::000000000000:mfa/member: the IAM console',
    );
    await answer(pty, ['', `${PASSKEY}\r`], ['a security key or passkey has no code', '\x15\r']);
    await answer(pty, ['MFA device: none\n', ''], ['Write them: ', 'no\r']);
    await pty.waitFor('swrole: nothing chosen, nothing written\nstatus 130\nsame modes\n');
    expect(config()).toBe(CONFIG);
  });

  test('the dialog lets choose between devices, and offers what is installed for codes', async () => {
    await begin({ otherDevices: ['GAHT12345678'] });
    mkdirSync(join(home.path, 'bin'));
    const op = join(home.path, 'bin', 'op');
    writeFileSync(op, `#!/bin/sh\necho "$*" > ${home.path}/asked\necho ${code()}\n`, {
      mode: 0o755,
    });
    const pty = terminal();
    await answer(pty, ...BASICS, [`> ${DEVICE}`, '\r'], ['  op       1Password', 'op\r']);
    await answer(pty, ['Item in 1Password [AWS]: ', 'AWS root\r'], ['all roles: ', 'off\r']);
    await answer(pty, ['Write them: ', '\r']);
    await pty.waitFor('status 0\nsame modes\n');
    const line = `generate_token = ${op} item get "AWS root" --otp`;
    expect(config()).toContain(lines(...MFA_ROLE, line, 'region = eu-west-1'));
    expect(readFileSync(join(home.path, 'asked'), 'utf8')).toBe('item get AWS root --otp\n');
  });

  test('at 60 columns no line of the dialog is wider, and Ctrl-C ends it at the last question', async () => {
    const pty = terminal(60);
    await answer(pty, ...BASICS, ['One code for all roles: ', '\r'], ['Write them: ', '\x03']);
    await pty.waitFor('status 130\nsame modes\n');
    const [dialog = ''] = pty.text().split('swrole: ');
    expect(dialog).toContain('Profile for SDKs: developer-sdk\n');
    expect(dialog.split(/[\r\n]/).filter((line) => line.length >= 60)).toEqual([]);
    expect(config()).toBe(CONFIG);
  });

  test('Ctrl-C at the code ends setup, and the terminal is as before', async () => {
    const pty = terminal();
    await answer(pty, ...BASICS, ['One code for all roles: ', '\r'], ['Write them: ', '\r']);
    await answer(pty, ['MFA code for developer (device member): ', '\x03']);
    await pty.waitFor(/status (?:130|4)\nsame modes\n/);
    expect(config()).toMatch(/\[profile developer-sdk\]/);
  });
});
