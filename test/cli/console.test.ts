/** `swrole console`: the built program, a strict stand-in of the sign-in service, and openers that are real programs. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  auditor,
  deployer,
  developer,
  type Example,
  type ExampleOptions,
  MEMBER_ARN,
  member,
  startExample,
} from '../support/example-world.ts';
import {
  type FederationStandIn,
  startFederationStandIn,
} from '../support/federation-stand-in/server.ts';
import { openPty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { screen } from '../support/screen.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const EUSC_USER = 'arn:aws-eusc:iam::000000000000:user/member';
const sovereign = {
  arn: 'arn:aws-eusc:iam::444444444444:role/eu',
  trusts: [MEMBER_ARN, EUSC_USER],
};

const PROFILES = `
[profile audit]
role_arn = ${auditor.arn}
source_profile = my-company
region = eu-west-1
role_session_name = ada
[profile audit-hour]
role_arn = ${auditor.arn}
source_profile = my-company
duration_seconds = 3600
[profile deploy]
role_arn = ${deployer.arn}
source_profile = project-dev
duration_seconds = 900
[profile session-audit]
role_arn = ${auditor.arn}
source_profile = my-company
mfa_serial = ${member.mfa.serial}
mfa_session = 1h
duration_seconds = 1800
[profile me]
aws_access_key_id = ${member.accessKeyId}
aws_secret_access_key = ${member.secretAccessKey}
mfa_serial = ${member.mfa.serial}
[profile eu]
role_arn = ${sovereign.arn}
source_profile = my-company
[profile odd]
role_arn = ${auditor.arn}
source_profile = my-company
console_browser = firefox
[profile contained]
role_arn = ${auditor.arn}
source_profile = my-company
role_session_name = ada
color = orange
console_browser = firefox-container
[profile chrome]
role_arn = ${auditor.arn}
source_profile = my-company
console_browser = chrome-profile Work
[profile mine]
role_arn = ${auditor.arn}
source_profile = my-company
console_browser = mine --class 'AWS 1' %s
[profile program]
credential_process = cat ~/keys.json
`;

let example: Example;
let federation: FederationStandIn;
async function start(options: ExampleOptions = {}) {
  const roles = [developer, auditor, deployer, sovereign];
  example = untilTestEnds(await startExample({ extraConfig: PROFILES, roles, ...options }));
  federation = untilTestEnds(await startFederationStandIn({ sts: example.standIn }));
}
beforeEach(() => start());

/** Nothing of the machine that runs the tests: no screen, no browser. */
const environment = (env: object = {}) => ({
  ...example.env,
  SWROLE_SIGNIN_URL: federation.url,
  ...env,
});
/** `secrets` are the secrets of the session; the token is a secret too where the test does not request it. */
const swrole = (args: readonly string[], env: object = {}, secrets = example.standIn.secrets) =>
  runInProcess(['console', ...args], { env: environment(env), secrets });

/** The page that a URL leads a browser to, and as whom. */
async function follow(url: string) {
  const { status, headers } = await fetch(url.trim(), { redirect: 'manual' });
  return { status, page: headers.get('location'), as: headers.get('x-signed-in-as') };
}

const forms = () =>
  federation.calls.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));

describe('--print', () => {
  test('console --print prints the URL and a newline, nothing else, and the URL signs in once', async () => {
    const result = await swrole(['audit', '--print']);
    expect(result).toEqual({
      exitCode: 0,
      signal: null,
      stdout: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:\d+\/federation\?Action=login&Issuer=swrole&Destination=https%3A%2F%2Fconsole\.aws\.amazon\.com%2Fconsole%2Fhome%3Fregion%3Deu-west-1&SigninToken=[\w%]+\n$/,
      ),
      stderr: '',
    });
    expect(await follow(result.stdout)).toEqual({
      status: 302,
      page: 'https://console.aws.amazon.com/console/home?region=eu-west-1',
      as: 'arn:aws:sts::222222222222:assumed-role/auditor/ada',
    });
    expect((await follow(result.stdout)).status).toBe(400);
  });

  test('console signs in to a role without a profile, in the region of its source', async () => {
    const role = [auditor.arn, '--source', 'my-company', '--session-name', 'ada'];
    const { stdout, ...rest } = await swrole([...role, '--print']);
    expect(rest).toEqual({ exitCode: 0, signal: null, stderr: '' });
    expect(await follow(stdout)).toEqual({
      status: 302,
      page: 'https://console.aws.amazon.com/console/home?region=ap-northeast-1',
      as: 'arn:aws:sts::222222222222:assumed-role/auditor/ada',
    });
  });

  test('console --print posts the session in a body, with nothing in the URL', async () => {
    await swrole(['audit', '--print']);
    expect(federation.calls).toEqual([
      {
        method: 'POST',
        target: '/federation',
        headers: expect.objectContaining({
          host: new URL(federation.url).host,
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': expect.any(String),
          'user-agent': 'swrole',
        }),
        body: expect.any(String),
        at: expect.any(Number),
        status: 200,
      },
    ]);
    const [form] = forms();
    expect(Object.keys(form ?? {})).toEqual(['Action', 'Session']);
    expect(JSON.parse(form?.Session ?? '')).toEqual({
      sessionId: 'ASIAEXAMPLE000000001',
      sessionKey: expect.stringMatching(/^EXAMPLE\//),
      sessionToken: expect.stringMatching(/EXAMPLE/),
    });
  });

  test('console --debug shows neither the session nor the token', async () => {
    const { stdout, stderr } = await swrole(['audit', '--print', '--debug']);
    const { host } = new URL(federation.url);
    expect(stderr.replace(/\d+ ms/g, 'N ms')).toContain(
      `swrole: debug: sign-in getSigninToken at ${host}, without a duration: HTTP 200 in N ms
swrole: debug: exit code 0 after N ms\n`,
    );
    for (const secret of [...federation.secrets, stdout.trim()])
      expect(stderr).not.toContain(secret);
  });

  test.each([
    [['--service', 's3'], '/s3/home?region=eu-west-1'],
    [['--service', 'dynamodb', '--region', 'us-east-2'], '/dynamodbv2/home?region=us-east-2'],
    [
      ['--destination', '/s3/buckets/a?tab=objects#x'],
      '/s3/buckets/a?tab=objects&region=eu-west-1#x',
    ],
  ])('console with %j leads to %s', async (flags, page) => {
    const { stdout } = await swrole(['audit', '--print', ...flags]);
    expect((await follow(stdout)).page).toBe(`https://console.aws.amazon.com${page}`);
  });
});

describe('SessionDuration', () => {
  test.each([
    ['comes from the profile for a role assumed with keys', 'audit-hour', [], '3600'],
    ['comes from --duration', 'audit', ['--duration', '30m'], '1800'],
    ['is left out where the profile has no duration', 'audit', [], undefined],
    ['is left out for a role behind a role', 'deploy', [], undefined],
    ['is left out behind an MFA session', 'session-audit', [], undefined],
  ])('the SessionDuration of the console %s', async (_, profile, flags, seconds) => {
    const code = profile === 'session-audit' ? ['-t', totp(member.mfa.secret, Date.now())] : [];
    const result = await swrole([profile, '--print', ...flags, ...code]);
    expect([result.exitCode, result.stderr]).toEqual([0, '']);
    expect(forms().map(({ SessionDuration }) => SessionDuration)).toEqual([seconds]);
    expect((await follow(result.stdout)).status).toBe(302);
  });

  test('console tries again without SessionDuration where the service refuses it', async () => {
    federation.failNext({ kind: 'answer', status: 400 });
    const { exitCode, stdout, stderr } = await swrole(['audit-hour', '--print', '--debug']);
    expect([exitCode, (await follow(stdout)).status]).toEqual([0, 302]);
    expect(stderr.match(/, (?:for|without) .*: HTTP \d+/g)).toEqual([
      ', for 3600 s: HTTP 400',
      ', without a duration: HTTP 200',
    ]);
    expect(
      forms()
        .slice(0, 2)
        .map(({ SessionDuration }) => SessionDuration),
    ).toEqual(['3600', undefined]);
  });
});

describe('the browser', () => {
  /** Programs on a PATH of their own that write down how they were called; the rest of PATH is the shell's. */
  async function programs(scripts: Readonly<Record<string, string>>) {
    const bin = join(example.home.path, 'bin');
    await mkdir(bin);
    for (const [name, script] of Object.entries(scripts)) {
      const said = join(example.home.path, name);
      const text = `#!/bin/sh\necho noise; echo noise >&2\nprintf '%s\\n' "$@" > '${said}'\n${script}\n`;
      await writeFile(join(bin, name), text);
      await chmod(join(bin, name), 0o755);
    }
    return { PATH: `${bin}${delimiter}/bin` };
  }
  const argumentsOf = async (name: string) =>
    (await readFile(join(example.home.path, name), 'utf8')).split('\n').slice(0, -1);
  const OPENED = {
    exitCode: 0,
    signal: null,
    stdout: '',
    stderr: 'swrole: audit: the console is open in the browser\n',
  };
  /** With an opener, no secret is on any stream: not even the token. */
  const opening = (env: object) =>
    runInProcess(['console', 'audit'], {
      env: environment(env),
      get secrets() {
        return [...example.standIn.secrets, ...federation.secrets];
      },
    });

  test.each([
    ['xdg-open of a desktop', 'xdg-open', { DISPLAY: ':0' }],
    ['xdg-open under Wayland', 'xdg-open', { WAYLAND_DISPLAY: 'wayland-0' }],
    ['wslview under WSL', 'wslview', { WSL_DISTRO_NAME: 'Debian', DISPLAY: ':0' }],
  ])('the browser is opened by %s, and its output is not shown', async (_, name, env) => {
    const path = await programs({ 'xdg-open': '', wslview: '' });
    expect(await opening({ ...path, ...env })).toEqual(OPENED);
    const [url = '', ...rest] = await argumentsOf(name);
    expect([rest, (await follow(url)).status]).toEqual([[], 302]);
  });

  test('BROWSER comes first, also in an SSH session', async () => {
    const path = await programs({ 'xdg-open': '', mine: '' });
    const env = { BROWSER: 'missing:mine --new %s', SSH_TTY: '/dev/pts/0', DISPLAY: ':0' };
    expect(await opening({ ...path, ...env })).toEqual(OPENED);
    const [flag, url = ''] = await argumentsOf('mine');
    expect([flag, (await follow(url)).status]).toEqual(['--new', 302]);
  });

  const openingOf = (profile: string, env: object, ...flags: string[]) =>
    runInProcess(['console', profile, ...flags], {
      env: environment(env),
      get secrets() {
        return [...example.standIn.secrets, ...federation.secrets];
      },
    });
  const openedOf = (profile: string) => ({
    ...OPENED,
    stderr: `swrole: ${profile}: the console is open in the browser\n`,
  });

  test('a Firefox container has the name and the colour of the profile', async () => {
    const path = await programs({ firefox: '', 'xdg-open': '' });
    expect(await openingOf('contained', { ...path, DISPLAY: ':0', BROWSER: 'xdg-open' })).toEqual(
      openedOf('contained'),
    );
    const [flag, opened = '', ...rest] = await argumentsOf('firefox');
    expect([flag, rest]).toEqual(['--new-tab', []]);
    const fields = new URLSearchParams(opened.replace(/^ext\+granted-containers:/, ''));
    const { url = '', ...others } = Object.fromEntries(fields);
    expect(others).toEqual({ name: 'contained', color: 'orange', icon: 'fingerprint' });
    expect((await follow(url)).as).toBe('arn:aws:sts::222222222222:assumed-role/auditor/ada');
  });

  test('a profile of Chrome is found by its name', async () => {
    const path = await programs({ 'google-chrome': '' });
    const folder = join(example.home.path, '.config', 'google-chrome');
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'Local State'),
      '{"profile":{"info_cache":{"Profile 2":{"name":"Work"}}}}',
    );
    expect(await openingOf('chrome', path)).toEqual(openedOf('chrome'));
    const [url = '', ...flags] = (await argumentsOf('google-chrome')).reverse();
    expect([flags.reverse(), (await follow(url)).status]).toEqual([
      ['--profile-directory=Profile 2', '--no-first-run', '--no-default-browser-check'],
      302,
    ]);
  });

  test('a command of a profile gets the URL as one word, also in an SSH session', async () => {
    const path = await programs({ mine: '' });
    expect(await openingOf('mine', { ...path, SSH_TTY: '/dev/pts/0' })).toEqual(openedOf('mine'));
    const [url = '', ...words] = (await argumentsOf('mine')).reverse();
    expect([words.reverse(), (await follow(url)).status]).toEqual([['--class', 'AWS 1'], 302]);
  });

  test('SWROLE_CONSOLE_BROWSER is for profiles without a browser of their own', async () => {
    const path = await programs({ firefox: '', 'microsoft-edge': '' });
    const env = { ...path, SWROLE_CONSOLE_BROWSER: 'edge-profile' };
    expect(await openingOf('audit', env)).toEqual(openedOf('audit'));
    expect((await argumentsOf('microsoft-edge'))[0]).toBe('--profile-directory=audit');
    expect(await openingOf('contained', env)).toEqual(openedOf('contained'));
    expect((await argumentsOf('firefox'))[0]).toBe('--new-tab');
    const { exitCode, stderr } = await openingOf('audit', { SWROLE_CONSOLE_BROWSER: 'lynx' });
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringMatching(
        /^swrole: error: SWROLE_CONSOLE_BROWSER must be one of firefox-container, .*'lynx'\n$/,
      ),
    ]);
  });

  test("the URL is printed where the profile's browser is not installed, and no other one is opened", async () => {
    const path = await programs({ 'xdg-open': '' });
    const { exitCode, stdout, stderr } = await swrole(['contained', '--debug'], {
      ...path,
      DISPLAY: ':0',
    });
    expect([exitCode, (await follow(stdout)).status]).toEqual([0, 302]);
    expect(stderr.match(/browser: .*|contained: no .*/g)).toEqual([
      'browser: firefox: not started (ENOENT)',
      'browser: firefox-esr: not started (ENOENT)',
      'browser: firefox-developer-edition: not started (ENOENT)',
      'contained: no browser could be opened here; this URL signs in for 15 minutes:',
    ]);
    await expect(argumentsOf('xdg-open')).rejects.toThrow('ENOENT');
  });

  test('console --sign-out ends the session of the browser first', async () => {
    const path = await programs({ 'xdg-open': '' });
    const result = await openingOf('audit', { ...path, DISPLAY: ':0' }, '--sign-out');
    expect(result).toEqual(OPENED);
    const [url = ''] = await argumentsOf('xdg-open');
    const { status, headers } = await fetch(url, { redirect: 'manual' });
    expect([status, headers.get('x-signed-out')]).toEqual([302, 'yes']);
    expect((await follow(headers.get('location') ?? '')).as).toBe(
      'arn:aws:sts::222222222222:assumed-role/auditor/ada',
    );
    const { stdout } = await swrole(['audit', '--sign-out', '--print']);
    expect(stdout).toMatch(/^http:\S+\/oauth\?Action=logout&redirect_uri=http\S+\n$/);
  });

  test('the browser stays open when swrole has ended', async () => {
    const path = await programs({
      'xdg-open': `while [ ! -e '${example.home.path}/over' ]; do sleep 0.02; done; echo over > '${example.home.path}/ended'`,
    });
    expect(await opening({ ...path, DISPLAY: ':0' })).toEqual(OPENED);
    await writeFile(join(example.home.path, 'over'), '');
    await expect
      .poll(() => argumentsOf('ended').catch(() => []), { timeout: 5000 })
      .toEqual(['over']);
  });

  test.each([
    ['no screen', {}],
    ['a screen of another machine', { DISPLAY: ':0', SSH_CONNECTION: '::1 1 ::1 22' }],
    ['an opener that fails', { WAYLAND_DISPLAY: 'broken', DISPLAY: ':0' }],
    ['BROWSER=none', { BROWSER: 'none', DISPLAY: ':0' }],
  ])('the browser is not opened with %s: the URL is printed', async (_, env) => {
    const path = await programs({ 'xdg-open': '[ -z "$WAYLAND_DISPLAY" ]' });
    const result = await swrole(['audit'], { ...path, ...env });
    expect(result).toEqual({
      exitCode: 0,
      signal: null,
      stdout: expect.stringMatching(/^http:.*&SigninToken=\S+\n$/),
      stderr: 'swrole: audit: no browser could be opened here; this URL signs in for 15 minutes:\n',
    });
    expect((await follow(result.stdout)).status).toBe(302);
  });

  test('the browser is opened by the first opener that works, and --debug names each', async () => {
    const path = await programs({ broken: 'exit 3', mine: '' });
    const env = { ...path, BROWSER: 'missing:broken:mine:never' };
    const { stdout, stderr } = await swrole(['audit', '--debug'], env);
    expect([stdout, stderr.match(/browser: .*/g)]).toEqual([
      '',
      [
        'browser: missing: not started (ENOENT)',
        'browser: broken: exit status 3',
        'browser: mine: exit status 0',
      ],
    ]);
    const none = await swrole(['audit', '--debug']);
    expect(none.stderr.match(/browser: .*/g)).toEqual([
      'browser: none is tried without a screen, nor over SSH',
    ]);
  });

  test('a terminal says that swrole waits for the opener', async () => {
    const path = await programs({
      'xdg-open': `while [ ! -e '${example.home.path}/over' ]; do sleep 0.02; done`,
    });
    const env = environment({ ...path, DISPLAY: ':0' });
    const args = [SWROLE_PROGRAM, 'console', 'audit'];
    const pty = untilTestEnds(openPty({ command: process.execPath, args, env }));
    await pty.waitFor('…');
    expect(screen(pty.raw(), 120)).toEqual(['swrole: opening the browser…']);
    await writeFile(join(example.home.path, 'over'), '');
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(screen(pty.raw(), 120)).toEqual([OPENED.stderr.trimEnd()]);
  });

  test("a terminal shows the console's text, and the URL in one piece", async () => {
    const args = [SWROLE_PROGRAM, 'console', 'audit'];
    const pty = untilTestEnds(
      openPty({ command: process.execPath, args, env: environment(), cols: 60 }),
    );
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(pty.raw()).toMatch(
      /^swrole: audit: no browser could be opened here; this URL\r\n {8}signs in for 15 minutes:\r\nhttp:\S+\r\n$/,
    );
  });
});

describe('an IAM user', () => {
  const tokenCalls = () => example.standIn.calls.map(({ action }) => action);
  const NO_MFA =
    'swrole: warning: me: this console session has no MFA: AWS gives a user none with keys alone\n';

  test.each([
    ['keys', 'my-company', [], ''],
    ['keys with a device, without a code', 'me', [], NO_MFA],
    ['keys that a program prints', 'program', [], ''],
    [
      'keys, with a name and a duration',
      'my-company',
      ['--session-name', 'ada', '--duration', '1h'],
      '',
    ],
  ])(
    'console opens for a user with %s, by GetFederationToken',
    async (_, profile, flags, stderr) => {
      const { accessKeyId, secretAccessKey } = member;
      const keys = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
      await writeFile(join(example.home.path, 'keys.json'), JSON.stringify(keys));
      const { stdout, ...rest } = await swrole([profile, '--print', ...flags], { USER: 'ada' });
      expect(rest).toEqual({ exitCode: 0, signal: null, stderr });
      const as = expect.stringMatching(
        flags.length > 0
          ? /:federated-user\/ada$/
          : /^arn:aws:sts::000000000000:federated-user\/swrole-\S+$/,
      );
      expect(await follow(stdout)).toMatchObject({ status: 302, as });
      expect(tokenCalls()).toEqual(['GetFederationToken']);
      const { Name, DurationSeconds, Policy } = example.standIn.calls[0]?.params ?? {};
      expect(Name).toMatch(/^[\w+=,.@-]{2,32}$/);
      expect([DurationSeconds, JSON.parse(Policy ?? '')]).toEqual([
        flags.length > 0 ? '3600' : undefined,
        { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      ]);
      expect(forms()[0]?.SessionDuration).toBeUndefined();
    },
  );

  test('console says what a user needs who may not call GetFederationToken', async () => {
    example.standIn.failNext({
      kind: 'answer',
      status: 403,
      code: 'AccessDenied',
      message:
        'User: arn:aws:iam::000000000000:user/member is not authorized to perform: sts:GetFederationToken',
    });
    expect(await swrole(['my-company', '--print'])).toEqual({
      exitCode: 5,
      signal: null,
      stdout: '',
      stderr: `swrole: error: AWS refused GetFederationToken: AccessDenied: User: arn:aws:iam::000000000000:user/member is not authorized to perform: sts:GetFederationToken
swrole: hint: the console of an IAM user needs sts:GetFederationToken: allow it to the user of profile 'my-company', or choose a profile with role_arn
`,
    });
  });

  test('console refuses a session name that is too long for a user', async () => {
    const name = 'a'.repeat(33);
    expect(await swrole(['my-company', '--print', '--session-name', name])).toEqual({
      exitCode: 2,
      signal: null,
      stdout: '',
      stderr:
        'swrole: error: --session-name: the session of a user has a name of at most 32 characters\n',
    });
    expect(tokenCalls()).toEqual([]);
  });
});

describe('console fails before it calls anything:', () => {
  test.each([
    [
      'a browser that is not known',
      ['odd'],
      3,
      `swrole: error: CONFIG: console_browser of profile 'odd' must be one of firefox-container, open-url-in-container, chrome-profile, chromium-profile, edge-profile, brave-profile, alone or with a name after it, or a command with %s for the URL, not 'firefox'
`,
    ],
    [
      'a page that is not of the console',
      ['audit', '--destination', 'https://console.aws.amazon.com.example.org/'],
      2,
      `swrole: error: --destination takes a page of the console, not 'https://console.aws.amazon.com.example.org/'
swrole: hint: a path such as /s3/buckets, or an https URL of console.aws.amazon.com or a host below it
`,
    ],
    [
      'a form of credentials',
      ['audit', '--json'],
      2,
      'swrole: error: console takes no --json\nswrole: hint: see swrole console --help\n',
    ],
    [
      'a region of another partition',
      ['audit', '--region', 'cn-north-1'],
      2,
      'swrole: error: --region cn-north-1 is not one of aws, where the profile is\n',
    ],
    [
      'a partition without a site',
      ['eu'],
      3,
      `swrole: error: SWROLE_SIGNIN_URL: HOST does not begin with signin., so that the console of partition aws-eusc is not known
swrole: hint: set it to the sign-in host whose console has the same name with console. instead of signin.
`,
    ],
  ])('console fails before it calls anything for %s', async (_, args, exitCode, stderr) => {
    const result = await swrole([...args, '--print']);
    const said = result.stderr
      .replace(/127\.0\.0\.1:\d+/, 'HOST')
      .replace(new RegExp(`${example.home.configFile}:\\d+`), 'CONFIG');
    expect({ ...result, stderr: said }).toEqual({
      exitCode,
      signal: null,
      stdout: '',
      stderr,
    });
    expect([example.standIn.calls, federation.calls]).toEqual([[], []]);
  });

  test('console refuses a sign-in URL that is not safe', async () => {
    const { exitCode, stderr } = await swrole(['audit'], {
      SWROLE_SIGNIN_URL: 'http://signin.example',
    });
    expect([exitCode, stderr]).toEqual([
      3,
      "swrole: error: SWROLE_SIGNIN_URL must be an https URL, or an http one of this machine (localhost, 127.0.0.1, [::1]), without user name and query, not 'http://signin.example'\n",
    ]);
  });
});

describe('a sign-in service that', () => {
  const host = () => new URL(federation.url).host;
  const failed = (stderr: string) => ({ exitCode: 5, signal: null, stdout: '', stderr });

  test('a refusal of the sign-in service is reported, without its text', async () => {
    federation.failNext({ kind: 'answer', status: 400, body: 'your secret was …' });
    expect(await swrole(['audit', '--print'])).toEqual(
      failed(`swrole: error: ${host()} refused the session (HTTP 400)
swrole: hint: swrole console --refresh tries with a new one; swrole whoami says whose it is
`),
    );
  });

  test('a redirect of the sign-in service is not followed', async () => {
    const other = untilTestEnds(await startFederationStandIn({ sts: example.standIn }));
    const headers = { location: `${other.url}/federation` };
    // With all that a token needs but the status.
    const body = '{"SigninToken":"x"}';
    federation.failNext({ kind: 'answer', status: 307, headers, body });
    expect(await swrole(['audit', '--print'])).toEqual(
      failed(`swrole: error: the answer of ${host()} is not that of AWS's sign-in service (HTTP 307)
swrole: hint: check SWROLE_SIGNIN_URL, and whether a proxy answers instead of AWS
`),
    );
    expect(other.calls).toEqual([]);
  });

  test.each([
    ['is busy', { kind: 'answer', status: 500 }, /cannot sign anybody in now \(HTTP 500\)\n/],
    [
      'answers a page',
      { kind: 'answer', status: 200, body: '<html>' },
      /is not that of AWS's sign-in service \(HTTP 200\)\n/,
    ],
    [
      'answers no token',
      { kind: 'answer', status: 200, body: '{"SigninToken":""}' },
      /is not that of AWS/,
    ],
    ['hangs up', { kind: 'drop' }, /error: cannot reach 127\.0\.0\.1:\d+: socket hang up\n/],
  ] as const)('a sign-in service that %s is an error', async (_, fault, words) => {
    federation.failNext(fault);
    const { exitCode, stdout, stderr } = await swrole(['audit', '--print']);
    expect([exitCode, stdout]).toEqual([5, '']);
    expect(stderr).toMatch(words);
  });

  test('a sign-in service that is not there is an error', async () => {
    await federation.close();
    const { exitCode, stderr } = await swrole(['audit', '--print']);
    expect([exitCode, stderr.replaceAll(host(), 'HOST')]).toEqual([
      5,
      `swrole: error: cannot reach HOST: connect ECONNREFUSED HOST
swrole: hint: check the network, HTTPS_PROXY, NO_PROXY and SWROLE_SIGNIN_URL
`,
    ]);
  });

  test('a terminal shows a line while the sign-in service does not answer, and Ctrl-C ends the wait', async () => {
    federation.failNext({ kind: 'hang' });
    const args = [SWROLE_PROGRAM, 'console', 'audit'];
    const pty = untilTestEnds(
      openPty({ command: process.execPath, args, env: { ...environment(), NO_COLOR: '1' } }),
    );
    await pty.waitFor(')…');
    expect(screen(pty.raw(), 120)).toEqual([`swrole: asking AWS (${host()})…`]);
    pty.write('\x03');
    expect(await pty.exit).toEqual({ exitCode: 130 });
    expect(screen(pty.raw(), 120)).toEqual(['swrole: error: interrupted']);
  });
});
