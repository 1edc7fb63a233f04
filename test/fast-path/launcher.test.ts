/** The launcher says what the cached answer of node says, or starts node. Each of its checks is shown by what happens without it. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMAT } from '../../src/fast-path/cached-answer.ts';
import { VARIABLES } from '../../src/fast-path/fingerprint.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { tempFolder } from '../support/temp-folder.ts';
import {
  DOCUMENT,
  inWorld,
  passTick,
  TEMPLATE,
  type World,
  type WorldOptions,
} from './launcher-world.ts';

const isRoot = process.getuid?.() === 0;

describe('the launcher prints the stored answer itself', () => {
  test.each<[string, WorldOptions]>([
    ['of two files', {}],
    ['without a credentials file', { credentials: undefined }],
    ['without a config file', { config: undefined }],
    ['of files behind links', { config: 'link', credentials: 'link' }],
    [
      'of files elsewhere',
      { env: { AWS_CONFIG_FILE: "~/a b'c/config", AWS_SHARED_CREDENTIALS_FILE: '~/x/y' } },
    ],
    ['in a directory elsewhere', { env: { SWROLE_CACHE_DIR: '~/own cache' } }],
    ['of a profile with a dot', { profile: 'a.b_c-D9' }],
    ['in a region', { env: { AWS_REGION: 'us-gov-west-1', AWS_DEFAULT_REGION: 'eusc-de-east-1' } }],
    [
      'with variables of every kind of character',
      { env: { AWS_ENDPOINT_URL: ` 'a'  "b" $(c) \`d\` * ü\t`, AWS_RETRY_MODE: '-n' } },
    ],
  ])('%s', (_, options) =>
    inWorld(options, (world) =>
      expect([world.readWithNode(), world.readWithLauncher()]).toEqual([DOCUMENT, DOCUMENT]),
    ),
  );

  test('in another region than the one that it was stored in', () =>
    inWorld({ env: { AWS_REGION: 'eu-west-1' } }, (world) => {
      world.env.AWS_REGION = 'ap-southeast-2';
      expect(world.readWithLauncher()).toBe(DOCUMENT);
    }));

  test('and gives no secret to a program that it starts', () =>
    inWorld(
      { env: { document: 'x', text: 'x', value: 'x', header: 'x', sums: 'x', found: 'x' } },
      (world) => {
        const [stub, record] = [join(world.home, 'stub'), join(world.home, 'record')];
        mkdirSync(stub);
        for (const name of ['cksum', 'date', 'ls'])
          writeFileSync(
            join(stub, name),
            `#!/bin/sh\nPATH='${world.env.PATH}'; { printf '%s\\n' "$0" "$@"; env; } >>'${record}'; exec ${name} "$@"\n`,
            { mode: 0o700 },
          );
        world.env.PATH = `${stub}:${world.env.PATH}`;
        expect(world.readWithLauncher()).toBe(DOCUMENT);
        const seen = readFileSync(record, 'utf8');
        expect(seen.match(/stub\/(?:cksum|date|ls)$/gm)).toHaveLength(3);
        expect(seen).not.toMatch(/wJalrXUtnFEMI|AQoDYXdz/);
      },
    ));
});

/** Something that makes the stored answer unusable, and a change of the launcher after which it no longer sees that. */
type Row = [
  name: string,
  change: (world: World) => unknown,
  broken: readonly [check: string | RegExp, nothing: string] | undefined,
  options?: WorldOptions,
];

/** A time that can be set exactly; nanoseconds could not. */
const WHOLE_SECOND = 1_700_000_000;

const set = (name: string, value: string) => (world: World) => {
  world.env[name] = value;
};
/** Another text of the same length, and a time before the answer, as far as a program can set it. */
function editUnseen(path: string) {
  writeFileSync(path, readFileSync(path, 'utf8').replace('o', 'x'));
  utimesSync(path, WHOLE_SECOND, WHOLE_SECOND);
}
/** Makes the time of the last change of an answer later. */
function bump({ answer, home }: World) {
  passTick(home);
  chmodSync(answer, 0o600);
}

/** A launcher that looks at a part of the checksums only. */
const without = (pattern: string) =>
  [
    `[ "\${found% *}" = "$sum1$newline$sum2$newline$sum3" ]`,
    `case $found in ${pattern}) ;; *) false ;; esac`,
  ] as const;

const ARGUMENTS: readonly Row[] = [
  ['a further flag', (w) => w.argv.push('--refresh'), ['[ $# = 2 ]', '[ $# = 3 ]']],
  ['another form', (w) => w.argv.splice(0, 1, '-o'), ['[ "$1" = -j ]', '[ "$1" ]']],
  ['a profile like a flag', () => 0, ['-* | */*)', '*/*)'], { profile: '-x' }],
  [
    'a profile with a slash',
    (w) => {
      mkdirSync(join(dirname(w.answer), 'a'));
      renameSync(w.answer, join(dirname(w.answer), 'a/b'));
    },
    ['-* | */*)', '-*)'],
    { profile: 'a/b' },
  ],
  [
    'a name that a file system takes for another',
    (w) => {
      w.argv[1] = 'Project-dev';
      cpSync(w.answer, join(dirname(w.answer), 'Project-dev'));
    },
    ['"$header" "$profile"', '"$header" project-dev'],
  ],
];

const ENVIRONMENT: readonly Row[] = [
  ['SWROLE_DEBUG', set('SWROLE_DEBUG', '~/log'), [`\${SWROLE_DEBUG-}`, '']],
  [
    "a region that is not the user's own",
    set('SWROLE_REGION_BEFORE', 'aws-global'),
    [`\${SWROLE_REGION-}`, ''],
    { env: { SWROLE_REGION: 'eu-west-1', AWS_REGION: 'eu-west-1' } },
  ],
  [
    'the global host',
    set('AWS_REGION', 'aws-global'),
    ['*) exit 1 ;;\n    esac\n  done\n\n  # A file', '*) ;;\n    esac\n  done\n\n  # A file'],
  ],
  [
    'a region in capitals',
    set('AWS_DEFAULT_REGION', 'EU-west-1'),
    ['*[!abcdefghijklmnopqrstuvwxyz0123456789-]* | ', ''],
  ],
  [
    'a region with a line feed',
    set('AWS_REGION', 'eu-west-1\n'),
    ['*[!abcdefghijklmnopqrstuvwxyz0123456789-]* | ', ''],
  ],
  ['a region that ends early', set('AWS_REGION', 'eu-west-'), ['-* | *- | *[!abc', '-* | *[!abc']],
  [
    'a region that begins late',
    set('AWS_REGION', '-a-west-1'),
    ['-* | *- | *[!abc', '*- | *[!abc'],
  ],
  [
    'a region that is a secret',
    set('AWS_REGION', 'eu-abcdefghijklmn'),
    [' | ????????????????*)', ')'],
  ],
  [
    'a directory of a relative path',
    (w) => {
      w.cwd = dirname(w.cache);
      w.env.SWROLE_CACHE_DIR = basename(w.cache);
    },
    ['/*) ;; *) exit 1 ;;', '*) ;;'],
  ],
  [
    'a path that the shell reads in another way',
    (w) => {
      mkdirSync(join(w.home, 'a', 'b'), { recursive: true });
      symlinkSync(join(w.home, 'a', 'b'), join(w.home, 'link'));
      renameSync(w.cache, join(w.home, 'a', 'swrole'));
      w.env.SWROLE_CACHE_DIR = `${w.home}/link/../swrole`;
    },
    ['*..*) exit 1 ;; ', ''],
  ],
  ...VARIABLES.map(
    (name): Row => [
      name,
      (w) => {
        const files: Record<string, string> = {
          AWS_CONFIG_FILE: w.config,
          AWS_SHARED_CREDENTIALS_FILE: w.credentials,
        };
        w.env[name] = files[name] ?? 'x';
      },
      [`"\${${name}-}"`, '""'],
    ],
  ),
  [
    'values that a line feed divides',
    (w) => Object.assign(w.env, { AWS_ENDPOINT_URL_STS: 'a', AWS_ENDPOINT_URL: 'b\n' }),
    ['*"$newline"* | ', ''],
    {
      env: {
        AWS_ENDPOINT_URL_STS: 'a\nb',
        AWS_ENDPOINT_URL: '',
        AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'c',
      },
    },
  ],
  [
    'a value with a backslash',
    set('AWS_ENDPOINT_URL', 'a\\tb'),
    [' | *\\\\*)', ')'],
    { env: { AWS_ENDPOINT_URL: 'a\tb' } },
  ],
];

const CONFIG_FILES: readonly Row[] = [
  ['an edit', ({ config }) => writeFileSync(config, 'x'), undefined],
  [
    'an edit that only the checksum of the config file shows',
    (w) => {
      editUnseen(w.config);
      bump(w);
    },
    without('*"$newline$sum2$newline$sum3 "*'),
  ],
  [
    'an edit that only the checksum of the credentials file shows',
    (w) => {
      editUnseen(w.credentials);
      bump(w);
    },
    without('"$sum1$newline"*"$newline$sum3 "*'),
  ],
  [
    'a change that only its time shows',
    ({ config }) => chmodSync(config, 0o640),
    ['ls -dLnict', 'ls -dLniU'],
  ],
  [
    'an edit that changed nothing',
    (w) => {
      writeFileSync(w.config, readFileSync(w.config));
      // In whole seconds: `-nt` of busybox sees no others.
      utimesSync(w.config, Date.now() / 1000 + 9, Date.now() / 1000 + 9);
      bump(w);
    },
    [' && [ ! "$file" -nt "$answer" ]', ''],
  ],
  [
    'a link to another file of the same content',
    ({ config }) => {
      rmSync(config);
      symlinkSync(`${config}.twin`, config);
    },
    ['found="$found $1"', 'found="$found $inode1"; inode2=$inode1'],
    {
      config: 'link',
      before: ({ config }) => writeFileSync(`${config}.twin`, readFileSync(config)),
    },
  ],
  [
    'a credentials file that appears',
    ({ config, credentials }) => symlinkSync(config, credentials),
    [
      `"$config" "$credentials" "\${AWS_CONFIG_FILE-}"`,
      `"$config" "$config" "\${AWS_CONFIG_FILE-}"`,
    ],
    { credentials: undefined },
  ],
  ['a credentials file that disappears', ({ credentials }) => rmSync(credentials), undefined],
  [
    'a credentials file that is a link to itself',
    ({ credentials }) => symlinkSync(credentials, credentials),
    [' && [ ! -h "$1" ]', ''],
    { credentials: undefined },
  ],
  [
    'a folder instead of a config file',
    ({ config }) => {
      rmSync(config);
      mkdirSync(config);
    },
    undefined,
  ],
];

const open = (path: (world: World) => string, mode: number) => (world: World) =>
  chmodSync(path(world), mode);
const answer = (world: World) => world.answer;
const cache = (world: World) => world.cache;

const STORED: readonly Row[] = [
  [
    'of another format',
    (w) => w.reseal((header) => header.replace(FORMAT, 'swrole-answer-9')),
    ["'5 swrole-answer-5'", '"5 $1"'],
  ],
  [
    'with a dependency',
    (w) => w.reseal((header) => `${header} variable%3AA`),
    ['"$# $1" = \'5 ', '"5 $1" = \'5 '],
  ],
  ['that has expired', () => 0, ['[ "$now" -lt "$expires" ] && ', ''], { expires: 0 }],
  ['of the future', () => 0, ['[ "$written" -le $((now + 300)) ] && ', ''], { written: 330 }],
  [
    'with an end that is no number',
    (w) => w.reseal((header) => header.replace(/ \d+/, ' a[$(date>x)]')),
    undefined,
  ],
  [
    'that is no document',
    () => 0,
    [/^ *case \$document in .*\n/m, ''],
    { document: '{"Version":2}\n' },
  ],
  [
    'with another end',
    (w) => w.edit((text) => text.replace(/ \d/, ' 2')),
    without('"$sum1$newline$sum2$newline"*'),
  ],
  [
    'with another seal',
    (w) => w.edit((text) => text.replace(/ [0-9a-f](?=[0-9a-f]{15} )/, ' z')),
    without('"$sum1$newline$sum2$newline"*'),
  ],
  ['with another key', (w) => w.edit((text) => text.replace('wJalr', 'wJalx')), undefined],
  [
    'with a zero byte',
    (w) => w.edit((text) => text.replace('wJalr', 'wJ\0alr')),
    ['found="$found $3 $6"', 'found="$found $3 $size"'],
  ],
  [
    'with a fourth line',
    (w) => w.edit((text) => `${text}{}\n`),
    ['found="$found $3 $6"', 'found="$found $3 $size"'],
  ],
  ['cut off in the document', (w) => w.edit((text) => text.slice(0, -1)), undefined],
  ['cut off in the line of the launcher', (w) => w.edit((text) => text.slice(0, 80)), undefined],
  ['that is empty', (w) => w.edit(() => ''), undefined],
  ['that is not there', (w) => rmSync(w.answer), undefined],
  ['that its group can read', open(answer, 0o640), ['-rw-------[\\ .@]*', '-*']],
  ['that others can read', open(answer, 0o604), ['-rw-------[\\ .@]*', '-*']],
  ['that others can write', open(answer, 0o602), ['-rw-------[\\ .@]*', '-*']],
  [
    'with a second name',
    (w) => linkSync(w.answer, `${w.answer}-2`),
    ['found="$found $3 $6"', 'found="$found 1 $6"'],
  ],
  [
    'behind a link',
    (w) => {
      renameSync(w.answer, `${w.answer}-2`);
      symlinkSync(`${w.answer}-2`, w.answer);
    },
    [' && [ ! -h "$answer" ]', ''],
  ],
  [
    'that is a folder',
    (w) => {
      rmSync(w.answer);
      mkdirSync(w.answer);
    },
    undefined,
  ],
  ['in a directory that its group can read', open(cache, 0o740), ['drwx--[-S]---[\\ .@]*', 'd*']],
  ['in a directory that others can enter', open(cache, 0o701), ['drwx--[-S]---[\\ .@]*', 'd*']],
  ['in a directory that others can write to', open(cache, 0o702), ['drwx--[-S]---[\\ .@]*', 'd*']],
  ['in a shared directory', open(cache, 0o1700), ['drwx--[-S]---[\\ .@]*', 'd*']],
  [
    'in a directory behind a link',
    (w) => {
      renameSync(w.cache, `${w.cache}-2`);
      symlinkSync(`${w.cache}-2`, w.cache);
    },
    ['[ ! -h "$cache" ] && ', ''],
  ],
];

const FOREIGN: readonly Row[] = [
  ['of another user', (w) => chownSync(w.answer, 4321, 4321), ['[ -O "$answer" ] && ', '']],
  [
    'in the directory of another user',
    (w) => chownSync(w.cache, 4321, 4321),
    ['[ -O "$cache" ] && ', ''],
  ],
];

function check([, change, broken, options = {}]: Row) {
  inWorld(options, (world) => {
    change(world);
    expect([world.readWithNode(), world.readWithLauncher()]).toEqual([undefined, undefined]);
    if (broken === undefined) return;
    const [check, nothing] = broken;
    const template = TEMPLATE.replace(check, () => nothing);
    expect(template).not.toBe(TEMPLATE);
    expect(world.readWithLauncher(['/bin/sh'], template)).toBe(options.document ?? DOCUMENT);
  });
}

describe('the launcher leaves it to node, which has an answer', () => {
  test.each<[string, WorldOptions]>([
    ['that depends on something else', { dependencies: ['variable:A'], env: { A: 'x' } }],
    ['of a profile that has the name of a command', { profile: 'list' }],
    ['of a profile whose name is encoded', { profile: '.a b' }],
    [
      'of a pipe',
      {
        config: undefined,
        before: ({ config }) => expect(spawnSync('mkfifo', [config]).status).toBe(0),
      },
    ],
    ['in a long region', { env: { AWS_REGION: 'us-northeast-south-1' } }],
  ])('%s', (_, options) =>
    inWorld(options, (world) => {
      if (options.profile === 'list') world.argv = ['-j', '-p', 'list'];
      expect([world.readWithNode(), world.readWithLauncher()]).toEqual([DOCUMENT, undefined]);
    }),
  );
});

test('the launcher leaves it to node, which has an answer, after a folder became a file', () =>
  inWorld(
    {
      credentials: undefined,
      env: { AWS_SHARED_CREDENTIALS_FILE: '~/x/credentials' },
      before: ({ credentials }) => mkdirSync(dirname(credentials)),
    },
    (world) => {
      rmSync(dirname(world.credentials), { recursive: true });
      writeFileSync(dirname(world.credentials), '');
      expect([world.readWithNode(), world.readWithLauncher()]).toEqual([DOCUMENT, undefined]);
    },
  ));

const named = (rows: readonly Row[]) => rows.map((row) => [row[0], row] as const);

describe('the launcher leaves it to node', () => {
  test.each(named(ARGUMENTS))('when it is asked for %s', (_, row) => check(row));
  test.each(named(ENVIRONMENT))('because of %s', (_, row) => check(row));
  test.each(named(CONFIG_FILES))('after %s', (_, row) => check(row));
  test.each(named(STORED))('when there is an answer %s', (_, row) => check(row));
  test.runIf(isRoot).each(named(FOREIGN))('when there is an answer %s', (_, row) => check(row));
});

/** Every shell of this machine that may be `/bin/sh` somewhere. */
const SHELLS: readonly (readonly [string, ...string[]])[] = [
  ['dash'],
  ['bash', '--posix'],
  ['bash'],
  ['busybox', 'sh'],
  ['ksh'],
  ['mksh'],
  ['zsh', '--emulate', 'sh'],
  ['yash', '-o', 'posixlycorrect'],
];

/** A shell with its path, if this machine has it. */
function found([name, ...flags]: readonly [string, ...string[]]): readonly [string, ...string[]][] {
  const paths = (process.env.PATH ?? '').split(':').map((folder) => join(folder, name));
  const path = paths.find((each) => existsSync(each));
  return path === undefined ? [] : [[path, ...flags]];
}

/** Rows that need what differs between shells. */
const IN_EVERY_SHELL = [
  ...ENVIRONMENT.filter(([name]) => /line feed|backslash|capitals/.test(name)),
  ...CONFIG_FILES.filter(([name]) => /checksum of the c|time shows|changed nothing/.test(name)),
  ...STORED.filter(([name]) => /expired|future|number|zero|another end|group can|link/.test(name)),
  ...(isRoot ? FOREIGN : []),
];

describe.each(SHELLS.flatMap(found).map((shell) => [shell.join(' '), shell] as const))(
  'in %s',
  (_, shell) => {
    test('the launcher prints the stored answer', () => {
      for (const options of [
        {},
        { credentials: undefined },
        { env: { AWS_RETRY_MODE: "-n '*' ü" } },
      ])
        inWorld(options, (world) => expect(world.readWithLauncher(shell)).toBe(DOCUMENT));
    });

    test('the launcher leaves doubt to node', () => {
      for (const [name, change, , options = {}] of IN_EVERY_SHELL)
        inWorld(options, (world) => {
          change(world);
          expect([name, world.readWithLauncher(shell)]).toEqual([name, undefined]);
        });
    });

    test('the launcher says what is missing', () => {
      const gone = TEMPLATE.replaceAll('@node@', "'/gone/node'");
      const run = (template: string, env = {}) => {
        const script = join(tempFolder(), 'launcher');
        writeFileSync(script, template);
        const [program, ...flags] = shell;
        const options = { env: { PATH: process.env.PATH, ...env }, encoding: 'utf8' } as const;
        const { status, stdout, stderr } = spawnSync(
          program,
          [...flags, script, '-j', 'a'],
          options,
        );
        return { status, stdout, stderr };
      };
      expect(run(gone.replaceAll('@program@', "'/gone/program'"))).toEqual({
        status: 1,
        stdout: '',
        stderr: `swrole: error: swrole has been removed, but not its launcher
swrole: hint: install swrole, then run 'swrole setup' again
`,
      });
      expect(run(gone.replaceAll('@program@', "'/etc/passwd'"), { PATH: '/gone' })).toEqual({
        status: 1,
        stdout: '',
        stderr: `swrole: error: the node that swrole used has been removed, and there is none on the PATH
swrole: hint: install node, then run 'swrole setup' again
`,
      });
      const program = join(tempFolder(), 'program.cjs');
      writeFileSync(program, 'console.log(process.argv.slice(2).join())');
      expect(run(gone.replaceAll('@program@', `'${program}'`))).toEqual({
        status: 0,
        stdout: '-j,a\n',
        stderr: '',
      });
    });
  },
);

// Generated worlds: what happened to the files and to the environment after an answer was stored.

const VALUES = ['', 'x', ' a  b ', "it's", '"q"', 'a\nb', 'a\\nb', '$(x)', '*', 'ü', '-n', 'true'];
const REGIONS = [
  'eu-west-1',
  'us-gov-west-1',
  'us-northeast-south-1',
  'aws-global',
  'EU',
  'a-',
  '',
];
const PLAIN_VARIABLES = VARIABLES.filter((name) => !name.endsWith('_FILE'));

const variables = fc.dictionary(
  fc.constantFrom(...PLAIN_VARIABLES, 'OTHER'),
  fc.constantFrom(...VALUES),
  { maxKeys: 3 },
);
const regions = fc.dictionary(
  fc.constantFrom('AWS_REGION', 'AWS_DEFAULT_REGION'),
  fc.constantFrom(...REGIONS),
);
const environment = fc.tuple(variables, regions).map((parts) => Object.assign({}, ...parts));

const usually = <T>(usual: T, ...rare: readonly T[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, fc.constantFrom(...rare));

const folders = fc.record({
  AWS_CONFIG_FILE: usually(undefined, '~/my files/config'),
  AWS_SHARED_CREDENTIALS_FILE: usually(undefined, '~/x/credentials'),
  SWROLE_CACHE_DIR: usually(undefined, '~/own cache'),
});

const options: fc.Arbitrary<WorldOptions> = fc
  .record({
    profile: usually('project-dev', 'Dev.1_x', 'a b', '.x', "it's", 'ünï', 'x%20y', '-x', 'list'),
    env: fc.tuple(environment, folders),
    config: usually('file', 'link', undefined),
    credentials: usually('file', 'link', undefined),
    dependencies: usually([], ['variable:OTHER']),
    expires: usually(3600, 0, -5),
    written: usually(0, -3600, 330),
    document: usually(DOCUMENT, '{"Version":1,"ü":"\\\\"}\n', '{"Version":2}\n'),
  })
  .map(({ env: [values, paths], ...rest }) => {
    const named = Object.entries(paths).filter(([, path]) => path !== undefined);
    return { ...rest, env: { ...values, ...Object.fromEntries(named) } } as WorldOptions;
  });

type Change = (world: World) => unknown;

/** First those of the answer, which would hide the time of a change of the other files. */
const answerChange: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...[...STORED, ...(isRoot ? FOREIGN : [])].map(([, change]) => change)),
  fc.constantFrom<Change>(
    (w) => rmSync(w.answer),
    (w) => writeFileSync(`${w.answer}-2`, ''),
    (w) => w.edit((text) => text),
    (w) => renameSync(w.cache, `${w.cache}-3`),
  ),
  fc.tuple(fc.nat(900), fc.integer({ min: 0, max: 255 })).map(([at, code]): Change => {
    const damage = (text: string) =>
      text.slice(0, at % text.length) +
      String.fromCharCode(code) +
      text.slice((at % text.length) + 1);
    return (w) => w.edit(damage);
  }),
  fc.constantFrom(0o777, 0o755, 0o710, 0o700, 0o600, 0o400, 0o2700).chain((mode) =>
    fc.constantFrom<Change>(
      (w) => chmodSync(w.cache, mode),
      (w) => chmodSync(w.answer, mode),
    ),
  ),
);

const fileOf = (world: World, isConfig: boolean) => (isConfig ? world.config : world.credentials);

const fileChange: fc.Arbitrary<Change> = fc.boolean().chain((isConfig) =>
  fc.constantFrom<Change>(
    (w) => editUnseen(fileOf(w, isConfig)),
    (w) => utimesSync(fileOf(w, isConfig), WHOLE_SECOND, WHOLE_SECOND),
    (w) => chmodSync(fileOf(w, isConfig), 0o640),
    (w) => writeFileSync(fileOf(w, isConfig), readFileSync(fileOf(w, isConfig))),
    (w) => writeFileSync(fileOf(w, isConfig), '[x]\n'),
    (w) => rmSync(fileOf(w, isConfig)),
    (w) => linkSync(fileOf(w, isConfig), join(w.home, 'twin')),
    (w) => {
      cpSync(fileOf(w, isConfig), join(w.home, 'copy'), { preserveTimestamps: true });
      renameSync(join(w.home, 'copy'), fileOf(w, isConfig));
    },
    (w) => {
      renameSync(w.config, join(w.home, 'x'));
      renameSync(w.credentials, w.config);
      renameSync(join(w.home, 'x'), w.credentials);
    },
    (w) => {
      renameSync(fileOf(w, isConfig), join(w.home, 'moved'));
      symlinkSync(join(w.home, 'moved'), fileOf(w, isConfig));
    },
    (w) => {
      rmSync(fileOf(w, isConfig));
      symlinkSync(fileOf(w, !isConfig), fileOf(w, isConfig));
    },
    ...CONFIG_FILES.filter(([name]) => !name.includes('checksum') && !name.includes('nothing')).map(
      ([, change]) => change,
    ),
  ),
);

const environmentChange: fc.Arbitrary<Change> = environment.map(
  (env): Change =>
    (w) =>
      Object.assign(w.env, env),
);

/** A change may be impossible in a world; then it is none. */
function tryChange(change: Change, world: World) {
  try {
    change(world);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
  }
}

const few = (change: fc.Arbitrary<Change>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(change, { maxLength: 2 }));
const shells = fc.constantFrom(['/bin/sh'], ...SHELLS.flatMap(found));

test('the launcher says nothing that the cached answer of node does not say', () => {
  const counts = { both: 0, nodeAlone: 0, neither: 0 };
  const changes = fc.tuple(few(answerChange), few(fileChange), few(environmentChange));
  const property = fc.property(options, changes, shells, (made, parts, shell) => {
    inWorld(made, (world) => {
      for (const change of parts.flat()) {
        tryChange(change, world);
        passTick(world.home);
      }
      const [node, launcher] = [world.readWithNode(), world.readWithLauncher([...shell])];
      if (launcher !== undefined) expect(launcher).toBe(node);
      counts[launcher !== undefined ? 'both' : node === undefined ? 'neither' : 'nodeAlone']++;
    });
  });
  const runs = propertyRuns(250);
  fc.assert(property, runs);
  expect(counts.both, JSON.stringify(counts)).toBeGreaterThan(runs.numRuns / 20);
  expect(counts.neither).toBeGreaterThan(runs.numRuns / 4);
});
