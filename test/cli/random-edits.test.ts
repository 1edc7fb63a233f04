/**
 * Random edits of files and of the environment between calls: what the cached answer gives, and what the program gives with
 * its cache, is never another than what the files and the environment of this moment mean. That is planned anew each time,
 * without any cache.
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadConfigFiles, readTextFile } from '../../src/config/files.ts';
import { roleChain } from '../../src/config/planning.ts';
import { readReadyAnswer } from '../../src/fast-path/cached-answer.ts';
import { homeDirectory } from '../../src/fast-path/paths.ts';
import { keyFile, sessionKey } from '../../src/session/session-key.ts';
import { sessionPath } from '../../src/session/steps.ts';
import {
  auditor,
  EXAMPLE_CREDENTIALS,
  type Example,
  startExample,
} from '../support/example-world.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** Edits in a row, in one home. */
const ROUNDS = 100;

const PROFILES = ['plain', 'policy', 'env'] as const;
type ProfileName = (typeof PROFILES)[number];

/** All of the same length, so that neither size nor time tells them apart. */
const CONFIGS = ['first', 'other'].flatMap((session) =>
  ['eu-west-1', 'us-east-1'].map(
    (region) => `[profile my-company]
[profile plain]
role_arn = ${auditor.arn}
role_session_name = ${session}
source_profile = my-company
region = ${region}
[profile policy]
role_arn = ${auditor.arn}
source_profile = my-company
policy_file = ~/.aws/policy.json
[profile env]
role_arn = ${auditor.arn}
role_session_name = ${session}
credential_source = Environment
`,
  ),
);
const CREDENTIALS = [
  EXAMPLE_CREDENTIALS,
  EXAMPLE_CREDENTIALS.replace('wJalr', 'xJalr'),
  `# mine\n${EXAMPLE_CREDENTIALS}`,
];
const POLICIES = ['{"Version":"2012-10-17"}', '{"Version":"2008-10-17"}'];

const FILES = { config: CONFIGS, credentials: CREDENTIALS, 'policy.json': POLICIES } as const;
type FileName = keyof typeof FILES;

/** How a file gets another text. */
const MANNERS = [
  'in place',
  'in place, with its times',
  'renamed',
  'renamed, with its times',
  'behind a link',
  'removed',
] as const;

const [KEY, SECRET] = [/= (AKIA\w+)/, /= (wJalr\S+)/].map(
  (pattern) => pattern.exec(EXAMPLE_CREDENTIALS)?.[1] ?? '',
);

/** Values of variables, the first of them none. */
const VARIABLES: Readonly<Record<string, readonly (string | undefined)[]>> = {
  AWS_REGION: [undefined, 'eu-west-1', 'eu west', 'aws-global'],
  AWS_DEFAULT_REGION: [undefined, 'us-west-2', 'US'],
  AWS_PROFILE: [undefined, 'plain'],
  AWS_CONFIG_FILE: [undefined, '~/.aws/second'],
  AWS_SHARED_CREDENTIALS_FILE: [undefined, '/dev/null'],
  AWS_USE_FIPS_ENDPOINT: [undefined, 'false', 'maybe'],
  AWS_MAX_ATTEMPTS: [undefined, '1', 'many'],
  AWS_STS_REGIONAL_ENDPOINTS: [undefined, 'legacy'],
  AWS_ACCESS_KEY_ID: [undefined, KEY],
  AWS_SECRET_ACCESS_KEY: [undefined, SECRET],
  AWS_CREDENTIAL_EXPIRATION: [undefined, 'soon', '2099-01-01T00:00:00Z'],
  SWROLE_REGION: [undefined, 'eu-west-1'],
  SWROLE_REGION_BEFORE: [undefined, 'eu west'],
  TEAM: [undefined, 'red'],
};
const NAMES = Object.keys(VARIABLES);

type Edit =
  | { readonly file: FileName; readonly text: number; readonly manner: (typeof MANNERS)[number] }
  | { readonly variable: string; readonly value: number };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    file: fc.constantFrom(...(Object.keys(FILES) as FileName[])),
    text: fc.nat(3),
    manner: fc.constantFrom(...MANNERS),
  }),
  // Mostly none: with a wrong value there is no answer at all.
  fc.record({
    variable: fc.constantFrom(...NAMES),
    value: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(3)),
  }),
);
const rounds = fc.array(fc.tuple(edit, fc.constantFrom(...PROFILES)), {
  minLength: ROUNDS,
  maxLength: ROUNDS,
});

/** The key of the session and the region that an answer has to have. */
interface Meant {
  readonly key: string;
  readonly region: string | undefined;
}

/** A file of no length on the way would cost some file systems milliseconds. */
function overwrite(path: string, text: string): void {
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  writeSync(fd, text, 0);
  ftruncateSync(fd, Buffer.byteLength(text));
  closeSync(fd);
}

/** A home that is edited, and what was said in it. */
class EditedHome {
  readonly #example: Example;
  readonly #env: Record<string, string>;
  /** The session that a document is of. */
  readonly #keys = new Map<string, string>();
  #errors = 0;
  /** How often the cached answer was given. */
  hits = 0;

  constructor(example: Example) {
    this.#example = example;
    this.#env = { ...example.env };
    this.#start();
  }

  #path(name: string): string {
    return join(this.#example.home.path, '.aws', name);
  }

  /** As it was in the beginning, with what is cached. */
  #start(): void {
    for (const [name, [text = '']] of Object.entries(FILES)) {
      rmSync(this.#path(name), { force: true });
      writeFileSync(this.#path(name), text, { mode: 0o600 });
    }
    writeFileSync(this.#path('second'), CONFIGS[1] ?? '');
    writeFileSync(this.#path('scratch'), '');
    for (const name of NAMES) delete this.#env[name];
  }

  /** Waits until a file written now gets another time than one before: kernels count in ticks. */
  #passTick(): void {
    const scratch = this.#path('scratch');
    const stamp = () => {
      utimesSync(scratch, 1, 1);
      return statSync(scratch, { bigint: true }).ctimeNs;
    };
    for (const before = stamp(); stamp() === before; );
  }

  #edit(edit: Edit): void {
    if ('variable' in edit) {
      const values = VARIABLES[edit.variable] ?? [];
      const value = values[edit.value % values.length];
      if (value === undefined) delete this.#env[edit.variable];
      else this.#env[edit.variable] = value;
      return;
    }
    this.#passTick();
    const path = this.#path(edit.file);
    const texts = FILES[edit.file];
    const text = texts[edit.text % texts.length] ?? '';
    const times = existsSync(path) ? statSync(path) : undefined;
    if (edit.manner === 'removed') rmSync(path, { force: true });
    else if (edit.manner.startsWith('in place')) overwrite(path, text);
    else {
      const target =
        edit.manner === 'behind a link' ? `${path}-${edit.text % texts.length}` : `${path}.new`;
      writeFileSync(target, text);
      if (target !== `${path}.new`) symlinkSync(target, `${path}.new`);
      renameSync(`${path}.new`, path);
    }
    if (times && edit.manner.endsWith('times')) utimesSync(path, times.atime, times.mtime);
  }

  /** What the files and the environment mean now: the key of the session and the region, or nothing where that is an error. */
  #meant(profile: ProfileName): Meant | undefined {
    const env = this.#env;
    const home = homeDirectory(env);
    try {
      const chain = roleChain(loadConfigFiles({ env, home }), profile, {
        env,
        home,
        readText: readTextFile,
      });
      const path = sessionPath(chain, hostname());
      return { key: sessionKey(path, path.steps.length), region: chain.region };
    } catch {
      return undefined;
    }
  }

  /** One edit, one call that may find an old answer, and one that finds that of the first. */
  async round(edit: Edit, profile: ProfileName): Promise<void> {
    this.#edit(edit);
    const meant = this.#meant(profile);
    await this.#call(profile, meant);
    await this.#call(profile, meant);
  }

  async #call(profile: ProfileName, meant: Meant | undefined): Promise<void> {
    const ready = readReadyAnswer(profile, this.#env);
    if (ready !== undefined) {
      this.hits += 1;
      const key = this.#keys.get(ready.document);
      const region = ready.exports === undefined ? meant?.region : ready.exports.region;
      expect({ key, region }).toEqual(meant);
      return;
    }
    // Each such error has its own tests; here are a few of them.
    this.#errors += meant === undefined ? 1 : 0;
    if (meant === undefined && this.#errors % 16 !== 1) return;
    const { standIn } = this.#example;
    const { exitCode, stdout } = await runInProcess(['-j', profile], {
      env: this.#env,
      secrets: standIn.secrets,
      credentialsOnStdout: true,
    });
    if (meant === undefined) return void expect([stdout, exitCode === 0]).toEqual(['', false]);
    if (exitCode !== 0) return;
    // It is the session that is stored under this key.
    const stored = join(this.#example.home.cacheDir, 'sessions', keyFile(meant.key));
    const { AccessKeyId } = JSON.parse(stdout);
    expect(JSON.parse(readFileSync(stored, 'utf8')).accessKeyId).toBe(AccessKeyId);
    this.#keys.set(stdout, meant.key);
  }

  async play(edits: readonly (readonly [Edit, ProfileName])[]): Promise<void> {
    this.#start();
    for (const [each, profile] of edits) await this.round(each, profile);
  }
}

const { numRuns, seed } = propertyRuns(2_000 / ROUNDS, 20_261_130);

test('after random edits of files and environment, no answer is another than without a cache', async () => {
  const home = new EditedHome(untilTestEnds(await startExample()));
  const property = fc.asyncProperty(rounds, (edits) => home.play(edits));
  await fc.assert(property, { numRuns, seed, endOnFailure: true });
  // It is no test of a cache that gives no answers.
  expect(home.hits).toBeGreaterThan((numRuns * ROUNDS) / 10);
});

test.runIf(mayMount())(
  'another file that is mounted over the config file is noticed, and so is the one below it',
  async () => {
    const example = untilTestEnds(await startExample());
    const { configFile } = example.home;
    const run = () =>
      runInProcess(['-j', 'plain'], { env: example.env, credentialsOnStdout: true });
    const other = join(example.home.path, 'other');
    writeFileSync(configFile, CONFIGS[0] ?? '');
    writeFileSync(other, CONFIGS[2] ?? '');
    const times = statSync(configFile);
    utimesSync(other, times.atime, times.mtime);
    const first = await run();
    expect([first.exitCode, await run()]).toEqual([0, first]);
    execFileSync('mount', ['--bind', other, configFile]);
    const second = await run().finally(() => execFileSync('umount', [configFile]));
    expect([second.exitCode, second.stdout === first.stdout]).toEqual([0, false]);
    expect(await run()).toEqual(first);
    expect(example.standIn.calls.map(({ params }) => params.RoleSessionName)).toEqual([
      'first',
      'other',
    ]);
  },
);

/** Whether the tests may mount: only as root, and not in every container. */
function mayMount(): boolean {
  const folder = join(process.env.TMPDIR ?? '/tmp', `swrole-mount-${process.pid}`);
  try {
    mkdirSync(folder);
    execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
