/** `swrole login`, and what `mfa_session` makes of one code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { auditor, type Example, member, startExample } from '../support/example-world.ts';
import { openPty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type RunOptions, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const ROLES = `
[profile session]
source_profile = my-company
role_arn = arn:aws:iam::111111111111:role/developer
mfa_serial = ${member.mfa.serial}
mfa_session = 12h
[profile session-audit]
source_profile = my-company
role_arn = ${auditor.arn}
mfa_serial = ${member.mfa.serial}
mfa_session = 12h
[profile session-long]
source_profile = my-company
role_arn = arn:aws:iam::111111111111:role/developer
mfa_serial = ${member.mfa.serial}
mfa_session = 12h
duration_seconds = 3601
[profile session-off]
source_profile = my-company
role_arn = arn:aws:iam::111111111111:role/developer
mfa_serial = ${member.mfa.serial}
mfa_session = off
[profile me]
aws_access_key_id = ${member.accessKeyId}
aws_secret_access_key = ${member.secretAccessKey}
mfa_serial = ${member.mfa.serial}
region = ap-northeast-1
[profile bad]
source_profile = my-company
role_arn = arn:aws:iam::111111111111:role/developer
mfa_session = 40h
`;

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ generateToken: false, extraConfig: ROLES }));
});

function swrole(args: readonly string[], more: Partial<RunOptions> = {}) {
  const { env, standIn } = example;
  return runInProcess(args, { env, secrets: standIn.secrets, credentialsOnStdout: true, ...more });
}

const code = () => totp(member.mfa.secret, Date.now());
const calls = () => example.standIn.calls.map(({ action, status }) => `${action} ${status}`);

describe('login', () => {
  const UNTIL = /^swrole: project-dev: credentials until (?:\w{3} )?\d\d:\d\d \((?:59m|1h)\)\n$/;

  test('login gets credentials ahead, so that later runs ask no question', async () => {
    const said = { exitCode: 0, signal: null, stdout: '', stderr: expect.stringMatching(UNTIL) };
    expect(
      await swrole(['login', '-t', code(), 'project-dev'], { credentialsOnStdout: false }),
    ).toEqual(said);
    expect((await swrole(['-j', 'project-dev'])).exitCode).toBe(0);
    expect(await swrole(['login', 'project-dev', '--min-ttl', '45m'])).toEqual(said);
    expect(calls()).toEqual(['AssumeRole 200']);
  });

  test('login has nothing to do for keys', async () => {
    expect(await swrole(['login', 'my-company'])).toEqual({
      exitCode: 0,
      signal: null,
      stdout: '',
      stderr: 'swrole: my-company: long-term credentials, nothing to obtain\n',
    });
  });

  test('login warns at a terminal of an mfa_session that does nothing', async () => {
    const config = readFileSync(example.home.configFile, 'utf8');
    const role = `role_arn = ${auditor.arn}\n`;
    writeFileSync(
      example.home.configFile,
      `${config}[profile program]\ncredential_process = cat "$HOME/document"
[profile behind]\n${role}source_profile = program\nmfa_session = 12h
[profile shared]\naws_access_key_id = ${member.accessKeyId}
aws_secret_access_key = ${member.secretAccessKey}\nmfa_session = 12h
[profile plain]\n${role}source_profile = shared\n`,
    );
    const line = config.split('\n').length + 5;
    const document = { Version: 1, AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', SecretAccessKey: 'x' };
    writeFileSync(join(example.home.path, 'document'), JSON.stringify(document));
    const atTerminal = async (profile: string) => {
      const command = process.execPath;
      const args = [SWROLE_PROGRAM, 'login', profile];
      const pty = untilTestEnds(openPty({ command, args, env: example.env, cols: 400 }));
      await pty.exit;
      return pty.text();
    };
    expect(await atTerminal('behind')).toContain(
      `swrole: warning: ~/.aws/config:${line}: mfa_session of profile 'behind' does nothing, because there is no mfa_serial\n`,
    );
    expect(await atTerminal('plain')).not.toContain('warning');
    expect(await atTerminal('shared')).toBe(
      'swrole: shared: long-term credentials, nothing to obtain\n',
    );
  });

  test('login prints its error, and nothing for a shell to evaluate', async () => {
    const { exitCode, stdout, stderr } = await swrole(['login', 'project-dev']);
    expect([exitCode, stdout]).toEqual([4, '']);
    expect(stderr).toContain("profile 'project-dev' needs a code");
  });
});

describe('mfa_session', () => {
  test('mfa_session takes one code for every role behind the device', async () => {
    await swrole(['login', '-t', code(), 'session']);
    const results = [await swrole(['-j', 'session-audit']), await swrole(['-j', 'session'])];
    expect(results.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect(calls()).toEqual(['GetSessionToken 200', 'AssumeRole 200', 'AssumeRole 200']);
    expect(example.standIn.calls[0]?.params).toMatchObject({ DurationSeconds: '43200' });
    expect(example.standIn.calls[1]?.params).not.toHaveProperty('TokenCode');
  });

  test.each([
    ['a role of more than an hour goes', ['-j', 'session-long'], 5],
    ['off means', ['-j', 'session-off'], 0],
    ['--duration of more than an hour goes', ['-j', '--duration', '61m', 'session'], 5],
  ])('%s the direct way without mfa_session', async (_, args, exitCode) => {
    const result = await swrole(['-t', code(), ...args]);
    // The stand-in's role ends at an hour, so that the long ones are refused: by the role, not by the chain.
    expect(result.exitCode).toBe(exitCode);
    expect(example.standIn.calls[0]?.params).toMatchObject({
      Action: 'AssumeRole',
      TokenCode: expect.any(String),
    });
    if (exitCode === 5) expect(result.stderr).toContain('MaxSessionDuration');
  });

  test('mfa_session is the result for a profile with keys and a device', async () => {
    const { stdout, stderr } = await swrole(['-j', '-t', code(), 'me']);
    expect([JSON.parse(stdout), stderr]).toEqual([
      {
        Version: 1,
        AccessKeyId: expect.stringMatching(/^ASIA/),
        SecretAccessKey: expect.any(String),
        SessionToken: expect.any(String),
        Expiration: expect.any(String),
        AccountId: '000000000000',
      },
      '',
    ]);
    expect(calls()).toEqual(['GetSessionToken 200']);
    expect((await swrole(['-j', 'me'])).stdout).toBe(stdout);
  });

  test('--debug says whether mfa_session is used', async () => {
    const { stderr } = await swrole(['-j', '--debug', '-t', code(), 'session']);
    expect(stderr).toContain('session: behind an MFA session');
    expect(stderr).toContain(`my-company: GetSessionToken for ${member.mfa.serial}`);
    expect(stderr).toContain('session: AssumeRole arn:aws:iam::111111111111:role/developer');
    const long = await swrole(['-j', '--debug', '-t', '000000', 'session-long']);
    expect(long.stderr).toContain(
      'session-long: not behind its MFA session, because it lasts more',
    );
  });

  test('an mfa_session out of range is an error with file and line', async () => {
    const { exitCode, stderr } = await swrole(['-j', 'bad']);
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringMatching(
        /config:\d+: mfa_session of profile 'bad' must be a time from 15m to 36h, such as 12h, or off, not '40h'\n$/,
      ),
    ]);
  });
});
