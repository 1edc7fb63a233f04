/** What `swrole init` prints, and what its scripts ask the program: whole, and how long the answer takes. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { COMMANDS, TOPIC_NAMES } from '../../src/cli/commands.ts';
import { INIT_SHELLS } from '../../src/cli/invocation.ts';
import { answer } from '../../src/completion/questions.ts';
import { MANAGED_VARIABLES } from '../../src/formats/variables.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { makeTempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const CONFIG = `[profile two words]
[profile "two words"]
role_arn = arn:aws:iam::111111111111:role/developer
[profile plain]
[profile "-dash"]
[profile "cost$HOME"]
[profile list]
[profile off]
[profile "bidi\u202e"]
[profile a:b]
`;

async function run(...args: readonly string[]) {
  const home = untilTestEnds(await makeTempHome({ config: CONFIG }));
  const { exitCode, stdout, stderr } = await runInProcess(args, { env: { HOME: home.path } });
  return { exitCode, stdout, stderr };
}

/** What the shells are told, in the process of the tests. */
async function told(...words: readonly string[]): Promise<string> {
  const { path } = untilTestEnds(await makeTempHome({ config: CONFIG }));
  return answer(['__complete', ...words], { HOME: path });
}

/** The candidates for the words of a command line. */
async function complete(...words: readonly string[]): Promise<string[]> {
  return (await told('words', ...words)).split('\n').slice(0, -1);
}

const names = (lines: readonly string[]) => lines.map((line) => line.split('\t')[0]);

describe('swrole init', () => {
  test.each(INIT_SHELLS)('swrole init %s prints the integration of the shell', async (shell) => {
    const { exitCode, stdout, stderr } = await run('init', shell);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot(`shell-scripts/${shell}.txt`);
    for (const name of MANAGED_VARIABLES) expect(stdout).toContain(name);
    expect(stdout).not.toMatch(/@[A-Z]+@/);
  });
});

/** A file of the shells, from `src/`. */
const source = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../src/${name}`, import.meta.url)), 'utf8');

test.each(['bash', 'zsh', 'fish'])(
  'swrole init %s --prompt adds the segment of the prompt, and without it there is none',
  async (shell) => {
    const [{ stdout: plain }, { stdout, ...result }] = await Promise.all([
      run('init', shell),
      run('init', shell, '--prompt'),
    ]);
    expect(result).toEqual({ exitCode: 0, stderr: '' });
    const segment = `${source(`process/shell/left.${shell}`)}\n${source(`completion/scripts/prompt.${shell}`)}`;
    const shown = shell === 'zsh' ? segment.replaceAll("'", "'\\''") : segment;
    expect(stdout).toContain(shown);
    expect(stdout.replace(`\n${shown}`, '')).toBe(plain);
  },
);

test('swrole init powershell --prompt is an error', async () => {
  expect(await run('init', 'powershell', '--prompt')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      'swrole: error: --prompt is for bash, zsh and fish\n' +
      'swrole: hint: in PowerShell, the prompt function finds the role in $env:SWROLE_PROFILE\n',
  });
});

test.each([
  'completion/scripts/integration.bash',
  'completion/scripts/prompt.bash',
  'process/shell/left.bash',
  'process/shell/bash.sh',
])('bash 3.2, which macOS has, can read %s', (script) => {
  const newer =
    /\b(?:mapfile|readarray|coproc)\b|(?:declare|local) -[An]|\$\{\w+(?:@|\^|,)|\|&|&>>|;;?&|<\(|\/\$'/g;
  expect(source(script).match(newer)).toBeNull();
});

describe('__complete words', () => {
  test('completion offers profiles and commands for the first word', async () => {
    const commands = Object.keys(COMMANDS);
    const lines = await complete('swrole', '');
    expect(names(lines)).toEqual(['two words', 'plain', 'cost$HOME', 'off', 'a:b', ...commands]);
    expect(lines[0]).toBe('two words\tarn:aws:iam::111111111111:role/developer');
    const swr = ['two words', 'plain', 'cost$HOME', 'a:b', 'off', '-', ...commands];
    expect(names(await complete('swr', ''))).toEqual(swr);
  });

  test('completion offers every profile that a terminal can show behind -p', async () => {
    const all = ['two words', 'plain', '-dash', 'cost$HOME', 'list', 'off', 'a:b'];
    expect(names(await complete('swrole', '-p', ''))).toEqual(all);
    expect(names(await complete('swr', 'login', '--profile', ''))).toEqual(all);
    expect(await complete('swrole', '-p', 'plain', 'login', '')).toEqual([]);
    const arn = 'arn:aws:iam::222222222222:role/audit';
    expect(names(await complete('swrole', 'exec', arn, '--source', ''))).toEqual(all);
    expect(names(await complete('swr', 'status', `--source=pl`))).toContain('--source=plain');
  });

  test('completion offers profiles for every word of list, and the services of the console', async () => {
    const all = ['two words', 'plain', 'cost$HOME', 'list', 'off', 'a:b'];
    expect(names(await complete('swrole', 'list', ''))).toEqual(all);
    expect(names(await complete('swr', 'ls', 'plain', 'a:b', ''))).toEqual(all);
    const services = names(await complete('swr', 'console', 'plain', '--service', ''));
    expect(services.slice(0, 3)).toEqual(['acm', 'apigateway', 'appsync']);
    expect(services).toEqual(expect.arrayContaining(['dynamodb', 'iam', 's3']));
    expect(names(await complete('swrole', 'console', '--service=s'))).toContain('--service=s3');
  });

  test('completion offers the actions of keys, the names in the keychain, and profiles for --from', async () => {
    const actions = ['add', 'list', 'rotate', 'remove', 'print'];
    expect(names(await complete('swrole', 'keys', ''))).toEqual(actions);
    expect(names(await complete('swrole', 'keys', 'add', 'x', '--from', 'pl'))).toContain('plain');
    expect(names(await complete('swrole', 'keys', 'rotate', ''))).toEqual([]);
    const { path, cacheDir } = untilTestEnds(await makeTempHome({ config: CONFIG }));
    mkdirSync(join(cacheDir, 'keys'), { recursive: true });
    for (const name of ['work', 'my%20company'])
      writeFileSync(join(cacheDir, 'keys', `${name}.json`), '{}');
    const found = answer(['__complete', 'words', 'swrole', 'keys', 'rotate', ''], { HOME: path });
    expect(found).toBe('my company\t\nwork\t\n');
  });

  test('completion offers commands and topics behind help', async () => {
    const all = [...Object.keys(COMMANDS), ...TOPIC_NAMES];
    expect(names(await complete('swrole', 'help', ''))).toEqual(all);
    expect(await complete('swr', 'help', 'con')).toContain('config\tthe keys of a profile');
  });

  test.each([
    ['swrole', 'login', '--duration', ''],
    ['swrole', 'help', 'exec', ''],
    ['swrole', 'init', 'bash', ''],
    ['swrole', 'plain', ''],
    ['swrole', 'login', 'plain', ''],
    ['swrole', 'setup', ''],
    ['swrole', 'exec', 'plain', '--', ''],
    ['swr', 'plain', '--', 'ls', '-'],
    ['swrole', 'console', '--service=s3', '--region', ''],
    ['swr', '-', ''],
  ])('completion offers nothing for %s %s %s %s', async (...words) => {
    expect(await complete(...words)).toEqual([]);
  });

  test('completion offers the flags of the program that the help has', async () => {
    const offered = names(await complete('swrole', 'plain', '-')).sort();
    const { stdout } = await run('help', 'flags');
    const everywhere = stdout.indexOf('\nEverywhere:');
    const own = stdout.slice(0, stdout.indexOf('\nexec:')) + stdout.slice(everywhere);
    const helped = [...own.matchAll(/^ +(-\w), (--[\w-]+)|^ +(--[\w-]+)/gm)];
    expect(offered).toEqual(helped.flatMap((found) => found.slice(1).filter(Boolean)).sort());
  });

  test('completion offers only the flags that a command uses', async () => {
    const everywhere = ['--debug', '-h', '--help'];
    expect(names(await complete('swrole', 'list', '-'))).toEqual(['-j', '--json', ...everywhere]);
    expect(names(await complete('swr', 'doctor', '--'))).toEqual([
      ...['-j', '--json', '--online', '-p', '--profile', ...everywhere, '--profile=-dash'],
    ]);
    const swr = names(await complete('swr', '--'));
    expect(swr).toContain('--min-ttl');
    expect(names(await complete('swr', '-'))[0]).toBe('-');
    expect(names(await complete('swrole', '-'))[0]).not.toBe('-');
    expect(swr).not.toContain('--format');
  });

  test('without config files completion offers commands and prints no error', async () => {
    const home = untilTestEnds(await makeTempHome());
    const env = { HOME: home.path, AWS_CONFIG_FILE: home.path };
    const result = await runSwrole(['__complete', 'words', 'swrole', 'log'], { env });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(/^exec\t/);
  });
});

describe('__complete bash', () => {
  test.each([
    ['swr tw', 'tw', 'two\\ words\n'],
    ['A=1 swr "tw', 'tw', 'two words\n'],
    ["swr 'two w", 'two w', 'two words\n'],
    ['swr cost', 'cost', 'cost\\$HOME\n'],
    ['swr "cost', 'cost', 'cost\\$HOME\n'],
    ["swr 'cost", 'cost', 'cost$HOME\n'],
    ['swr a:', '', 'b\n'],
    ['swr -p -d', '-d', '-dash\n'],
    ['swrole --format=po', 'po', 'powershell\n'],
    ['swrole --format=po', '--format=po', '--format=powershell\n'],
    ['swr "cost$HOME"', '', ''],
    ['swrole setup --mfa-session ', '', '12h\noff\n'],
    ['swrole setup --role', '--role', '--role-arn\n'],
  ])('completion in bash quotes as needed: %s', async (line, replaced, stdout) => {
    const program = line.includes('swrole') ? 'swrole' : 'swr';
    expect(await told('bash', program, line, replaced)).toBe(stdout);
  });

  test('the built program prints what completion answers', async () => {
    const home = untilTestEnds(await makeTempHome({ config: CONFIG }));
    const words = ['__complete', 'bash', 'swr', 'swr tw', 'tw'];
    expect(await runSwrole(words, { env: { HOME: home.path } })).toEqual({
      exitCode: 0,
      signal: null,
      stdout: 'two\\ words\n',
      stderr: '',
    });
  });
});

describe('an answer of completion', () => {
  const built = (name: string) => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
  const profiles = Array.from({ length: 200 }, (_, index) => `[profile role-${index}]\n`).join('');

  interface Loaded {
    readonly files: readonly string[];
    /** The modules of node that it does not load for every script. */
    readonly modules: string[];
    /** Those that are made by `new RegExp`. */
    readonly patterns: string[];
  }

  /** Runs node on a script; at its end it prints what it has loaded and made, and the total processor time. */
  function measured(HOME: string, ...args: readonly string[]) {
    const record = join(HOME, 'record.cjs');
    const modules = 'process.moduleLoadList.filter((each) => !before.includes(each))';
    const told = `{ files: Object.keys(require.cache).slice(1), modules: ${modules}, patterns, time: process.cpuUsage() }`;
    const write = `require('fs').writeSync(2, JSON.stringify(${told}))`;
    const before = 'const before = [...process.moduleLoadList];';
    const recorded =
      'construct: (made, [text, flags]) => { patterns.push(String(text)); return new made(text, flags); }';
    const patterns = `const patterns = []; RegExp = new Proxy(RegExp, { ${recorded} });`;
    writeFileSync(record, `${before} ${patterns} process.on('exit', () => ${write})`);
    const { stderr } = spawnSync(process.execPath, ['--require', record, ...args], {
      env: { HOME },
      encoding: 'utf8',
    });
    const { time, ...loaded } = JSON.parse(stderr) as Loaded & { time: NodeJS.CpuUsage };
    return { ...loaded, time: time.user + time.system };
  }

  test('completion loads nothing but itself', async () => {
    const home = untilTestEnds(await makeTempHome({ config: profiles }));
    const { files, modules, patterns } = measured(
      home.path,
      SWROLE_PROGRAM,
      '__complete',
      'words',
      'swr',
      'role',
    );
    expect(files).toEqual([SWROLE_PROGRAM, built('questions.cjs')]);
    expect(modules).toEqual([]);
    expect(patterns.filter((pattern) => pattern.includes('\\p{'))).toEqual([]);
    expect(statSync(built('questions.cjs')).size).toBeLessThan(40_000);
  });

  test.each([
    ['bin/swrole.cjs', SWROLE_PROGRAM],
    ['dist/questions.cjs', built('questions.cjs')],
  ])('%s has no Unicode class in a literal, which node takes a millisecond to read', (_, file) =>
    expect(readFileSync(file, 'utf8')).not.toMatch(/(?<!\\)\\p\{/),
  );

  test('completion takes little more processor time than node alone', async () => {
    const home = untilTestEnds(await makeTempHome({ config: profiles }));
    const empty = join(home.path, 'empty.cjs');
    writeFileSync(empty, '');
    const pairs = Array.from({ length: 10 }, () => [
      measured(home.path, empty).time,
      measured(home.path, SWROLE_PROGRAM, '__complete', 'words', 'swr', 'role').time,
    ]);
    // Of sums of pairs: the speed of a machine that others share changes from one moment to the next. On a busy one the
    // sum of ten strays by 5 %, the median of their ratios and the ratio of the least by more.
    const sum = (times: readonly number[]) => times.reduce((total, time) => total + time, 0);
    const [bare = [], ours = []] = [0, 1].map((which) => pairs.map((pair) => pair[which] ?? 0));
    expect(sum(ours) / sum(bare)).toBeLessThan(1.5);
  });
});
