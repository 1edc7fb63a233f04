/** `swrole write` on real files: what it writes, renews, removes, refuses and says. */
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { SETUP_LOCK } from '../../src/fast-path/paths.ts';
import { tryLock } from '../../src/storage/lock.ts';
import { readComposeEnvFile } from '../support/compose-env-file.ts';
import { readDockerEnvFile } from '../support/docker-env-file.ts';
import {
  auditor,
  EXAMPLE_CREDENTIALS,
  type Example,
  member,
  startExample,
} from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type RunOptions, runSwrole, SWROLE_PROGRAM, startSwrole } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const MORE = `
[profile audit]
role_arn = ${auditor.arn}
source_profile = my-company
[profile "my rôle"]
role_arn = ${auditor.arn}
source_profile = my-company
[profile ends]
aws_access_key_id = ASIAIOSFODNN7EXAMPLE
aws_secret_access_key = ${member.secretAccessKey}
aws_session_token = token
[profile tool]
region = eu-west-1
`;

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ extraConfig: MORE }));
});

const file = () => example.home.credentialsFile;
const text = () => readFileSync(file(), 'utf8');
const backup = () => readFileSync(`${file()}.swrole-backup`, 'utf8');
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const calls = () => example.standIn.calls.length;

/** What differs from run to run: the home, the clock (in the last hour of a day the keys end on the next) and the keys. */
const plain = (output: string) =>
  output
    .replaceAll(example.home.path, '~')
    .replace(/(?:[A-Z][a-z]{2} )?\d\d:\d\d \((?:59m|1h)\)/g, 'HH:MM (59m)')
    .replace(/\((?:59m|1h) left\)/g, '(59m left)')
    .replace(/until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'until END')
    .replace(/(?<=aws_access_key_id = )ASIAEXAMPLE0*/g, 'ASIA…')
    .replace(/(?<=aws_(?:secret_access_key|session_token) = )(?!wJalr)\S+/g, '…');

async function run(args: readonly string[], more: Partial<RunOptions> = {}) {
  const { env, standIn } = example;
  const result = await runInProcess(args, { env, secrets: standIn.secrets, ...more });
  return { ...result, stdout: plain(result.stdout), stderr: plain(result.stderr) };
}

const lines = (...texts: string[]) => texts.map((line) => `${line}\n`).join('');
const ending = (exitCode: number, ...stderr: string[]) => ({
  ...{ exitCode, signal: null, stdout: '' },
  stderr: lines(...stderr.map((line) => `swrole: ${line}`)),
});

const section = (name: string, key: string, region?: string, profile = 'project-dev') =>
  lines(
    ...['', `[${name}]`, `# written by swrole for ${profile} until END`],
    ...[`aws_access_key_id = ASIA…${key}`, 'aws_secret_access_key = …', 'aws_session_token = …'],
    ...(region === undefined ? [] : [`region = ${region}`]),
  );
const said = (name: string, profile = 'project-dev') =>
  `${profile}: keys until HH:MM (59m) are in [${name}] of ~/.aws/credentials`;

describe('a section of the credentials file', () => {
  test('is at its end, in a file that only the user can open, with a backup', async () => {
    expect(await run(['write', 'project-dev'])).toEqual(ending(0, said('project-dev-keys')));
    expect(plain(text())).toBe(
      EXAMPLE_CREDENTIALS + section('project-dev-keys', '1', 'ap-northeast-1'),
    );
    expect([mode(file()), backup(), mode(`${file()}.swrole-backup`)]).toEqual([
      ...['600', EXAMPLE_CREDENTIALS, '600'],
    ]);
    const whoami = await run(['whoami', '--json', 'project-dev-keys']);
    expect(JSON.parse(whoami.stdout).Arn).toMatch(
      /^arn:aws:sts::111111111111:assumed-role\/developer\/swrole-/,
    );
  });

  test('is renewed in its place; the backup has no keys that swrole wrote', async () => {
    await run(['write', 'audit']);
    writeFileSync(file(), `${text()}output = json\n\n[other]\nregion = x\n`);
    expect(await run(['write', 'audit', '--refresh', '--region', 'eu-west-1'])).toEqual(
      ending(0, said('audit-keys', 'audit')),
    );
    const [before, after] = [EXAMPLE_CREDENTIALS, '\n[other]\nregion = x\n'];
    expect(plain(text())).toBe(
      `${before}${section('audit-keys', '2', 'eu-west-1', 'audit')}output = json\n${after}`,
    );
    expect(backup()).toBe(before + after);
    expect(calls()).toBe(2);
  });

  test('has the name of --as, also default, and the region that the config file has for it', async () => {
    for (const name of ['tool', 'default']) await run(['write', 'project-dev', '--as', name]);
    const tool = section('tool', '1');
    expect(plain(text())).toBe(
      EXAMPLE_CREDENTIALS + tool + section('default', '1', 'ap-northeast-1'),
    );
    await run(['write', 'project-dev', '--as', 'tool', '--region', 'us-east-1']);
    expect(plain(text())).toContain(section('tool', '1', 'us-east-1'));
  });

  test('is made with its folder where there is none', async () => {
    const credentials = join(example.home.path, 'new', 'credentials');
    const config = readFileSync(example.home.configFile, 'utf8');
    const keys = EXAMPLE_CREDENTIALS.replace('[my-company]\n', '');
    writeFileSync(example.home.configFile, config.replace('[profile my-company]\n', `$&${keys}`));
    const env = { ...example.env, AWS_SHARED_CREDENTIALS_FILE: credentials };
    expect((await run(['write', 'audit'], { env })).stderr).toBe(
      'swrole: audit: keys until HH:MM (59m) are in [audit-keys] of ~/new/credentials\n',
    );
    expect(plain(readFileSync(credentials, 'utf8'))).toBe(
      section('audit-keys', '1', undefined, 'audit').trimStart(),
    );
    expect([mode(join(credentials, '..')), mode(credentials)]).toEqual(['700', '600']);
    await run(['write', '--remove', 'audit-keys'], { env });
    expect(readFileSync(credentials, 'utf8')).toBe('');
  });

  test('closes a file that was open to others, behind a link that stays', async () => {
    const dotfiles = join(example.home.path, 'dotfiles');
    mkdirSync(dotfiles);
    renameSync(file(), join(dotfiles, 'aws'));
    symlinkSync('../dotfiles/aws', file());
    chmodSync(file(), 0o644);
    expect((await run(['write', 'audit'])).stderr).toBe(
      lines(
        'swrole: ~/dotfiles/aws was open to other users; its mode is now 0600',
        'swrole: audit: keys until HH:MM (59m) are in [audit-keys] of ~/dotfiles/aws',
      ),
    );
    expect(lstatSync(file()).isSymbolicLink()).toBe(true);
    const modes = readdirSync(dotfiles).map((name) => [name, mode(join(dotfiles, name))]);
    expect(modes).toEqual([
      ['aws', '600'],
      ['aws.swrole-backup', '600'],
    ]);
  });

  test('has the keys of flags like those of other commands', async () => {
    const code = totp(member.mfa.secret, Date.now());
    await run(['write', '-t', code, '--duration', '30m', '--session-name', 'me', 'project-dev']);
    const [call] = example.standIn.calls;
    expect(call?.params).toMatchObject({ DurationSeconds: '1800', RoleSessionName: 'me' });
  });
});

describe('nothing is written, and no code is taken', () => {
  const LONG_TERM = lines('[a]', `aws_access_key_id = ${member.accessKeyId}`);
  const TEMPORARY = lines('[a]', 'aws_access_key_id = ASIAIOSFODNN7EXAMPLE');

  test.each<[string, string[], number, string, string, string?]>([
    [
      'over long-term keys',
      ['--as', 'a'],
      3,
      'error: ~/.aws/credentials:2: section [a] has long-term keys, and is left as it is',
      'hint: swrole writes another section with --as, and never removes long-term keys',
      LONG_TERM,
    ],
    [
      'over keys of another tool',
      ['--as', 'a'],
      3,
      'error: ~/.aws/credentials:1: swrole did not write section [a], and leaves it as it is',
      'hint: write another section with --as, or remove this one yourself',
      TEMPORARY,
    ],
    [
      'over a section that is there twice',
      ['--as', 'a'],
      3,
      'error: ~/.aws/credentials:1 and ~/.aws/credentials:3: section [a] is there twice, and is left as it is',
      'hint: keep one of the two; the AWS CLI reads no file that has both',
      lines('[a]', '# written by swrole for x until 2026-01-01T00:00:00Z', '[a]'),
    ],
    [
      'over a section with another source',
      ['--as', 'a'],
      3,
      'error: ~/.aws/credentials:3: section [a] has credential_process too, which swrole did not write, and is left as it is',
      'hint: remove this line, or write another section with --as',
      lines('[a]', '# written by swrole for x until 2026-01-01T00:00:00Z', 'credential_process=y'),
    ],
    [
      'in front of a profile with a source of its own',
      ['--as', 'project-dev'],
      3,
      "error: ~/.aws/config:5: profile 'project-dev' has role_arn, and SDKs disagree on whether that or the keys of a section [project-dev] count",
      'hint: choose another name with --as, such as --as project-dev-keys',
    ],
    [
      'under a name that some SDK does not read',
      ['--as', 'my keys'],
      2,
      "error: not every SDK reads a profile named 'my keys'",
      'hint: name the section with --as, in letters, digits and _-/.%@:+, such as --as my-keys',
    ],
    [
      'into a file that swrole did not write',
      ['--dotenv', 'FILE'],
      3,
      'error: swrole did not write ~/file, and leaves it as it is',
      'hint: name another file, or remove this one',
    ],
    [
      'through a link',
      ['--dotenv', 'LINK'],
      3,
      'error: ~/link is a symbolic link, and swrole does not follow it',
      'hint: name the file itself, or another one',
    ],
    [
      'into a folder that is not there',
      ['--dotenv', 'no/FILE'],
      3,
      'error: cannot write ~/no/file: there is no folder ~/no',
      'hint: make the folder, or name another file',
    ],
  ])('%s', async (_, flags, exitCode, error, hint, credentials = '') => {
    writeFileSync(file(), credentials + EXAMPLE_CREDENTIALS);
    const { path } = example.home;
    writeFileSync(join(path, 'file'), 'A=b\n');
    symlinkSync('file', join(path, 'link'));
    const args = flags.map((flag) =>
      flag.replace(/^(no\/)?(FILE|LINK)$/, (name) => join(path, name.toLowerCase())),
    );
    expect(await run(['write', 'project-dev', ...args])).toEqual(ending(exitCode, error, hint));
    expect([text(), readFileSync(join(path, 'file'), 'utf8')]).toEqual([
      credentials + EXAMPLE_CREDENTIALS,
      'A=b\n',
    ]);
    expect([calls(), await example.tokenRuns()]).toEqual([0, 0]);
  });

  test.each<[string, string[], number, string, string]>([
    [
      'long-term keys',
      ['my-company'],
      3,
      "error: profile 'my-company' gives long-term keys, and swrole writes only keys that expire",
      'hint: write a profile with a role_arn and source_profile = my-company',
    ],
    [
      'long-term keys for containers',
      ['my-company', '--dotenv', 'role.env'],
      3,
      "error: profile 'my-company' gives long-term keys, and swrole writes only keys that expire",
      'hint: write a profile with a role_arn and source_profile = my-company',
    ],
    [
      'keys without an end',
      ['ends'],
      3,
      "error: profile 'ends' does not say when its keys expire, so swrole does not write them",
      'hint: swrole exec PROFILE -- COMMAND gives them to one command',
    ],
    [
      'a profile whose name not every SDK reads',
      ['my rôle'],
      2,
      "error: not every SDK reads a profile named 'my rôle-keys'",
      'hint: name the section with --as, in letters, digits and _-/.%@:+, such as --as my-r-le-keys',
    ],
    [
      'a profile that is not there',
      ['project-dve'],
      3,
      "error: profile 'project-dve' is not in ~/.aws/config or ~/.aws/credentials",
      "hint: did you mean 'project-dev'?",
    ],
    [
      'two files at once',
      ['project-dev', '--as', 'a', '--dotenv', 'b'],
      2,
      'error: --as and --dotenv exclude each other',
      'hint: a file for containers has no sections: write the two one after the other',
    ],
    [
      'stdout',
      ['project-dev', '--dotenv', '-'],
      2,
      'error: --dotenv needs the path of a file',
      'hint: on stdout: swrole -f dotenv project-dev',
    ],
    ['no profile', [], 2, 'error: write needs a profile', 'hint: swrole write PROFILE'],
    [
      'a section to remove, and a profile',
      ['project-dev', '--remove', 'a'],
      2,
      'error: write --remove takes the name of a section, and nothing else',
      "hint: swrole write --remove 'a'",
    ],
    [
      'a section to remove, and a code',
      ['--remove', 'a', '-t', '123456'],
      2,
      'error: write --remove takes the name of a section, and nothing else',
      "hint: swrole write --remove 'a'",
    ],
  ])('%s', async (_, args, exitCode, error, hint) => {
    expect(await run(['write', ...args])).toEqual(ending(exitCode, error, hint));
    expect([text(), readdirSync('.').includes('role.env')]).toEqual([EXAMPLE_CREDENTIALS, false]);
    expect([calls(), await example.tokenRuns()]).toEqual([0, 0]);
  });

  test('where a code would have to be asked for, with --no-prompt', async () => {
    const asking = untilTestEnds(await startExample({ generateToken: false }));
    const args = ['write', '--no-prompt', 'project-dev'];
    const { exitCode, stdout } = await runInProcess(args, { env: asking.env });
    expect([exitCode, stdout]).toEqual([4, '']);
    expect(readFileSync(asking.home.credentialsFile, 'utf8')).toBe(EXAMPLE_CREDENTIALS);
  });

  test('into a file that is read-only', async () => {
    chmodSync(file(), 0o400);
    expect(await run(['write', 'audit'])).toEqual(
      ending(
        1,
        'error: ~/.aws/credentials is read-only, and is left as it is',
        'hint: make it writable, or name another file by AWS_SHARED_CREDENTIALS_FILE; swrole exec needs no file',
      ),
    );
  });

  test('into a file that cannot be written', async () => {
    await run(['login', 'audit']);
    const { env } = example;
    const limited = (...args: string[]) =>
      promisify(execFile)(
        '/bin/sh',
        ['-c', 'ulimit -f 0; "$@"', 'sh', process.execPath, SWROLE_PROGRAM, ...args],
        { env },
      ).catch((error) => error);
    const role = join(example.home.path, 'role.env');
    for (const [args, path] of [
      [['write', 'audit'], '~/.aws/credentials'],
      [['write', 'audit', '--dotenv', role], '~/role.env'],
    ] as const) {
      const { code, stdout, stderr } = await limited(...args);
      expect({ exitCode: code, signal: null, stdout, stderr: plain(stderr) }).toEqual(
        ending(
          1,
          `error: cannot write ${path} (EFBIG)`,
          'hint: swrole exec PROFILE -- COMMAND gives the keys to one command without a file',
        ),
      );
    }
    expect([text(), existsSync(role)]).toEqual([EXAMPLE_CREDENTIALS, false]);
    expect(readdirSync(join(example.home.path, '.aws')).sort()).toEqual([
      ...['config', 'credentials', 'swrole'],
    ]);
  });

  // Root may write everywhere.
  test.skipIf(process.getuid?.() !== 0)('into a folder that is read-only', async () => {
    const folder = join(example.home.path, 'aws');
    mkdirSync(folder);
    const credentials = join(folder, 'credentials');
    writeFileSync(credentials, EXAMPLE_CREDENTIALS);
    spawnSync('chown', ['-R', '4321', example.home.path]);
    chmodSync(folder, 0o500);
    const env = { ...example.env, AWS_SHARED_CREDENTIALS_FILE: credentials };
    expect(await run(['write', 'audit'], { env, uid: 4321 })).toEqual(
      ending(
        1,
        'error: cannot write ~/aws/credentials (EACCES)',
        'hint: swrole exec PROFILE -- COMMAND gives the keys to one command without a file',
      ),
    );
    expect(readdirSync(folder)).toEqual(['credentials']);
  });

  test.skipIf(process.getuid?.() !== 0)('over a file of another user', async () => {
    const role = join(example.home.path, 'role.env');
    await run(['write', 'audit', '--dotenv', role]);
    spawnSync('chown', ['4321', role]);
    const before = readFileSync(role, 'utf8');
    expect(await run(['write', 'audit', '--dotenv', role])).toEqual(
      ending(
        3,
        'error: ~/role.env belongs to another user, who could read what is written there',
        'hint: name another file',
      ),
    );
    expect(readFileSync(role, 'utf8')).toBe(before);
  });
});

test.skipIf(process.getuid?.() !== 0)('root gives no keys to another user', async () => {
  spawnSync('chown', ['4321', file()]);
  expect(await run(['write', 'audit'])).toEqual(
    ending(
      3,
      'error: ~/.aws/credentials belongs to another user, who could read what is written there',
      'hint: name another file',
    ),
  );
  expect([text(), calls()]).toEqual([EXAMPLE_CREDENTIALS, 0]);
});

describe('a file for containers', () => {
  const role = () => join(example.home.path, 'role.env');

  test('is for the user alone, and Docker and Compose read the same from it', async () => {
    const args = ['write', 'project-dev', '--dotenv', role(), '--region', 'eu-west-1'];
    expect(await run(args)).toEqual(
      ending(0, 'project-dev: keys until HH:MM (59m) are in ~/role.env'),
    );
    const bytes = readFileSync(role());
    const stdout = await run(['-f', 'dotenv', '--region', 'eu-west-1', 'project-dev'], {
      credentialsOnStdout: true,
    });
    const [marker, ...rest] = bytes.toString().split('\n');
    expect([plain(marker ?? ''), plain(rest.join('\n'))]).toEqual([
      '# written by swrole for project-dev until END',
      stdout.stdout,
    ]);
    const variables = readDockerEnvFile(bytes);
    expect([...readComposeEnvFile(bytes.toString())]).toEqual(variables);
    expect(variables.map(([name]) => name)).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'AWS_CREDENTIAL_EXPIRATION',
      'AWS_ACCOUNT_ID',
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
      'SWROLE_PROFILE',
    ]);
    expect(mode(role())).toBe('600');
    expect(text()).toBe(EXAMPLE_CREDENTIALS);
    expect(readdirSync(example.home.path).filter((name) => name.startsWith('role'))).toEqual([
      'role.env',
    ]);
  });

  test('is replaced if swrole wrote it or it is empty; another name of it keeps the old keys', async () => {
    writeFileSync(role(), '', { mode: 0o644 });
    await run(['write', 'audit', '--dotenv', role()]);
    expect(mode(role())).toBe('600');
    linkSync(role(), `${role()}.other`);
    const before = readFileSync(role(), 'utf8');
    await run(['write', 'audit', '--dotenv', role(), '--refresh']);
    expect([
      readFileSync(role(), 'utf8') === before,
      readFileSync(`${role()}.other`, 'utf8'),
    ]).toEqual([false, before]);
  });

  test('is no device', async () => {
    expect(await run(['write', 'audit', '--dotenv', '/dev/null'])).toEqual(
      ending(3, 'error: /dev/null is not a regular file'),
    );
  });

  test('through a pipe of bash is what Docker reads', async () => {
    const script = `cat <("$@" -f dotenv project-dev)`;
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-c', script, 'bash', process.execPath, SWROLE_PROGRAM],
      { env: example.env, encoding: 'buffer' },
    );
    expect(readDockerEnvFile(stdout)[0]?.[1]).toMatch(/^ASIA/);
  });
});

test('doctor says which keys have expired, and what renews them', async () => {
  await run(['write', 'audit']);
  writeFileSync(file(), text().replace(/until .*/, 'until 2026-01-31T12:00:00Z'));
  const env = { ...example.env, AWS_ENDPOINT_URL_STS: '' };
  const { exitCode, stdout } = await run(['doctor', 'audit'], { env });
  expect([exitCode, stdout.split('\n').slice(0, 4)]).toEqual([
    0,
    [
      "warning  the keys in section [audit-keys], which swrole wrote for profile 'audit', expired at 2026-01-31T12:00:00.000Z",
      '         ~/.aws/credentials:5',
      '         AWS refuses them; swrole write --remove audit-keys takes them away',
      '         run: swrole write audit',
    ],
  ]);
});

describe('what is removed', () => {
  test('--remove takes one section away, and the file is as it was before', async () => {
    await run(['write', 'audit']);
    await run(['write', 'project-dev']);
    const removed = 'removed [audit-keys] from ~/.aws/credentials';
    expect(await run(['write', '--remove', 'audit-keys'])).toEqual(ending(0, removed));
    expect(plain(text())).toBe(
      EXAMPLE_CREDENTIALS + section('project-dev-keys', '2', 'ap-northeast-1'),
    );
    await run(['write', '--remove', 'project-dev-keys']);
    expect([text(), backup()]).toEqual([EXAMPLE_CREDENTIALS, EXAMPLE_CREDENTIALS]);
  });

  test.each<[string, string, string]>([
    [
      'audit',
      "error: there is no section 'audit' in ~/.aws/credentials",
      'hint: swrole has written audit-keys',
    ],
    [
      'my-company',
      'error: ~/.aws/credentials:2: section [my-company] has long-term keys, and is left as it is',
      'hint: swrole writes another section with --as, and never removes long-term keys',
    ],
  ])('--remove %s is refused', async (name, error, hint) => {
    await run(['write', 'audit']);
    const before = text();
    expect(await run(['write', '--remove', name])).toEqual(ending(3, error, hint));
    expect(text()).toBe(before);
  });

  test('logout PROFILE takes what was written for it, and leaves what was changed since', async () => {
    await run(['write', 'audit']);
    await run(['write', 'audit', '--as', 'default']);
    await run(['write', 'audit', '--as', 'mine']);
    await run(['write', 'project-dev']);
    writeFileSync(
      file(),
      text().replace(/(\[mine\]\n.*\naws_access_key_id = ).*/, `$1${member.accessKeyId}`),
    );
    expect((await run(['logout', 'audit'])).stdout.split('\n').slice(-5)).toEqual([
      expect.stringContaining('audit: forgot '),
      'audit: forgot [audit-keys] of ~/.aws/credentials (59m left)',
      'audit: forgot [default] of ~/.aws/credentials (59m left)',
      'audit: ~/.aws/credentials:7: section [mine] has long-term keys, and is left as it is',
      '',
    ]);
    const headers = text().match(/^\[.*\]$/gm);
    expect(headers).toEqual(['[my-company]', '[mine]', '[project-dev-keys]']);
  });

  test('logout --all takes all, also with a config file that cannot be read', async () => {
    await run(['write', 'audit']);
    await run(['write', 'project-dev', '--as', 'x']);
    rmSync(example.home.configFile);
    mkdirSync(example.home.configFile);
    expect(await run(['logout', '--all'])).toEqual({
      ...ending(0),
      stdout: lines(
        'forgot 2 sessions and 2 answers',
        'forgot [audit-keys] of ~/.aws/credentials (59m left)',
        'forgot [x] of ~/.aws/credentials (59m left)',
      ),
    });
    expect([text(), backup()]).toEqual([EXAMPLE_CREDENTIALS, EXAMPLE_CREDENTIALS]);
    rmSync(file());
    mkdirSync(file());
    expect((await run(['logout', '--all'])).stdout).toBe('nothing was cached\n');
  });
});

describe('several writers', () => {
  test('one waits while another edits the file', async () => {
    await run(['login', 'audit']);
    const lock = await tryLock(example.home.cacheDir, SETUP_LOCK);
    // Five seconds of this clock pass at once; after them it writes all the same.
    const { stderr } = await run(['write', 'audit', '--debug'], { clock: { ahead: 0 } });
    lock?.release();
    expect(stderr).toMatch(/config file: waiting for swrole \d+, which has /);
    expect(text()).toContain('[audit-keys]');
  });

  test('at once lose nothing, and renew one section together', async () => {
    await run(['login', 'audit']);
    const names = ['a', 'one', 'one'];
    const { env } = example;
    const results = await Promise.all(
      names.map((name) => runSwrole(['write', 'audit', '--as', name], { env })),
    );
    expect(results.map(({ exitCode }) => exitCode)).toEqual(names.map(() => 0));
    const headers = text()
      .match(/^\[.*\]$/gm)
      ?.sort();
    expect(headers).toEqual(['[a]', '[my-company]', '[one]']);
    expect(text().startsWith(EXAMPLE_CREDENTIALS)).toBe(true);
  });

  test('one that is killed leaves the file as it was, and the next one takes its copies away', async () => {
    await run(['login', 'audit']);
    const hook = join(example.home.path, 'hook.cjs');
    writeFileSync(
      hook,
      `const fs = require('node:fs');
       const { renameSync } = fs;
       fs.renameSync = (...args) => {
         if (/credentials|role/.test(args[1]) && !args[1].includes('swrole/')) process.kill(process.pid, 'SIGKILL');
         return renameSync(...args);
       };`,
    );
    const env = { ...example.env, NODE_OPTIONS: `--require=${hook}` };
    const folder = join(example.home.path, '.aws');
    const role = join(example.home.path, 'role.env');
    const copies = () =>
      [folder, example.home.path].flatMap((each) =>
        readdirSync(each).filter((name) => name.endsWith('.tmp')),
      );
    for (const args of [
      ['write', 'audit'],
      ['write', 'audit', '--dotenv', role],
    ]) {
      const { child, result } = startSwrole(args, { env });
      expect([(await result).signal, child.exitCode]).toEqual(['SIGKILL', null]);
    }
    expect([text(), existsSync(role), copies().length]).toEqual([EXAMPLE_CREDENTIALS, false, 3]);
    const left = copies().filter((name) => name.startsWith('credentials'));
    expect((await run(['write', 'audit'])).exitCode).toBe(0);
    expect((await run(['write', 'audit', '--dotenv', role])).exitCode).toBe(0);
    expect(copies()).toEqual([]);
    expect(left).toHaveLength(2);
    for (const name of left) writeFileSync(join(folder, name), 'left by the one that was killed');
    await run(['logout', 'audit']);
    expect(text()).toBe(EXAMPLE_CREDENTIALS);
    expect(copies()).toEqual([]);
  });
});
