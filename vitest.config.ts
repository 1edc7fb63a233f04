import { accessSync, constants, readFileSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A folder in memory, which Linux has. */
const IN_MEMORY = '/dev/shm';

/** Bytes that the folders of all tests need at most, many times over. */
const ROOM = 1024 ** 3;

/**
 * Where the tests make their folders: some 15,000, which takes a quarter of the time in memory. Unless there is little room, or no
 * program may be started there, as in some containers; or `TMPDIR` says where.
 */
function temporaryFolder(): string {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
    const mount = mounts.find((line) => line.split(' ')[1] === IN_MEMORY);
    const isFit = bavail * bsize > ROOM && mount !== undefined && !/\bnoexec\b/.test(mount);
    return process.env.TMPDIR || !isFit ? tmpdir() : IN_MEMORY;
  } catch {
    return tmpdir();
  }
}

const project = (name: string, include: string[], exclude: string[] = []) => ({
  test: {
    name,
    include,
    exclude: [...configDefaults.exclude, ...exclude],
    // A code is good for a window of 30 s, and some tests wait for the next one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most of what is waited for is a program that starts or ends, on a machine that has other things to do.
    expect: { poll: { timeout: 15_000 } },
    // Modules are loaded once for all files, not once for each: no file replaces one, nor leaves anything in one.
    isolate: false,
    env: {
      TMPDIR: temporaryFolder(),
      // A note of the AWS SDK about node, in every file that uses it.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  },
});

const FOLDERS =
  'completion,config,config-edit,console,doctor,fast-path,formats,http,inventory,mfa,process,providers,server,session,setup,storage,sts,terminal,ui,util';

/** Of these folders the files that start processes, terminals or servers with TLS in every test. */
const WITH_PROCESSES = [
  'test/fast-path/launcher.test.ts',
  'test/formats/shells.test.ts',
  'test/http/{endings,proxy,trust}.test.ts',
  'test/mfa/{dialog,one-device,token-command}.test.ts',
  'test/process/{exec,subshell,terminal-signals}.test.ts',
  'test/server/limits.test.ts',
  'test/setup/rotate-keys.test.ts',
  'test/storage/lock.test.ts',
  'test/terminal/tty.test.ts',
];

/** What `npm test` runs, each part for itself. */
const PARTS = [
  // Functions and modules, on the sources: the daily loop.
  project('unit', ['test/layers.test.ts', `test/{${FOLDERS}}/**/*.test.ts`], WITH_PROCESSES),
  // The same, where each test starts something.
  project('processes', WITH_PROCESSES),
  // The program, as people and SDKs start it: built, or in the process of the tests.
  project('cli', ['test/cli/**/*.test.ts']),
  // Hostile inputs, by chance, for every part that reads something.
  project('fuzz', ['test/fuzz/**/*.test.ts']),
  // What the other tests stand on: services of AWS, a proxy, a terminal.
  project('support', ['test/support/**/*.test.ts']),
];

/** What needs programs that a machine may not have. */
const WITH_OTHER_PROGRAMS = [
  // Like `cli`, with shells and SDKs.
  project('peers', ['test/peers/**/*.test.ts']),
  // The SDKs of all languages, each built from pinned packages.
  project('interop', ['test/interop/**/*.test.ts']),
  // The program on Windows, or under Wine.
  project('windows', ['test/windows/**/*.test.ts']),
  // The keychain of the operating system.
  project('keychain', ['test/keychain/**/*.test.ts']),
];

/** All parts as one: for each project vitest starts processes of its own, which load all modules again. */
const ALL = project('all', ['test/**/*.test.ts'], ['test/{peers,interop,windows,keychain}/**']);

/** Small files that take long, most of it waiting. Vitest would start them last, and two processors would wait for the end. */
const FIRST = [
  'cli/concurrency',
  'fuzz/fuzz',
  'cli/waiting',
  'cli/waiting-program',
  'server/limits',
  'setup/rotate-keys',
  'cli/built',
].map((name) => `/test/${name}.test.ts`);

class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = FIRST.findIndex((end) => moduleId.endsWith(end));
      return at === -1 ? FIRST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig(({ mode }) => ({
  test: {
    // More than the two processors of a small machine: some tests wait, for a program or for time to pass.
    maxWorkers: 4,
    sequence: { sequencer: WaitingFirst },
    projects: mode === 'all' ? [ALL] : [...PARTS, ...WITH_OTHER_PROGRAMS],
  },
}));
