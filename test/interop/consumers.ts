/** The programs that take credentials from swrole: how each is built, started, and what is known of it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Recipe } from './build.ts';

/** An SDK, or a tool that is made with one. */
export interface Consumer {
  /** Its name in the README. */
  readonly name: string;
  readonly recipe: Recipe;
  /** The version that is in a build folder. */
  version(folder: string): string;
  /** The program and its first words. Without more words it makes one call; `loop SECONDS INTERVAL` repeats it. */
  command(folder: string): readonly string[];
  /** Each call is a process of its own. */
  readonly isCommand?: boolean;
  /** What it prints of a failure instead of swrole's error message. */
  readonly showsInstead?: string;
  /** It calls S3, because it has no STS. */
  readonly callsS3?: boolean;
}

/** The part of a manifest that a pattern finds. */
const pinned = (file: string, pattern: RegExp) => (folder: string) =>
  pattern.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? '';

const VENV = join('venv', process.platform === 'win32' ? 'Scripts' : 'bin');
const python = (folder: string) => join(folder, VENV, 'python');

/** A virtual environment of Python with what `requirements.txt` pins. */
const withPip = (manifests: string): Recipe => ({
  manifests,
  tools: [['python3', '-c', 'import venv, ensurepip']],
  steps: [
    ['python3', '-m', 'venv', 'venv'],
    [join(VENV, 'python'), ...'-m pip install --quiet -r requirements.txt'.split(' ')],
  ],
});

/** Debian's package of version 2 of the AWS CLI, and what it imports. */
const AWS_CLI_2 =
  'awscli docutils-common python3-awscrt python3-cffi-backend python3-colorama python3-cryptography python3-dateutil python3-distro python3-docutils python3-jmespath python3-prompt-toolkit python3-pyasn1 python3-roman python3-ruamel.yaml python3-ruamel.yaml.clib python3-six python3-urllib3 python3-wcwidth';

/** Unpacks the packages. Installed, this version would take the name `aws` from another. */
function unpackDebian(folder: string): void {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb')))
    execFileSync('dpkg-deb', ['-x', file, 'root'], { cwd: folder });
  const start = `PYTHONPATH='${join(folder, PYTHONPATH)}' exec /usr/bin/python3 '${join(folder, 'root/usr/bin/aws')}' "$@"`;
  writeFileSync(join(folder, 'aws2'), `#!/bin/sh\n${start}\n`, { mode: 0o755 });
}

/** The version of the `aws` that is installed. */
const installedAws = () =>
  /^aws-cli\/(\S+)/.exec(spawnSync('aws', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1];

const go = (program: string, name: string, module: string): Consumer => ({
  name,
  recipe: {
    manifests: 'go',
    tools: [['go', 'version']],
    steps: [['go', 'build', '-o', 'bin/', './cmd/...']],
  },
  version: pinned('go.mod', new RegExp(`^\\t${module} v(\\S+)$`, 'm')),
  command: (folder) => [join(folder, 'bin', program)],
});

/**
 * The lock file of the project names no registry. Cargo wants to read there where each package comes from, and writes that
 * itself into a file that it makes anew.
 */
function addSources(folder: string): void {
  const lock = join(folder, 'Cargo.lock');
  const pins = readFileSync(lock, 'utf8');
  execFileSync('cargo', ['generate-lockfile'], { cwd: folder, stdio: 'ignore' });
  const [source = ''] = /^source = .*$/m.exec(readFileSync(lock, 'utf8')) ?? [];
  writeFileSync(lock, pins.replaceAll(/^checksum = /gm, `${source}\nchecksum = `));
}

const HAS_AWS_CLI_2 = [
  ['sh', '-c', "apt-cache show awscli | grep -q '^Version: 2'"],
  ['dpkg-deb', '--version'],
  ['/usr/bin/python3', '--version'],
];

const PYTHONPATH = 'root/usr/lib/python3/dist-packages';

const awsCli2: Pick<Consumer, 'recipe' | 'version' | 'command'> = installedAws()?.startsWith('2.')
  ? {
      recipe: { manifests: 'aws-cli', tools: [['aws', '--version']], steps: [] },
      version: () => installedAws() ?? '',
      command: (folder) => ['sh', join(folder, 'consumer.sh'), 'aws'],
    }
  : {
      recipe: {
        manifests: 'aws-cli',
        tools: HAS_AWS_CLI_2,
        steps: [['apt-get', 'download', ...AWS_CLI_2.split(' ')], unpackDebian],
      },
      version: (folder) =>
        /^__version__ = '(.*)'$/m.exec(
          readFileSync(join(folder, PYTHONPATH, 'awscli', '__init__.py'), 'utf8'),
        )?.[1] ?? '',
      command: (folder) => ['sh', join(folder, 'consumer.sh'), join(folder, 'aws2')],
    };

/** All, in the order of the README's table. */
export const CONSUMERS: readonly Consumer[] = [
  {
    name: 'AWS CLI 1',
    recipe: withPip('aws-cli'),
    version: pinned('requirements.txt', /^awscli==(.*)$/m),
    command: (folder) => ['sh', join(folder, 'consumer.sh'), join(folder, VENV, 'aws')],
    isCommand: true,
  },
  { name: 'AWS CLI 2', ...awsCli2, isCommand: true },
  {
    name: 'boto3 (Python)',
    recipe: withPip('boto3'),
    version: pinned('requirements.txt', /^boto3==(.*)$/m),
    command: (folder) => [python(folder), join(folder, 'consumer.py')],
  },
  {
    name: 'SDK for JavaScript v3',
    recipe: {
      manifests: 'js',
      tools: [['npm', '--version']],
      steps: [['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund']],
    },
    version: pinned('package.json', /"@aws-sdk\/client-sts": "(.*)"/),
    command: (folder) => [process.execPath, join(folder, 'consumer.mjs')],
    showsInstead: 'Could not load credentials from any providers',
  },
  go('sdk', 'SDK for Go v2', 'github.com/aws/aws-sdk-go-v2'),
  go('tf', "Terraform's aws-sdk-go-base", 'github.com/hashicorp/aws-sdk-go-base/v2'),
  {
    name: 'SDK for Rust',
    recipe: {
      manifests: 'rust',
      tools: [['cargo', '--version']],
      steps: [addSources, ['cargo', 'build', '--quiet', '--locked']],
    },
    version: pinned('Cargo.toml', /^aws-config = \{ version = "=(.*?)"/m),
    command: (folder) => [join(folder, 'target', 'debug', 'consumer')],
  },
  {
    name: 'SDK for Java v2',
    recipe: {
      manifests: 'java',
      tools: [
        ['mvn', '--version'],
        ['javac', '-version'],
      ],
      steps: [
        ['mvn', ...'-q -B compile dependency:copy-dependencies -DoutputDirectory=lib'.split(' ')],
      ],
    },
    version: pinned('pom.xml', /<artifactId>bom<\/artifactId>\s*<version>(.*)<\/version>/),
    command: (folder) => [
      ...['java', '-XX:TieredStopAtLevel=1', '-cp'],
      [join(folder, 'target', 'classes'), join(folder, 'lib', '*')].join(delimiter),
      'Consumer',
    ],
    showsInstead: 'Failed to refresh process-based credentials.',
  },
  {
    name: 'SDK for Ruby v3',
    recipe: {
      manifests: 'ruby',
      tools: [['ruby', '-e', "require 'aws-sdk-core'"]],
      steps: [],
    },
    version: () =>
      execFileSync('ruby', ['-e', "require 'aws-sdk-core'; print Aws::CORE_GEM_VERSION"], {
        encoding: 'utf8',
      }),
    command: (folder) => ['ruby', join(folder, 'consumer.rb')],
  },
  {
    name: 'SDK for C++ (in pyarrow)',
    recipe: withPip('cpp'),
    version: pinned('requirements.txt', /^pyarrow==(.*)$/m),
    command: (folder) => [python(folder), join(folder, 'consumer.py')],
    showsInstead: 'AWS Error ACCESS_DENIED',
    callsS3: true,
  },
];
