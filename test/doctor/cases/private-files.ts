/** Modes, and the sign-ins that other programs keep. */
import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { storeFailure } from '../../../src/session/inventory.ts';
import { writeLauncher } from '../../../src/storage/launcher-file.ts';
import { privateStore } from '../../../src/storage/private-store.ts';
import type { TempHome } from '../../support/temp-home.ts';
import { NOW, type Surroundings } from '../found.ts';
import type { CasesOf } from './case.ts';
import { KEYS, SSO, USER } from './lines.ts';

const SESSION = `${'a'.repeat(64)}.json`;

const cache =
  (mode: number, inside = 0o600) =>
  async ({ cacheDir }: TempHome) => {
    await mkdir(join(cacheDir, 'sessions'), { recursive: true, mode: 0o700 });
    await writeFile(join(cacheDir, 'sessions', SESSION), '');
    await chmod(join(cacheDir, 'sessions', SESSION), inside);
    await chmod(cacheDir, mode);
  };

const SHELL_FILES = fileURLToPath(new URL('../../../src/fast-path', import.meta.url));

/** Writes the launcher as `setup` does, and changes its text. */
const launcher =
  (change: (text: string) => string = (text) => text, mode = 0o700, node = process.execPath) =>
  async ({ cacheDir }: TempHome) => {
    const program = { node, script: SHELL_FILES };
    const path = writeLauncher(cacheDir, { program, shellFiles: SHELL_FILES });
    await writeFile(path, change(await readFile(path, 'utf8')));
    await chmod(path, mode);
  };

const LAUNCHER = 'swrole/bin/swrole';
const SETUP_AGAIN =
  'fix: run swrole setup again: it writes the launcher, even if no other file has to change';

const OTHER = 'fix: set SWROLE_CACHE_DIR to a folder that only you can open';

const CORRECT = 'fix: unset SWROLE_CACHE_DIR, or set it to a folder that only you can open';

/** A file at the place of the directory for locks. */
const occupied = async ({ path }: TempHome) => {
  await mkdir(join(path, 'run'), { mode: 0o700 });
  await writeFile(join(path, 'run', 'swrole'), '');
};

const written = (file: string, content: object | undefined) => async (home: TempHome) => {
  if (content === undefined) return;
  await mkdir(join(home.path, dirname(file)), { recursive: true });
  await writeFile(join(home.path, file), JSON.stringify(content));
};

/** The SHA-1 of `corp`. */
const TOKEN = 'sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json';
const SIGN_IN = 'sso_start_url = https://example.test/start\nsso_region = eu-west-1\n';

const sso = (expiresAt?: string, more: object = {}): Surroundings => ({
  config: `[profile a]\n${SSO}[profile b]\n${SSO}[sso-session corp]\n${SIGN_IN}`,
  prepare: written(
    `.aws/${TOKEN}`,
    expiresAt === undefined ? undefined : { accessToken: 'secret', expiresAt, ...more },
  ),
});

const RENEWED = { refreshToken: 'secret', registrationExpiresAt: '2026-09-01T00:00:00Z' };

/** The SHA-256 of the session. */
const LOGIN_NAME = '178667f5500dce06c33b77bedc044c169ad7b45252574905118bcf346320c16f.json';
const LOGIN_FILE = `login/cache/${LOGIN_NAME}`;
const LOGIN = 'login_session = arn:aws:iam::111111111111:user/ada\nregion = eu-west-1\n';

const login = (expiresAt?: string, folder = '.aws/login/cache'): Surroundings => ({
  config: `[profile a]\n${LOGIN}[profile b]\n${LOGIN}`,
  prepare: written(
    `${folder}/${LOGIN_NAME}`,
    expiresAt === undefined ? undefined : { accessToken: { secretAccessKey: 'secret', expiresAt } },
  ),
});

/** Profile `a` failed so many milliseconds ago. */
const failedWith = (hint?: string, ago = 40_000): Surroundings => ({
  config: `[profile a]\n${KEYS}[profile b]\n${KEYS}`,
  prepare: async ({ cacheDir }) =>
    storeFailure(privateStore(cacheDir, 'outcomes'), {
      ...{ profile: 'a', at: NOW - ago, pid: 1, exitCode: 4, message: 'no code', hint },
    }),
});

export const privateFilesCases: CasesOf<
  | 'permissions'
  | 'cache-permissions'
  | 'sso-sign-in'
  | 'login-sign-in'
  | 'last-failure'
  | 'launcher'
> = {
  launcher: [
    ['no launcher', {}, []],
    ['a launcher as it is written', { prepare: launcher() }, []],
    [
      'a launcher that was edited',
      { prepare: launcher((text) => `${text}# mine\n`) },
      [`warning ${LAUNCHER}: swrole's launcher has been edited | ${SETUP_AGAIN}`],
    ],
    [
      'a launcher that is empty',
      { prepare: launcher(() => '') },
      [`warning ${LAUNCHER}: swrole's launcher has been edited | ${SETUP_AGAIN}`],
    ],
    [
      'a launcher of an older version',
      { prepare: launcher((text) => text.replace(/^(# swrole) \S+/m, '$1 0.0.1')) },
      [`note ${LAUNCHER}: swrole's launcher was written by swrole 0.0.1 | ${SETUP_AGAIN}`],
    ],
    [
      'a launcher whose node has been removed',
      { prepare: launcher(undefined, 0o700, "/gone/it's/node") },
      [
        `warning ${LAUNCHER}: swrole's launcher starts /gone/it's/node, which is not there | ${SETUP_AGAIN}`,
      ],
    ],
    [
      'a launcher whose program has been removed',
      {
        prepare: async ({ cacheDir }: TempHome) => {
          const program = { node: process.execPath, script: '/gone/swrole' };
          writeLauncher(cacheDir, { program, shellFiles: SHELL_FILES });
        },
      },
      [
        `error ${LAUNCHER}: swrole's launcher starts /gone/swrole, which is not there | ${SETUP_AGAIN}`,
      ],
    ],
    [
      'a launcher that others can change',
      { prepare: launcher(undefined, 0o722) },
      [
        `error ${LAUNCHER}: other users can change swrole's launcher (mode 0722) | run: chmod 700 ~/.aws/${LAUNCHER}`,
      ],
    ],
  ],
  'last-failure': [
    [
      'a failure with something to do, and of the requested profile',
      { ...failedWith("run 'swrole login a' in a terminal first"), profile: 'a' },
      [
        "warning config:1: profile 'a' gave no credentials 40s ago: no code | fix: run 'swrole login a' in a terminal first",
      ],
    ],
    [
      'a failure with no hint',
      failedWith(),
      [
        "warning config:1: profile 'a' gave no credentials 40s ago: no code | fix: run swrole login a --debug, which shows each step",
      ],
    ],
    ['a failure of another profile', { ...failedWith(), profile: 'b' }, []],
    ['a failure of yesterday', failedWith(undefined, 24 * 3_600_000), []],
    ['a damaged record', failedWith(undefined, Number.NaN), []],
  ],
  permissions: [
    [
      'keys that others can read',
      { config: USER, mode: 0o644 },
      [
        'error config: other users can read the config file (mode 0644) | run: chmod 600 ~/.aws/config',
      ],
    ],
    [
      'a device file, with a mode of the system',
      {
        config: USER,
        prepare: async (home) => {
          await rm(home.configFile);
          await symlink('/dev/zero', home.configFile);
        },
      },
      [],
    ],
    [
      'keys that are hidden by the other file',
      { config: `[default]\n${KEYS}`, credentials: `[default]\n${KEYS}`, mode: 0o640 },
      [
        'error config: its group can read the config file (mode 0640) | run: chmod 600 ~/.aws/config',
      ],
    ],
    [
      'a file that others can change',
      { mode: 0o602 },
      [
        'error config: other users can change the config file (mode 0602) | run: chmod 600 ~/.aws/config',
      ],
    ],
    [
      'a file that a group can change, perhaps without other members',
      { mode: 0o664 },
      [
        'warning config: its group can change the config file (mode 0664) | run: chmod 600 ~/.aws/config',
      ],
    ],
    ['no keys that others can read', { config: '[profile a]\n', mode: 0o644 }, []],
  ],
  'cache-permissions': [
    [
      'a cache that others can write to, with a session that they can read',
      { prepare: cache(0o777, 0o644) },
      [
        "warning swrole: other users can write to swrole's directory (mode 0777) | run: chmod 700 ~/.aws/swrole",
        `warning swrole/sessions/${SESSION}: other users can look at what swrole keeps (mode 0644) | run: chmod -R go= ~/.aws/swrole`,
      ],
    ],
    [
      'a session that others can read, in a folder that may hold more than what swrole keeps',
      {
        prepare: async ({ path }) => {
          const sessions = join(path, '.aws', 'own', 'sessions');
          await mkdir(sessions, { recursive: true, mode: 0o700 });
          await writeFile(join(sessions, SESSION), '', { mode: 0o644 });
        },
        env: { SWROLE_CACHE_DIR: '<home>/.aws/own' },
      },
      [
        `warning own/sessions/${SESSION}: other users can look at what swrole keeps (mode 0644) | ${CORRECT}`,
      ],
    ],
    [
      "a folder that is not swrole's, with a folder of the same name that others can read",
      {
        env: { SWROLE_CACHE_DIR: '<home>' },
        prepare: async ({ path }) => {
          await mkdir(join(path, 'sessions'));
          await chmod(join(path, 'sessions'), 0o755);
          await chmod(path, 0o700);
        },
      },
      [
        `warning ~/sessions: swrole's directory cannot be used: ~/sessions is not a folder that only you can open, so swrole uses and removes nothing in it | ${CORRECT}`,
        `warning ~/sessions: other users can look at what swrole keeps (mode 0755) | ${CORRECT}`,
      ],
    ],
    [
      'a cache that is a link',
      { prepare: (home) => symlink('/tmp', home.cacheDir) },
      [
        "error swrole: swrole's directory is not a directory, or a link to one | run: mv ~/.aws/swrole ~/.aws/swrole.old",
      ],
    ],
    [
      'a cache of another user',
      {
        facts: {
          modes: [{ path: '/c', kind: 'cache', mode: 0o700, isDirectory: true, isOurs: false }],
        },
      },
      [`error /c: swrole's directory belongs to another user | ${OTHER}`],
    ],
    [
      'a cache that others can look into',
      { prepare: cache(0o755) },
      [
        "warning swrole: other users can look into swrole's directory (mode 0755) | run: chmod 700 ~/.aws/swrole",
      ],
    ],
    [
      'a file at the place of the locks',
      {
        prepare: async (home) => {
          await cache(0o700)(home);
          await writeFile(join(home.cacheDir, 'locks'), '', { mode: 0o600 });
        },
      },
      [
        `warning swrole/locks: swrole's directory cannot be used: swrole/locks is a link or a file, not a folder, so swrole keeps nothing there | fix: remove it, or set SWROLE_CACHE_DIR to a folder that only you can open`,
      ],
    ],
    [
      'a place where no folder can be made',
      { env: { SWROLE_CACHE_DIR: '/proc/x' } },
      [
        `warning /proc: swrole's directory cannot be used: /proc belongs to the kernel of the system, and programs can keep no files there | ${CORRECT}`,
      ],
    ],
    [
      'a place below a file',
      { env: { SWROLE_CACHE_DIR: '/dev/null/x' } },
      [
        `warning /dev/null/x: swrole's directory cannot be used: /dev/null/x goes through a file, not a folder (ENOTDIR) | ${CORRECT}`,
      ],
    ],
    [
      'a full disk',
      { facts: { cacheProblem: { path: '/c', code: 'ENOSPC' } } },
      [
        "warning /c: swrole's directory cannot be used: /c cannot be written to: the disk is full (ENOSPC) | fix: free some space there, or set SWROLE_CACHE_DIR to a folder that only you can open",
      ],
    ],
    [
      'an occupied place for locks, where they cannot be in the usual one',
      { env: { SWROLE_CACHE_DIR: '/proc/x', XDG_RUNTIME_DIR: '<home>/run' }, prepare: occupied },
      [
        `warning /proc: swrole's directory cannot be used: /proc belongs to the kernel of the system, and programs can keep no files there | ${CORRECT}`,
        "warning ~/run/swrole: swrole's directory for locks and used codes cannot be used: ~/run/swrole is a link or a file, not a folder, so swrole keeps nothing there | fix: set XDG_RUNTIME_DIR to a folder that only you can open, or let its owner or root remove ~/run/swrole",
      ],
    ],
    [
      'an occupied place for locks that is not needed now',
      { env: { XDG_RUNTIME_DIR: '<home>/run' }, prepare: occupied },
      [
        "note ~/run/swrole: swrole's directory for locks and used codes cannot be used: ~/run/swrole is a link or a file, not a folder, so swrole keeps nothing there | fix: set XDG_RUNTIME_DIR to a folder that only you can open, or let its owner or root remove ~/run/swrole",
      ],
    ],
    [
      'a place for locks that cannot be written to and is not needed',
      { facts: { runtimeProblem: { path: '/tmp', code: 'EROFS' } } },
      [],
    ],
    [
      "a folder with files that are not swrole's, whatever their modes",
      {
        prepare: async (home) => {
          await cache(0o700)(home);
          await writeFile(join(home.cacheDir, 'notes'), '', { mode: 0o644 });
        },
      },
      [],
    ],
    ["a cache of the user's own", { prepare: cache(0o700) }, []],
    ['no cache', {}, []],
  ],
  'sso-sign-in': [
    [
      'not signed in',
      sso(),
      [
        `warning ${TOKEN}: not signed in to sso-session 'corp', for profiles 'a', 'b' | run: aws sso login --sso-session corp`,
      ],
    ],
    [
      'an expired sign-in',
      sso('2026-06-15T11:59:59Z'),
      [
        `warning ${TOKEN}: the sign-in to sso-session 'corp', for profiles 'a', 'b', expired at 2026-06-15T11:59:59.000Z | run: aws sso login --sso-session corp`,
      ],
    ],
    [
      'an expired sign-in that SDKs renew',
      sso('2026-06-15T11:59:59Z', RENEWED),
      [
        `note ${TOKEN}: the sign-in to sso-session 'corp', for profiles 'a', 'b', expired at 2026-06-15T11:59:59.000Z | run: aws sso login --sso-session corp`,
      ],
    ],
    [
      'an expired sign-in that no SDK renews',
      sso('2026-06-15T11:59:59UTC', { ...RENEWED, registrationExpiresAt: '2026-06-15T12:00:00Z' }),
      [
        `warning ${TOKEN}: the sign-in to sso-session 'corp', for profiles 'a', 'b', expired at 2026-06-15T11:59:59.000Z | run: aws sso login --sso-session corp`,
      ],
    ],
    ['a valid sign-in', sso('2026-06-15T12:00:01Z'), []],
  ],
  'login-sign-in': [
    [
      'not signed in',
      login(undefined),
      [
        `warning ${LOGIN_FILE}: not signed in by aws login, for profiles 'a', 'b' | run: aws login --profile a`,
      ],
    ],
    [
      'a sign-in file without an end',
      login('someday'),
      [
        `warning ${LOGIN_FILE}: not signed in by aws login, for profiles 'a', 'b' | run: aws login --profile a`,
      ],
    ],
    [
      'a sign-in file with an end that is too late',
      login('2026-06-15T00:00:00Z'),
      [
        `warning ${LOGIN_FILE}: the sign-in of aws login, for profiles 'a', 'b', gave its last credentials until 2026-06-15T00:00:00.000Z | run: aws login --profile a`,
      ],
    ],
    ['credentials that SDKs renew', login('2026-06-15T00:00:01Z'), []],
    [
      'a sign-in in another folder',
      {
        ...login('2026-06-15T00:00:01Z', 'elsewhere'),
        env: { AWS_LOGIN_CACHE_DIRECTORY: '<home>/elsewhere' },
      },
      [],
    ],
  ],
};
