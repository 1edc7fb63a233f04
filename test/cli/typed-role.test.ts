/** A role without a profile: `swrole ARN --source PROFILE`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MEMBER_ARN, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { writeAwsFiles } from '../support/temp-home.ts';
import { makeTokenCommand } from '../support/token-command.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const AUDIT = 'arn:aws:iam::222222222222:role/audit';
const REVIEW = 'arn:aws:iam::222222222222:role/review';
const roles = [AUDIT, REVIEW].map((arn) => ({ arn, trusts: [MEMBER_ARN] }));
const mfaRoles = roles.map((role) => ({ ...role, requiresMfa: true }));
const SOURCE = ['--source', 'my-company'];
const AS_SOURCE = 'swrole exec arn:aws:iam::123456789012:role/NAME --source PROFILE -- COMMAND...';

async function start(extraConfig = '', more: object = {}) {
  const example = untilTestEnds(await startExample({ roles, extraConfig, ...more }));
  const { env, standIn } = example;
  const options = { env, secrets: standIn.secrets, credentialsOnStdout: true };
  const calls = () => standIn.calls.map(({ action }) => action);
  const run = (...args: string[]) => runInProcess(args, options);
  return { ...example, run, calls, options };
}

/** The same with one `generate_token` and `mfa_session` for all roles behind `my-company`. */
async function startWithMfa() {
  const world = await start('', { roles: mfaRoles });
  const token = await makeTokenCommand(join(world.home.path, 'codes'), member.mfa.secret);
  const keys = `aws_access_key_id = ${member.accessKeyId}\naws_secret_access_key = ${member.secretAccessKey}\n`;
  await writeAwsFiles(world.home, {
    config: `[profile my-company]\nmfa_serial = ${member.mfa.serial}\nmfa_session = 12h\ngenerate_token = ${token.command}\n[profile twin]\nrole_arn = ${AUDIT}\nsource_profile = my-company\n`,
    credentials: `[my-company]\n${keys}`,
  });
  return { ...world, token };
}

const done = (stdout: unknown, stderr = '') => ({ exitCode: 0, signal: null, stdout, stderr });
const failed = (exitCode: number, message: string, hint: string) => ({
  exitCode,
  signal: null,
  stdout: '',
  stderr: `swrole: error: ${message}\nswrole: hint: ${hint}\n`,
});

describe('a role without a profile', () => {
  test('a role without a profile has the session that a profile of it would have', async () => {
    const { run, calls } = await start(
      `[profile twin]\nrole_arn = ${AUDIT}\nsource_profile = my-company\nregion = ap-northeast-1\n`,
    );
    const first = await run('-j', AUDIT, ...SOURCE);
    expect(first).toEqual(done(expect.stringMatching(/^\{"Version":1,.*"222222222222"\}\n$/)));
    expect(await run('-j', 'twin')).toEqual(first);
    expect(await run('-j', '-p', AUDIT, '--source=my-company')).toEqual(first);
    expect(calls()).toEqual(['AssumeRole']);
  });

  test('exec, eval, dotenv, whoami and login take a role without a profile', async () => {
    const { run, calls } = await start();
    const names =
      'env | grep -E "^(AWS_(PROFILE|REGION|DEFAULT_REGION|ACCOUNT_ID)|SWROLE_PROFILE)=" | sort';
    const variables = `AWS_ACCOUNT_ID=222222222222\nAWS_DEFAULT_REGION=ap-northeast-1\nAWS_REGION=ap-northeast-1\nSWROLE_PROFILE=${AUDIT}\n`;
    expect(await run('exec', AUDIT, ...SOURCE, '--', 'sh', '-c', names)).toEqual(done(variables));
    expect(await run(AUDIT, ...SOURCE, '--', 'sh', '-c', names)).toEqual(done(variables));
    const dotenv = await run('-f', 'dotenv', AUDIT, ...SOURCE);
    expect(dotenv.stdout).toContain(`SWROLE_PROFILE=${AUDIT}\n`);
    const { stdout } = await run(AUDIT, ...SOURCE);
    expect(stdout).toBe((await run('-o', AUDIT, ...SOURCE)).stdout);
    expect(stdout).toContain(`\nexport SWROLE_PROFILE='${AUDIT}';\n`);
    expect(calls()).toEqual(['AssumeRole']);
    const identity = await run('whoami', '--json', '--session-name', 'ada', AUDIT, ...SOURCE);
    const arn = 'arn:aws:sts::222222222222:assumed-role/audit/ada';
    expect(JSON.parse(identity.stdout)).toMatchObject({ Account: '222222222222', Arn: arn });
    const login = await run('login', AUDIT, ...SOURCE, '--duration', '30m');
    expect(login).toEqual(
      done(
        '',
        expect.stringMatching(
          /^swrole: \S+role\/audit: credentials until (?:\w{3} )?\S+ \(29m\)\n$/,
        ),
      ),
    );
  });

  test('one code of the source serves all its roles, and four processes at once', async () => {
    const { options, calls, token, run } = await startWithMfa();
    const args = [
      ['-j', AUDIT, ...SOURCE],
      ['-j', 'twin'],
      ['-j', REVIEW, ...SOURCE],
      ['-j', AUDIT, ...SOURCE],
    ];
    const results = await Promise.all(
      Array.from({ length: 4 }, (_, index) => runSwrole(args[index % 4] ?? [], options)),
    );
    expect(results.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(
      results.map(() => [0, '']),
    );
    expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(2);
    expect(calls().sort()).toEqual(['AssumeRole', 'AssumeRole', 'GetSessionToken']);
    expect(await token.runs()).toBe(1);
    expect((await run('-j', 'my-company')).exitCode).toBe(0);
    expect(calls()).toHaveLength(3);
  });

  test('status shows the session of a role without a profile, and logout deletes it', async () => {
    const { run } = await start();
    await run('login', AUDIT, ...SOURCE);
    const session = 'arn:aws:sts::222222222222:assumed-role/audit/swrole-\\S+';
    const line = `audit in 222222222222  59m +\\S+(?: \\S+)?  ${session} `;
    const status = await run('status', '--all', AUDIT, ...SOURCE);
    expect(status.stdout).toMatch(new RegExp(`\\n${AUDIT}  ${line}`));
    expect((await run('status', '--all')).stdout).toMatch(new RegExp(`\\n\\(none\\) +${line}`));
    expect(await run('logout', AUDIT, ...SOURCE)).toEqual(
      done(expect.stringMatching(new RegExp(`^${AUDIT}: forgot ${session} \\(59m left\\)\\n$`))),
    );
    expect(await run('logout', AUDIT, ...SOURCE)).toEqual(done(`${AUDIT}: nothing was cached\n`));
  });
});

describe('the cached answer', () => {
  test('no answer is kept for the name that the ARN would be', async () => {
    const { options, home } = await start();
    const first = await runSwrole(['-j', AUDIT, ...SOURCE], options);
    expect(first.exitCode).toBe(0);
    expect(readdirSync(home.cacheDir)).not.toContain('answers');
    expect(await runInProcess(['-j', AUDIT, ...SOURCE], options)).toEqual(first);
    expect(await runInProcess(['-j', AUDIT], options)).toMatchObject({ exitCode: 3, stdout: '' });
  });

  test('the answer of a profile whose name is the ARN is not given for the role', async () => {
    const { options, home } = await start(
      `[profile ${AUDIT}]\nrole_arn = ${REVIEW}\nsource_profile = my-company\n`,
    );
    expect(await runInProcess(['-j', AUDIT], options)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readdirSync(join(home.cacheDir, 'answers'))).toEqual([encodeURIComponent(AUDIT)]);
    const lines = readFileSync(home.configFile, 'utf8').split('\n');
    const line = lines.findIndex((text) => text.includes(AUDIT)) + 1;
    for (const args of [
      ['-j', AUDIT, ...SOURCE],
      [...SOURCE, '-j', AUDIT],
      ['--source=my-company', AUDIT, '-j'],
      ['-j', '-p', AUDIT, ...SOURCE],
    ])
      expect(await runInProcess(args, options)).toEqual(
        failed(
          3,
          `${home.configFile}:${line}: profile '${AUDIT}' has the name of the role that --source is given with`,
          'leave out --source to use the profile, or give the profile another name',
        ),
      );
  });
});

describe('settings of the source', () => {
  test('the calls for the role go where the source says', async () => {
    const world = await start();
    const { AWS_ENDPOINT_URL_STS: url = '', ...env } = world.env;
    await writeAwsFiles(world.home, {
      config: `[profile user]\nendpoint_url = ${url}\nregion = eu-west-1\naws_access_key_id = ${member.accessKeyId}\naws_secret_access_key = ${member.secretAccessKey}\n`,
    });
    const args = ['-j', AUDIT, '--source', 'user'];
    expect(await runInProcess(args, { ...world.options, env })).toMatchObject({ exitCode: 0 });
    expect(world.calls()).toEqual(['AssumeRole']);
  });

  test.each([
    ['region = EU', 3, 'region', "must be the name of a region, such as us-east-1, not 'EU'"],
    [
      'endpoint_url = http://example.com',
      3,
      'endpoint_url',
      "must be an https URL, or an http one of this machine (localhost, 127.0.0.1, [::1]), without user name and query, not 'http://example.com'",
    ],
    [
      'services = none',
      3,
      'services',
      "must name a [services] section of the config file, not 'none'",
    ],
    [
      'mfa_serial = x',
      3,
      'mfa_serial',
      "must be the ARN of an MFA device or the serial number of a hardware one, not 'x'",
    ],
  ])(
    'an error in %s of the source has its profile, file and line',
    async (setting, exitCode, key, problem) => {
      const world = await start();
      await writeAwsFiles(world.home, {
        config: `[profile user]\naws_access_key_id = ${member.accessKeyId}\naws_secret_access_key = ${member.secretAccessKey}\n${setting}\n`,
      });
      const { AWS_ENDPOINT_URL_STS: _, ...env } = world.env;
      expect(
        await runInProcess(['-j', AUDIT, '--source', 'user'], { ...world.options, env }),
      ).toEqual({
        exitCode,
        signal: null,
        stdout: '',
        stderr: `swrole: error: ${world.home.configFile}:4: ${key} of profile 'user' ${problem}\n`,
      });
    },
  );

  test('a ca_bundle of the source that is missing is an error of the source', async () => {
    const world = await start(
      '[profile user]\nca_bundle = /none\nsource_profile = my-company\nrole_arn = x\n',
    );
    await writeAwsFiles(world.home, {
      config: `[profile user]\naws_access_key_id = ${member.accessKeyId}\naws_secret_access_key = ${member.secretAccessKey}\nca_bundle = /none\n`,
    });
    const { stderr } = await world.run('-j', AUDIT, '--source', 'user');
    expect(stderr).toContain(`${world.home.configFile}:4: `);
    expect(stderr).toContain("profile 'user'");
  });
});

describe('errors', () => {
  test.each([
    [
      ['-j', AUDIT, '--source', 'my-compny'],
      3,
      "--source: profile 'my-compny' is not in FILES",
      "did you mean 'my-company'?",
    ],
    [
      ['-j', AUDIT, '--source', 'x'],
      3,
      "--source: profile 'x' is not in FILES",
      'swrole list shows the profiles',
    ],
    [
      ['-j', AUDIT],
      3,
      `profile '${AUDIT}' is not in FILES`,
      'for a role without a profile, add --source PROFILE: the profile that assumes it',
    ],
    [
      ['whoami', AUDIT],
      3,
      `profile '${AUDIT}' is not in FILES`,
      'for a role without a profile, add --source PROFILE: the profile that assumes it',
    ],
    [
      ['setup', 'app', AUDIT],
      3,
      `profile '${AUDIT}' is not in FILES`,
      'swrole setup --role-arn ARN writes a profile of it; then give its name',
    ],
    [
      ['-j', 'project-dev', ...SOURCE],
      2,
      "--source needs the ARN of a role instead of a profile, not 'project-dev'",
      AS_SOURCE,
    ],
    [['whoami', ...SOURCE], 2, '--source needs the ARN of a role', AS_SOURCE],
    [['login', ...SOURCE], 2, '--source needs the ARN of a role', AS_SOURCE],
    [['list', ...SOURCE], 2, 'list takes no --source', 'see swrole list --help'],
    [['doctor', AUDIT, ...SOURCE], 2, 'doctor takes no --source', 'see swrole doctor --help'],
    [['-j', AUDIT, '--source'], 2, '--source needs a value', 'see swrole help flags'],
  ])('swrole %j is an error that says what to write', async (args, exitCode, message, hint) => {
    const { run, home, calls } = await start();
    const files = `${home.configFile} or ${join(home.path, '.aws', 'credentials')}`;
    expect(await run(...args)).toEqual(failed(exitCode, message.replace('FILES', files), hint));
    expect(calls()).toEqual([]);
  });

  test.each([
    ['arn:aws:iam::2222:role/audit', 'its account must be twelve digits', AS_SOURCE],
    [
      'arn:aws:iam:222222222222:role/audit',
      'it has fewer than six parts between colons',
      AS_SOURCE,
    ],
    [
      'arn:azure:iam::222222222222:role/audit',
      'its partition must be aws, aws-cn, aws-us-gov, …',
      AS_SOURCE,
    ],
    ['arn:aws:s3:::bucket', 'its service must be iam', AS_SOURCE],
    [
      'arn:aws:iam:eu-west-1:222222222222:role/audit',
      'it must have nothing between iam: and the account, as in iam::',
      AS_SOURCE,
    ],
    ['arn:aws:iam::222222222222:user/ada', 'it must end in role/NAME', AS_SOURCE],
    [
      'arn:aws:iam::222222222222:role/',
      'its role must have a name of 1 to 64 letters, digits or _+=,.@-',
      AS_SOURCE,
    ],
    [
      'arn:aws:sts::222222222222:assumed-role/audit/ada',
      'it names a session, not a role',
      `did you mean ${AUDIT}?`,
    ],
  ])('the error of %s names what is wrong with it', async (arn, problem, hint) => {
    const { run, calls } = await start();
    expect(await run('-j', arn, ...SOURCE)).toEqual(
      failed(2, `'${arn}' is no ARN of a role: ${problem}`, hint),
    );
    expect(calls()).toEqual([]);
  });
});
