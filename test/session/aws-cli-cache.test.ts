import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadConfigFiles, readTextFile } from '../../src/config/files.ts';
import { roleChain } from '../../src/config/planning.ts';
import { Credentials } from '../../src/credentials.ts';
import { type AwsCliCache, awsCliKey, openAwsCliCache } from '../../src/session/aws-cli-cache.ts';
import { removeAwsCliCopies } from '../../src/session/aws-cli-file.ts';
import type { StoredSession } from '../../src/session/inventory.ts';
import type { SessionKey } from '../../src/session/session-key.ts';
import { sessionPath } from '../../src/session/steps.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { MACHINE, role, step } from './example-chain.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 0, 1, 12);
const ARN = 'arn:aws:iam::111111111111:role/developer';
const SESSION = 'arn:aws:sts::111111111111:assumed-role/developer/botocore-session-1';
const SERIAL = 'arn:aws:iam::000000000000:mfa/member';
/** What botocore computes for the role and the serial. */
const KEY = '3c15b40a82435644fbc3c6ccc175296d716fc0fb';

const CREDENTIALS = `[my-company]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
[other-company]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
`;
const ROLE = `role_arn = ${ARN}
mfa_serial = ${SERIAL}
source_profile = my-company
region = ap-northeast-1
`;
const PROFILE = `[profile project-dev]\n${ROLE}`;

/** A home with the two files, and what was logged. */
class Home {
  readonly path = tempFolder();
  readonly folder = join(this.path, '.aws', 'cli', 'cache');
  readonly said: string[] = [];
  env: Record<string, string> = {};

  config(text: string): void {
    mkdirSync(join(this.path, '.aws'), { recursive: true });
    writeFileSync(join(this.path, '.aws', 'config'), text);
    writeFileSync(join(this.path, '.aws', 'credentials'), CREDENTIALS);
  }

  /** The file of an entry; the folder is as the AWS CLI makes it. */
  file(key = KEY): string {
    mkdirSync(this.folder, { recursive: true, mode: 0o755 });
    return join(this.folder, `${key}.json`);
  }

  write(text: string, key = KEY): string {
    const file = this.file(key);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  open(profile = 'project-dev', now = NOW): AwsCliCache | undefined {
    const loadFiles = () => loadConfigFiles({ env: this.env, home: this.path });
    const planEnv = { env: this.env, home: this.path, readText: readTextFile };
    const path = sessionPath(roleChain(loadFiles(), profile, planEnv), MACHINE);
    const debug = (line: string) => void this.said.push(line.replaceAll(this.path, '~'));
    const deps = { ...planEnv, machine: MACHINE, now: () => now, loadFiles, debug };
    return openAwsCliCache(path, path.steps.length, deps);
  }
}

let home: Home;
beforeEach(() => {
  home = new Home();
  home.config(PROFILE);
});

const keys = {
  AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  SessionToken: 'FwoGZXIvYXdzEXAMPLETOKEN',
  Expiration: '2026-01-01T12:40:00Z',
  AccountId: '111111111111',
};

/** An entry as the AWS CLI writes it. */
function entry(credentials: object = {}, fields: object = {}): string {
  return JSON.stringify({
    Credentials: { ...keys, ...credentials },
    AssumedRoleUser: { AssumedRoleId: 'AROAEXAMPLE:botocore-session-1', Arn: SESSION },
    ResponseMetadata: { RequestId: 'x', HTTPStatusCode: 200, HTTPHeaders: {}, RetryAttempts: 0 },
    ...fields,
  });
}

const user = (Arn: string) => ({ AssumedRoleUser: { AssumedRoleId: 'AROAEXAMPLE:x', Arn } });

describe("the AWS CLI's key", () => {
  const mfa = { serial: SERIAL, generateToken: undefined };
  test.each([
    [KEY, {}],
    ['0ab60b39a242dedbf8ab1844b48f3393f2701f9d', { durationSeconds: 900 }],
    ['dc25bd0ef788a8ea77d960ab6d50d5cb24ccf827', { externalId: 'external/1' }],
    ['c1fd1a0c78498967465f4c9cf38ed1a8b0ce3f10', { sessionName: 'ada' }],
    [
      '120d2b5f45632fa40ac1a995aa408a79d6703765',
      {
        mfa: { ...mfa, serial: 'GAHT12345678' },
        durationSeconds: 43_200,
        externalId: 'a:b',
        sessionName: 'ada@example.com',
      },
    ],
    [
      'e369ce9acf6a2cf23f9ffa87bff09aa8efac86b6',
      { role: { ...role('developer'), arn: 'arn:aws:iam::111111111111:role/a"b\\c/developer' } },
    ],
  ])('%s', (key, changes) => {
    expect(awsCliKey({ ...step(), mfa, ...changes })).toBe(key);
  });
});

describe('a session of the AWS CLI', () => {
  test.each([
    ['version 1', '2026-01-01T12:40:00Z'],
    ['version 2', '2026-01-01T12:40:00+00:00'],
    ['botocore', '2026-01-01T12:40:00UTC'],
  ])('is found as %s writes it', (_, Expiration) => {
    home.write(entry({ Expiration }));
    const expiration = NOW + 40 * MINUTE;
    expect(home.open()?.find()).toEqual({
      assumedRoleArn: SESSION,
      issuedAt: expiration - HOUR,
      expiration,
      credentials: new Credentials({
        accessKeyId: keys.AccessKeyId,
        secretAccessKey: keys.SecretAccessKey,
        sessionToken: keys.SessionToken,
        expiration,
        accountId: '111111111111',
      }),
      awsCli: { key: KEY, isOurs: false },
    });
    expect(home.said).toEqual([]);
  });

  test('began a duration before its end', () => {
    home.config(`${PROFILE}duration_seconds = 7200\n`);
    const key = awsCliKey({
      ...step({ durationSeconds: 7200 }),
      mfa: { serial: SERIAL, generateToken: undefined },
    });
    home.write(entry({ Expiration: '2026-01-01T13:50:00Z' }), key);
    expect(home.open()?.find()?.issuedAt).toBe(NOW - 10 * MINUTE);
  });

  test('that is not there is no news', () => {
    expect([home.open()?.find(), home.said]).toEqual([undefined, []]);
  });

  test('also serves a role behind an MFA session, which the AWS CLI does not know', () => {
    home.config(`${PROFILE}mfa_session = 12h\n`);
    home.write(entry());
    expect(home.open()?.find()?.assumedRoleArn).toBe(SESSION);
  });

  test('of the first role of a chain is not that of the next one, which carries no code', () => {
    home.config(
      `${PROFILE}[profile next]\nrole_arn = arn:aws:iam::333333333333:role/deployer\nsource_profile = project-dev\nregion = ap-northeast-1\n`,
    );
    expect(home.open('next')).toBeUndefined();
  });

  const NOT_PRIVATE = 'it is no file that only you can read and write, or is too large';
  const DAMAGED = 'it is damaged, or no answer of AssumeRole';
  const OTHER_ROLE = 'it is of another role';
  const name = 'arn:aws:sts::111111111111:assumed-role/developer';
  test.each<[string, string, (file: string) => void]>([
    [
      'another account',
      OTHER_ROLE,
      (file) => writeFileSync(file, entry({}, user(`${name.replace('1', '9')}/x`))),
    ],
    [
      'another account beside the keys',
      OTHER_ROLE,
      (file) => writeFileSync(file, entry({ AccountId: '999999999999' })),
    ],
    ['another role', OTHER_ROLE, (file) => writeFileSync(file, entry({}, user(`${name}2/x`)))],
    [
      'another partition',
      OTHER_ROLE,
      (file) => writeFileSync(file, entry({}, user(`${name.replace('aws', 'aws-cn')}/x`))),
    ],
    [
      'a time that its duration does not allow',
      'it lasts longer than it can',
      (file) => writeFileSync(file, entry({ Expiration: '2026-01-01T13:06:00Z' })),
    ],
    [
      'a date that is none',
      'it lasts longer than it can',
      (file) => writeFileSync(file, entry({ Expiration: '2026-13-01T12:40:00Z' })),
    ],
    [
      'another form of date',
      DAMAGED,
      (file) => writeFileSync(file, entry({ Expiration: '2026-01-01T12:40:00+09:00' })),
    ],
    [
      'keys of a user',
      DAMAGED,
      (file) => writeFileSync(file, entry({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' })),
    ],
    [
      'keys that imitate STS',
      DAMAGED,
      (file) => writeFileSync(file, entry({ AccessKeyId: 'LSIAIOSFODNN7EXAMPLE' })),
    ],
    [
      'a secret with a line break',
      DAMAGED,
      (file) => writeFileSync(file, entry({ SecretAccessKey: `${keys.SecretAccessKey}\n` })),
    ],
    ['no token', DAMAGED, (file) => writeFileSync(file, entry({ SessionToken: undefined }))],
    ['no role', DAMAGED, (file) => writeFileSync(file, entry({}, { AssumedRoleUser: undefined }))],
    ['another type', DAMAGED, (file) => writeFileSync(file, entry({ Expiration: 1 }))],
    [
      'a sign-in instead',
      DAMAGED,
      (file) => writeFileSync(file, '{"ProviderType":"sso","Credentials":{}}'),
    ],
    ['a half of it', DAMAGED, (file) => writeFileSync(file, entry().slice(0, 90))],
    ['nothing', DAMAGED, (file) => writeFileSync(file, '')],
    ['null', DAMAGED, (file) => writeFileSync(file, 'null')],
    [
      'too much',
      NOT_PRIVATE,
      (file) => writeFileSync(file, entry({}, { more: 'x'.repeat(65_536) })),
    ],
    ['a mode for all', NOT_PRIVATE, (file) => chmodSync(file, 0o644)],
    ['a mode for the group', NOT_PRIVATE, (file) => chmodSync(file, 0o660)],
    ['a second name', NOT_PRIVATE, (file) => linkSync(file, `${file}.also`)],
  ])('with %s is not used', (_, why, change) => {
    const file = home.write(entry());
    change(file);
    expect(home.open()?.find()).toBeUndefined();
    expect(home.said).toEqual([
      `project-dev: the AWS CLI's session in ~/.aws/cli/cache/${KEY}.json is not used: ${why}`,
    ]);
  });

  test('behind a symbolic link is not used', () => {
    symlinkSync(home.write(entry(), 'elsewhere'), home.file());
    expect([home.open()?.find(), home.said.length]).toEqual([undefined, 1]);
  });

  test.skipIf(process.getuid?.() !== 0)('of another user is not used', () => {
    chownSync(home.write(entry()), 12_345, 12_345);
    expect([home.open()?.find(), home.said.length]).toEqual([undefined, 1]);
  });

  test('must have the session name of the profile', () => {
    home.config(`${PROFILE}role_session_name = ada\n`);
    const key = awsCliKey({
      ...step({ sessionName: 'ada' }),
      mfa: { serial: SERIAL, generateToken: undefined },
    });
    home.write(entry(), key);
    expect(home.open()?.find()).toBeUndefined();
    home.write(entry({}, user(`${name}/ada`)), key);
    expect(home.open()?.find()?.assumedRoleArn).toBe(`${name}/ada`);
    expect(home.said).toEqual([
      `project-dev: the AWS CLI's session in ~/.aws/cli/cache/${key}.json is not used: its session has another name`,
    ]);
  });

  test.each<[string, string, (folder: string) => void]>([
    [
      'that the group can write to',
      'other users can write to ~/.aws/cli/cache',
      (folder) => chmodSync(folder, 0o775),
    ],
    [
      'in a folder that all can write to',
      'other users can write to ~/.aws/cli',
      (folder) => chmodSync(dirname(folder), 0o777),
    ],
  ])('in a folder %s is not used', (_, why, change) => {
    home.write(entry());
    change(home.folder);
    expect(home.open()?.find()).toBeUndefined();
    expect(home.said).toEqual([`project-dev: the AWS CLI's cache is not used: ${why}`]);
  });

  test('in a folder behind a symbolic link is not used', () => {
    mkdirSync(join(home.path, '.aws', 'cli'));
    mkdirSync(join(home.path, 'elsewhere'), { mode: 0o700 });
    symlinkSync(join(home.path, 'elsewhere'), home.folder);
    home.write(entry());
    expect(home.open()?.find()).toBeUndefined();
    expect(home.said).toEqual([
      "project-dev: the AWS CLI's cache is not used: ~/.aws/cli/cache is not a folder of yours",
    ]);
  });
});

describe('what the key does not tell apart', () => {
  const lacks = (what: string) =>
    `project-dev: the AWS CLI's cache is not used: its key does not contain ${what}`;
  const HOST = 'the kind of host (FIPS, dual-stack)';
  test.each<[string, string, Record<string, string>?]>([
    ['endpoint_url = https://sts.example.com', 'the endpoint URL'],
    ['', 'the endpoint URL', { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:4566' }],
    ['use_fips_endpoint = true', HOST],
    ['use_dualstack_endpoint = true', HOST],
    ['sts_regional_endpoints = legacy', 'whether the host is the global one'],
    ['source_identity = ada', 'source_identity'],
    ['session_tags = Project=apollo', 'session_tags'],
    ['policy_arns = arn:aws:iam::aws:policy/ReadOnlyAccess', 'policy_arns'],
    ['policy_file = policy.json', 'policy_file'],
  ])('%s %s', (line, what, env = {}) => {
    home.config(`${PROFILE}${line}\n`);
    writeFileSync(join(home.path, '.aws', 'policy.json'), '{}');
    home.env = env;
    home.write(entry());
    expect([home.open()?.find(), home.said]).toEqual([undefined, [lacks(what)]]);
  });

  test('a region of another partition', () => {
    home.config(PROFILE.replace('ap-northeast-1', 'cn-north-1'));
    home.write(entry());
    expect([home.open()?.find(), home.said]).toEqual([
      undefined,
      [lacks('the region, and cn-north-1 is in another partition than the role')],
    ]);
  });

  test('keys of the environment', () => {
    home.config(PROFILE.replace('source_profile = my-company', 'credential_source = Environment'));
    home.env = {
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
    };
    home.write(entry());
    expect([home.open()?.find(), home.said]).toEqual([
      undefined,
      [lacks('the credentials that sign for the role, which no file names')],
    ]);
  });

  const OTHER = 'has the same key there, and another source or other parameters';
  test.each<[string, string, string | undefined]>([
    ['another source', ROLE.replace('my-company', 'other-company'), OTHER],
    ['a policy', `${ROLE}policy_arns = arn:aws:iam::aws:policy/ReadOnlyAccess\n`, OTHER],
    ['another host', `${ROLE}endpoint_url = https://sts.example.com\n`, OTHER],
    ['an error', `${ROLE}duration_seconds = 1\n`, 'may have the same key there, and has an error'],
    ['another region', ROLE.replace('ap-northeast-1', 'eu-west-1'), undefined],
    [
      'another external id and source',
      `${ROLE.replace('my-company', 'other-company')}external_id = x2\n`,
      undefined,
    ],
    [
      'another device and source',
      ROLE.replace('my-company', 'other-company').replace('mfa/member', 'mfa/other'),
      undefined,
    ],
    [
      'another source and no device',
      ROLE.replace(/mfa_serial.*\n/, '').replace('my-company', 'other-company'),
      undefined,
    ],
    [
      'another role and source',
      ROLE.replace('my-company', 'other-company').replace('role/developer', 'role/tester'),
      undefined,
    ],
    ['an MFA session', `${ROLE}mfa_session = 12h\n`, undefined],
  ])('another profile of the role with %s', (_, lines, why) => {
    home.config(`${PROFILE}[profile twin]\n${lines}`);
    home.write(entry());
    const found = home.open()?.find();
    expect([found?.assumedRoleArn, home.said]).toEqual([
      why === undefined ? SESSION : undefined,
      why === undefined
        ? []
        : [`project-dev: the AWS CLI's cache is not used: profile 'twin' ${why}`],
    ]);
  });
});

describe('aws_cli_cache', () => {
  test('off: no entry is looked for', () => {
    home.config(`${PROFILE}aws_cli_cache = off\n`);
    expect(home.open()).toBeUndefined();
  });

  test('read: nothing is written', () => {
    home.config(`${PROFILE}aws_cli_cache = read\n`);
    expect(home.open()?.ownEntry).toBeUndefined();
  });

  test('config files that can no longer be read are no failure', () => {
    home.config(`${PROFILE}aws_cli_cache = write\n`);
    const cache = home.open();
    const config = join(home.path, '.aws', 'config');
    rmSync(config);
    mkdirSync(config);
    expect([cache?.find(), cache?.ownEntry, home.said]).toEqual([
      undefined,
      undefined,
      ["project-dev: the AWS CLI's cache is not used: the config files can no longer be read"],
    ]);
  });

  test('no device: no entry is looked for', () => {
    home.config(PROFILE.replace(/mfa_serial.*\n/, ''));
    expect(home.open()).toBeUndefined();
  });

  const issued = {
    assumedRoleArn: 'arn:aws:sts::111111111111:assumed-role/developer/swrole-ada',
    assumedRoleId: 'AROAEXAMPLE:swrole-ada',
    requestId: '00000000-0000-4000-8000-000000000001',
    expiration: NOW + HOUR,
    credentials: new Credentials({
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.SessionToken,
      expiration: NOW + HOUR,
    }),
  };

  describe('write', () => {
    beforeEach(() => home.config(`${PROFILE}aws_cli_cache = write\n`));
    const file = () => join(home.folder, `${KEY}.json`);
    const mode = (path: string) => (statSync(path).mode & 0o7777).toString(8);

    test('leaves the answer of AssumeRole, private from its start', () => {
      const cache = home.open();
      expect(cache?.ownEntry).toEqual({ key: KEY, isOurs: true });
      cache?.leave(issued);
      expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({
        Credentials: { ...keys, Expiration: '2026-01-01T13:00:00Z' },
        AssumedRoleUser: { AssumedRoleId: issued.assumedRoleId, Arn: issued.assumedRoleArn },
        ResponseMetadata: {
          RequestId: issued.requestId,
          HTTPStatusCode: 200,
          HTTPHeaders: {},
          RetryAttempts: 0,
        },
      });
      expect([file(), home.folder, dirname(home.folder)].map(mode)).toEqual(['600', '700', '700']);
      expect(readdirSync(home.folder)).toEqual([`${KEY}.json`]);
      expect(home.said).toEqual([
        `project-dev: the AWS CLI has the session too, in ~/.aws/cli/cache/${KEY}.json`,
      ]);
      expect(home.open()?.find()).toMatchObject({ issuedAt: NOW, expiration: NOW + HOUR });
    });

    test("replaces an older entry, in the AWS CLI's own folder", () => {
      home.write('{}');
      home.open()?.leave(issued);
      expect(home.open()?.find()?.assumedRoleArn).toBe(issued.assumedRoleArn);
      expect(mode(home.folder)).toBe('755');
    });

    test('writes through no link', () => {
      const target = home.write('{}', 'elsewhere');
      symlinkSync(target, home.file());
      home.open()?.leave(issued);
      expect(readFileSync(target, 'utf8')).toBe('{}');
    });

    test('writes nothing where others could exchange it', () => {
      mkdirSync(home.folder, { recursive: true });
      chmodSync(home.folder, 0o777);
      const cache = home.open();
      expect([cache?.ownEntry, cache?.find()]).toEqual([undefined, undefined]);
      cache?.leave(issued);
      expect(readdirSync(home.folder)).toEqual([]);
      expect(home.said).toEqual([
        "project-dev: the AWS CLI's cache is not used: other users can write to ~/.aws/cli/cache",
        'project-dev: the session is not left to the AWS CLI (~/.aws/cli/cache: not-private)',
      ]);
    });

    test('says why not, even where there is no entry', () => {
      home.config(`${PROFILE}aws_cli_cache = write\nsource_identity = ada\n`);
      expect([home.open()?.find(), home.open()?.ownEntry]).toEqual([undefined, undefined]);
      expect(home.said).toEqual(
        Array(2).fill(
          "project-dev: the AWS CLI's cache is not used: its key does not contain source_identity",
        ),
      );
    });

    test('cannot write into a file', () => {
      writeFileSync(join(home.path, '.aws', 'cli'), '');
      const cache = home.open();
      expect([cache?.find(), cache?.ownEntry]).toEqual([undefined, undefined]);
    });

    test('a copy is known by its key id, and removed if swrole wrote it', () => {
      home.open()?.leave(issued);
      const stored = (accessKeyId: string, isOurs = true) => ({
        key: 'a'.repeat(64) as SessionKey,
        assumedRoleArn: issued.assumedRoleArn,
        origin: undefined,
        issuedAt: NOW,
        expiration: NOW + HOUR,
        accessKeyId,
        awsCli: { key: KEY, isOurs },
      });
      const remove = (session: StoredSession, path = home.path, now = NOW) =>
        removeAwsCliCopies([session], { home: path, now: () => now });
      const none = { removed: [], kept: [] };
      const own = { file: file() };
      expect(remove(stored('ASIAI44QH8DHBEXAMPLE'))).toEqual(none);
      expect(remove({ ...stored(keys.AccessKeyId), awsCli: undefined })).toEqual(none);
      expect(remove(stored(keys.AccessKeyId), '')).toEqual(none);
      expect(remove(stored(keys.AccessKeyId, false), home.path, NOW + HOUR)).toEqual(none);
      expect(remove(stored(keys.AccessKeyId, false)).kept).toMatchObject([own]);
      expect(existsSync(file())).toBe(true);
      expect(remove(stored(keys.AccessKeyId)).removed).toMatchObject([own]);
      expect(existsSync(file())).toBe(false);
      expect(remove(stored(keys.AccessKeyId))).toEqual(none);
    });
  });
});
