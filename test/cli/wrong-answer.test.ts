/**
 * Whose credentials are handed out when something changes between two calls, or while one is under way: never those of
 * before, and never those of another profile. Each case looks at the cached answer and at the whole program.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheFiles } from '../support/cache-files.ts';
import { commandLine } from '../support/command-line.ts';
import { auditor, type Example, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { startSwrole } from '../support/run-swrole.ts';
import { writeAwsFiles } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const ROLE = `role_arn = ${auditor.arn}\nsource_profile = my-company\n`;

async function start(extraConfig = ''): Promise<Example> {
  return untilTestEnds(await startExample({ extraConfig }));
}

const optionsOf = ({ env, standIn }: Example, more: object = {}) => ({
  env: { ...env, ...more },
  secrets: standIn.secrets,
  credentialsOnStdout: true,
});

const swrole = (example: Example, args: readonly string[], more: object = {}) =>
  runInProcess(args, optionsOf(example, more));

/** Removes the answers: the whole program must see the same. */
function dropAnswers({ home }: Example): void {
  rmSync(join(home.cacheDir, 'answers'), { recursive: true, force: true });
}

describe('one code serves every region of a partition', () => {
  const MFA = `${ROLE.replace(auditor.arn, 'arn:aws:iam::111111111111:role/developer')}mfa_serial = ${member.mfa.serial}\n`;

  test('one code serves every region that the environment names', async () => {
    const example = await start();
    const config = readFileSync(example.home.configFile, 'utf8');
    const [, command = ''] = /^generate_token = (.*)$/m.exec(config) ?? [];
    writeFileSync(
      example.home.configFile,
      `[profile dev]\n${MFA}generate_token = ${command}\n[profile other]\n${MFA}region = sa-east-1\n`,
    );
    const first = await swrole(example, ['-j', 'dev']);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    for (const AWS_REGION of ['eu-west-1', 'us-west-2', 'ap-east-1']) {
      expect(await swrole(example, ['-j', 'dev'], { AWS_REGION })).toEqual(first);
      dropAnswers(example);
      expect(await swrole(example, ['-j', 'dev'], { AWS_DEFAULT_REGION: AWS_REGION })).toEqual(
        first,
      );
    }
    expect(await swrole(example, ['-j', 'other'])).toEqual(first);
    expect([example.standIn.calls.length, await example.tokenRuns()]).toEqual([1, 1]);
  });

  test('an invalid region is refused in the same way with and without a cache', async () => {
    const example = await start(`[profile x]\n${ROLE}`);
    await swrole(example, ['-j', 'x'], { AWS_REGION: 'eu-west-1' });
    expect(await swrole(example, ['-j', 'x'], { AWS_REGION: 'eu west' })).toMatchObject({
      exitCode: 3,
      stdout: '',
    });
  });
});

describe('errors that the cached answer must not hide', () => {
  test.each([
    ['AWS_MAX_ATTEMPTS', 'many'],
    ['AWS_RETRY_MODE', 'never'],
    ['AWS_USE_FIPS_ENDPOINT', 'maybe'],
    ['AWS_ENDPOINT_URL_STS', 'http://sts.example.com'],
  ])('the cached answer is not given with %s=%s', async (variable, value) => {
    const example = await start(`[profile x]\n${ROLE}`);
    expect(await swrole(example, ['-j', 'x'])).toMatchObject({ exitCode: 0 });
    const result = await swrole(example, ['-j', 'x'], { [variable]: value });
    expect(result).toMatchObject({ exitCode: 3, stdout: '' });
    dropAnswers(example);
    expect(await swrole(example, ['-j', 'x'], { [variable]: value })).toEqual(result);
  });

  const KEYS = {
    AWS_ACCESS_KEY_ID: member.accessKeyId,
    AWS_SECRET_ACCESS_KEY: member.secretAccessKey,
  };

  test.each<[string, object]>([
    ['have no secret', { AWS_ACCESS_KEY_ID: member.accessKeyId }],
    ['have an end that is not a time', { ...KEYS, AWS_CREDENTIAL_EXPIRATION: 'soon' }],
    ['have an invalid account', { ...KEYS, AWS_ACCOUNT_ID: '1' }],
  ])(
    'the cached answer is not given with keys of the environment that %s',
    async (_, environment) => {
      const config = `[profile x]\nrole_arn = ${auditor.arn}\ncredential_source = Environment\n`;
      const example = await start(config);
      expect(await swrole(example, ['-j', 'x'], KEYS)).toMatchObject({ exitCode: 0 });
      const cached = await swrole(example, ['-j', 'x'], environment);
      dropAnswers(example);
      expect(await swrole(example, ['-j', 'x'], environment)).toEqual(cached);
      expect(cached).toMatchObject({ stdout: '' });
    },
  );
});

describe('a credential_process that reads the environment', () => {
  /** A program that prints keys named after AWS_PROFILE and TEAM, with an end. */
  async function startReading(command = ''): Promise<Example> {
    const example = await start();
    const script = join(example.home.path, 'program.mjs');
    writeFileSync(
      script,
      `const { AWS_PROFILE = '', TEAM = '' } = process.env;
console.log(JSON.stringify({ Version: 1, AccessKeyId: 'ASIA' + (AWS_PROFILE + TEAM).toUpperCase().padEnd(16, 'X'),
  SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', SessionToken: 'FwoGZXIvYXdzEXAMPLETOKEN',
  Expiration: new Date(Date.now() + 3600000).toISOString() }));\n`,
    );
    const process_ = commandLine([process.execPath, script]) + command;
    await writeAwsFiles(example.home, {
      config: `[profile base]\ncredential_process = ${process_}\n`,
    });
    return example;
  }

  const keyId = ({ stdout }: { stdout: string }) => JSON.parse(stdout).AccessKeyId as string;

  test.each([
    ['another AWS_PROFILE', '', { AWS_PROFILE: 'red' }, { AWS_PROFILE: 'blue' }],
    ['AWS_PROFILE or none', '', { AWS_PROFILE: 'red' }, {}],
    ['another value of a variable that it mentions', ' "$TEAM"', { TEAM: 'red' }, { TEAM: 'blue' }],
  ])(
    'a credential_process that reads the environment is run again with %s',
    async (_, command, one, other) => {
      const example = await startReading(command);
      const first = await swrole(example, ['-j', 'base'], one);
      expect(await swrole(example, ['-j', 'base'], one)).toEqual(first);
      const second = await swrole(example, ['-j', 'base'], other);
      expect(keyId(second)).not.toBe(keyId(first));
      dropAnswers(example);
      expect(await swrole(example, ['-j', 'base'], other)).toEqual(second);
      expect(await swrole(example, ['-j', 'base'], one)).toEqual(first);
    },
  );

  test('a credential_process keeps no answer where its line hides which variable it means', async () => {
    const example = await startReading();
    const config = readFileSync(example.home.configFile, 'utf8');
    const hiding = config.replace(/= (.*)$/m, `= bash -c 'TEAM="$\{!WHICH}" exec $1'`);
    await writeAwsFiles(example.home, { config: hiding });
    const colours = { RED: 'red', BLUE: 'blue' };
    const red = await swrole(example, ['-j', 'base'], { WHICH: 'RED', ...colours });
    const blue = await swrole(example, ['-j', 'base'], { WHICH: 'BLUE', ...colours });
    expect([keyId(red).slice(4, 8), keyId(blue).slice(4, 8)]).toEqual(['REDX', 'BLUE']);
    const names = Object.keys(cacheFiles(example.home.cacheDir));
    expect(names.filter((name) => name.startsWith('answers/'))).toEqual([]);
  });

  test('logout deletes the credentials of a credential_process in every environment', async () => {
    const example = await startReading();
    const first = await swrole(example, ['-j', 'base'], { AWS_PROFILE: 'red' });
    await swrole(example, ['-j', 'base'], { AWS_PROFILE: 'blue' });
    const { stdout } = await swrole(example, ['logout', 'base']);
    const line = 'base: forgot what its program gave in another environment (59m left)\n';
    expect(stdout).toBe(`${line}${line}base: forgot the answer that was ready for base\n`);
    expect(cacheFiles(example.home.cacheDir)).toEqual({});
    const again = await swrole(example, ['-j', 'base'], { AWS_PROFILE: 'red' });
    expect([again.exitCode, keyId(again)]).toEqual([0, keyId(first)]);
  });

  test('no value of a variable is stored on the disk', async () => {
    const example = await startReading(' "$TEAM"');
    const secrets = { TEAM: 'verysecretteam', AWS_PROFILE: 'verysecretprofile' };
    for (let run = 1; run <= 2; run += 1) await swrole(example, ['-j', 'base'], secrets);
    const files = cacheFiles(example.home.cacheDir);
    expect(Object.keys(files).map((name) => name.split('/')[0])).toEqual(['answers', 'sessions']);
    expect(JSON.stringify(files)).not.toMatch(/verysecret(?:team|profile)/);
  });
});

test('an answer that was swapped with another is not given', async () => {
  const example = await start(`[profile x]\n${ROLE}`);
  const [x, developer] = [
    await swrole(example, ['-j', 'x']),
    await swrole(example, ['-j', 'project-dev']),
  ];
  const path = (name: string) => join(example.home.cacheDir, 'answers', name);
  const [header = ''] = readFileSync(path('x'), 'utf8').split('\n');
  writeFileSync(path('x'), `${header}\n${developer.stdout}`);
  expect(await swrole(example, ['-j', 'x'])).toEqual(x);
  writeFileSync(path('x'), `${header}\n${x.stdout.replace(/ASIA.{4}/, 'ASIAAAAA')}`);
  expect(await swrole(example, ['-j', 'x'])).toEqual(x);
});

test('a session with an edited account or key is not given', async () => {
  const example = await start(`[profile x]\n${ROLE}`);
  const x = await swrole(example, ['-j', 'x']);
  for (const [old, edited] of [
    ['"expiration":1', '"expiration":2'],
    ['"accessKeyId":"ASIA', '"accountId":"333333333333","accessKeyId":"ASIA'],
    ['"secretAccessKey":"', '"secretAccessKey":"A'],
  ] as const) {
    dropAnswers(example);
    const [name = ''] = Object.keys(cacheFiles(example.home.cacheDir));
    const path = join(example.home.cacheDir, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(old, edited));
    const { exitCode, stdout } = await swrole(example, ['-j', 'x']);
    expect([exitCode, JSON.parse(stdout).AccountId]).toEqual([0, '222222222222']);
    expect(stdout).not.toBe(x.stdout);
  }
  expect(example.standIn.calls).toHaveLength(4);
});

test('a policy that changes during the question for a code leaves no answer with the old session', async () => {
  const example = await start();
  const file = (name: string) => join(example.home.path, '.aws', name);
  writeFileSync(file('old.json'), '{"Version":"2012-10-17"}');
  writeFileSync(file('new.json'), '{"Version":"2008-10-17"}');
  symlinkSync('old.json', file('policy.json'));
  // The token command waits until the test lets it go on.
  const [asked, goOn] = [file('asked'), file('go-on')];
  const config = readFileSync(example.home.configFile, 'utf8');
  const [, token = ''] = /^generate_token = (.*)$/m.exec(config) ?? [];
  const script = join(example.home.path, 'slow.sh');
  execFileSync('mkfifo', [asked, goOn]);
  writeFileSync(script, `echo now > '${asked}'\nread answer < '${goOn}'\n${token}\n`);
  await writeAwsFiles(example.home, {
    config: config
      .replace(token, `sh ${script}`)
      .replace('mfa_serial', 'policy_file = policy.json\nmfa_serial'),
  });

  const run = startSwrole(['-j', 'project-dev'], optionsOf(example));
  await readFile(asked);
  symlinkSync('new.json', file('next'));
  renameSync(file('next'), file('policy.json'));
  writeFileSync(goOn, 'go\n');
  expect(await run.result).toMatchObject({ exitCode: 0, stderr: '' });
  const names = Object.keys(cacheFiles(example.home.cacheDir));
  expect(names.filter((name) => name.startsWith('answers/'))).toEqual([]);
  expect(example.standIn.calls.map(({ params }) => params.Policy)).toEqual([
    '{"Version":"2012-10-17"}',
  ]);
});
