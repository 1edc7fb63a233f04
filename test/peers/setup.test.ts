/** What `swrole setup` writes, as those read it who run it: a shell, Python's words, `patch`, the AWS CLI, botocore and the JS SDK. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { sdkCommand } from '../../src/setup/launcher.ts';
import {
  deployer,
  developer,
  type Example,
  member,
  startExample,
} from '../support/example-world.ts';
import { runSwrole, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

function isMissing(command: string, ...args: string[]): boolean {
  const missing = spawnSync(command, args).status !== 0;
  if (missing) process.stderr.write(`skipped: no ${[command, ...args].join(' ')}\n`);
  return missing;
}
const noBotocore = isMissing('python3', '-c', 'import botocore');
const noAws = isMissing('aws', '--version');
const noPatch = isMissing('patch', '--version');

/** Whatever a path or a name may hold that setup writes at all. */
const ODD = [
  "o'neil & söhne",
  '(a) [b] {c,d} *?',
  'x;y|z <w>',
  '~me',
  '!h=1',
  '漢字',
  "''",
  '-',
  '%PATH%',
  'a#b;c',
];

describe('a command line', () => {
  const lines = ODD.map((word) =>
    sdkCommand({ node: `/n ${word}/node`, script: `/s/${word}/swrole.cjs` }, `p ${word}`, 'linux'),
  );
  const words = ODD.map((word) => [`/n ${word}/node`, `/s/${word}/swrole.cjs`, `p ${word}`, '-j']);

  test('sh reads the command line of setup as the same words', () => {
    const read = lines.map((line) =>
      execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' }),
    );
    expect(read).toEqual(words.map((list) => `${list.join('\n')}\n`));
  });

  test.skipIf(noBotocore)(
    'botocore reads the command line of setup from a file as the same words',
    () => {
      const file = join(tempFolder(), 'config');
      const sections = lines.map((line, i) => `[profile p${i}]\ncredential_process = ${line}\n`);
      writeFileSync(file, sections.join(''));
      const script = `
import json, sys
from botocore.compat import compat_shell_split
from botocore.configloader import load_config
profiles = load_config(sys.argv[1])['profiles']
print(json.dumps([compat_shell_split(p['credential_process']) for p in profiles.values()]))`;
      const read = execFileSync('python3', ['-c', script, file], { encoding: 'utf8' });
      expect(JSON.parse(read)).toEqual(words);
    },
  );
});

describe('a profile that setup has written, for a role and a program with odd names', () => {
  /** The example world with a swrole in an odd place, and a profile `app` for a role with an odd name. */
  async function setUp(): Promise<Example> {
    const odd = `\n[profile "my rôle"]\nrole_arn = ${deployer.arn}\nsource_profile = project-dev\nregion = eu-west-1\n`;
    const example = untilTestEnds(await startExample({ extraConfig: odd }));
    const folder = join(example.home.path, "o'neil & (söhne)");
    mkdirSync(folder);
    symlinkSync(SWROLE_PROGRAM, join(folder, 'swrole'));
    const args = [join(folder, 'swrole'), 'setup', 'app', 'my rôle'];
    await promisify(execFile)(process.execPath, args, { env: example.env });
    return example;
  }
  const ARN = /arn:aws:sts::333333333333:assumed-role\/deployer\/swrole-/;

  test('a profile that setup has written works for swrole', async () => {
    const { env } = await setUp();
    expect((await runSwrole(['whoami', 'app'], { env })).stdout).toMatch(ARN);
  });

  test.skipIf(noAws)('a profile that setup has written works for the AWS CLI', async () => {
    const { env } = await setUp();
    const args = ['sts', 'get-caller-identity', '--profile', 'app', '--output', 'text'];
    const { stdout, stderr } = await promisify(execFile)('aws', args, { env });
    expect([stdout, stderr]).toEqual([expect.stringMatching(ARN), '']);
  });

  test.skipIf(noBotocore)('a profile that setup has written works for botocore', async () => {
    const { env } = await setUp();
    const script = `
import botocore.session
session = botocore.session.Session()
print(session.create_client('sts').get_caller_identity()['Arn'])`;
    const variables = { ...env, AWS_PROFILE: 'app' };
    const python = await promisify(execFile)('python3', ['-c', script], { env: variables });
    expect(python.stdout).toMatch(ARN);
  });

  test('a profile that setup has written works for the JS SDK', async () => {
    const { env } = await setUp();
    const script = `
import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
process.stdout.write((await new STSClient().send(new GetCallerIdentityCommand())).Arn);`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script],
      {
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        env: { ...env, AWS_PROFILE: 'app' },
      },
    );
    expect(stdout).toMatch(ARN);
  });
});

test.skipIf(noAws)('a new user gets from aws configure to the role in the AWS CLI', async () => {
  const { standIn, home, env: all } = untilTestEnds(await startExample());
  for (const file of [home.configFile, home.credentialsFile]) rmSync(file);
  const env = { ...all, AWS_ENDPOINT_URL_IAM: standIn.url };
  const input = [member.accessKeyId, member.secretAccessKey, 'eu-west-1', 'json', ''].join('\n');
  execFileSync('aws', ['configure'], { env, input });
  const code = totp(member.mfa.secret, Date.now());
  await runSwrole(['setup', '--role-arn', developer.arn, '--yes', '-t', code], { env });
  const args = ['sts', 'get-caller-identity', '--profile', 'developer-sdk', '--output', 'text'];
  const { stdout, stderr } = await promisify(execFile)('aws', args, { env });
  expect([stdout, stderr]).toEqual([
    expect.stringMatching(/arn:aws:sts::111111111111:assumed-role\/developer\/swrole-/),
    '',
  ]);
});

describe.skipIf(noPatch)('patch applies the diff of setup --dry-run to the same result', () => {
  const SETUP = ['setup', 'app', 'project-dev', '--force'];
  const OTHER = '[profile app]\ncredential_process = /bin/other\n';

  test.each<[string, (config: string) => string]>([
    ['a file with a new section', (config) => config],
    ['a file with another line for the profile', (config) => `${config}\n${OTHER}[profile z]\n`],
    ['a file with CRLF', (config) => config.replaceAll('\n', '\r\n')],
    ['a file without a newline at its end', (config) => config.trimEnd()],
    ['a replaced line without a newline at its end', (config) => `${config}\n${OTHER.trimEnd()}`],
  ])('patch applies the diff of setup --dry-run to %s', async (_, change) => {
    const { home, env } = untilTestEnds(await startExample());
    writeFileSync(home.configFile, change(readFileSync(home.configFile, 'utf8')));
    const copy = join(home.path, 'copy');
    copyFileSync(home.configFile, copy);
    const { stdout } = await runSwrole([...SETUP, '--dry-run'], { env });
    execFileSync('patch', ['--silent', copy], { input: stdout });
    await runSwrole(SETUP, { env });
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(home.configFile, 'utf8'));
  });
});
