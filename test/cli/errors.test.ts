/** Bad input of every kind: one clear error, nothing on stdout, no call to AWS, and a cache as it was. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showNamesake, shownError } from '../../src/cli/typed-error.ts';
import { failureText } from '../../src/formats/index.ts';
import type { System } from '../../src/system.ts';
import { cacheFiles } from '../support/cache-files.ts';
import { commandLine } from '../support/command-line.ts';
import {
  auditor,
  developer,
  type Example,
  member,
  startExample,
} from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';

const ROLE = `[profile x]
source_profile = my-company
role_arn = ${developer.arn}
`;
// Another role than the one that there is a session of.
const MFA = `${ROLE.replace(developer.arn, auditor.arn)}mfa_serial = ${member.mfa.serial}\n`;

let example: Example;
beforeAll(async () => {
  example = await startExample();
  await runInProcess(['-j', 'project-dev'], { env: example.env, credentialsOnStdout: true });
});
afterAll(() => example.close());

/** Runs with `config` as the whole config file. Paths below the home are shown as `~`. */
async function fails(config: string, args = ['-j', 'x'], env: Record<string, string> = {}) {
  const { home, standIn } = example;
  writeFileSync(home.configFile, config);
  const before = [cacheFiles(home.cacheDir), standIn.calls.length];
  const result = await runInProcess(args, {
    env: { ...example.env, ...env },
    secrets: standIn.secrets,
    startsNothing: true,
  });
  expect([cacheFiles(home.cacheDir), standIn.calls.length]).toEqual(before);
  return { ...result, stderr: result.stderr.replaceAll(home.path, '~') };
}

const error = (exitCode: number, ...lines: string[]) => ({
  exitCode,
  signal: null,
  stdout: '',
  stderr: lines.map((line) => `swrole: ${line}\n`).join(''),
});

describe('configuration', () => {
  test('keys above the first header of the credentials file are named, and a name that may be a secret is not shown', async () => {
    const env = {
      AWS_CONFIG_FILE: '~/none',
      AWS_SHARED_CREDENTIALS_FILE: example.home.configFile,
    };
    const config = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n';
    const hint = (header: string) =>
      `hint: lines before the first section belong to no profile (~/.aws/config:1); write a header such as ${header} above them`;
    const missing = (name: string) => `error: profile ${name} is not in ~/none or ~/.aws/config`;
    expect(await fails(config, ['-j', 'x'], env)).toEqual(error(3, missing("'x'"), hint('[x]')));
    expect(await fails(config, ['-j', 'jbswy3dpehpk3pxpjbswy3dp'], env)).toEqual(
      error(3, missing('(24 characters, not shown)'), hint('[NAME]')),
    );
  });

  test.each<[string, string, string[]]>([
    [
      'a profile that is not there',
      '[profile y]\nregion = a\n',
      [
        "error: profile 'x' is not in ~/.aws/config or ~/.aws/credentials",
        'hint: swrole list shows the profiles',
      ],
    ],
    [
      'keys behind colons and export',
      '[profile x]\naws_access_key_id: AKIAIOSFODNN7EXAMPLE\nexport AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
      [
        "error: ~/.aws/config:1: profile 'x' has nothing to get credentials from; lines of it are passed over (~/.aws/config:2, 3)",
        'hint: write KEY = VALUE there, without export and with an equals sign',
      ],
    ],
    [
      'half of a key behind a colon, with more such lines than are named',
      `[profile x]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n${'a: b\n'.repeat(7)}`,
      [
        "error: ~/.aws/config:2: profile 'x' has aws_access_key_id, but no aws_secret_access_key; lines of it are passed over (~/.aws/config:3, 4, 5, 6, 7 and 2 more)",
        'hint: write KEY = VALUE there, without export and with an equals sign',
      ],
    ],
    [
      'keys above the first header',
      'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n',
      [
        "error: profile 'x' is not in ~/.aws/config or ~/.aws/credentials",
        'hint: lines before the first section belong to no profile (~/.aws/config:1); write a header such as [profile x] above them',
      ],
    ],
    [
      'a temporary key without its token',
      '[profile x]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
      [
        "error: ~/.aws/config:2: aws_access_key_id of profile 'x' is a temporary key (ASIA…), but there is no aws_session_token",
        'hint: add the aws_session_token that comes with it; AWS refuses such a key without it',
      ],
    ],
    [
      'a temporary key whose token has its old name',
      '[profile x]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\naws_security_token = example\n',
      [
        "error: ~/.aws/config:2: aws_access_key_id of profile 'x' is a temporary key (ASIA…), but there is no aws_session_token",
        'hint: ~/.aws/config:4: write aws_session_token instead of aws_security_token',
      ],
    ],
    [
      'a role beside SSO',
      `[profile x]\nrole_arn = ${developer.arn}\nsso_session = s\n`,
      [
        "error: ~/.aws/config:2: profile 'x' has role_arn and sso_session, but no source_profile",
        'hint: move role_arn to a profile of its own, with source_profile = x',
      ],
    ],
    [
      'a role beside keys',
      `[profile x]\nrole_arn = ${developer.arn}\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n`,
      [
        "error: ~/.aws/config:2: profile 'x' has role_arn and aws_access_key_id, but no source_profile",
        'hint: add source_profile = x, if these keys are to assume the role',
      ],
    ],
    [
      'a profile without its prefix',
      '[x]\nregion = a\n',
      [
        "error: profile 'x' is not in ~/.aws/config or ~/.aws/credentials",
        'hint: ~/.aws/config:1: write [profile x] instead of [x]',
      ],
    ],
    [
      'an ARN of something else',
      '[profile x]\nsource_profile = my-company\nrole_arn = arn:aws:iam::111111111111:user/me\n',
      [
        "error: ~/.aws/config:3: role_arn of profile 'x' must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME, not 'arn:aws:iam::111111111111:user/me'",
      ],
    ],
    [
      'no source',
      `[profile x]\nrole_arn = ${developer.arn}\n`,
      [
        "error: ~/.aws/config:2: profile 'x' has role_arn, but nothing to assume it with",
        "hint: add source_profile = NAME or credential_source to profile 'x'",
      ],
    ],
    [
      'a source that is not there',
      `[profile x]\nsource_profile = my-companyy\nrole_arn = ${developer.arn}\n`,
      [
        "error: ~/.aws/config:2: source_profile of profile 'x': there is no profile 'my-companyy'",
        "hint: did you mean 'my-company'?",
      ],
    ],
    [
      'a circle',
      `${ROLE.replace('my-company', 'y')}[profile y]\nrole_arn = ${developer.arn}\nsource_profile = x\n`,
      [
        'error: ~/.aws/config:6: source_profile goes in a circle: x -> y -> x',
        'hint: one of them must have keys or another source of its own',
      ],
    ],
    [
      'half a pair of keys',
      `${ROLE.replace('my-company', 'y')}[profile y]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n`,
      [
        "error: ~/.aws/config:5: profile 'y' has aws_access_key_id, but no aws_secret_access_key",
        "hint: add aws_secret_access_key to profile 'y'",
      ],
    ],
    [
      'a duration out of range',
      `${ROLE}duration_seconds = 600\n`,
      [
        "error: ~/.aws/config:4: duration_seconds of profile 'x' must be a whole number of seconds from 900 to 43200, not '600'",
      ],
    ],
    [
      'half of an SSO profile',
      `${ROLE.replace('my-company', 'y')}[profile y]\nsso_session = s\n`,
      [
        "error: ~/.aws/config:5: profile 'y' has sso_session, but no sso_account_id",
        "hint: add sso_account_id to profile 'y'",
      ],
    ],
    [
      'text that a terminal would obey',
      `[profile x]\nsource_profile = \u001b]0;hacked\u0007\u202e\nrole_arn = ${developer.arn}\n`,
      [
        "error: ~/.aws/config:2: source_profile of profile 'x': there is no profile '\\u{1b}]0;hacked\\u{7}\\u{202e}'",
        'hint: swrole list shows the profiles',
      ],
    ],
  ])('the configuration error names %s', async (_, config, lines) =>
    expect(await fails(config)).toEqual(error(3, ...lines)),
  );

  test('a file that cannot be read is an error with its reason', async () => {
    expect(await fails('', ['-j', 'x'], { AWS_CONFIG_FILE: example.home.path })).toEqual(
      error(
        3,
        'error: cannot read ~: it is a directory (EISDIR)',
        'hint: put the right file there, or name it in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE',
      ),
    );
  });

  test('a region without a host is an error', async () => {
    const env = { AWS_ENDPOINT_URL_STS: '', HTTPS_PROXY: 'http://127.0.0.1:1' };
    const region = `${ROLE}region = us-east1\nmax_attempts = 1\n`;
    const { exitCode, stderr } = await fails(region, ['-j', 'x'], env);
    expect([exitCode, stderr]).toEqual([
      5,
      expect.stringMatching(
        /^swrole: error: cannot reach sts \(us-east1\) for .*\nswrole: hint: check region of profile 'x', AWS_REGION and AWS_DEFAULT_REGION: did you mean us-east-1\?\n$/,
      ),
    ]);
  });

  const ENVIRONMENT = `[profile x]\nrole_arn = ${developer.arn}\ncredential_source = Environment\n`;
  const TEMPORARY = {
    AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  };

  test.each<[string, Record<string, string>, number, string[]]>([
    [
      'a temporary key without its token',
      TEMPORARY,
      3,
      [
        "error: ~/.aws/config:3: credential_source of profile 'x' is Environment, but AWS_ACCESS_KEY_ID is a temporary key (ASIA…) and AWS_SESSION_TOKEN is not set",
        'hint: set the AWS_SESSION_TOKEN that comes with it; AWS refuses such a key without it',
      ],
    ],
    [
      'a temporary key whose token has its old name',
      { ...TEMPORARY, AWS_SECURITY_TOKEN: 'example' },
      3,
      [
        "error: ~/.aws/config:3: credential_source of profile 'x' is Environment, but AWS_ACCESS_KEY_ID is a temporary key (ASIA…) and AWS_SESSION_TOKEN is not set",
        'hint: set AWS_SESSION_TOKEN to what AWS_SECURITY_TOKEN is',
      ],
    ],
    [
      'keys that swrole put there for the same role',
      { ...TEMPORARY, AWS_SESSION_TOKEN: 'example', SWROLE_PROFILE: 'x' },
      3,
      [
        "error: ~/.aws/config:3: credential_source of profile 'x' is Environment, but the keys there are those that swrole got for profile 'x'",
        'hint: use a shell with your own keys, or set them again; if they are your own, remove SWROLE_PROFILE from the environment',
      ],
    ],
    [
      'keys that swrole put there for another role, and that have expired',
      {
        ...TEMPORARY,
        AWS_SESSION_TOKEN: 'example',
        AWS_CREDENTIAL_EXPIRATION: '2020-01-31T12:00:00Z',
        SWROLE_PROFILE: 'y',
      },
      5,
      [
        "error: ~/.aws/config:3: credential_source of profile 'x': the credentials in the environment expired at 2020-01-31T12:00:00.000Z",
        "hint: swrole put them there for profile 'y': get that role again, or set keys of your own",
      ],
    ],
  ])('an error of the environment names the variable: %s', async (_, env, exitCode, lines) => {
    expect(await fails(ENVIRONMENT, ['-j', 'x'], env)).toEqual(error(exitCode, ...lines));
  });

  test('an endpoint that would carry the code in plain text is refused', async () => {
    const { exitCode, stderr } = await fails(ROLE, ['-j', 'x'], {
      AWS_ENDPOINT_URL_STS: 'http://sts.example.com/',
    });
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringMatching(/^swrole: error: AWS_ENDPOINT_URL_STS must .*https.*'\n/),
    ]);
  });
});

describe('generate_token', () => {
  const token = (command: string) => `${MFA}generate_token = ${command}\n`;

  test.each<[string, string, string]>([
    ['fails', 'echo locked >&2; exit 3', '(echo) failed: exit status 3: locked'],
    [
      'is not there',
      'no-such-program --otp',
      expect.stringContaining('(no-such-program) failed: exit status 127') as never,
    ],
    [
      'prints something else',
      'echo not a code',
      '(echo) gave no code: its one line is not six digits alone',
    ],
    [
      'prints two codes',
      'printf "123456\\n654321\\n"',
      '(printf) gave no code: its 2 lines do not hold one code, which is a line of six digits alone',
    ],
    ['prints nothing', 'true', '(true) gave no code: it printed nothing'],
  ])('a generate_token that %s is an error', async (_, command, words) => {
    const { exitCode, stdout, stderr } = await fails(token(command));
    expect([exitCode, stdout]).toEqual([4, '']);
    const message = stderr
      .replace(/^swrole: error: ~\/\.aws\/config:5: generate_token /, '')
      .replace(/\n$/, '');
    expect(message).toEqual(words);
  });

  test('a generate_token that starts the waiting swrole again is an error', async () => {
    const program = commandLine([process.execPath, SWROLE_PROGRAM, '-j', 'x']);
    const { exitCode, stderr } = await fails(token(program));
    expect([exitCode, stderr]).toEqual([
      4,
      expect.stringMatching(
        /generate_token \(.*\) failed: exit status 3: swrole was started to get what is waiting for it: x -> x\nswrole: hint: generate_token and credential_process must not lead back to the profile that runs them\n$/,
      ),
    ]);
  });
});

describe('no way to a code', () => {
  test('no way to get a code is an error at once', async () => {
    expect(await fails(MFA)).toEqual(
      error(
        4,
        "error: profile 'x' needs a code, and there is no terminal to ask for it",
        "hint: run 'swrole login x' in a terminal first, or set generate_token",
      ),
    );
  });

  const NEEDS = "error: profile 'x' needs a code";
  // A session of its own, for which no failure stands yet.
  let sessions = 0;
  const another = () => `${MFA}role_session_name = session-${++sessions}\n`;
  const LOGIN = "hint: run 'swrole login x' in a terminal first, or set generate_token";

  test.each<[string, string, string]>([
    ['none', `${NEEDS}, and SWROLE_PROMPT=none forbids to ask for it`, LOGIN],
    [
      'terminal',
      `${NEEDS}, and there is no terminal to ask for it; SWROLE_PROMPT=terminal allows no dialog`,
      LOGIN,
    ],
    [
      'gui',
      `${NEEDS}, and no dialog to ask for it can be shown; SWROLE_PROMPT=gui allows nothing else`,
      LOGIN,
    ],
    [
      'terminl',
      `${NEEDS}, and SWROLE_PROMPT=terminl cannot be started to ask for it`,
      'hint: SWROLE_PROMPT takes tty, gui, none, a program or a command line; did you mean terminal?',
    ],
    [
      'no-such-program --key example',
      `${NEEDS}, and SWROLE_PROMPT=no-such-program cannot be started to ask for it`,
      'hint: SWROLE_PROMPT takes tty, gui, none, a program or a command line',
    ],
  ])('the error for no code names SWROLE_PROMPT=%s', async (SWROLE_PROMPT, message, hint) => {
    expect(await fails(another(), ['-j', 'x'], { SWROLE_PROMPT })).toEqual(error(4, message, hint));
  });

  test('the error names SWROLE_PROMPT where its command prints something else than a code', async () => {
    expect(await fails(another(), ['-j', 'x'], { SWROLE_PROMPT: 'echo hello' })).toEqual(
      error(
        4,
        'error: the code that SWROLE_PROMPT (echo) gave is not six digits',
        'hint: the program must show the question, and print the code that is typed and nothing else',
      ),
    );
  });

  test('the error names SWROLE_PROMPT where its command ends without an answer', async () => {
    expect(await fails(another(), ['-j', 'x'], { SWROLE_PROMPT: 'exit 3;' })).toEqual(
      error(
        4,
        "error: cancelled: no code for profile 'x'; SWROLE_PROMPT (exit) ended with exit status 3",
      ),
    );
  });
});

describe('a wrong command line', () => {
  test.each<[string[], string[]]>([
    [
      ['-j', '--bogus', 'x'],
      ["error: unknown option '--bogus'", 'hint: see swrole help flags'],
    ],
    ...[
      ['list', '--profile'],
      ['status', '--format'],
      ['logout', '--json'],
      ['login', '--export'],
      ['init', '--refresh'],
      ['help', '--token'],
    ].map(([name = '', flag = '']): [string[], string[]] => [
      [name, flag, 'x'],
      [`error: ${name} takes no ${flag}`, `hint: see swrole ${name} --help`],
    ]),
    [['-j', '-f', 'fish', 'x'], ['error: --json, --export and --format exclude each other']],
    [
      ['-j', 'x', 'y'],
      [
        "error: one profile at a time: 'y' is one too many",
        'hint: a command to run comes after --',
      ],
    ],
    [
      ['-j', '-p', 'x', 'y'],
      [
        "error: one profile at a time: 'y' is one too many",
        'hint: a command to run comes after --',
      ],
    ],
    [
      ['-j', '--duration', 'long', 'x'],
      ["error: --duration takes a duration, not 'long'", 'hint: write it like 3600, 45m or 1h30m'],
    ],
    [['-j', '--duration', '10m', 'x'], ['error: --duration 10m: a session lasts from 15m to 12h']],
    [
      ['-j', '--min-ttl', '', 'x'],
      ["error: --min-ttl takes a duration, not ''", 'hint: write it like 3600, 45m or 1h30m'],
    ],
    [
      ['-j', '--session-name', 'a b', 'x'],
      ['error: --session-name takes 2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -'],
    ],
    [['serve'], ['error: serve needs a profile', 'hint: swrole serve PROFILE']],
    [
      ['exec', 'x'],
      ['error: no command to run', 'hint: swrole exec x -- COMMAND...'],
    ],
    [
      ['exec', 'x', '--'],
      ['error: no command to run', 'hint: swrole exec x -- COMMAND...'],
    ],
    [['-j', 'x', '--', 'ls'], ['error: a command to run takes no format']],
    [['logout', 'x', '--all'], ['error: logout takes a profile or --all, not both']],
    ...['console', 'login', 'exec', 'setup'].map((name): [string[], string[]] => [
      ['-j', name],
      [`error: ${name} takes no --json`, `hint: for a profile of that name: swrole -j -p ${name}`],
    ]),
    [
      ['-j', '-t', '123456', 'console'],
      ['error: console takes no --json', 'hint: for a profile of that name: swrole -j -p console'],
    ],
    [
      ['-j', 'console', 'x'],
      ['error: console takes no --json', 'hint: see swrole console --help'],
    ],
    [
      ['-j', 'whoami'],
      [
        'error: whoami needs a profile',
        'hint: swrole whoami PROFILE; for a profile of that name: swrole -j -p whoami',
      ],
    ],
    [
      ['-j', '--region', 'us-east-1', 'x'],
      [
        'error: --region cannot be combined with -j, because a credential_process has no region to give',
        'hint: write region = NAME into the profile that has the credential_process',
      ],
    ],
    [
      ['exec', '--region', 'us east', 'x', '--', 'ls'],
      [
        "error: --region must be the name of a region, such as us-east-1, not 'us east'",
        'hint: did you mean us-east-1?',
      ],
    ],
    [
      ['console', '--region', 'us_west_2', 'x'],
      [
        "error: --region must be the name of a region, such as us-east-1, not 'us_west_2'",
        'hint: did you mean us-west-2?',
      ],
    ],
    [
      ['login', '--region', 'us-east-1', 'x'],
      ['error: login takes no --region', 'hint: see swrole login --help'],
    ],
  ])('the command line %j is an error', async (args, lines) =>
    expect(await fails(ROLE, args)).toEqual(error(2, ...lines)),
  );
});

describe('words that were typed wrong', () => {
  const NAMED = ['list', 'login', 'whoami', 'setup', 'version', 'exce']
    .map((name) => ROLE.replace('x', name))
    .join('');

  test.each<[string[], string[]]>([
    [
      ['logn', 'x'],
      ["error: no command or profile 'logn'", "hint: did you mean login, or the profile 'login'?"],
    ],
    [
      ['lits', '--debug', 'x'],
      ["error: no command or profile 'lits'", "hint: did you mean list, or the profile 'list'?"],
    ],
    [
      ['lgoin', 'x'],
      ["error: no command or profile 'lgoin'", "hint: did you mean login, or the profile 'login'?"],
    ],
    [
      ['-f', 'sh', 'project-dve', 'x'],
      [
        "error: no command or profile 'project-dve'",
        'hint: swrole help shows the commands, swrole list the profiles',
      ],
    ],
    // The first word is a profile, so the second is the one too many.
    [
      ['exce', 'x'],
      [
        "error: one profile at a time: 'x' is one too many",
        'hint: a command to run comes after --',
      ],
    ],
    [
      ['whoami'],
      [
        'error: whoami needs a profile',
        "hint: swrole whoami PROFILE; for the profile 'whoami': swrole -p whoami",
      ],
    ],
    [
      ['list', '--', 'ls'],
      [
        'error: list runs no command',
        "hint: use exec for that; for the profile 'list': swrole -p list",
      ],
    ],
    [
      ['version', '-f', 'fish'],
      [
        'error: version takes no --format',
        'hint: for a profile of that name: swrole -f fish -p version',
      ],
    ],
    [
      ['list', '--bogus'],
      [
        "error: unknown option '--bogus'",
        "hint: see swrole list --help; for the profile 'list': swrole -p list",
      ],
    ],
    // Not where the profile is named, and not for a command that has none of its name.
    [
      ['whoami', '-p', 'whoami', 'x'],
      [
        "error: one profile at a time: 'x' is one too many",
        'hint: a command to run comes after --',
      ],
    ],
    [['console'], ['error: console needs a profile', 'hint: swrole console PROFILE']],
  ])('%j', async (args, lines) => {
    // What a shell evaluates has tests of its own.
    const { stdout: _statements, ...result } = await fails(NAMED, args);
    const { stdout: _none, ...expected } = error(2, ...lines);
    expect(result).toEqual(expected);
  });

  test('the help for a command without a profile names the profile that is called like it', async () => {
    const { exitCode, stderr } = await fails(NAMED, ['login']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /\n {2}login\n[\s\S]*\nswrole: hint: for the profile 'login': swrole -p login\n$/,
    );
  });

  test.each([
    [false, true, true],
    [true, true, false],
    [false, false, false],
  ])(
    'after a success the hint is there where it can be meant: stdout %s, stderr %s',
    async (out, err, isShown) => {
      let text = '';
      const output = (isTerminal: boolean) => ({
        isTerminal,
        columns: 80,
        write: async (more: string) => {
          text += more;
        },
      });
      writeFileSync(example.home.configFile, NAMED);
      const home = example.home.path;
      const env = { HOME: home, NO_COLOR: '1' };
      const streams = { stdout: output(out), stderr: output(err), env, home };
      await showNamesake({ exitCode: 0 }, { ...streams, argv: ['list'] } as unknown as System);
      expect(text).toBe(isShown ? "swrole: hint: for the profile 'list': swrole -p list\n" : '');
    },
  );

  test('a program that reads the list is told nothing', async () => {
    expect(await fails(NAMED, ['list'])).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('an error on a terminal', () => {
  const shown = (columns: number, env: Record<string, string>, isTerminal = true) =>
    shownError(
      {
        exitCode: 3,
        message: "/home/ada/.aws/config:7: role_arn of profile 'x' must be the ARN of a role",
        remark: 'the same attempt failed 3 s ago',
        hint: 'write arn:aws:iam::111111111111:role/developer\u202e there',
      },
      { stderr: { isTerminal, columns, write: async () => {} }, env, home: '/home/ada' },
    );

  test.each([
    [
      30,
      [
        'swrole: error: ~/.aws/config:7:',
        '               role_arn of',
        "               profile 'x'",
        '               must be the ARN',
        '               of a role',
        'swrole: hint: the same attempt',
        '              failed 3 s ago',
        'swrole: hint: write',
        '              arn:aws:iam::111111111111:role/developer\\u{202e}',
        '              there',
      ],
    ],
    [
      80,
      [
        "swrole: error: ~/.aws/config:7: role_arn of profile 'x' must be the ARN of a",
        '               role',
        'swrole: hint: the same attempt failed 3 s ago',
        'swrole: hint: write arn:aws:iam::111111111111:role/developer\\u{202e} there',
      ],
    ],
  ])('is wrapped at words: %i columns', (columns, lines) => {
    expect(shown(columns, { NO_COLOR: '1' })).toBe(lines.map((line) => `${line}\n`).join(''));
  });

  test('has the colours of doctor, and in a pipe none and whole lines', () => {
    expect(shown(80, {}).split('\n').slice(0, 3)).toEqual([
      "swrole: \x1b[31merror\x1b[0m: \x1b[1m~/.aws/config:7: role_arn of profile 'x' must be the ARN of a\x1b[0m",
      '               \x1b[1mrole\x1b[0m',
      'swrole: \x1b[1mhint\x1b[0m: the same attempt failed 3 s ago',
    ]);
    expect(shown(30, { FORCE_COLOR: '1' }, false)).toBe(
      "swrole: error: /home/ada/.aws/config:7: role_arn of profile 'x' must be the ARN of a role\n" +
        'swrole: hint: the same attempt failed 3 s ago\n' +
        'swrole: hint: write arn:aws:iam::111111111111:role/developer\\u{202e} there\n',
    );
  });
});

describe('a shell that evaluates stdout', () => {
  test('a profile with the name of a command fails in the shell, and the hint says how to reach it', async () => {
    expect(await fails(ROLE, ['-f', 'fish', 'ls'])).toEqual({
      ...error(
        2,
        'error: list takes no --format',
        'hint: for a profile of that name: swrole -f fish -p ls',
      ),
      stdout: failureText('fish', 2, {}),
    });
  });

  test.each<[string[], number]>([
    [['y'], 3],
    [['-o', 'y'], 3],
    [['--bogus', 'x'], 2],
    [[], 2],
    [[''], 2],
  ])('a failure of %j also fails in the shell', async (args, exitCode) => {
    const result = await fails(ROLE, args);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stdout).toBe(failureText('sh', exitCode, {}));
  });

  // Its stdout is the command's: whatever reads that would take the statements for the command's output.
  test('is not told of the failure of a command', async () => {
    const { exitCode, stdout } = await fails(ROLE, ['y', '--', 'ls']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
  });
});

// Every write to this device fails, as on a full disk. Other systems than Linux have none.
const FULL = '/dev/full';

const NO_PROFILE =
  "swrole: error: no command or profile 'x'\nswrole: hint: swrole help shows the commands, swrole list the profiles\n";

describe.skipIf(!existsSync(FULL))('a full disk', () => {
  // The files as they are at first.
  let full: Example;
  beforeAll(async () => {
    full = await startExample();
  });
  afterAll(() => full.close());

  async function onto(stdout: string, stderr: string, args: readonly string[]) {
    const streams = [stdout, stderr].map((path) => openSync(path, 'w'));
    const { env } = full;
    const child = spawn(process.execPath, [SWROLE_PROGRAM, ...args], {
      env,
      stdio: ['ignore', ...streams],
    });
    await once(child, 'close');
    for (const stream of streams) closeSync(stream);
    return child.exitCode;
  }

  test.each<[string[], number, string]>([
    [['-j', 'project-dev'], 1, 'swrole: error: cannot write to stdout (ENOSPC)\n'],
    // By now there is an answer ready for it.
    [['-j', 'project-dev'], 1, 'swrole: error: cannot write to stdout (ENOSPC)\n'],
    [['list'], 1, 'swrole: error: cannot write to stdout (ENOSPC)\n'],
    [['-o', 'x', 'y'], 2, NO_PROFILE],
  ])('a full disk at stdout of %j is an error', async (args, exitCode, text) => {
    const said = join(full.home.path, 'stderr');
    expect(await onto(FULL, said, args)).toBe(exitCode);
    expect(readFileSync(said, 'utf8')).toBe(text);
  });

  test('a full disk at stderr alone, which has only --debug, is no error', async () => {
    const answer = join(full.home.path, 'stdout');
    expect(await onto(answer, FULL, ['-j', '--debug', 'project-dev'])).toBe(0);
    expect(readFileSync(answer, 'utf8')).toMatch(/^\{"Version":1,/);
  });

  test.each([
    [['list'], 1],
    [['-j', 'nobody'], 3],
  ])('a full disk at stdout and stderr of %j is an error', async (args, exitCode) => {
    expect(await onto(FULL, FULL, args)).toBe(exitCode);
  });
});
