/** How to use swrole: one screen first, a page for each command and topic, and a guess at what a wrong word was meant to be. */

import { beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS, type CommandEntry, TOPIC_NAMES } from '../../src/cli/commands.ts';
import { parseArguments } from '../../src/cli/parse.ts';
import { openPty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type RunOptions, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { makeTempHome, type TempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const CONFIG =
  '[profile project-dev]\nregion = eu-west-1\n[profile app\u0007]\nregion = eu-west-1\n';

const OVERVIEW = `\
AWS credentials of a profile of ~/.aws/config, for SDKs, shells and commands.

Usage:
  credential_process = swrole -j PROFILE  every AWS SDK: a line of ~/.aws/config
  eval $(swrole PROFILE)                  this shell; without eval, a new one
  swrole exec PROFILE -- COMMAND...       one command

Commands:
  exec     run a command in the role
  serve    run a local endpoint that renews the credentials
  login    get credentials now and print when they expire
  logout   delete cached sessions
  list     the profiles, and what each would do
  status   what is cached, for whom, until when
  whoami   show which AWS identity the credentials belong to
  console  open the web console in the role
  setup    add a role, or a profile for SDKs, to the config file
  write    temporary keys into a file, for tools that only read files
  keys     an IAM user's long-term keys in the keychain, off the disk
  doctor   find what is wrong or will go wrong
  init     integration of a shell: switching, completion, prompt

swrole help TOPIC: a command, config, environment, exit-codes, flags, formats
`;

const LOGOUT = `\
Usage:
  swrole logout [flags] [PROFILE]

Removes the cached sessions and answers of PROFILE, its stored failure, the
copies of its session that other profiles keep, and what swrole write put into
the credentials file for it; with --all those of every profile. The next use
gets new credentials. AWS is not told: what a program has been given stays valid
until its end. Without PROFILE it is the active role (SWROLE_PROFILE), else
AWS_PROFILE; it never asks which. --all also removes the history of the picker.

Flags:
      --all             of every profile
      --source PROFILE  the profile that assumes the role, if PROFILE is its ARN
  -p, --profile NAME    the profile, also one that is named like a command
      --debug           log each step to stderr
  -h, --help            this help

Examples:
  swrole logout project-dev  the sessions of one profile
  swrole logout --all        everything
`;

const HELP_60 = `\
Usage:
  swrole help [COMMAND | TOPIC]

Shows how a command is used, as swrole COMMAND --help does,
or more on a topic.

Flags:
      --debug  log each step to stderr
  -h, --help   this help

Topics:
  config       the keys of a profile
  environment  the variables
  exit-codes   the exit codes
  flags        all flags
  formats      the forms of other shells

Examples:
  swrole help exec    how a command is used
  swrole help config  the keys of a profile
`;

const LOGOUT_120 = `\
Usage:
  swrole logout [flags] [PROFILE]

Removes the cached sessions and answers of PROFILE, its stored failure, the copies of its session that other profiles
keep, and what swrole write put into the credentials file for it; with --all those of every profile. The next use gets
new credentials. AWS is not told: what a program has been given stays valid until its end. Without PROFILE it is the
active role (SWROLE_PROFILE), else AWS_PROFILE; it never asks which. --all also removes the history of the picker.

Flags:
      --all             of every profile
      --source PROFILE  the profile that assumes the role, if PROFILE is its ARN
  -p, --profile NAME    the profile, also one that is named like a command
      --debug           log each step to stderr
  -h, --help            this help

Examples:
  swrole logout project-dev  the sessions of one profile
  swrole logout --all        everything
`;

const LONG_COMMANDS = [
  'swrole login arn:aws:iam::222222222222:role/audit --source my-company',
  'swrole -f powershell project-dev | Out-String | Invoke-Expression',
  `for /f "delims=" %i in ('swrole -f cmd project-dev') do @%i`,
  'docker run --env-file <(swrole -f dotenv project-dev) IMAGE',
];

let home: TempHome;
beforeAll(async () => {
  home = await makeTempHome({ config: CONFIG });
  return () => home.close();
});

const swrole = (args: readonly string[], more: Partial<RunOptions> = {}) =>
  runInProcess(args, { env: { HOME: home.path }, ...more });

const help = (stdout: string) => ({ exitCode: 0, signal: null, stdout, stderr: '' });

/** What a terminal of so many columns gets. */
async function onTerminal(args: readonly string[], cols: number, env: Record<string, string> = {}) {
  const command = process.execPath;
  const options = {
    command,
    args: [SWROLE_PROGRAM, ...args],
    cols,
    env: { HOME: home.path, ...env },
  };
  const pty = untilTestEnds(openPty(options));
  expect(await pty.exit).toEqual({ exitCode: 0 });
  return pty.raw().replaceAll('\r\n', '\n');
}

/** As a terminal shows it: titles are bold. */
const inBold = (text: string) => text.replaceAll(/^(\S+:)$/gm, '\x1b[1m$1\x1b[0m');

const names = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];

/** The profiles behind a page; none of them has keys or a role. */
const LIST = `Profiles:
  project-dev

To begin:
  aws configure  write the access key of your IAM user (or aws configure sso: a
                 sign-in)
  swrole setup   add a role, and a profile of it for SDKs
`;

describe('the first page', () => {
  test.each([[['--help']], [['-h']], [['help']], [['-j', '--help']]])(
    '%j prints the first page of the help',
    async (args) => {
      expect(await swrole(args)).toEqual(help(OVERVIEW));
    },
  );

  test('the first page of the help fits a screen of 24 lines and 80 columns', () => {
    const lines = OVERVIEW.split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('swrole without arguments prints the first page on stderr, with the profiles', async () => {
    expect(await swrole(['-j'])).toEqual({
      exitCode: 2,
      signal: null,
      stdout: '',
      stderr: `${OVERVIEW}\n${LIST}`,
    });
  });
});

describe('the page of a command', () => {
  test('the help page of a command has usage, purpose, flags and examples', async () => {
    expect(await swrole(['logout', '--help'])).toEqual(help(LOGOUT));
  });

  test('a command without its profile prints its page instead of the first page', async () => {
    const { exitCode, stdout, stderr } = await swrole(['login']);
    const page = (await swrole(['help', 'login'])).stdout;
    expect([exitCode, stdout, stderr]).toEqual([2, '', `${page}\n${LIST}`]);
  });

  test.each(names)('the help page of %s is as expected', async (name) => {
    const asked = await swrole(['help', name]);
    expect(await swrole([name, '-h'])).toEqual(asked);
    expect(await swrole(['-t', '123456', name, '--help', 'x'])).toEqual(asked);
    expect(asked).toEqual(help(expect.stringMatching(/^Usage:\n.*\nFlags:\n.*\nExamples:\n/s)));
    expect(asked.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const entry: CommandEntry = COMMANDS[name];
    for (const alias of entry.aliases ?? []) expect(await swrole(['help', alias])).toEqual(asked);
  });

  test.each(names)('the help page of %s has examples that the program accepts', (name) => {
    for (const [line] of COMMANDS[name].examples) {
      const words = /swrole ([^|)]*)/.exec(line)?.[1]?.trim().split(' ') ?? [];
      const { invocation } = parseArguments(words);
      const { kind } = invocation.kind === 'unnamed' ? invocation.command : invocation;
      // The version is a page of the help.
      expect([line, kind]).toEqual([line, name === 'version' ? 'help' : name]);
    }
  });
});

describe('topics', () => {
  test.each(TOPIC_NAMES)('the help topic %s is as expected', async (name) => {
    const asked = await swrole(['help', name]);
    expect(asked).toEqual(help(expect.stringMatching(/^\S/)));
    expect(asked.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('the help topic exit-codes is as expected', async () => {
    expect(await swrole(['help', 'exit-codes'])).toEqual(
      help(`\
Exit codes:
  0    done
  1    a bug, a broken installation, a limit of the system, or a failed write
  2    the command line
  3    the configuration
  4    no code, or no confirmation: no way to ask, cancelled, refused
  5    AWS refused, or could not be reached
  130  interrupted by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP

serve ends by the signal that ends it. exec gives the command's own; 126 and 127
if it cannot be run. doctor gives 1 if it finds an error.
`),
    );
  });
});

describe('the help on a terminal', () => {
  test('on a terminal titles of the help are bold, and lines use its width', async () => {
    expect(await onTerminal(['help', 'help'], 60)).toBe(inBold(HELP_60));
    expect(await onTerminal(['help', 'logout'], 120)).toBe(inBold(LOGOUT_120));
  });

  test.each([60, 120])('no line of the help is wider than %i columns', async (columns) => {
    const pages = [['--help'], ...[...names, ...TOPIC_NAMES].map((name) => ['help', name])];
    const env = { HOME: home.path, NO_COLOR: '1' };
    const texts: string[] = [];
    for (const args of pages) texts.push((await swrole(args, { env, columns })).stdout);
    const long = texts.flatMap((text) => text.split('\n')).filter((line) => line.length > columns);
    // A command line stays in one piece, to be copied.
    expect(long.map((line) => line.trim())).toEqual(columns === 60 ? LONG_COMMANDS : []);
  });

  test('the help without colours on a terminal is the same as in a pipe', async () => {
    expect(await onTerminal(['--help'], 80, { NO_COLOR: '1' })).toBe(OVERVIEW);
    const forced = await swrole(['--help'], { env: { HOME: home.path, FORCE_COLOR: '1' } });
    expect(forced).toEqual(help(inBold(OVERVIEW)));
  });
});

describe('suggestions', () => {
  const LIST =
    'there is help on every command, and on config, environment, exit-codes, flags, formats';
  const SHELLS = 'the shells are bash, zsh, fish, powershell';
  const FORMS = 'the formats are sh, fish, powershell, cmd, nu, dotenv, json';

  test.each<[string[], number, string, string]>([
    [['logn', 'project-dev'], 2, "no command or profile 'logn'", 'did you mean login?'],
    [['exce', 'project-dev', '--', 'ls'], 2, "no command or profile 'exce'", 'did you mean exec?'],
    [['help', 'confg'], 2, "there is no help on 'confg'", `did you mean 'config'? ${LIST}`],
    [['help', 'exce'], 2, "there is no help on 'exce'", `did you mean 'exec'? ${LIST}`],
    [['help', 'something-else'], 2, "there is no help on 'something-else'", LIST],
    [['-j', '--formt', 'json', 'x'], 2, "unknown option '--formt'", 'did you mean --format?'],
    [['-j', '--tokn=123456', 'x'], 2, "unknown option '--tokn'", 'did you mean --token?'],
    [['console', '--servce', 's3'], 2, "unknown option '--servce'", 'did you mean --service?'],
    [['list', '--hlep'], 2, "unknown option '--hlep'", 'did you mean --help?'],
    [['exec', '--bogus', 'x'], 2, "unknown option '--bogus'", 'see swrole exec --help'],
    [['-j', '-x', 'x'], 2, "unknown option '-x'", 'see swrole help flags'],
    [['-j', '--help=x'], 2, '--help takes no value', 'see swrole help flags'],
    [['list', '--json=x'], 2, '--json takes no value', 'see swrole list --help'],
    [['login', 'x', '--duration'], 2, '--duration needs a value', 'see swrole help flags'],
    [['console', 'x', '--service'], 2, '--service needs a value', 'see swrole console --help'],
    [['init', 'bahs'], 2, "init knows no shell 'bahs'", `did you mean 'bash'? ${SHELLS}`],
    [['init', 'tcsh'], 2, "init knows no shell 'tcsh'", SHELLS],
    [['init'], 2, 'init needs a shell', SHELLS],
    [['x', '-f', 'fihs'], 2, "unknown format 'fihs'", `did you mean 'fish'? ${FORMS}`],
    [['x', '-f', 'yaml'], 2, "unknown format 'yaml'", FORMS],
  ])('%j gets the right suggestion', async (args, exitCode, message, hint) => {
    const { stderr, ...rest } = await swrole(args);
    expect({ ...rest, stdout: args[0] === '-j' ? rest.stdout : '' }).toEqual({
      exitCode,
      signal: null,
      stdout: '',
    });
    expect(stderr).toBe(`swrole: error: ${message}\nswrole: hint: ${hint}\n`);
  });

  test.each<[string[], string]>([
    [['help', 'exec', 'login'], "help on one thing at a time: 'login' is one too many"],
    [['init', 'bash', 'zsh'], "init takes one shell: 'zsh' is one too many"],
  ])('an extra word is an error: %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await swrole(args);
    expect([exitCode, stdout, stderr]).toEqual([2, '', `swrole: error: ${message}\n`]);
  });

  test.each<[string[], string]>([
    [['logn'], 'did you mean the command login?'],
    [['lst', '-j'], 'did you mean the command list?'],
    [['-f', 'sh', 'lst'], 'did you mean the command list?'],
    [['-j', 'lst'], 'swrole list shows the profiles'],
    [['exec', 'logn', '--', 'ls'], 'swrole list shows the profiles'],
    [['exec', 'project-dve', '--', 'ls'], "did you mean 'project-dev'?"],
    [['something'], 'swrole list shows the profiles'],
  ])('an unknown profile is an error: %j', async (args, hint) => {
    const { exitCode, stderr } = await swrole(args);
    expect([exitCode, stderr.split('\n')[1]]).toEqual([3, `swrole: hint: ${hint}`]);
  });

  test('a word near to a profile and to a command gets both suggestions', async () => {
    const near = untilTestEnds(await makeTempHome({ config: '[profile logan]\nregion = a\n' }));
    const { stderr } = await swrole(['logn'], { env: { HOME: near.path } });
    expect(stderr.split('\n')[1]).toBe("swrole: hint: did you mean 'logan', or the command login?");
  });
});
