/** `swrole_cache`: sessions that are encrypted with a key of the keychain, or never on the disk. */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sealedFields, sealedText } from '../../src/session/cached-session.ts';
import { encryptedStore } from '../../src/session/encrypted-sessions.ts';
import type { PrivateStore } from '../../src/storage/private-store.ts';
import type { Keychain } from '../../src/system.ts';
import {
  auditor,
  type Example,
  type ExampleOptions,
  member,
  startExample,
} from '../support/example-world.ts';
import {
  hangingKeychain,
  lockedKeychain,
  memoryKeychain,
  missingKeychain,
} from '../support/keychains.ts';
import { runInProcess } from '../support/run-in-process.ts';
import type { RunOptions } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** Two profiles of one role, with and without the setting; it is in line 15 of the config file. */
const audit = (value: string) => `
[profile audit]
role_arn = ${auditor.arn}
source_profile = my-company
swrole_cache = ${value}

[profile plain]
role_arn = ${auditor.arn}
source_profile = my-company
`;

async function start(value: string, options: ExampleOptions = {}) {
  const example = untilTestEnds(await startExample({ extraConfig: audit(value), ...options }));
  const keychain = memoryKeychain();
  const run = async (args: readonly string[], more: Partial<RunOptions> = {}) => {
    const secrets = example.standIn.secrets;
    const credentialsOnStdout = args.includes('-j');
    const options = { env: example.env, secrets, credentialsOnStdout, keychain, ...more };
    const result = await runInProcess(args, options);
    return { ...result, stderr: result.stderr.replaceAll(example.home.path, '~') };
  };
  const line = readFileSync(example.home.configFile, 'utf8')
    .split('\n')
    .findIndex((text) => text.startsWith('swrole_cache'));
  return { example, keychain, run, place: `~/.aws/config:${line + 1}` };
}

const names = ({ home }: Example, folder: string) => {
  const path = join(home.cacheDir, folder);
  return existsSync(path) ? readdirSync(path) : [];
};
const encrypted = ({ home }: Example) =>
  names({ home } as Example, 'encrypted').map((name) => join(home.cacheDir, 'encrypted', name));
const actions = ({ standIn }: Example) => standIn.calls.map(({ action }) => action);
const answer = (stdout: string) => ({ exitCode: 0, signal: null, stdout, stderr: '' });

/** The files in swrole's folder that hold a secret of AWS. */
function filesWithSecrets({ home, standIn }: Example): string[] {
  const files = readdirSync(home.cacheDir, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((file) => {
      const text = readFileSync(file, 'latin1');
      return standIn.secrets.some((secret) => text.includes(secret));
    });
}

describe('swrole_cache = keychain', () => {
  test('keeps the session encrypted, answers from it, and leaves the fast path nothing', async () => {
    const { example, keychain, run } = await start('keychain');
    const first = await run(['-j', 'audit']);
    expect(first).toEqual(answer(expect.stringMatching(/^\{"Version":1,/) as never));
    expect(await run(['-j', 'audit'])).toEqual(first);
    expect(actions(example)).toEqual(['AssumeRole']);
    expect([names(example, 'answers'), names(example, 'sessions')]).toEqual([[], []]);
    expect([names(example, 'encrypted').length, filesWithSecrets(example)]).toEqual([1, []]);
    expect([...keychain.entries.keys()]).toEqual(['session-key']);
    const [key = ''] = keychain.entries.values();
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
  });

  test('has a nonce of its own for each session', async () => {
    const { example, run } = await start('keychain');
    const nonces = new Set<unknown>();
    for (let runs = 0; runs < 3; runs++) {
      await run(['-j', '--refresh', 'audit']);
      const [file = ''] = encrypted(example);
      nonces.add((sealedFields(readFileSync(file, 'utf8')).encryption as string[])[2]);
    }
    expect(nonces.size).toBe(3);
  });

  test('shares no session with a profile that keeps it in plain text, and leaves that as it is', async () => {
    const { example, run } = await start('keychain');
    await run(['-j', 'plain']);
    await run(['-j', 'audit']);
    await run(['-j', 'plain']);
    await run(['-j', 'audit']);
    expect(actions(example)).toEqual(['AssumeRole', 'AssumeRole']);
    expect([names(example, 'answers'), names(example, 'sessions').length]).toEqual([['plain'], 1]);
  });

  test('removes the answer from before the setting', async () => {
    const { example, run } = await start('none', {
      extraConfig: audit('none').replace(/swrole_cache.*\n/, ''),
    });
    const config = readFileSync(example.home.configFile, 'utf8');
    await run(['-j', 'audit']);
    expect(names(example, 'answers')).toEqual(['audit']);
    const set = config.replace('[profile audit]\n', '[profile audit]\nswrole_cache = keychain\n');
    writeFileSync(example.home.configFile, set);
    await run(['-j', 'audit']);
    expect(names(example, 'answers')).toEqual([]);
  });

  test('counts for the whole chain, wherever it is, and none is stricter', async () => {
    const source = (value: string) => `\n[profile my-company]\nswrole_cache = ${value}\n`;
    const { example, run } = await start('keychain', { extraConfig: source('keychain') });
    await run(['-j', 'project-dev']);
    expect([names(example, 'encrypted').length, filesWithSecrets(example)]).toEqual([1, []]);
    const other = await start('keychain', { extraConfig: audit('keychain') + source('none') });
    await other.run(['-j', 'audit']);
    expect([names(other.example, 'encrypted'), filesWithSecrets(other.example)]).toEqual([[], []]);
  });

  test.each<[string, (files: readonly string[]) => void]>([
    [
      'in the place of another one',
      ([one = '', other = '']) => {
        renameSync(one, `${one}.x`);
        renameSync(other, one);
        renameSync(`${one}.x`, other);
      },
    ],
    [
      'with the name of another one inside',
      ([one = '', other = '']) => {
        const [first, second] = [one, other].map((file) =>
          sealedFields(readFileSync(file, 'utf8')),
        );
        writeFileSync(one, sealedText({ ...second, key: first?.key }));
        writeFileSync(other, sealedText({ ...first, key: second?.key }));
      },
    ],
    [
      'with a later expiration',
      (files) => {
        for (const file of files) {
          const { digest: _, ...fields } = sealedFields(readFileSync(file, 'utf8'));
          writeFileSync(file, sealedText({ ...fields, expiration: Number(fields.expiration) + 1 }));
        }
      },
    ],
    [
      'of another format',
      (files) => {
        for (const file of files) {
          const fields = sealedFields(readFileSync(file, 'utf8'));
          const [, ...rest] = fields.encryption as string[];
          writeFileSync(file, sealedText({ ...fields, encryption: ['aes-256-gcm-2', ...rest] }));
        }
      },
    ],
    [
      'with a changed byte',
      (files) => {
        for (const file of files) {
          const fields = sealedFields(readFileSync(file, 'utf8'));
          const [format, tag, nonce, data = ''] = fields.encryption as string[];
          const changed = Buffer.from(data, 'base64');
          changed[0] = (changed[0] ?? 0) ^ 1;
          writeFileSync(
            file,
            sealedText({ ...fields, encryption: [format, tag, nonce, changed.toString('base64')] }),
          );
        }
      },
    ],
  ])('refuses a stored session %s', async (_, change) => {
    const { example, run } = await start('keychain');
    await run(['-j', 'audit']);
    await run(['-j', '--duration', '20m', 'audit']);
    expect(actions(example)).toHaveLength(2);
    change(encrypted(example));
    const { exitCode, stderr } = await run(['-j', '--debug', 'audit']);
    expect([exitCode, actions(example).length]).toEqual([0, 3]);
    expect(stderr).toMatch(/session [0-9a-f]{8}: what is stored is damaged, or of another role/);
  });

  test('binds an encrypted text to the name of its file, its key and its fields', () => {
    const files = new Map<string, string>();
    const store: PrivateStore = {
      read: (name) => files.get(name),
      write: (name, text) => void files.set(name, text),
      remove: (name) => void files.delete(name),
    };
    const [key, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const text = sealedText({ key: 'k', secretAccessKey: 'EXAMPLE' });
    encryptedStore(store, key).write('one', text);
    files.set('two', files.get('one') ?? '');
    const read = (name: string, by = key) => encryptedStore(store, by).read(name);
    expect([read('one'), read('two'), read('one', other), read('three')]).toEqual([
      text,
      '',
      '',
      undefined,
    ]);
    expect(files.get('one')).not.toContain('EXAMPLE');
  });

  test('makes a new session when the keychain has another key', async () => {
    const { example, run } = await start('keychain');
    await run(['-j', 'audit']);
    await run(['-j', 'audit'], { keychain: memoryKeychain() });
    expect(actions(example)).toEqual(['AssumeRole', 'AssumeRole']);
  });

  test.each<[string, Keychain, string, string]>([
    [
      'hangs',
      hangingKeychain,
      'the Secret Service gave no answer within 3 s',
      'it may be locked, or ask a question: a keyring',
    ],
    [
      'is locked',
      lockedKeychain,
      "the Secret Service: Couldn't access platform storage: Secret Service: unlock prompt was dismissed",
      'a keyring',
    ],
    [
      'is missing',
      missingKeychain,
      'the package @napi-rs/keyring, which opens the keychain, is not installed',
      'install swrole again, without --omit=optional',
    ],
  ])(
    'is an error where the keychain %s, before AWS is called, and nothing is stored',
    async (_, keychain, problem, hint) => {
      const { example, run, place } = await start('keychain');
      const { stderr, ...rest } = await run(['-j', 'audit'], { keychain, clock: { ahead: 0 } });
      expect(rest).toEqual({ exitCode: 3, signal: null, stdout: '' });
      const [error, advice] = stderr.split('\n');
      expect(error).toBe(
        `swrole: error: ${place}: swrole_cache = keychain of profile 'audit': ${problem}`,
      );
      expect(advice).toContain(`swrole: hint: ${hint}`);
      expect(advice).toMatch(/; nothing is stored in plain text instead$/);
      expect([actions(example), filesWithSecrets(example)]).toEqual([[], []]);
    },
  );

  test('an entry that swrole did not store is an error', async () => {
    const { keychain, run, place } = await start('keychain');
    keychain.entries.set('session-key', 'short');
    expect(await run(['-j', 'audit'])).toEqual({
      exitCode: 3,
      signal: null,
      stdout: '',
      stderr: `swrole: error: ${place}: swrole_cache = keychain of profile 'audit': the Secret Service has something else under the name swrole session-key than swrole stored there\nswrole: hint: remove that entry, and run it again; nothing is stored in plain text instead\n`,
    });
  });

  test('status and logout need no keychain', async () => {
    const { example, run } = await start('keychain');
    await run(['-j', 'audit']);
    const status = await run(['status', 'audit'], { keychain: hangingKeychain });
    expect(status.stdout).toMatch(/^PROFILE.*\naudit,? ?.*auditor in 222222222222 /);
    const { stdout } = await run(['logout', 'audit'], { keychain: hangingKeychain });
    expect(stdout).toMatch(
      /^audit: forgot arn:aws:sts::222222222222:assumed-role\/auditor\/\S+ \(\d+m left\)\n$/,
    );
    expect(names(example, 'encrypted')).toEqual([]);
    await run(['-j', 'audit']);
    expect((await run(['logout', '--all'])).stdout).toBe('forgot 1 session\n');
    expect(names(example, 'encrypted')).toEqual([]);
  });
});

describe('swrole_cache = none', () => {
  test('stores no secret, and asks each time', async () => {
    const { example, run } = await start('none');
    const [first, second] = [await run(['-j', 'audit']), await run(['-j', 'audit'])];
    expect([first.exitCode, second.exitCode, first.stdout === second.stdout]).toEqual([
      0,
      0,
      false,
    ]);
    expect(actions(example)).toEqual(['AssumeRole', 'AssumeRole']);
    expect(filesWithSecrets(example)).toEqual([]);
    expect(
      ['answers', 'sessions', 'encrypted'].flatMap((folder) => names(example, folder)),
    ).toEqual([]);
  });

  test('counts for a profile that gets its credentials from such a profile by swrole', async () => {
    const { example, run } = await start('none');
    const config = readFileSync(example.home.configFile, 'utf8');
    writeFileSync(example.home.configFile, config.replace('-j project-dev', '-j audit'));
    const { exitCode, stdout } = await run(['-j', 'app-dev']);
    expect([exitCode, stdout.slice(0, 13)]).toEqual([0, '{"Version":1,']);
    expect(filesWithSecrets(example)).toEqual([]);
  });

  test('gives login nothing to do', async () => {
    const { run, place } = await start('none');
    expect(await run(['login', 'audit'])).toEqual({
      exitCode: 3,
      signal: null,
      stdout: '',
      stderr: `swrole: error: ${place}: swrole_cache = none of profile 'audit': sessions are never kept, so there is nothing to log in to\nswrole: hint: each use asks for credentials; keychain instead of none keeps them, encrypted\n`,
    });
  });
});

test.each(['none', 'keychain'])(
  'with swrole_cache = %s nothing is written for tools that read files',
  async (value) => {
    const { example, run, place } = await start(value);
    const before = readFileSync(example.home.credentialsFile, 'utf8');
    expect(await run(['write', 'audit'])).toEqual({
      exitCode: 3,
      signal: null,
      stdout: '',
      stderr: `swrole: error: ${place}: swrole_cache = ${value} of profile 'audit': swrole writes no keys of profile 'audit' to a file\nswrole: hint: swrole exec audit -- COMMAND gives them to one command without a file\n`,
    });
    expect(readFileSync(example.home.credentialsFile, 'utf8')).toBe(before);
    expect(actions(example)).toEqual([]);
  },
);

test('beside swrole_cache, the cache of the AWS CLI is not used', async () => {
  const device = `mfa_serial = ${member.mfa.serial}\naws_cli_cache = write\n`;
  const { example, run } = await start('keychain', {
    extraConfig: audit('keychain').replace('swrole_cache', `${device}swrole_cache`),
  });
  const code = totp(member.mfa.secret, Date.now());
  expect((await run(['-j', '-t', code, 'audit'])).exitCode).toBe(0);
  expect(existsSync(join(example.home.path, '.aws', 'cli'))).toBe(false);
  const { stderr } = await run(['-j', '--debug', '--no-prompt', 'audit']);
  expect(stderr).toMatch(
    /aws_cli_cache of profile 'audit' is not used, because there is swrole_cache/,
  );
});

test('another value is an error', async () => {
  const { run, place } = await start('disk');
  expect(await run(['-j', 'audit'])).toEqual({
    exitCode: 3,
    signal: null,
    stdout: '',
    stderr: `swrole: error: ${place}: swrole_cache of profile 'audit' must be keychain or none, in exactly this spelling, not 'disk'\n`,
  });
});
