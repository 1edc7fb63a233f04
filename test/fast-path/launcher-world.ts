/** A home with a stored answer, and the launcher beside the cached answer of node, which are to say the same about it. */

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  answerName,
  COMMAND_NAMES,
  cachedRequest,
  formatAnswer,
  readDocument,
} from '../../src/fast-path/cached-answer.ts';
import { type Dependency, fingerprint, restoreRegion } from '../../src/fast-path/fingerprint.ts';
import { launcherLine, launcherState } from '../../src/fast-path/launcher-line.ts';

export const TEMPLATE = readFileSync(
  fileURLToPath(new URL('../../src/fast-path/launcher.sh', import.meta.url)),
  'utf8',
);

/** As AWS documents them, in the length of real ones. */
export const DOCUMENT = `{"Version":1,"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY","SessionToken":"${'AQoDYXdzEJr1K+/='.repeat(20)}","Expiration":"2026-06-15T13:00:00Z","AccountId":"111111111111"}\n`;

/** Instead of node: what the launcher would start says on stdout that it was started. */
const HANDED_OVER = 'handed over';

type Variables = Readonly<Record<string, string>>;

/** Everything that a world is made from; what is missing is usual. */
export interface WorldOptions {
  readonly profile?: string;
  /** When the answer is stored, beside `HOME`. `~` at the start of a value stands for the world's folder. */
  readonly env?: Variables;
  /** `undefined` for a file that does not exist; a link leads to a file of its own. */
  readonly config?: 'file' | 'link' | undefined;
  readonly credentials?: 'file' | 'link' | undefined;
  readonly dependencies?: readonly Dependency[];
  /** Seconds from now. */
  readonly expires?: number;
  readonly written?: number;
  readonly document?: string;
  /** Before the answer is stored. */
  readonly before?: (world: World) => void;
}

/** One home, its stored answer and its paths. */
export class World {
  readonly home: string;
  readonly profile: string;
  readonly cache: string;
  readonly answer: string;
  readonly config: string;
  readonly credentials: string;
  /** For both callers. Changes are for the time after the answer was stored. */
  env: Record<string, string>;
  argv: string[];
  cwd: string | undefined;

  constructor(folder: string, options: WorldOptions = {}) {
    const { profile = 'project-dev', dependencies = [], document = DOCUMENT } = options;
    const { config = 'file', credentials = 'file', expires = 3600, written = 0 } = options;
    this.home = folder;
    this.profile = profile;
    const given = Object.entries(options.env ?? {});
    this.env = {
      HOME: folder,
      PATH: process.env.PATH ?? '',
      ...Object.fromEntries(
        given.map(([name, value]) => [name, value.replace(/^~(?=\/)/, folder)]),
      ),
    };
    this.argv = ['-j', profile];
    const inHome = (named: string | undefined, usual: string) => {
      const path = named || join(folder, '.aws', usual);
      // Tests change these files, as root too, so none of them may be a file of this machine.
      if (!path.startsWith(`${folder}/`)) throw new Error(`${path} is not in ${folder}`);
      return path;
    };
    this.cache = inHome(this.env.SWROLE_CACHE_DIR, 'swrole');
    this.config = inHome(this.env.AWS_CONFIG_FILE, 'config');
    this.credentials = inHome(this.env.AWS_SHARED_CREDENTIALS_FILE, 'credentials');
    this.answer = join(this.cache, 'answers', answerName(profile));
    mkdirSync(join(this.cache, 'answers'), { recursive: true, mode: 0o700 });
    if ('config' in options ? options.config : config) put(this.config, CONFIG, config);
    if ('credentials' in options ? options.credentials : credentials)
      put(this.credentials, CREDENTIALS, credentials);
    options.before?.(this);
    passTick(folder);
    this.#store({ expires, written, dependencies, document });
    passTick(folder);
  }

  /** As `with-answer.ts` does it. */
  #store(what: Required<Pick<WorldOptions, 'expires' | 'written' | 'dependencies' | 'document'>>) {
    const now = Math.floor(Date.now() / 1000);
    const env = this.#ownRegion();
    const simple = what.dependencies.length === 0 && !COMMAND_NAMES.has(this.profile);
    const text = formatAnswer({
      usableUntil: now + what.expires,
      writtenAt: now + what.written,
      fingerprint: fingerprint(this.profile, env, this.home, what.dependencies),
      dependencies: what.dependencies,
      document: what.document,
      exports: { region: 'eu-west-1' },
      launcher: simple ? launcherState(this.profile, env) : undefined,
    });
    writeFileSync(this.answer, text, { mode: 0o600 });
  }

  #ownRegion(): Record<string, string | undefined> {
    const env: Record<string, string | undefined> = { ...this.env };
    restoreRegion(env);
    return env;
  }

  /** Replaces the header, and seals it for the launcher only: as if node had stored such an answer. */
  reseal(change: (header: string) => string): void {
    const [header = '', , document = ''] = readFileSync(this.answer, 'utf8').split('\n');
    const changed = change(header);
    const line = launcherLine(launcherState(this.profile, this.env), changed, `${document}\n`);
    writeFileSync(this.answer, `${changed}\n${line}\n${document}\n`);
  }

  /** Replaces a text in the stored answer, in place. */
  edit(change: (text: string) => string): void {
    writeFileSync(this.answer, change(readFileSync(this.answer, 'latin1')), 'latin1');
  }

  /** What the cached answer of node prints; `undefined` for none. */
  readWithNode(): string | undefined {
    const profile = cachedRequest(this.argv);
    return profile === undefined ? undefined : readDocument(profile, this.#ownRegion());
  }

  /**
   * What the launcher prints; `undefined` if it starts node, with the same words and the same environment.
   *
   * @param shell how to start it
   * @throws Error for any other ending
   */
  readWithLauncher(
    shell: readonly string[] = ['/bin/sh'],
    template = TEMPLATE,
  ): string | undefined {
    const script = join(this.home, 'launcher');
    const handedOver = join(this.home, 'handed-over');
    writeFileSync(
      handedOver,
      `#!/bin/sh\nprintf '%s\\n' '${HANDED_OVER}' "$0" "$@"; exec env -0\n`,
      { mode: 0o700 },
    );
    const path = `'${handedOver.replaceAll("'", "'\\''")}'`;
    writeFileSync(script, template.replaceAll('@node@', path).replaceAll('@program@', path));
    const [program = '', ...words] = shell;
    const run = spawnSync(program, [...words, script, ...this.argv], {
      env: this.env,
      cwd: this.cwd,
      encoding: 'utf8',
      timeout: 30_000,
    });
    const { status, stdout, stderr } = run;
    if (status !== 0 || stderr !== '') throw new Error(`status ${status}, stderr: ${stderr}`);
    if (!stdout.startsWith(HANDED_OVER)) return stdout;
    const passedOn = [HANDED_OVER, handedOver, handedOver, ...this.argv].join('\n');
    this.#checkPassedOn(stdout, `${passedOn}\n`);
    return undefined;
  }

  #checkPassedOn(stdout: string, words: string) {
    const env = stdout
      .slice(words.length)
      .split('\0')
      .filter((each) => !OF_SHELLS.test(each));
    const wanted = Object.entries(this.env).map(([name, value]) => `${name}=${value}`);
    const isSame = env.filter(Boolean).sort().join('\0') === wanted.sort().join('\0');
    if (!stdout.startsWith(words) || !isSame) throw new Error(`passed on: ${stdout}`);
  }
}

/** What shells add to the environment of a program. */
const OF_SHELLS = /^(?:PWD|OLDPWD|SHLVL|LOGNAME|_|A__z)=/;

const CONFIG = '[profile project-dev]\nregion = eu-west-1\n';
const CREDENTIALS = '[my-company]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n';

function put(path: string, text: string, how: 'file' | 'link'): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(how === 'link' ? `${path}.real` : path, text);
  if (how === 'link') symlinkSync(`${path}.real`, path);
}

/** Waits until a file changed now gets a later time than those before: kernels count in ticks. */
export function passTick(folder: string): void {
  const scratch = join(folder, 'scratch');
  writeFileSync(scratch, '');
  const before = statSync(scratch, { bigint: true }).ctimeNs;
  do chmodSync(scratch, 0o600);
  while (statSync(scratch, { bigint: true }).ctimeNs <= before);
}

/** Makes a world in a folder of its own, and removes that afterwards. */
export function inWorld<T>(options: WorldOptions, work: (world: World) => T): T {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'swrole-launcher-')));
  try {
    return work(new World(folder, options));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
