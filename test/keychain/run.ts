import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// npm run test:keychain: the tests of the real Secret Service, in a session bus of their own, with a new keyring that is unlocked. What this
// machine does not have is named, and the tests that need it are skipped.

const PROGRAMS = ['dbus-run-session', 'gnome-keyring-daemon'];
const VITEST = ['vitest', 'run', '--project', 'keychain'];
/** The keyring daemon ends with the bus. */
const IN_SESSION = `printf %s example-password |
  gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null && exec npx ${VITEST.join(' ')}`;

const isThere = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

const missing =
  process.platform === 'linux' ? PROGRAMS.filter((program) => !isThere(program)) : PROGRAMS;
const home = mkdtempSync(join(tmpdir(), 'swrole-keyring-'));
const runtime = join(home, 'run');
mkdirSync(runtime, { mode: 0o700 });
const env = {
  ...process.env,
  XDG_DATA_HOME: home,
  XDG_CACHE_HOME: home,
  XDG_RUNTIME_DIR: runtime,
  SWROLE_TEST_KEYCHAIN: missing.length === 0 ? 'secret-service' : `missing ${missing.join(', ')}`,
};
const [file = '', ...args] =
  missing.length === 0 ? ['dbus-run-session', '--', 'sh', '-c', IN_SESSION] : ['npx', ...VITEST];
if (missing.length > 0)
  process.stdout.write(`skipped, because this machine has no ${missing.join(', ')}\n`);
process.exitCode = spawnSync(file, args, { env, stdio: 'inherit' }).status ?? 1;
rmSync(home, { recursive: true, force: true });
