/** `swrole setup` on real files: what it writes, refuses and says, and an SDK that then works. */
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { developer, EXAMPLE_CREDENTIALS, startExample } from '../support/example-world.ts';
import { openPty, type Pty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole, SHARED_COMPILE_CACHE, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { makeTempHome, type TempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const ROLE = `[profile project-dev]
role_arn = ${developer.arn}
source_profile = my-company
region = ap-northeast-1
`;
const SETUP = ['setup', 'app-dev', 'project-dev'];

let home: TempHome;
let env: Record<string, string>;
beforeEach(async () => {
  home = untilTestEnds(await makeTempHome({ config: ROLE, credentials: EXAMPLE_CREDENTIALS }));
  env = {
    HOME: home.path,
    PATH: process.env.PATH ?? '',
    NODE_COMPILE_CACHE: SHARED_COMPILE_CACHE,
  };
});

const backup = () => `${home.configFile}.swrole-backup`;
const config = () => readFileSync(home.configFile, 'utf8');
const launcher = () => join(home.cacheDir, 'bin', 'swrole');
/** What is written is for this machine; here it reads the same on all. */
const plain = (text: string) =>
  text
    .replaceAll(home.path, '~')
    .replaceAll(SWROLE_PROGRAM, '/swrole.cjs')
    .replaceAll(
      /swrole: (?:\x1b\[33m)?warning(?:\x1b\[0m)?: this (?:node|swrole) .*\r?\n(?: {17}.*\r?\n)*/g,
      '',
    );

async function run(args: readonly string[], variables: Record<string, string> = {}) {
  const result = await runInProcess(args, { env: { ...env, ...variables } });
  return { ...result, stdout: plain(result.stdout), stderr: plain(result.stderr) };
}

const lines = (...texts: string[]) => texts.map((text) => `${text}\n`).join('');
const LAUNCHER = '~/.aws/swrole/bin/swrole';
const LINE = `credential_process = ${LAUNCHER} -j project-dev`;
const DIFF = lines(
  '--- ~/.aws/config',
  '+++ ~/.aws/config',
  '@@ -4,0 +5,4 @@',
  '+',
  '+[profile app-dev]',
  `+${LINE}`,
  '+region = ap-northeast-1',
);
const SECTION = lines('', '[profile app-dev]', LINE, 'region = ap-northeast-1');
const STANDS = 'swrole: AWS_PROFILE=app-dev now stands for project-dev in every SDK';
const TRY = 'swrole: try it: aws sts get-caller-identity --profile app-dev';
const UNDO = 'swrole: undo it: cp ~/.aws/config.swrole-backup ~/.aws/config';

function ending(exitCode: number, stdout: string, ...stderr: string[]) {
  return { exitCode, signal: null, stdout, stderr: lines(...stderr) };
}

describe('setup writes', () => {
  test('setup adds a section at the end, and keeps the old file beside it', async () => {
    expect(await run(SETUP)).toEqual(ending(0, DIFF, STANDS, TRY, UNDO));
    expect(plain(config())).toBe(ROLE + SECTION);
    expect(readFileSync(backup(), 'utf8')).toBe(ROLE);
  });

  test('setup writes a launcher that only this user can change, and restores it', async () => {
    await run(SETUP);
    const text = readFileSync(launcher(), 'utf8');
    expect(text).toContain(`\n[ -x '${process.execPath}' ] && exec '${process.execPath}' "$@"\n`);
    expect(text).toContain(`\nset -- '${SWROLE_PROGRAM}' "$@"\n`);
    expect(text).not.toMatch(/@\w+@/);
    writeFileSync(launcher(), `${text}# mine\n`);
    chmodSync(launcher(), 0o644);
    expect((await run([...SETUP, '--dry-run'])).exitCode).toBe(0);
    expect(readFileSync(launcher(), 'utf8')).toBe(`${text}# mine\n`);
    expect((await run(SETUP)).exitCode).toBe(0);
    expect([readFileSync(launcher(), 'utf8'), statSync(launcher()).mode & 0o7777]).toEqual([
      text,
      0o700,
    ]);
  });

  test.each([SETUP, [...SETUP, '--dry-run']])(
    'setup without a directory for a launcher writes the paths of node and of swrole: %j %j %j %j',
    async (...args) => {
      writeFileSync(join(home.path, '.aws', 'swrole'), '');
      const { exitCode, stdout } = await run(args);
      const line = `credential_process = ${process.execPath} /swrole.cjs -j project-dev`;
      expect([exitCode, stdout]).toEqual([0, DIFF.replace(LINE, line)]);
    },
  );

  test('setup has nothing to do the second time', async () => {
    await run(SETUP);
    const [text, { mtimeNs }] = [config(), statSync(home.configFile, { bigint: true })];
    const there = 'swrole: ~/.aws/config:7: already there, nothing to change';
    expect(await run(SETUP)).toEqual(ending(0, '', there));
    expect(await run([...SETUP, '--dry-run'])).toEqual(ending(0, '', there));
    expect(await run([...SETUP, '--force'])).toEqual(ending(0, '', there));
    expect([config(), statSync(home.configFile, { bigint: true }).mtimeNs]).toEqual([
      text,
      mtimeNs,
    ]);
  });

  test('setup --dry-run prints the same and writes nothing', async () => {
    expect(await run([...SETUP, '--dry-run'])).toEqual(ending(0, DIFF));
    expect(readdirSync(join(home.path, '.aws')).sort()).toEqual(['config', 'credentials']);
    expect(config()).toBe(ROLE);
  });

  test('setup adds only the line to a profile with a region, in its indentation and line ends', async () => {
    const before = `\ufeff[profile app-dev]\r\n  region = eu-west-1\r\n${ROLE}[x`;
    writeFileSync(home.configFile, before);
    const { stdout } = await run(SETUP);
    expect(stdout).toBe(
      lines('--- ~/.aws/config', '+++ ~/.aws/config', '@@ -1,0 +2,1 @@', `+  ${LINE}\r`),
    );
    expect(plain(config())).toBe(before.replace('\r\n', `\r\n  ${LINE}\r\n`));
  });

  test.each<[string, (line: string) => string]>([
    ['a line that goes on', (line) => `${line}\n  --more`],
    ['a comment that the AWS CLI reads as words', (line) => `${line} # mine`],
    ['a key that JS does not read', (line) => line.replace('c', 'C')],
  ])('setup does not take %s for the same line', async (_, change) => {
    await run(SETUP);
    writeFileSync(home.configFile, config().replace(/credential_process.*/, change));
    expect((await run(SETUP)).exitCode).toBe(3);
    expect((await run([...SETUP, '--force'])).exitCode).toBe(0);
    expect(plain(config())).toBe(ROLE + SECTION);
  });

  test.each(['swrole -j project-dev', '/old/node /old/swrole.cjs --json project-dev'])(
    'setup replaces another path to the same, %s, without --force',
    async (command) => {
      await run(SETUP);
      writeFileSync(home.configFile, config().replace(/(?<=credential_process = ).*/, command));
      expect((await run(SETUP)).exitCode).toBe(0);
      expect(plain(config())).toBe(ROLE + SECTION);
    },
  );

  test('setup writes [default] for default', async () => {
    await run(['setup', 'default', 'project-dev']);
    expect(plain(config())).toBe(ROLE + SECTION.replace('profile app-dev', 'default'));
  });

  test('setup writes no region where the role has none', async () => {
    writeFileSync(home.configFile, ROLE.replace(/region.*\n/, ''));
    expect((await run(SETUP)).stdout).not.toContain('region');
  });

  test('setup makes a private folder and file where there are none', async () => {
    const role = lines(
      '[my-role]',
      `role_arn = ${developer.arn}`,
      'source_profile = keys',
      '[keys]',
    );
    const credentials = join(home.path, 'credentials');
    writeFileSync(credentials, `${role}${EXAMPLE_CREDENTIALS.split('\n').slice(1).join('\n')}`);
    rmSync(join(home.path, '.aws'), { recursive: true });
    const result = await run(['setup', 'app-dev', 'my-role'], {
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      SWROLE_CACHE_DIR: join(home.path, 'cache'),
    });
    expect(result).toEqual(
      ending(
        0,
        lines(
          '--- /dev/null',
          '+++ ~/.aws/config',
          '@@ -0,0 +1,2 @@',
          '+[profile app-dev]',
          '+credential_process = ~/cache/bin/swrole -j my-role',
        ),
        'swrole: AWS_PROFILE=app-dev now stands for my-role in every SDK',
        TRY,
        'swrole: undo it: rm ~/.aws/config',
      ),
    );
    const modes = [join(home.path, '.aws'), home.configFile].map((path) => statSync(path).mode);
    expect(modes.map((mode) => (mode & 0o777).toString(8))).toEqual(['700', '600']);
  });

  test('setup keeps modes, and follows a link', async () => {
    const dotfiles = join(home.path, 'dotfiles');
    mkdirSync(dotfiles);
    writeFileSync(join(dotfiles, 'aws'), ROLE);
    chmodSync(join(dotfiles, 'aws'), 0o640);
    rmSync(home.configFile);
    symlinkSync('../dotfiles/aws', home.configFile);
    expect((await run(SETUP)).stderr).toBe(
      lines(STANDS, TRY, 'swrole: undo it: cp ~/dotfiles/aws.swrole-backup ~/dotfiles/aws'),
    );
    expect(lstatSync(home.configFile).isSymbolicLink()).toBe(true);
    expect(readlinkSync(home.configFile)).toBe('../dotfiles/aws');
    const modes = ['aws', 'aws.swrole-backup'].map((name) => statSync(join(dotfiles, name)).mode);
    expect(modes.map((mode) => (mode & 0o777).toString(8))).toEqual(['640', '640']);
    expect(plain(config())).toBe(ROLE + SECTION);
    expect(readdirSync(dotfiles).sort()).toEqual(['aws', 'aws.swrole-backup']);
  });

  test('three setups at once lose nothing', async () => {
    const apps = Array.from({ length: 3 }, (_, i) => `app-${i}`);
    const results = await Promise.all(
      apps.map((app) => runSwrole(['setup', app, 'project-dev'], { env })),
    );
    expect(results.map(({ exitCode }) => exitCode)).toEqual(apps.map(() => 0));
    expect(apps.filter((app) => !config().includes(`[profile ${app}]\n`))).toEqual([]);
  });

  test('setup warns of a path that may disappear', async () => {
    const script = join(home.path, '_npx', 'swrole');
    mkdirSync(join(home.path, '_npx'));
    symlinkSync(SWROLE_PROGRAM, script);
    const { stderr } = await promisify(execFile)(process.execPath, [script, ...SETUP], { env });
    expect(stderr).toContain(
      `swrole: warning: this swrole is in a cache and may go; install it, and run setup again: ${script}\n`,
    );
    expect(readFileSync(launcher(), 'utf8')).toContain(`set -- '${script}' "$@"\n`);
  });

  test('setup shows the diff of a file in CRLF, and of one without a newline at its end', async () => {
    writeFileSync(home.configFile, ROLE.trimEnd().replaceAll('\n', '\r\n'));
    const { stdout } = await run([...SETUP, '--dry-run']);
    expect(stdout.split('\n').slice(3)).toEqual([
      '+\r',
      '+[profile app-dev]\r',
      `+${LINE}\r`,
      '+region = ap-northeast-1',
      '\\ No newline at end of file',
      '',
    ]);
  });

  test('setup shows a diff in colour on a terminal', async () => {
    const { stdout } = await run([...SETUP, '--dry-run'], { FORCE_COLOR: '1' });
    expect(stdout.split('\n').slice(1, 4)).toEqual([
      '\x1b[1m+++ ~/.aws/config\x1b[0m',
      '\x1b[2m@@ -4,0 +5,4 @@\x1b[0m',
      '\x1b[32m+\x1b[0m',
    ]);
  });
});

describe('setup refuses', () => {
  const OTHER = lines('[profile app-dev]', 'credential_process = /bin/other', '  --and more');

  test.each<[string, string, string, string[]]>([
    [
      'another process',
      OTHER,
      '',
      [
        "error: profile 'app-dev' already means something else: ~/.aws/config:6 credential_process",
        'hint: choose another name, or replace that line with --force',
      ],
    ],
    [
      'a role and keys',
      lines('[profile app-dev]', 'role_arn = x', 'region = y'),
      lines('[app-dev]', 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE'),
      [
        "error: profile 'app-dev' already means something else: ~/.aws/config:6 role_arn, ~/.aws/credentials:6 aws_access_key_id",
        'hint: choose another name, or remove these lines',
      ],
    ],
    [
      'what JS alone reads as a key',
      lines('[profile app-dev]', 'output = json', '  credential_process = /bin/other'),
      '',
      [
        "error: profile 'app-dev' already means something else: ~/.aws/config:7 credential_process",
        'hint: choose another name, or remove these lines',
      ],
    ],
    [
      'a header that JS ignores',
      lines('[profile app-dev]# mine', 'region = x'),
      '',
      [
        "error: ~/.aws/config:5: not every SDK reads this header, so the lines of profile 'app-dev' would be mixed up with others",
        'hint: write the header alone on its line, without quotes and from [ to ]',
      ],
    ],
    [
      'a header below it that JS ignores',
      lines('[profile app-dev]', 'region = x', '[profile y', 'role_arn = z'),
      '',
      [
        "error: ~/.aws/config:7: not every SDK reads this header, so the lines of profile 'app-dev' would be mixed up with others",
        'hint: write the header alone on its line, without quotes and from [ to ]',
      ],
    ],
  ])('setup refuses %s', async (_, more, credentials, words) => {
    writeFileSync(home.configFile, ROLE + more);
    writeFileSync(home.credentialsFile, `${EXAMPLE_CREDENTIALS}\n${credentials}`);
    expect(await run(SETUP)).toEqual(ending(3, '', ...words.map((line) => `swrole: ${line}`)));
    expect([config(), existsSync(backup())]).toEqual([ROLE + more, false]);
  });

  test('setup refuses a file with both forms of default', async () => {
    writeFileSync(home.configFile, `${ROLE}[default]\n[profile default]\nregion = x\n`);
    expect(await run(['setup', 'default', 'project-dev'])).toEqual(
      ending(
        3,
        '',
        'swrole: error: ~/.aws/config:5 and ~/.aws/config:6: SDKs disagree on which of [default] and [profile default] to use',
        'swrole: hint: keep one of the two sections',
      ),
    );
  });

  test.each<[string, string[], number, string[]]>([
    [
      'a role that is not there',
      ['app-dev', 'project-dve'],
      3,
      [
        "error: profile 'project-dve' is not in ~/.aws/config or ~/.aws/credentials",
        "hint: did you mean 'project-dev'?",
      ],
    ],
    [
      'a profile that stands for itself',
      ['project-dev', 'project-dev'],
      3,
      [
        "error: profile 'project-dev' would wait for itself: project-dev -> project-dev",
        'hint: choose another name for the profile that SDKs use',
      ],
    ],
    [
      'the source of the role',
      ['my-company', 'project-dev'],
      3,
      [
        "error: profile 'my-company' would wait for itself: my-company -> project-dev -> my-company",
        'hint: choose another name for the profile that SDKs use',
      ],
    ],
    [
      'a name that some SDK does not read',
      ['app dev', 'project-dev'],
      2,
      [
        "error: not every SDK reads a profile named 'app dev'",
        'hint: all read letters, digits and _-/.%@:+, such as app-dev',
      ],
    ],
    [
      'a name that empties the file for JS',
      ['__proto__', 'project-dev'],
      2,
      [
        "error: not every SDK reads a profile named '__proto__'",
        'hint: all read letters, digits and _-/.%@:+',
      ],
    ],
    [
      'missing names where there is no way to ask',
      [],
      2,
      [
        'error: setup takes two names',
        'hint: swrole setup APP ROLE; for a role that no profile has: swrole setup --role-arn ARN',
      ],
    ],
  ])('setup refuses %s', async (_, names, exitCode, words) => {
    const stderr = words.map((line) => `swrole: ${line}`);
    expect(await run(['setup', ...names])).toEqual(ending(exitCode, '', ...stderr));
    expect(config()).toBe(ROLE);
  });

  const byProcess = (name: string, role: string) =>
    `[profile ${name}]\ncredential_process = /n/node /x/swrole.cjs -j ${role}\n`;

  test.each([
    ['is not there yet', ''],
    ['is there', byProcess('app-dev', 'project-dev')],
  ])(
    'setup refuses a role that comes from the profile through another swrole, which %s',
    async (_, more) => {
      writeFileSync(home.configFile, byProcess('a', 'b') + byProcess('b', 'app-dev') + more);
      expect(await run(['setup', 'app-dev', 'a', '--force'])).toEqual(
        ending(
          3,
          '',
          "swrole: error: profile 'app-dev' would wait for itself: app-dev -> a -> b -> app-dev",
          'swrole: hint: choose another name for the profile that SDKs use',
        ),
      );
    },
  );

  test.each([
    ['a role by its ARN', 'app-dev'],
    ['a role by its ARN, whose source calls swrole', 'b'],
  ])('setup refuses a loop through --source: %s', async (_, source) => {
    const byArn = `[profile a]\ncredential_process = swrole -j ${developer.arn} --source ${source}\n`;
    writeFileSync(home.configFile, byArn + byProcess('b', 'app-dev'));
    const way = source === 'b' ? 'app-dev -> a -> b -> app-dev' : 'app-dev -> a -> app-dev';
    expect(await run(['setup', 'app-dev', 'a'])).toEqual(
      ending(
        3,
        '',
        `swrole: error: profile 'app-dev' would wait for itself: ${way}`,
        'swrole: hint: choose another name for the profile that SDKs use',
      ),
    );
  });

  test('setup does not follow other swrole profiles in a circle for ever', async () => {
    writeFileSync(home.configFile, byProcess('a', 'b') + byProcess('b', 'a'));
    expect((await run(['setup', 'app-dev', 'a', '--dry-run'])).exitCode).toBe(0);
  });

  test('setup refuses a path that is not a file', async () => {
    const result = await run(SETUP, { AWS_CONFIG_FILE: '/dev/null' });
    expect(result).toEqual(ending(3, '', 'swrole: error: /dev/null is not a regular file'));
  });

  test('setup --force replaces the one line', async () => {
    const more = lines('  [profile z]', 'a = b').trimStart();
    writeFileSync(home.configFile, `${ROLE}${OTHER.replace('  --', '  # mine\n  --')}${more}`);
    expect(await run([...SETUP, '--force'])).toEqual(
      ending(
        0,
        lines(
          '--- ~/.aws/config',
          '+++ ~/.aws/config',
          '@@ -6,3 +6,2 @@',
          '-credential_process = /bin/other',
          '-  # mine',
          '-  --and more',
          `+${LINE}`,
          '+  # mine',
        ),
        STANDS,
        TRY,
        UNDO,
      ),
    );
    expect(plain(config())).toBe(`${ROLE}[profile app-dev]\n${LINE}\n  # mine\n${more}`);
  });

  test.each([
    ['what it is beside', lines('sso_session = s', 'region = x'), 'sso_session'],
    ['its line twice', lines(`${LINE}`, 'credential_process = x'), 'credential_process'],
  ])('setup --force leaves a profile as it is for %s', async (_, more, key) => {
    const before = `${ROLE}[profile app-dev]\n${more}`;
    writeFileSync(home.configFile, before);
    const { exitCode, stderr } = await run([...SETUP, '--force']);
    expect([exitCode, stderr.split('\n')[1]]).toEqual([
      3,
      'swrole: hint: choose another name, or remove these lines',
    ]);
    expect(stderr).toContain(`~/.aws/config:6 ${key}`);
    expect(config()).toBe(before);
  });

  test('setup fails for a read-only file', async () => {
    chmodSync(home.configFile, 0o400);
    expect(await run(SETUP)).toEqual(
      ending(
        1,
        '',
        'swrole: error: ~/.aws/config is read-only, and is left as it is',
        'swrole: hint: --dry-run shows the lines to write there; a file that you can write lets setup do it',
      ),
    );
    expect((await run([...SETUP, '--dry-run'])).stdout).toBe(DIFF);
    expect(config()).toBe(ROLE);
  });

  test('setup fails for a file that cannot be written', async () => {
    // No file may grow, as on a full disk; it takes a shell to say so.
    const args = ['-c', 'ulimit -f 0; "$@"', 'sh', process.execPath, SWROLE_PROGRAM, ...SETUP];
    const limited = promisify(execFile)('/bin/sh', args, { env });
    const { code, stdout, stderr } = await limited.catch((error) => error);
    expect({ code, stdout, stderr: plain(stderr) }).toEqual({
      code: 1,
      stdout: '',
      stderr: lines(
        'swrole: error: cannot write ~/.aws/config (EFBIG)',
        'swrole: hint: --dry-run shows the lines to write there',
      ),
    });
    expect([config(), awsFiles()]).toEqual([ROLE, ['config', 'credentials']]);
  });

  test('setup fails at once for a folder that cannot be made', async () => {
    const [file, credentials] = ['/proc/swrole/config', home.configFile];
    writeFileSync(credentials, `[keys]\naws_access_key_id = a\naws_secret_access_key = b\n`);
    expect(
      await run(['setup', 'app-dev', 'keys'], {
        AWS_CONFIG_FILE: file,
        AWS_SHARED_CREDENTIALS_FILE: credentials,
      }),
    ).toEqual(
      ending(
        1,
        '',
        `swrole: error: cannot write ${file} (ENOENT)`,
        'swrole: hint: --dry-run shows the lines to write there',
      ),
    );
  });

  test('setup prints no control characters of the file', async () => {
    const other = lines('[profile app-dev]', 'credential_process = x \x1b]0;y\x07');
    writeFileSync(home.configFile, ROLE + other);
    const { stdout } = await run([...SETUP, '--force']);
    expect(stdout).toContain('\\u{1b}]0;y\\u{7}');
    expect(stdout).not.toContain('\x1b');
  });
});

/** What is there beside swrole's own folder. */
const awsFiles = () =>
  readdirSync(join(home.path, '.aws'))
    .filter((name) => name !== 'swrole')
    .sort();

describe('a setup that is killed', () => {
  const COPY = /^config\.\d+\.[0-9a-f]{8}\.tmp$/;
  const KEPT = ['config', 'config.swrole-backup', 'credentials'];

  /** Runs setup, which gets signals while copies of the file lie beside it. */
  async function signalled(...signals: readonly NodeJS.Signals[]) {
    const hook = join(home.path, 'hook.cjs');
    writeFileSync(
      hook,
      `const fs = require('node:fs');
       const { renameSync } = fs;
       fs.renameSync = (...args) => {
         if (args[1].endsWith('.swrole-backup'))
           for (const signal of ${JSON.stringify(signals)}) process.kill(process.pid, signal);
         return renameSync(...args);
       };`,
    );
    return run(SETUP, { NODE_OPTIONS: `--require=${hook}` });
  }

  test('a setup that gets SIGTERM, SIGINT and SIGHUP ends its work', async () => {
    const result = await signalled('SIGTERM', 'SIGINT', 'SIGHUP');
    expect(result).toEqual(ending(0, DIFF, STANDS, TRY, UNDO));
    expect(awsFiles()).toEqual(KEPT);
  });

  test('a setup that gets SIGKILL leaves copies, which the next one removes', async () => {
    expect((await signalled('SIGKILL')).signal).toBe('SIGKILL');
    const left = awsFiles().filter((name) => COPY.test(name));
    expect([left.length, awsFiles().length, config()]).toEqual([2, 4, ROLE]);
    expect((await run(SETUP)).exitCode).toBe(0);
    expect(awsFiles()).toEqual(KEPT);
  });

  test('setup removes old copies also where it has nothing to write, and removes nothing else', async () => {
    await run(SETUP);
    const [dead] = [spawnSync('true').pid];
    const files = [
      `config.${dead}.0123abcd.tmp`,
      `config.${process.pid}.0123abcd.tmp`,
      `config.${dead}.0123abcd.tmp.mine`,
      `config.${dead}.tmp`,
      `my.config.${dead}.0123abcd.tmp`,
    ];
    for (const name of files) writeFileSync(join(home.path, '.aws', name), 'x');
    expect((await run([...SETUP, '--dry-run'])).exitCode).toBe(0);
    expect(awsFiles()).toEqual([...KEPT, ...files].sort());
    expect((await run(SETUP)).exitCode).toBe(0);
    expect(awsFiles()).toEqual([...KEPT, ...files.slice(1)].sort());
  });

  test('setup removes a copy that is a minute old, whichever process has its number', async () => {
    const copy = join(home.path, '.aws', `config.${process.pid}.0123abcd.tmp`);
    writeFileSync(copy, 'x');
    utimesSync(copy, new Date(0), new Date(0));
    await run(SETUP);
    expect(awsFiles()).toEqual(KEPT);
  });
});

test('an SDK gets the role by AWS_PROFILE after setup, with an empty PATH', async () => {
  const example = untilTestEnds(await startExample());
  await runInProcess(['setup', 'my-app', 'project-dev'], { env: example.env });
  const client = `
    import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
    const { Arn } = await new STSClient().send(new GetCallerIdentityCommand());
    process.stdout.write(Arn);`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', client],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: {
        ...example.env,
        PATH: '/nowhere',
        AWS_PROFILE: 'my-app',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    },
  );
  expect(stdout).toMatch(/^arn:aws:sts::111111111111:assumed-role\/developer\/swrole-/);
});

describe('setup on a terminal, without names', () => {
  const MORE = `[profile project-prod]
role_arn = arn:aws:iam::222222222222:role/admin
source_profile = my-company
[profile sso]
sso_session = s
sso_account_id = 333333333333
sso_role_name = reader
[sso-session s]
sso_region = eu-west-1
sso_start_url = https://example.com/start
[profile broken]
role_arn = x
[profile app-dev]
credential_process = /node /swrole.cjs -j project-dev
`;
  const KEYS = 'type to filter; Enter: take; Esc: leave';
  const SAME_MODES = '[ "$(stty -g)" = "$before" ] && echo same modes';

  beforeEach(() => writeFileSync(home.configFile, ROLE + MORE));

  function terminal(cols: number, args = '--dry-run'): Pty {
    const script = `trap : INT; before=$(stty -g); "$@" setup ${args} > out; echo "status $?"; ${SAME_MODES}`;
    return untilTestEnds(
      openPty({
        command: '/bin/sh',
        args: ['-c', `cd "$HOME"; ${script}`, 'sh', process.execPath, SWROLE_PROGRAM],
        env: { ...env, NO_COLOR: '1' },
        cols,
      }),
    );
  }
  const screen = (...rows: string[]) => rows.join('\n');
  const out = () => plain(readFileSync(join(home.path, 'out'), 'utf8'));

  test('setup at 60 columns shows a diff in colour with whole lines', async () => {
    const args = [SWROLE_PROGRAM, 'setup', 'x', 'sso'];
    const pty = untilTestEnds(openPty({ command: process.execPath, args, env, cols: 60 }));
    expect(await pty.exit).toEqual({ exitCode: 0 });
    const end = ROLE.split('\n').length + MORE.split('\n').length - 2;
    expect(plain(pty.raw()).split('\r\n')).toEqual([
      '\x1b[1m--- ~/.aws/config\x1b[0m',
      '\x1b[1m+++ ~/.aws/config\x1b[0m',
      `\x1b[2m@@ -${end},0 +${end + 1},3 @@\x1b[0m`,
      '\x1b[32m+\x1b[0m',
      '\x1b[32m+[profile x]\x1b[0m',
      `\x1b[32m+credential_process = ${LAUNCHER} -j sso\x1b[0m`,
      'swrole: AWS_PROFILE=x now stands for sso in every SDK',
      TRY.replace('app-dev', 'x'),
      ...UNDO.replace('it: ', 'it:\n        ').split('\n'),
      '',
    ]);
  });

  test('setup ends with Ctrl-C at the list of roles', async () => {
    const pty = terminal(120, '');
    await pty.waitFor(KEYS);
    pty.write('\x03');
    await pty.waitFor('swrole: error: interrupted\nstatus 130\nsame modes\n');
    expect([config(), out()]).toEqual([ROLE + MORE, '']);
  });

  test('setup offers the roles, a filter, arrows, Enter and a name', async () => {
    const pty = terminal(120, '');
    const all = screen(
      'Role for SDKs: ',
      '> project-dev   role developer in 111111111111',
      '  project-prod  role admin in 222222222222',
      '  sso           SSO role reader in 333333333333',
      '  new role      that no profile has yet',
      KEYS,
    );
    expect(await pty.waitFor(KEYS)).toContain(all);
    pty.write('proj');
    await pty.waitFor(screen('Role for SDKs: proj', '> project-dev', '').trimEnd());
    await pty.waitFor(KEYS);
    pty.write('\x1b[B');
    await pty.waitFor('> project-prod  role admin');
    pty.write('\r');
    await pty.waitFor('Role for SDKs: project-prod\n');
    await pty.waitFor('Profile to write [project-prod-sdk]: \nEnter: take; Esc: leave');
    pty.write('prod\r');
    await pty.waitFor('\rProfile to write: prod\n');
    await pty.waitFor('status 0\nsame modes\n');
    expect(out()).toContain(`+[profile prod]\n+credential_process = ${LAUNCHER} -j project-prod\n`);
    expect(config()).toContain('[profile prod]\n');
  });

  test('setup redraws when the terminal gets narrower, breaks no line, and Enter accepts the proposal', async () => {
    const pty = terminal(120);
    await pty.waitFor(KEYS);
    const { stdout } = await promisify(execFile)('ps', ['-o', 'tty=', '-p', String(pty.pid)]);
    await promisify(execFile)('stty', ['-F', `/dev/${stdout.trim()}`, 'cols', '30']);
    await pty.waitFor(screen('> project-dev   role develop…', '  project-prod  role admin i…'));
    pty.write('sso\r');
    await pty.waitFor('Profile to write [sso-sdk]: ');
    pty.write('\r');
    await pty.waitFor('status 0\nsame modes\n');
    const text = pty.text();
    const [narrow = ''] = text.slice(text.indexOf('develop…')).split('swrole: ');
    expect(narrow).toContain('Profile to write: sso-sdk\n');
    expect(narrow.split(/[\r\n]/).filter((line) => line.length >= 30)).toEqual([]);
    expect(out()).toContain('+[profile sso-sdk]\n');
  });

  test('setup asks again for an invalid name, and keeps keys that were typed ahead', async () => {
    const pty = terminal(120, '');
    await pty.waitFor(KEYS);
    pty.write('prod\rmy pröd\r');
    await pty.waitFor(
      screen(
        'Profile to write [project-prod-sdk]: my pröd',
        "not every SDK reads a profile named 'my pröd'; all read letters, digits and _-/.%@:+, such as my-pr-d",
        'Enter: take; Esc: leave',
      ),
    );
    pty.write('\x15project-dev\r');
    await pty.waitFor(/profile 'project-dev' already means something else: .*:2 role_arn,\n/);
    pty.write('\x15left\r');
    await pty.waitFor('status 0\nsame modes\n');
    expect(out()).toContain('+[profile left]\n');
  });

  test('setup proposes a name that all SDKs read and that does not exist yet, and ends with Escape there', async () => {
    const odd = '[profile "a\u202eb"]\nrole_arn = x\nsource_profile = y\n'.replace(
      'x',
      developer.arn,
    );
    const keys = '[profile y]\naws_access_key_id = a\naws_secret_access_key = b\n';
    writeFileSync(home.configFile, `${odd}${keys}[profile a-b-sdk]\nregion = z\n`);
    const pty = terminal(120, '');
    await pty.waitFor(KEYS);
    pty.write('\r');
    await pty.waitFor(`\rRole for SDKs: a\\u{202e}b\n\rProfile to write [a-b-sdk-2]: `);
    const before = config();
    pty.write('\x1b');
    await pty.waitFor('swrole: nothing chosen, nothing written\nstatus 130\nsame modes\n');
    expect(config()).toBe(before);
  });

  test('setup asks for the ARN of a role, without roles or if that is chosen; SIGTERM and Ctrl-C end it there', async () => {
    writeFileSync(home.configFile, '');
    const alone = terminal(120, '');
    await alone.waitFor('Role ARN: ');
    const [pid] = await childrenOf(alone.pid);
    process.kill(Number(pid), 'SIGTERM');
    await alone.waitFor('status 143\nsame modes\n');
    writeFileSync(home.configFile, ROLE);
    const chosen = terminal(120, '');
    await chosen.waitFor(KEYS);
    chosen.write('new\r');
    await chosen.waitFor('Role ARN: ');
    chosen.write('\x03');
    await chosen.waitFor('swrole: error: interrupted\nstatus 130\nsame modes\n');
    expect([config(), out()]).toEqual([ROLE, '']);
  });
});

async function childrenOf(pid: number): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(pid)]);
  return stdout.trim().split(/\s+/);
}
