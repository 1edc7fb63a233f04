/**
 * The built program on Windows: this one, or Wine. What Wine cannot show has `on Windows only` in its title: PowerShell, a question
 * on the console, and the end of a whole tree of processes. The job `windows` of the project's workflow shows it.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { developer, EXAMPLE_CREDENTIALS, member } from '../support/example-data.ts';
import { openPty } from '../support/pty.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { type StsStandIn, startStsStandIn } from '../support/sts-stand-in/server.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { type Ended, findWindows, type Job, onWindows, type Windows } from './windows.ts';

const IS_WINDOWS = process.platform === 'win32';
const found = findWindows();
const tell = (line: string) => process.stderr.write(`${line}\n`);
tell(typeof found === 'string' ? `skipped: ${found}` : `Windows is ${found.name}`);

const TOKEN_COMMAND = fileURLToPath(new URL('../support/token-command.mjs', import.meta.url));

/** A home whose name has what breaks command lines: spaces, brackets, an apostrophe, and letters that are not ASCII. */
const HOME_NAME = "Ada's Söhne & Co (x)";

interface Place {
  readonly standIn: StsStandIn;
  /** The user's home, as this machine has it. */
  readonly home: string;
  readonly configFile: string;
  job(words: readonly string[], env?: Readonly<Record<string, string>>): Job;
  /** Runs swrole. */
  swrole(...args: readonly string[]): Promise<Ended>;
  /** The same, from another path of the program. */
  swroleAt(program: string, ...args: readonly string[]): Promise<Ended>;
  /** Runs a line with cmd.exe. */
  cmd(line: string): Promise<Ended>;
  run(...jobs: readonly Job[]): Promise<readonly Ended[]>;
  /** How often `generate_token` ran. */
  codes(): number;
  roles(): number;
}

const quoted = (path: string) => `"${onWindows(path)}"`;

const CONFIG = (generateToken: string) => `[profile my-company]
region = ap-northeast-1

[profile project-dev]
role_arn = ${developer.arn}
mfa_serial = ${member.mfa.serial}
source_profile = my-company
region = ap-northeast-1
generate_token = ${generateToken}
`;

let place: Place;

/** What depends on this machine and this minute reads the same on all. */
function plain(ended: Ended | undefined): Ended {
  const text = (stream = '') =>
    stream
      .replaceAll(onWindows(place.home), '~')
      .replaceAll(/\b\d\d:\d\d \(59m\)/g, '12:00 (59m)')
      .replaceAll(/(?<=59m {3})\d\d:\d\d\b/g, '12:00');
  return { ...ended, stdout: text(ended?.stdout), stderr: text(ended?.stderr) };
}

async function open(windows: Windows): Promise<Place> {
  const standIn = untilTestEnds(await startStsStandIn({ users: [member], roles: [developer] }));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'swrole-windows-')));
  untilTestEnds({
    close: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  });
  const home = join(folder, HOME_NAME);
  const state = join(home, 'token state');
  mkdirSync(join(home, '.aws'), { recursive: true });
  mkdirSync(state);
  for (const [name, text] of Object.entries({ secret: member.mfa.secret, ahead: '0', runs: '' }))
    writeFileSync(join(state, name), text);
  const configFile = join(home, '.aws', 'config');
  writeFileSync(configFile, CONFIG(`node ${quoted(TOKEN_COMMAND)} ${quoted(state)}`));
  writeFileSync(join(home, '.aws', 'credentials'), EXAMPLE_CREDENTIALS);
  const env = { USERPROFILE: onWindows(home), AWS_ENDPOINT_URL_STS: standIn.url };
  const cwd = onWindows(home);
  const run = (...jobs: readonly Job[]) => windows.run(folder, jobs);
  const job = (words: readonly string[], variables = {}): Job => ({
    words: ['node', onWindows(SWROLE_PROGRAM), ...words],
    env: { ...env, ...variables },
    cwd,
  });
  const one = async (each: Job): Promise<Ended> => {
    const [ended] = await run(each);
    if (ended === undefined) throw new Error('a job has no result');
    return ended;
  };
  return {
    standIn,
    home,
    configFile,
    job,
    run,
    swrole: (...args) => one(job(args)),
    swroleAt: (program, ...args) => one({ words: ['node', onWindows(program), ...args], env, cwd }),
    cmd: (line) => one({ line, env, cwd }),
    codes: () => readFileSync(join(state, 'runs'), 'utf8').split('\n').length - 1,
    roles: () => standIn.calls.filter(({ status }) => status === 200).length,
  };
}

/** What `-j` prints, in one line. */
const DOCUMENT =
  /^\{"Version":1,"AccessKeyId":"ASIAEXAMPLE\d{9}","SecretAccessKey":"[^"]+","SessionToken":"[^"]+","Expiration":"[^"]+","AccountId":"111111111111"\}\n$/;

const PRINTED = { exitCode: 0, stdout: expect.stringMatching(DOCUMENT), stderr: '' };

describe.skipIf(typeof found === 'string')('swrole on Windows', () => {
  beforeEach(async () => {
    if (typeof found !== 'string') place = await open(found);
  });

  test('gets the role with a code of generate_token, and prints it again without a call', async () => {
    const { swrole, codes, roles } = place;
    const first = await swrole('-j', 'project-dev');
    expect(first).toEqual(PRINTED);
    expect(await swrole('-j', 'project-dev')).toEqual(first);
    expect([roles(), codes()]).toEqual([1, 1]);
  });

  test('eight at once take turns with LockFileEx: one call and one code', async () => {
    const { run, job, codes, roles } = place;
    const all = await run(...Array.from({ length: 8 }, () => job(['-j', 'project-dev'])));
    expect(all).toEqual(Array(8).fill(all[0]));
    expect(all[0]).toEqual(PRINTED);
    expect([roles(), codes()]).toEqual([1, 1]);
  });

  test('exec gives the role to a program and to a batch file, and ends with their exit status', async () => {
    const { swrole, home } = place;
    const script =
      'console.log(process.env.AWS_ACCESS_KEY_ID.slice(0, 4), process.env.AWS_REGION, process.argv[1]); process.exitCode = 7';
    const exec = (...words: readonly string[]) => swrole('exec', 'project-dev', '--', ...words);
    expect(await exec('node', '-e', script, 'a b & "c" %PATH% é')).toEqual({
      exitCode: 7,
      stdout: 'ASIA ap-northeast-1 a b & "c" %PATH% é\n',
      stderr: '',
    });
    writeFileSync(join(home, 'show.cmd'), '@echo %AWS_REGION% %1\r\n@exit /b 5\r\n');
    expect(await exec('show.cmd', 'one')).toEqual({
      exitCode: 5,
      stdout: 'ap-northeast-1 "one"\r\n',
      stderr: '',
    });
  });

  test('the statements for cmd.exe set the role there', async () => {
    const { cmd, home } = place;
    writeFileSync(
      join(home, 'use.cmd'),
      `@echo off\r\nnode ${quoted(SWROLE_PROGRAM)} -f cmd project-dev > statements.cmd\r\ncall statements.cmd\r\necho %AWS_REGION% %SWROLE_PROFILE%\r\nset AWS_ACCESS_KEY_ID\r\n`,
    );
    expect(await cmd('use.cmd')).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^ap-northeast-1 project-dev\r\nAWS_ACCESS_KEY_ID=ASIAEXAMPLE\d{9}\r\n$/,
      ),
      stderr: '',
    });
  });

  test('prints statements for PowerShell', async () => {
    const { stdout, ...rest } = await place.swrole('-f', 'powershell', 'project-dev');
    expect(rest).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^\$env:AWS_ACCESS_KEY_ID = 'ASIAEXAMPLE\d{9}';$/m);
  });

  test('list, status and doctor know the profile and its session', async () => {
    const { run, job, swrole } = place;
    await swrole('-j', 'project-dev');
    const [list, status, doctor] = await run(
      job(['list']),
      job(['status']),
      job(['doctor', '--json']),
    );
    expect(plain(list)).toEqual({
      exitCode: 0,
      stdout: `PROFILE      KIND  SOURCE              ACCOUNT       ROLE       REGION          MFA CODE        CACHED
my-company   keys  -                   -             -          ap-northeast-1  -               -
project-dev  role  my-company -> keys  111111111111  developer  ap-northeast-1  generate_token  12:00 (59m)
`,
      stderr: '',
    });
    expect(plain(status)).toEqual({
      exitCode: 0,
      stdout: `PROFILE      IDENTITY                   LEFT  UNTIL
project-dev  developer in 111111111111  59m   12:00
`,
      stderr: '',
    });
    expect(doctor).toMatchObject({ exitCode: 0, stderr: '' });
    const findings: readonly { check: string }[] = JSON.parse(doctor?.stdout ?? '').findings;
    // `node`: only a version that has become old runs under Wine.
    expect(findings.map(({ check }) => check).filter((check) => check !== 'node')).toEqual([
      'environment-endpoint',
    ]);
  });

  test('setup writes a line that cmd.exe runs, for programs in folders with spaces and brackets', async () => {
    const { swroleAt, home, configFile, cmd } = place;
    const tools = join(home, 'my tools (x86)');
    symlinkSync(fileURLToPath(new URL('../..', import.meta.url)), tools, 'junction');
    const before = readFileSync(configFile, 'utf8');
    const { stdout, ...ended } = plain(
      await swroleAt(join(tools, 'bin', 'swrole.cjs'), 'setup', 'app', 'project-dev'),
    );
    const config = readFileSync(configFile, 'utf8');
    const line = /^credential_process = (.*)$/m.exec(config)?.[1] ?? '';
    expect(line).toMatch(
      /^\S+node\.exe "[A-Z]:\\.*\\my tools \(x86\)\\bin\\swrole\.cjs" -j project-dev$/,
    );
    expect(config).toBe(
      `${before}\n[profile app]\ncredential_process = ${line}\nregion = ap-northeast-1\n`,
    );
    expect(stdout).toContain('+[profile app]');
    expect({ ...ended, stderr: ended.stderr.replace(/^swrole: warning: .*\n/gm, '') }).toEqual({
      exitCode: 0,
      stderr: `swrole: AWS_PROFILE=app now stands for project-dev in every SDK
swrole: try it: aws sts get-caller-identity --profile app
swrole: undo it: copy "~\\.aws\\config.swrole-backup" "~\\.aws\\config"
`,
    });
    expect(await cmd(line)).toEqual(PRINTED);
    // The line that undoes it, run by cmd.exe.
    expect(await cmd('copy ".aws\\config.swrole-backup" ".aws\\config"')).toMatchObject({
      exitCode: 0,
    });
    expect(readFileSync(configFile, 'utf8')).toBe(before);
  });

  test('HOME comes before USERPROFILE, as in the SDKs', async () => {
    const { run, job, home } = place;
    const other = join(home, 'other');
    mkdirSync(join(other, '.aws'), { recursive: true });
    writeFileSync(join(other, '.aws', 'config'), '[profile other]\nregion = eu-west-1\n');
    const [there, here] = await run(job(['list'], { HOME: onWindows(other) }), job(['list']));
    const names = (ended: Ended | undefined) =>
      ended?.stdout
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(' ')[0]);
    expect([names(there), names(here)]).toEqual([['other'], ['my-company', 'project-dev']]);
  });

  test('a config file with CRLF is read, and keeps its line ends', async () => {
    const { swrole, configFile } = place;
    writeFileSync(configFile, readFileSync(configFile, 'utf8').replaceAll('\n', '\r\n'));
    expect(await swrole('-j', 'project-dev')).toEqual(PRINTED);
    expect(await swrole('setup', 'app', 'project-dev')).toMatchObject({ exitCode: 0 });
    const lines = readFileSync(configFile, 'utf8').split('\n');
    expect(lines.filter((line) => !line.endsWith('\r'))).toEqual(['']);
    expect(lines).toContain('[profile app]\r');
  });

  test('a read-only config file is not changed, and read-only and hidden files are read', async () => {
    const { cmd, swrole, configFile } = place;
    await cmd('attrib +h .aws\\credentials & attrib +r .aws\\credentials & attrib +r .aws\\config');
    const before = readFileSync(configFile, 'utf8');
    expect(await swrole('-j', 'project-dev')).toEqual(PRINTED);
    expect(plain(await swrole('setup', 'app', 'project-dev'))).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `swrole: error: ~\\.aws\\config is read-only, and is left as it is
swrole: hint: --dry-run shows the lines to write there; a file that you can write lets setup do it
`,
    });
    await cmd('attrib -r .aws\\config & attrib +h .aws\\config');
    expect(await swrole('setup', 'app', 'project-dev')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(configFile, 'utf8').startsWith(before)).toBe(true);
  });

  test('a session and an answer that are read-only or hidden are replaced', async () => {
    const { cmd, swrole, run, job } = place;
    const first = await swrole('-j', 'project-dev');
    await cmd('attrib +r .aws\\swrole\\* /s & attrib +h .aws\\swrole /s /d');
    const second = await swrole('-j', '--refresh', 'project-dev');
    expect(second).toEqual(PRINTED);
    expect(second.stdout).not.toBe(first.stdout);
    const [third] = await run(job(['-j', 'project-dev']));
    expect(third).toEqual(second);
  });

  /**
   * A program that holds the config file open, as editors and virus scanners do, until a file of this ending is in its folder.
   *
   * @returns its end, once it holds the file
   */
  async function hold(ending: string): Promise<{ readonly ended: Promise<Ended> }> {
    const { home, cmd } = place;
    writeFileSync(
      join(home, 'hold.mjs'),
      `import { readdirSync, writeFileSync } from 'node:fs';
const isThere = () => readdirSync('.aws').some((name) => name.endsWith('${ending}'));
const end = Date.now() + 30000;
writeFileSync('held', '');
while (!isThere() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
`,
    );
    // A redirection of cmd.exe does not share the right to rename.
    const ended = cmd('node hold.mjs < .aws\\config');
    await expect.poll(() => existsSync(join(home, 'held'))).toBe(true);
    return { ended };
  }

  test('setup waits for a program that holds the config file open for a moment', async () => {
    const { swrole, configFile } = place;
    const held = await hold('.tmp');
    expect(plain(await swrole('setup', 'app', 'project-dev'))).toMatchObject({ exitCode: 0 });
    expect(await held.ended).toMatchObject({ exitCode: 0 });
    expect(readFileSync(configFile, 'utf8')).toContain('[profile app]');
  });

  test('setup leaves a config file alone that another program keeps open', async () => {
    const { swrole, configFile, home } = place;
    const held = await hold('.go');
    const before = readFileSync(configFile, 'utf8');
    const ended = plain(await swrole('setup', 'app', 'project-dev'));
    writeFileSync(join(home, '.aws', 'now.go'), '');
    await held.ended;
    expect(ended).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `swrole: error: cannot write ~\\.aws\\config (EPERM)
swrole: hint: --dry-run shows the lines to write there
`,
    });
    expect(readFileSync(configFile, 'utf8')).toBe(before);
    expect(readdirSync(join(home, '.aws')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('generate_token has 45 s, and is ended with what it has started (that: on Windows only)', async () => {
    const { swrole, cmd, home, configFile } = place;
    const wait = 'setInterval(() => {}, 1000)';
    writeFileSync(
      join(home, 'hang.mjs'),
      `import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
const child = spawn(process.execPath, ['-e', '${wait}'], { stdio: 'ignore' });
writeFileSync('pids', [process.pid, child.pid].join(' '));
${wait};
`,
    );
    writeFileSync(
      join(home, 'end.mjs'),
      `import { readFileSync } from 'node:fs';
const end = (pid) => { try { return process.kill(pid); } catch { return false; } };
console.log(readFileSync('pids', 'utf8').split(' ').map(Number).filter(end).length);
`,
    );
    writeFileSync(configFile, CONFIG('node hang.mjs'));
    const ended = plain(await swrole('-j', 'project-dev'));
    const left = await cmd('node end.mjs');
    expect(ended).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: 'swrole: error: ~\\.aws\\config:9: generate_token (node) gave no code within 45 s\n',
    });
    // taskkill of Wine ends one process only; that a whole tree ends is shown by Windows.
    if (IS_WINDOWS) expect(left).toEqual({ exitCode: 0, stdout: '0\n', stderr: '' });
  }, 120_000);

  test.skipIf(!IS_WINDOWS)('PowerShell takes the statements (on Windows only)', async () => {
    const { cmd } = place;
    const script = `node '${SWROLE_PROGRAM}' -f powershell project-dev | Out-String | Invoke-Expression; "$env:AWS_REGION $env:SWROLE_PROFILE"`;
    expect(await cmd(`powershell -NoProfile -Command "${script.replaceAll('"', '\\"')}"`)).toEqual({
      exitCode: 0,
      stdout: 'ap-northeast-1 project-dev\r\n',
      stderr: '',
    });
  });

  test.skipIf(!IS_WINDOWS)('the console asks for the code (on Windows only)', async () => {
    const { job, configFile, roles } = place;
    writeFileSync(configFile, CONFIG('').replace(/^generate_token = .*\n/m, ''));
    const { words = [], env, cwd } = job(['-j', 'project-dev']);
    const pty = untilTestEnds(
      openPty({
        command: process.execPath,
        args: words.slice(1),
        env: { ...process.env, ...env },
        cwd,
      }),
    );
    await pty.waitFor(/code/i);
    pty.write(`${totp(member.mfa.secret, Date.now())}\r`);
    await pty.waitFor(/"AccessKeyId":"ASIA/);
    expect(roles()).toBe(1);
  });
});
