/** What `--debug` and `SWROLE_DEBUG` show, whole: every line of a run, in order, and never a secret. */
import { execFile, execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { runAtOnce } from '../soak/crowd.ts';
import { leaveSessions } from '../soak/stored-files.ts';
import {
  auditor,
  deployer,
  developer,
  type Example,
  member,
  startExample,
} from '../support/example-world.ts';
import { startFederationStandIn } from '../support/federation-stand-in/server.ts';
import { leaks } from '../support/leaks.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type RunResult, startSwrole } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { SOURCE_ROWS } from './sources/source-rows.ts';
import { sourceWorld, startSourceExample } from './sources/source-world.ts';

const MORE = `
[profile audit]
role_arn = ${auditor.arn}
source_profile = my-company
region = eu-west-1

[profile other]
role_arn = ${auditor.arn}
mfa_serial = ${member.mfa.serial}
source_profile = my-company

[profile deploy]
role_arn = ${deployer.arn}
source_profile = project-dev
region = eu-west-1
`;

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ extraConfig: MORE }));
});

/** Secrets of the world, and every code that was sent. */
function secrets({ standIn }: Example): string[] {
  const codes = standIn.calls.flatMap(({ params }) => params.TokenCode ?? []);
  return [...standIn.secrets, ...codes];
}

async function swrole(args: readonly string[], env: Record<string, string> = {}) {
  const result = await runInProcess(args, { env: { ...example.env, ...env } });
  expect(leaks(result.stderr, secrets(example))).toBe(false);
  return result;
}

/** The lines without what differs from run to run: times, durations, ports, and the keys of sessions by their first use. */
function told(stderr: string, { home }: Example = example): string {
  const keys: string[] = [];
  const keyName = (key: string) => {
    if (!keys.includes(key)) keys.push(key);
    return `session ${'ABC'[keys.indexOf(key)]}`;
  };
  return stderr
    .replaceAll('swrole: debug: ', '')
    .replaceAll(home.path, '~')
    .replaceAll(process.execPath, 'node')
    .replaceAll(manifest.version, 'VERSION')
    .replaceAll(`node ${process.version}, ${process.platform} ${process.arch}`, 'NODE, PLATFORM')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\b\d+ ms/g, 'N ms')
    .replaceAll(/\bswrole \d+\b/g, 'swrole PID')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/[\da-f]{8}-0000-4000-8000-0*(\d+)/g, 'ID$1')
    .replaceAll(/…[A-Z\d]{4}\b/g, (id) => (id === '…MPLE' ? id : '…ABCD'))
    .replaceAll(/session ([\da-f]{8})\b/g, (_, key: string) => keyName(key));
}

const START = `swrole VERSION, NODE, PLATFORM
read ~/.aws/config
read ~/.aws/credentials
`;
const DEVICE = 'arn:aws:iam::000000000000:mfa/member';
const PROJECT = `${START}profile 'project-dev'
source: keys in the files, …MPLE, of profile 'my-company'
step 1 of 1: AssumeRole ${developer.arn} for profile 'project-dev', with a code of ${DEVICE}
cache: ~/.aws/swrole
`;
const GENERATED = `code: asking generate_token (/bin/sh)
code: generate_token (/bin/sh): exit status 0 after N ms
`;
const ASSUMED = `project-dev: AssumeRole ${developer.arn}, signed by …MPLE
STS AssumeRole at HOST (ap-northeast-1), attempt 1: HTTP 200 in N ms, request ID1
`;
const KEPT = `the answer for -j is kept until TIME
exit code 0 after N ms
`;

test.each(['list', 'status', 'doctor'])(
  '--debug of %s names the program, and how it ended',
  async (name) => {
    const { stderr } = await swrole([name, '--debug']);
    expect(told(stderr)).toMatch(/^swrole VERSION, NODE, PLATFORM\nexit code [01] after N ms\n$/);
  },
);

describe('--debug shows', () => {
  const debug = async (profile: string, ...flags: string[]) =>
    told((await swrole(['-j', '--debug', ...flags, profile])).stderr);

  test('--debug shows how a role is assumed with a code, and then read from the cache', async () => {
    expect(await debug('project-dev')).toBe(
      `${PROJECT}project-dev: session A is not cached
${GENERATED}${ASSUMED}project-dev: session A is kept until TIME
${KEPT}`,
    );
    expect(await debug('project-dev')).toBe(
      `${PROJECT}project-dev: session A is cached, until TIME
${KEPT}`,
    );
  });

  test('--debug shows a code that AWS refuses', async () => {
    expect(await debug('project-dev', '-t', '918273')).toBe(
      `${PROJECT}project-dev: session A is not cached
code: from --token
project-dev: AssumeRole ${developer.arn}, signed by …MPLE
STS AssumeRole at HOST (ap-northeast-1), attempt 1: HTTP 403 AccessDenied in N ms, request ID1
code: AWS refused it
swrole: error: AWS refused the code of --token: it is wrong, expired or already used
swrole: hint: use the next one, and check the clock of the device
exit code 4 after N ms
`,
    );
  });

  test('--debug shows a chain', async () => {
    expect(await debug('deploy')).toBe(
      `${START}profile 'deploy'
source: keys in the files, …MPLE, of profile 'my-company'
step 1 of 2: AssumeRole ${developer.arn} for profile 'project-dev', with a code of ${DEVICE}
step 2 of 2: AssumeRole ${deployer.arn} for profile 'deploy'
cache: ~/.aws/swrole
deploy: session A is not cached
project-dev: session B is not cached
${GENERATED}${ASSUMED}project-dev: session B is kept until TIME
deploy: AssumeRole ${deployer.arn}, signed by …ABCD
STS AssumeRole at HOST (eu-west-1), attempt 1: HTTP 200 in N ms, request ID2
deploy: session A is kept until TIME
${KEPT}`,
    );
  });

  const AUDIT = `${START}profile 'audit'
source: keys in the files, …MPLE, of profile 'my-company'
step 1 of 1: AssumeRole ${auditor.arn} for profile 'audit'
cache: ~/.aws/swrole
`;
  const ASKED = `audit: AssumeRole ${auditor.arn}, signed by …MPLE\n`;

  test('--debug shows a wait for another swrole', async () => {
    const { env, standIn } = example;
    const hold = standIn.holdNext();
    const first = startSwrole(['-j', 'audit'], { env });
    await hold.arrived;
    const second = startSwrole(['-j', '--debug', 'audit'], { env });
    second.child.stderr.on('data', (text) => {
      if (String(text).includes('has the lock')) hold.release();
    });
    expect((await first.result).exitCode).toBe(0);
    const { stderr } = await second.result;
    expect(stderr).toContain(`waiting for swrole ${first.child.pid}, `);
    expect(told(stderr)).toBe(
      `${AUDIT}audit: session A is not cached
audit: session A: waiting for swrole PID, which has the lock since TIME
audit: session A: waited N ms
${KEPT}`,
    );
  });

  test('--debug shows every attempt of a call', async () => {
    const fault = { kind: 'answer', status: 503, code: 'ServiceUnavailable', message: '' } as const;
    example.standIn.failNext(fault);
    example.standIn.failNext({ kind: 'drop' });
    expect(await debug('audit', '--no-cache')).toBe(
      `${AUDIT.replace('~/.aws/swrole', 'nothing is read or kept (--no-cache)')}audit: session A is not cached
${ASKED}STS AssumeRole at HOST (eu-west-1), attempt 1: HTTP 503 ServiceUnavailable in N ms, request ID1
STS AssumeRole at HOST (eu-west-1), attempt 2: no answer ECONNRESET in N ms
STS AssumeRole at HOST (eu-west-1), attempt 3: HTTP 200 in N ms, request ID3
exit code 0 after N ms
`,
    );
  });

  test.each<[string, () => void, string[], string]>([
    ['has expired', () => leaveSessions(example.home, -1), [], 'over (it ends TIME)'],
    [
      'is in its renewal window',
      () => leaveSessions(example.home, 890_000),
      [],
      'in its renewal window (it ends TIME)',
    ],
    ['is not new enough', () => {}, ['--refresh'], 'cached, but --refresh asks for a new one'],
    [
      'is too short',
      () => leaveSessions(example.home, 1_800_000),
      ['--min-ttl', '45m'],
      'too short for --min-ttl (it ends TIME)',
    ],
  ])('--debug shows that a session %s', async (_, change, flags, words) => {
    expect((await swrole(['-j', 'audit'])).exitCode).toBe(0);
    change();
    expect(await debug('audit', ...flags)).toBe(
      `${AUDIT}audit: session A is ${words}
${ASKED}STS AssumeRole at HOST (eu-west-1), attempt 1: HTTP 200 in N ms, request ID2
audit: session A is kept until TIME
${KEPT}`,
    );
  });

  test('--debug shows that a session is damaged, or belongs to another role', async () => {
    await swrole(['-j', 'audit']);
    const { stderr } = await swrole(['-j', '--debug', 'audit']);
    const [, key] = /session ([\da-f]{8}) is cached/.exec(stderr) ?? [];
    const folder = join(example.home.cacheDir, 'sessions');
    const name = readdirSync(folder).find((file) => file.startsWith(key ?? '?')) ?? '';
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), text.replaceAll('auditor', 'another'));
    expect(await debug('audit')).toBe(
      `${AUDIT}session A: what is stored is damaged, or of another role or time
audit: session A is not cached
${ASKED}STS AssumeRole at HOST (eu-west-1), attempt 1: HTTP 200 in N ms, request ID2
audit: session A is kept until TIME
${KEPT}`,
    );
  });

  test('--debug shows that a file does not exist, and which profile was requested', async () => {
    const env = { AWS_CONFIG_FILE: join(example.home.path, 'nowhere') };
    const { exitCode, stderr } = await swrole(['-j', '--debug', 'audit'], env);
    expect([exitCode, told(stderr).split('\n').slice(1, 4)]).toEqual([
      3,
      ['~/nowhere does not exist', 'read ~/.aws/credentials', "profile 'audit'"],
    ]);
  });

  test('--debug shows a wait for the device of another role', async () => {
    const { env, standIn } = example;
    const first = standIn.holdNext();
    const running = startSwrole(['-j', 'project-dev'], { env });
    await first.arrived;
    const next = totp(member.mfa.secret, Date.now() + 30_000);
    const second = startSwrole(['-j', '--debug', '-t', next, 'other'], { env });
    second.child.stderr.on('data', (text) => {
      if (String(text).includes(`device ${DEVICE}: waiting`)) first.release();
    });
    const { stderr } = await second.result;
    expect((await running.result).exitCode).toBe(0);
    expect(stderr).toContain(`waiting for swrole ${running.child.pid}, `);
    const lines = told(stderr).split('\n');
    const waiting = lines.findIndex((line) => line.includes(`device ${DEVICE}: waiting`));
    expect(lines.slice(waiting, waiting + 4)).toEqual([
      `other: device ${DEVICE}: waiting for swrole PID, which has the lock since TIME`,
      `other: device ${DEVICE}: waited N ms`,
      'code: from --token',
      `other: AssumeRole ${auditor.arn}, signed by …MPLE`,
    ]);
  });

  test('--debug shows only the first word of a command', async () => {
    const command = 'SECRET=in-the-line sh -c "exit 3" --password also-in-the-line';
    appendFileSync(
      example.home.configFile,
      `[profile given]\ncredential_process = ${command}\n[profile typed]\nrole_arn = ${auditor.arn}\nsource_profile = my-company\nmfa_serial = ${DEVICE}\ngenerate_token = ${command}\n`,
    );
    for (const profile of ['given', 'typed']) {
      const { exitCode, stderr } = await swrole(['-j', '--debug', profile]);
      expect(exitCode).toBe(profile === 'given' ? 5 : 4);
      expect(stderr).toContain('(SECRET)');
      expect(stderr).not.toMatch(/in-the-line/);
    }
  });

  test('--debug shows the requests to IAM Identity Center', async () => {
    const sso = await startSourceExample();
    const [, make] = SOURCE_ROWS.find(([name]) => name === 'sso_session') ?? [];
    const world = await sourceWorld(sso, await (make ?? (() => expect.fail('no row')))(sso));
    const { stderr } = await world.run('-j', '--debug', 'one');
    expect(told(stderr, sso)).toBe(
      `${START}profile 'one'
source: IAM Identity Center, role ReadOnly in 111111111111, of profile 'base'
step 1 of 2: the credentials of the source, which are a session
step 2 of 2: AssumeRole arn:aws:iam::333333333333:role/reader for profile 'one'
cache: ~/.aws/swrole
one: session A is not cached
base: session B is not cached
base: asking sso for credentials
SSO GetRoleCredentials at HOST (eu-west-1), attempt 1: HTTP 200 in N ms
base: sso gave …ABCD after N ms
base: session B is kept until TIME
one: AssumeRole arn:aws:iam::333333333333:role/reader, signed by …ABCD
STS AssumeRole at HOST (eu-west-1), attempt 1: HTTP 200 in N ms, request ID1
one: session A is kept until TIME
${KEPT}`,
    );
  });
});

describe('SWROLE_DEBUG', () => {
  const SILENT = {
    exitCode: 0,
    signal: null,
    stdout: expect.stringMatching(/^\{"Version":1,.*\}\n$/),
    stderr: '',
  };
  const file = () => join(example.home.path, 'debug.log');
  const read = () => readFileSync(file(), 'utf8');
  const LINE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \d+ /gm;

  test('SWROLE_DEBUG adds to a file that only its owner can read, and leaves stderr empty', async () => {
    const env = { SWROLE_DEBUG: '~/debug.log' };
    expect(await swrole(['-j', 'audit'], env)).toEqual(SILENT);
    const first = read();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(await swrole(['-j', 'audit'], env)).toEqual(SILENT);
    expect(read().slice(0, first.length)).toBe(first);
    expect(told(read().slice(first.length).replaceAll(LINE, ''))).toBe(
      `${START}profile 'audit'
source: keys in the files, …MPLE, of profile 'my-company'
step 1 of 1: AssumeRole ${auditor.arn} for profile 'audit'
cache: ~/.aws/swrole
audit: session A is cached, until TIME
${KEPT}`,
    );
  });

  test('SWROLE_DEBUG has the error that an SDK swallows, and no secret', async () => {
    const code = totp(member.mfa.secret, Date.now());
    const env = { SWROLE_DEBUG: file() };
    await swrole(['-j', '-t', code, 'project-dev'], env);
    const again = await swrole(['-j', '--refresh', '-t', code, 'project-dev'], env);
    expect(again).toMatchObject({ exitCode: 4, stdout: '' });
    expect(read()).toContain('swrole: error: the code of --token was used before');
    expect(secrets(example)).toContain(code);
    expect(leaks(read(), secrets(example))).toBe(false);
  });

  test('SWROLE_DEBUG has the error of a wrong command line', async () => {
    await swrole(['-j', '--nonsense'], { SWROLE_DEBUG: file() });
    expect(told(read().replaceAll(LINE, ''))).toBe(
      `swrole VERSION, NODE, PLATFORM
swrole: error: unknown option '--nonsense'
swrole: hint: see swrole help flags
exit code 2 after N ms
`,
    );
  });

  test('five processes at once do not mix their lines in SWROLE_DEBUG', async ({
    signal: stop,
  }) => {
    const env = { ...example.env, SWROLE_DEBUG: file() };
    const results = await runAtOnce(5, ['-j', 'audit'], { env, stop });
    expect(results).toEqual(Array<RunResult>(5).fill(SILENT as never));
    const lines = read().trimEnd().split('\n');
    const pids = new Set(lines.map((line) => line.split(' ')[1]));
    expect(pids.size).toBe(5);
    expect(lines.filter((line) => !/^\S+Z \d+ \S/.test(line))).toEqual([]);
    expect(lines.filter((line) => / exit code 0 after \d+ ms$/.test(line))).toHaveLength(5);
  });

  test.each<[string, (path: string) => void, string, string]>([
    ['a folder', mkdirSync, '~/debug.log', 'EISDIR'],
    ['in a folder that is not there', () => {}, '~/nowhere/debug.log', 'ENOENT'],
    ['a pipe without a reader', (path) => execFileSync('mkfifo', [path]), '~/debug.log', 'ENXIO'],
  ])(
    'a SWROLE_DEBUG that cannot be written makes no command fail: %s',
    async (_, make, name, code) => {
      make(file());
      const env = { SWROLE_DEBUG: name };
      expect(await swrole(['-j', 'audit'], env)).toEqual(SILENT);
      const { exitCode, stderr } = await swrole(['-j', '--debug', 'audit'], env);
      expect([exitCode, told(stderr).split('\n')[1]]).toEqual([
        0,
        `swrole: warning: SWROLE_DEBUG: ${name} cannot be written (${code})`,
      ]);
    },
  );

  test('a SWROLE_DEBUG file that exists keeps its mode, and a link is followed', async () => {
    const target = join(example.home.path, 'target.log');
    writeFileSync(target, 'before\n', { mode: 0o640 });
    symlinkSync(target, file());
    expect(await swrole(['-j', 'audit'], { SWROLE_DEBUG: file() })).toEqual(SILENT);
    expect(readFileSync(target, 'utf8')).toMatch(/^before\n.* exit code 0 after \d+ ms\n$/s);
    expect(statSync(target).mode & 0o777).toBe(0o640);
  });

  test('SWROLE_DEBUG shows a run that an SDK has started, and the next one, which finds its session', async () => {
    const env = {
      ...example.env,
      AWS_PROFILE: 'app-dev',
      AWS_REGION: 'ap-northeast-1',
      SWROLE_DEBUG: '~/debug.log',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
    const script = `
      import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
      // Each client has credentials of its own.
      for (const _ of [1, 2]) await new STSClient({}).send(new GetCallerIdentityCommand());`;
    const words = ['--input-type=module', '-e', script];
    expect(await promisify(execFile)(process.execPath, words, { env })).toEqual({
      stdout: '',
      stderr: '',
    });
    expect(leaks(read(), secrets(example))).toBe(false);
    expect(told(read().replaceAll(LINE, ''))).toBe(
      `${PROJECT}project-dev: session A is not cached
${GENERATED}${ASSUMED}project-dev: session A is kept until TIME
${KEPT}${PROJECT}project-dev: session A is cached, until TIME
${KEPT}`,
    );
  });

  test('SWROLE_DEBUG and --debug show the same', async () => {
    const { stderr } = await swrole(['-j', '--debug', 'audit'], { SWROLE_DEBUG: file() });
    expect(told(read().replaceAll(LINE, ''))).toBe(told(stderr));
  });
});

describe('no secret and no whole key id in --debug:', () => {
  /** The lists of secrets have none. */
  const KEY_ID = /A(?:KIA|SIA)[A-Z\d]{8}/;

  test.each(SOURCE_ROWS)('--debug shows no secret and no whole key id: %s', async (_, make) => {
    const sources = await startSourceExample();
    const federation = untilTestEnds(await startFederationStandIn({ sts: sources.standIn }));
    const source = await make(sources);
    const log = join(sources.home.path, 'debug.log');
    const more = { SWROLE_SIGNIN_URL: federation.url, SWROLE_DEBUG: log };
    const world = await sourceWorld(sources, { ...source, env: { ...source.env, ...more } });
    for (const args of [
      ['-j', 'base'],
      ['console', 'two', '--print'],
      ['whoami', 'two'],
    ]) {
      const { exitCode, stderr } = await world.run(...args, '--debug');
      expect(exitCode).toBe(0);
      expect(stderr).not.toMatch(KEY_ID);
      const all = [...sources.standIn.secrets, ...federation.secrets, ...(source.secrets ?? [])];
      expect(leaks(stderr + readFileSync(log, 'utf8'), all)).toBe(false);
    }
  });

  test('--debug shows no password of a proxy', async () => {
    const HTTPS_PROXY = 'http://me:hunter2@127.0.0.1:1';
    const env = { HTTPS_PROXY, AWS_ENDPOINT_URL_STS: '', AWS_MAX_ATTEMPTS: '1' };
    const { exitCode, stderr } = await swrole(['-j', '--debug', 'audit'], env);
    expect([exitCode, stderr.includes('no answer')]).toEqual([5, true]);
    expect(stderr).not.toContain('hunter2');
  });
});
