/** The launcher says what the cached answer of node says, or starts node. Each of its checks is shown by what happens without it. */
import {
  chmodSync,
  chownSync,
  cpSync,
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
import { describe, expect, test } from 'vitest';
import { FORMAT } from '../../src/fast-path/cached-answer.ts';
import { VARIABLES } from '../../src/fast-path/fingerprint.ts';
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
    inWorld({ env: { document: 'x', text: 'x', header: 'x', sums: 'x', found: 'x' } }, (world) => {
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
    }));
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
    'a folder that became a file',
    ({ credentials }) => {
      rmSync(dirname(credentials), { recursive: true });
      writeFileSync(dirname(credentials), '');
    },
    [` && [ -x "\${1%/*}/." ]`, ''],
    {
      credentials: undefined,
      env: { AWS_SHARED_CREDENTIALS_FILE: '~/x/credentials' },
      before: ({ credentials }) => mkdirSync(dirname(credentials)),
    },
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
      'of files that are not regular ones',
      { env: { AWS_CONFIG_FILE: '/dev/null' }, config: undefined },
    ],
    ['in a long region', { env: { AWS_REGION: 'us-northeast-south-1' } }],
  ])('%s', (_, options) =>
    inWorld(options, (world) => {
      if (options.profile === 'list') world.argv = ['-j', '-p', 'list'];
      expect([world.readWithNode(), world.readWithLauncher()]).toEqual([DOCUMENT, undefined]);
    }),
  );
});

const named = (rows: readonly Row[]) => rows.map((row) => [row[0], row] as const);

describe('the launcher leaves it to node', () => {
  test.each(named(ARGUMENTS))('when it is asked for %s', (_, row) => check(row));
  test.each(named(ENVIRONMENT))('because of %s', (_, row) => check(row));
  test.each(named(CONFIG_FILES))('after %s', (_, row) => check(row));
  test.each(named(STORED))('when there is an answer %s', (_, row) => check(row));
  test.runIf(isRoot).each(named(FOREIGN))('when there is an answer %s', (_, row) => check(row));
});
