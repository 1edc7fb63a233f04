/** Which home counts, and what happens without one or in the home of another user. */
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { startContainerStandIn } from '../support/container-stand-in/server.ts';
import { auditor, type Example, startExample } from '../support/example-world.ts';
import { startImdsStandIn } from '../support/imds-stand-in/server.ts';
import { runInProcess } from '../support/run-in-process.ts';
import type { RunOptions } from '../support/run-swrole.ts';
import { writeLoginToken } from '../support/signin-stand-in/login-cache.ts';
import { startSigninStandIn } from '../support/signin-stand-in/server.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** A role without a code, so that each call can be made again at once. */
const AUDIT = `
[profile audit]
role_arn = ${auditor.arn}
source_profile = my-company
`;

/** Only root can run a program as another user, or give files away. */
const asRoot = test.runIf(process.getuid?.() === 0);
/** A user without an account. */
const OTHER = 54_321;

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ extraConfig: AUDIT }));
});

function swrole(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  more: Partial<RunOptions> = {},
) {
  const options = { env: { ...example.env, ...env }, secrets: example.standIn.secrets, ...more };
  return runInProcess(args, { ...options, credentialsOnStdout: args[0] === '-j' });
}

const answered = {
  exitCode: 0,
  signal: null,
  stdout: expect.stringMatching(/^\{"Version":1,.*\}\n$/),
  stderr: '',
};
const failed = (exitCode: number, ...lines: string[]) => ({
  exitCode,
  signal: null,
  stdout: '',
  stderr: lines.map((line) => `swrole: ${line}\n`).join(''),
});
const calls = () => example.standIn.calls.length;

/** Gives the example's files to a user; what is named stays whose it is. */
function giveTo(uid: number, except: readonly string[] = []): void {
  const { path } = example.home;
  const names = ['.', ...readdirSync(path, { recursive: true, encoding: 'utf8' })];
  for (const name of names)
    if (!except.some((each) => name.startsWith(each))) chownSync(join(path, name), uid, uid);
}

describe('a HOME that is not absolute', () => {
  /** A folder with an AWS config that a stranger may have left. */
  function trap(): string {
    const folder = tempFolder();
    mkdirSync(join(folder, '.aws'));
    const command = `touch ${join(folder, 'ran')}`;
    writeFileSync(
      join(folder, '.aws', 'config'),
      `[profile trap]\ncredential_process = ${command}\n`,
    );
    return folder;
  }

  test.each(['', '.', './'])('HOME=%j does not mean the working folder', async (HOME) => {
    const cwd = trap();
    const home = userInfo().homedir;
    const { exitCode, stdout, stderr } = await swrole(['-j', 'trap'], { HOME }, { cwd });
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toContain(join(home, '.aws', 'config'));
    expect(readdirSync(cwd, { recursive: true }).sort()).toEqual(['.aws', '.aws/config']);
  });

  test('USERPROFILE comes before the account database', async () => {
    const env = { HOME: '', USERPROFILE: example.home.path };
    expect(await swrole(['-j', 'audit'], env, { cwd: trap() })).toEqual(answered);
    expect(existsSync(example.home.cacheDir)).toBe(true);
  });

  test('an empty AWS_LOGIN_CACHE_DIRECTORY does not mean the working folder', async () => {
    const issue = () => example.standIn.issue({ roleArn: auditor.arn, sessionName: 'ada' });
    const signin = untilTestEnds(await startSigninStandIn({ issue }));
    const token = signin.signIn(Date.now() + 3_600_000);
    const cwd = trap();
    const file = await writeLoginToken(example.home.path, token);
    renameSync(file, join(cwd, basename(file)));
    appendFileSync(
      example.home.configFile,
      `[profile signed]\nlogin_session = ${token.loginSession}\nregion = eu-west-1\n`,
    );
    const run = (folder: string) =>
      swrole(['-j', 'signed'], { AWS_LOGIN_CACHE_DIRECTORY: folder }, { cwd });
    expect(await run('')).toMatchObject({ exitCode: 5, stdout: '' });
    expect(await run(cwd)).toEqual(answered);
  });
});

describe('without any home', () => {
  const named = () => ({
    AWS_CONFIG_FILE: example.home.configFile,
    AWS_SHARED_CREDENTIALS_FILE: example.home.credentialsFile,
  });
  const run = (args: readonly string[], env: Readonly<Record<string, string>>) => {
    giveTo(OTHER);
    return swrole(args, { HOME: '', ...env }, { uid: OTHER, cwd: example.home.path });
  };
  const noHome = (path: string) =>
    failed(
      3,
      `error: cannot find ${path}: HOME is not an absolute path, and this user has no home directory in the account database`,
      'hint: set HOME, or set AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE to absolute paths',
    );

  asRoot('named files work, and nothing is kept', async () => {
    const before = readdirSync(example.home.path, { recursive: true, encoding: 'utf8' });
    expect(await run(['-j', 'audit'], named())).toEqual(answered);
    expect(await run(['-j', 'audit'], named())).toEqual(answered);
    expect(calls()).toBe(2);
    const added = readdirSync(example.home.path, { recursive: true, encoding: 'utf8' }).filter(
      (name) => !before.includes(name),
    );
    // The locks are in XDG_RUNTIME_DIR, which is the home of this example.
    expect(added.filter((name) => !/^swrole(\/locks(\/[0-9a-f]{64})?)?$/.test(name))).toEqual([]);
  });

  asRoot('a container and an instance give what they have', async () => {
    const issue = () => example.standIn.issue({ roleArn: auditor.arn, sessionName: 'machine' });
    const agent = untilTestEnds(await startContainerStandIn({ issue }));
    const imds = untilTestEnds(await startImdsStandIn({ issue, roleName: 'machine' }));
    appendFileSync(
      example.home.configFile,
      '[profile task]\ncredential_source = EcsContainer\n[profile machine]\ncredential_source = Ec2InstanceMetadata\n',
    );
    const env = {
      ...named(),
      AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.fullUri,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url,
    };
    expect(await run(['-j', 'task'], env)).toEqual(answered);
    expect(await run(['-j', 'machine'], env)).toEqual(answered);
  });

  asRoot('login says that nothing can be kept, before it gets anything', async () => {
    expect(await run(['login', 'project-dev'], named())).toEqual(
      failed(
        1,
        "error: no session of profile 'project-dev' can be kept: swrole keeps nothing, because no home directory is known",
        'hint: set SWROLE_CACHE_DIR to a folder that only you can open',
      ),
    );
    expect(calls()).toBe(0);
  });

  asRoot('a missing name or one that begins with ~/ is an error', async () => {
    // The credentials file: `test/fast-path/paths.test.ts`.
    expect(await run(['-j', 'audit'], {})).toEqual(noHome('~/.aws/config'));
    expect(await run(['doctor'], { ...named(), AWS_CONFIG_FILE: '~/c' })).toEqual(noHome('~/c'));
    expect(await run(['-j', 'audit'], { ...named(), AWS_CA_BUNDLE: '~/ca' })).toEqual(
      noHome('~/ca'),
    );
  });

  asRoot('a key whose file begins with ~/ is an error with its line', async () => {
    const { configFile } = example.home;
    writeFileSync(
      configFile,
      `[profile a]\nrole_arn = ${auditor.arn}\nca_bundle = ~/ca\nsource_profile = my-company\n`,
    );
    expect(await run(['-j', 'a'], named())).toEqual(
      failed(
        3,
        `error: ${configFile}:3: ca_bundle of profile 'a' must be an absolute path, because no home directory is known, not '~/ca'`,
      ),
    );
  });
});

describe('in the home of another user', () => {
  const reason = () =>
    `${example.home.path} belongs to another user, so swrole creates nothing in it`;
  /** As `sudo` with the `HOME` of the user. */
  const root = (args: readonly string[]) => swrole(args, { XDG_RUNTIME_DIR: tempFolder() });

  asRoot('root creates nothing, and the user keeps sessions afterwards', async () => {
    giveTo(OTHER);
    const before = readdirSync(example.home.path, { recursive: true, encoding: 'utf8' });
    expect(await root(['-j', 'audit'])).toEqual(answered);
    expect(await root(['-j', 'audit'])).toEqual(answered);
    expect(readdirSync(example.home.path, { recursive: true, encoding: 'utf8' })).toEqual(before);
    expect(calls()).toBe(2);
    expect(await swrole(['-j', 'audit'], {}, { uid: OTHER })).toEqual(answered);
    expect(await swrole(['-j', 'audit'], {}, { uid: OTHER })).toEqual(answered);
    expect(calls()).toBe(3);
  });

  asRoot('--debug, login and doctor say so', async () => {
    giveTo(OTHER);
    const { stderr } = await root(['-j', '--debug', 'audit']);
    expect(stderr).toContain(`cache: ${example.home.cacheDir}: ${reason()}\n`);
    expect(await root(['login', 'project-dev'])).toEqual(
      failed(
        1,
        `error: no session of profile 'project-dev' can be kept: ${reason()}`,
        'hint: set SWROLE_CACHE_DIR to a folder that only you can open',
      ),
    );
    const { stdout } = await root(['doctor', 'audit']);
    expect(stdout).toContain(`warning  swrole's directory cannot be used: ${reason()}\n`);
  });

  asRoot('what root has kept there before is used', async () => {
    expect(await root(['-j', 'audit'])).toEqual(answered);
    giveTo(OTHER, ['.aws/swrole']);
    expect(await root(['-j', 'audit'])).toEqual(answered);
    expect(calls()).toBe(1);
  });

  asRoot('the folder of the config files counts as well', async () => {
    chownSync(join(example.home.path, '.aws'), OTHER, OTHER);
    expect(await root(['-j', 'audit'])).toEqual(answered);
    expect(existsSync(example.home.cacheDir)).toBe(false);
  });

  asRoot("a user in root's home creates nothing either", async () => {
    const { path, configFile, credentialsFile } = example.home;
    for (const each of [path, join(path, '.aws')]) chmodSync(each, 0o777);
    for (const each of [configFile, credentialsFile]) chmodSync(each, 0o644);
    const runtime = tempFolder();
    chownSync(runtime, OTHER, OTHER);
    const run = () => swrole(['-j', 'audit'], { XDG_RUNTIME_DIR: runtime }, { uid: OTHER });
    expect(await run()).toEqual(answered);
    expect(existsSync(example.home.cacheDir)).toBe(false);
  });

  asRoot('root makes no SWROLE_CACHE_DIR there', async () => {
    giveTo(OTHER);
    const cache = join(example.home.path, 'kept', 'swrole');
    const env = { SWROLE_CACHE_DIR: cache, XDG_RUNTIME_DIR: tempFolder() };
    expect(await swrole(['-j', 'audit'], env)).toEqual(answered);
    expect(existsSync(join(example.home.path, 'kept'))).toBe(false);
  });

  asRoot('setup makes no config file, and changes one that is there', async () => {
    const { path, configFile, credentialsFile } = example.home;
    giveTo(OTHER);
    const edited = await root(['setup', 'app', 'audit']);
    expect([edited.exitCode, statSync(configFile).uid]).toEqual([0, OTHER]);
    rmSync(configFile);
    const config = join(path, 'new', 'config');
    const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentialsFile };
    expect(await swrole(['setup', 'app', 'my-company'], env)).toEqual(
      failed(
        1,
        `error: cannot make ${config}: ${path} belongs to another user`,
        'hint: run swrole setup as that user',
      ),
    );
    expect(existsSync(join(path, 'new'))).toBe(false);
  });

  test('named files work in a home where no files can be created', async () => {
    const { configFile, credentialsFile } = example.home;
    const files = { AWS_CONFIG_FILE: configFile, AWS_SHARED_CREDENTIALS_FILE: credentialsFile };
    expect(await swrole(['-j', 'audit'], { HOME: '/proc', ...files })).toEqual(answered);
  });
});
