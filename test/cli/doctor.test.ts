/** `swrole doctor` as people and programs see it: whole screens, and a home that is as it was. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { developer, type Example, startExample } from '../support/example-world.ts';
import { openPty } from '../support/pty.ts';
import { runSwrole, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { makeTempHome, type TempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** A node of which nobody knows when it ends, so that these tests do not. */
const NEW_NODE = {
  NODE_OPTIONS: `--import=data:text/javascript,Object.defineProperty(process,'version',{value:'v99.0.0'})`,
};

const CONFIG = `[default]
region = eu-west-1

[profile app]
role_arn = ${developer.arn}
credential_process = /bin/cat --secret hunter2
Region = eu-west-1

[profile sso]
sso_session = corp
sso_account_id = 111111111111
sso_role_name = Dev

[sso-session corp]
sso_start_url = https://example.test/start
sso_region = eu-west-1

[profile \x1b[2J\u202ebad]
regoin = x
[profile \x9b\u{e0001}
region = eu-west-1
`;

let home: TempHome;
beforeEach(async () => {
  home = untilTestEnds(await makeTempHome({ config: CONFIG }));
});

const env = () => ({ HOME: home.path, PATH: '/usr/bin:/bin', ...NEW_NODE });
const inHome = (text: string) => text.replaceAll(home.path, '~');

async function doctor(...args: string[]) {
  const result = await runSwrole(['doctor', ...args], { env: env(), secrets: ['hunter2'] });
  return { ...result, stdout: inHome(result.stdout) };
}

/** The same on a terminal, its lines as a person reads them. */
async function onTerminal(cols: number, ...args: string[]) {
  const pty = untilTestEnds(
    openPty({
      command: process.execPath,
      args: [SWROLE_PROGRAM, 'doctor', ...args],
      env: env(),
      cols,
    }),
  );
  const { exitCode } = await pty.exit;
  return { exitCode, text: inHome(pty.text()), raw: inHome(pty.raw()) };
}

describe('a screen', () => {
  test('without a terminal has a line for each thing and no colours', async () => {
    expect(await doctor('app')).toMatchInlineSnapshot(`
      {
        "exitCode": 1,
        "signal": null,
        "stderr": "",
        "stdout": "error    credential_process of profile 'app' stands beside role_arn (line 5)
               ~/.aws/config:6
               the AWS CLI, Ruby, Rust and swrole refuse the profile; JS and Java run the process and forget the role; Go assumes the role with what the process prints
               fix: keep one of them in [profile app], and move the other to a profile of its own

      error    section '\\u{9b}\\u{e0001}' is ignored: it has no ']'
               ~/.aws/config:20
               the AWS CLI and everything made with botocore refuse the whole file
               write: [profile \\u{9b}\\u{e0001}]

      warning  the key Region has capital letters
               ~/.aws/config:7
               JS and Ruby do not see it; the AWS CLI, Go, Rust and swrole do
               write: region = VALUE

      warning  section '\\u{1b}[2J\\u{202e}bad' is ignored: its name is empty or has characters that AWS does not allow
               ~/.aws/config:18
               the AWS CLI reads some of these names, other SDKs pass over the section with its keys
               fix: use letters, digits and _-./%@:+ for the name

      2 errors, 2 warnings
      ",
      }
    `);
  });

  test('of 60 columns', async () => {
    const { exitCode, text } = await onTerminal(60, 'app');
    expect(exitCode).toBe(1);
    expect(text).toMatchInlineSnapshot(`
      "error    credential_process of profile 'app' stands beside
               role_arn (line 5)
               ~/.aws/config:6
               the AWS CLI, Ruby, Rust and swrole refuse the
               profile; JS and Java run the process and forget the
               role; Go assumes the role with what the process
               prints
               fix: keep one of them in [profile app], and move
                    the other to a profile of its own

      error    section '\\u{9b}\\u{e0001}' is ignored: it has no ']'
               ~/.aws/config:20
               the AWS CLI and everything made with botocore
               refuse the whole file
               write: [profile \\u{9b}\\u{e0001}]

      warning  the key Region has capital letters
               ~/.aws/config:7
               JS and Ruby do not see it; the AWS CLI, Go, Rust
               and swrole do
               write: region = VALUE

      warning  section '\\u{1b}[2J\\u{202e}bad' is ignored: its name
               is empty or has characters that AWS does not allow
               ~/.aws/config:18
               the AWS CLI reads some of these names, other SDKs
               pass over the section with its keys
               fix: use letters, digits and _-./%@:+ for the name

      2 errors, 2 warnings
      "
    `);
  });

  test('of 120 columns', async () => {
    const { exitCode, text, raw } = await onTerminal(120);
    expect(exitCode).toBe(1);
    expect(text).toMatchInlineSnapshot(`
      "error    credential_process of profile 'app' stands beside role_arn (line 5)
               ~/.aws/config:6
               the AWS CLI, Ruby, Rust and swrole refuse the profile; JS and Java run the process and
               forget the role; Go assumes the role with what the process prints
               fix: keep one of them in [profile app], and move the other to a profile of its own

      error    section '\\u{9b}\\u{e0001}' is ignored: it has no ']'
               ~/.aws/config:20
               the AWS CLI and everything made with botocore refuse the whole file
               write: [profile \\u{9b}\\u{e0001}]

      warning  the key Region has capital letters
               ~/.aws/config:7
               JS and Ruby do not see it; the AWS CLI, Go, Rust and swrole do
               write: region = VALUE

      warning  section '\\u{1b}[2J\\u{202e}bad' is ignored: its name is empty or has characters that AWS
               does not allow
               ~/.aws/config:18
               the AWS CLI reads some of these names, other SDKs pass over the section with its keys
               fix: use letters, digits and _-./%@:+ for the name

      warning  nobody is signed in to sso-session 'corp', for profile 'sso'
               ~/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json
               these profiles give no credentials until somebody signs in
               run: aws sso login --sso-session corp

      2 errors, 3 warnings
      "
    `);
    expect(raw).toContain('\x1b[31merror\x1b[0m');
    expect(raw).not.toMatch(/\x1b\[2J|\x9b|\u202e/);
  });

  test('of a good home is one line', async () => {
    await writeFile(home.configFile, '[default]\nregion = eu-west-1\n');
    expect(await doctor()).toEqual({
      exitCode: 0,
      signal: null,
      stdout: 'nothing wrong: 1 profile in ~/.aws/config and ~/.aws/credentials\n',
      stderr: '',
    });
  });
});

describe('--json', () => {
  test('is a document whose fields stay', async () => {
    const { stdout, ...ending } = await doctor('--json', 'app');
    expect(ending).toEqual({ exitCode: 1, signal: null, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "{
        "findings": [
          {
            "level": "error",
            "check": "shadowed-process",
            "what": "credential_process of profile 'app' stands beside role_arn (line 5)",
            "where": {
              "file": "~/.aws/config",
              "line": 6
            },
            "why": "the AWS CLI, Ruby, Rust and swrole refuse the profile; JS and Java run the process and forget the role; Go assumes the role with what the process prints",
            "write": "keep one of them in [profile app], and move the other to a profile of its own"
          },
          {
            "level": "error",
            "check": "file-warning",
            "what": "section '\\u009b\\udb40\\udc01' is ignored: it has no ']'",
            "where": {
              "file": "~/.aws/config",
              "line": 20
            },
            "why": "the AWS CLI and everything made with botocore refuse the whole file",
            "write": "[profile \\u009b\\udb40\\udc01]"
          },
          {
            "level": "warning",
            "check": "key-case",
            "what": "the key Region has capital letters",
            "where": {
              "file": "~/.aws/config",
              "line": 7
            },
            "why": "JS and Ruby do not see it; the AWS CLI, Go, Rust and swrole do",
            "write": "region = VALUE"
          },
          {
            "level": "warning",
            "check": "file-warning",
            "what": "section '\\u001b[2J\\u202ebad' is ignored: its name is empty or has characters that AWS does not allow",
            "where": {
              "file": "~/.aws/config",
              "line": 18
            },
            "why": "the AWS CLI reads some of these names, other SDKs pass over the section with its keys",
            "write": "use letters, digits and _-./%@:+ for the name"
          }
        ]
      }
      "
    `);
  });

  test('of a good home has no findings', async () => {
    await writeFile(home.configFile, '');
    expect(await doctor('--json')).toEqual({
      exitCode: 0,
      signal: null,
      stdout: '{\n  "findings": []\n}\n',
      stderr: '',
    });
  });

  test('has no control characters, and gives them back to a program', async () => {
    const { stdout } = await doctor('--json');
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\p{Cf}]/u);
    const { findings } = JSON.parse(stdout) as { findings: { what: string }[] };
    const texts = findings.map(({ what }) => what).join();
    expect(texts).toContain('\x1b[2J\u202ebad');
    expect(texts).toContain('\x9b\u{e0001}');
  });
});

test('warnings alone end with 0, an unknown profile with 1, other words with 2', async () => {
  await writeFile(home.configFile, '[profile a]\ncredential_process = /bin/cat\nRegion = x\n');
  expect((await doctor('a')).exitCode).toBe(0);
  expect(await doctor('b', '--json')).toMatchObject({ exitCode: 1, stderr: '' });
  expect(await doctor('a', 'b')).toMatchObject({ exitCode: 2, stdout: '' });
});

describe('in the example world', () => {
  let example: Example;
  const started = async (options: Parameters<typeof startExample>[0] = {}) => {
    example = untilTestEnds(await startExample(options));
  };

  /** With the warning of the stand-in's own URL left out. */
  async function run(...args: string[]) {
    const { standIn, home: aws } = example;
    const result = await runSwrole(['doctor', '--json', ...args], {
      env: { ...example.env, ...NEW_NODE },
      secrets: standIn.secrets,
    });
    const { findings } = JSON.parse(result.stdout) as { findings: Record<string, unknown>[] };
    const wanted = findings.filter(({ check }) => check === 'clock');
    return { exitCode: result.exitCode, clock: wanted, home: aws };
  }

  async function everything(folder: string): Promise<Record<string, string>> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    return Object.fromEntries(
      await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')])),
    );
  }

  test('nothing is changed, run, asked or called', async () => {
    await started();
    const before = await everything(example.home.path);
    expect(await run()).toMatchObject({ clock: [] });
    expect(await everything(example.home.path)).toEqual(before);
    expect([example.standIn.calls.length, await example.tokenRuns()]).toEqual([0, 0]);
  });

  test.each([
    [0, []],
    // Well within the minute: a date has no parts of a second, and an answer takes its time.
    [-130, ['warning', "this machine's clock is 2 min"]],
    [330, ['error', "this machine's clock is 5 min"]],
  ])('--online asks STS once, whose clock is %i s ahead', async (ahead, [level, what]) => {
    await started({ now: () => Date.now() + ahead * 1000 });
    const { clock, exitCode } = await run('project-dev', '--online');
    expect(clock.map((finding) => finding.level)).toEqual(level === undefined ? [] : [level]);
    if (what !== undefined) expect(clock[0]?.what).toContain(what);
    expect(exitCode).toBe(level === 'error' ? 1 : 0);
    expect(example.standIn.calls).toHaveLength(1);
  });

  test('--online says who did not answer', async () => {
    await started();
    await example.standIn.close();
    const { clock, exitCode } = await run('--online', 'project-dev');
    expect([exitCode, clock]).toEqual([
      0,
      [
        {
          level: 'warning',
          check: 'clock',
          what: 'STS did not say what time it is: ECONNREFUSED',
          where: { host: new URL(example.standIn.url).host },
          why: 'without an answer from there no role is given either',
          write: 'look at the network, the proxy variables and AWS_ENDPOINT_URL',
        },
      ],
    ]);
  });
});
