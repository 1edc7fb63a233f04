/** `swrole doctor` as users and programs see it: whole screens and documents. */
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { developer } from '../support/example-world.ts';
import { openPty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { makeTempHome, type TempHome, writeAwsFiles } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** A node without a known end of support, so that these tests do not expire. */
const NEW_NODE = '99.0.0';
const AS_NEW_NODE = {
  NODE_OPTIONS: `--import=data:text/javascript,Object.defineProperty(process,'version',{value:'v${NEW_NODE}'})`,
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

const env = () => ({ HOME: home.path, PATH: '/usr/bin:/bin' });
const inHome = (text: string) => text.replaceAll(home.path, '~');

function doctor(...args: string[]) {
  return runInProcess(['doctor', ...args], {
    env: env(),
    nodeVersion: NEW_NODE,
    secrets: ['hunter2'],
  });
}

/** The same at a width of the terminal, without colours. */
async function atWidth(columns: number, ...args: string[]) {
  const { exitCode, stdout } = await runInProcess(['doctor', ...args], {
    env: { ...env(), NO_COLOR: '1' },
    nodeVersion: NEW_NODE,
    secrets: ['hunter2'],
    columns,
  });
  return { exitCode, text: stdout };
}

/** The same on a terminal, its lines as a user reads them. */
async function onTerminal(cols: number, ...args: string[]) {
  const pty = untilTestEnds(
    openPty({
      command: process.execPath,
      args: [SWROLE_PROGRAM, 'doctor', ...args],
      env: { ...env(), ...AS_NEW_NODE },
      cols,
    }),
  );
  const { exitCode } = await pty.exit;
  return { exitCode, text: pty.text(), raw: pty.raw() };
}

describe('doctor on a screen', () => {
  test('doctor without a terminal prints a line for each field and no colours', async () => {
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
               the AWS CLI, botocore, Go, Rust and Java refuse the whole file; JS and Ruby pass over the line
               write: [profile "\\u{9b}\\u{e0001}"]

      warning  the key Region has capital letters
               ~/.aws/config:7
               JS and Ruby do not see it; the AWS CLI, Go, Rust and swrole do
               write: region = VALUE

      warning  section '\\u{1b}[2J\\u{202e}bad' is ignored: its name is empty or has characters that AWS does not allow
               ~/.aws/config:18
               the AWS CLI, Go and Ruby read most of these names; JS, Rust, Java and swrole pass over the section with its keys
               fix: use letters, digits and _-./%@:+ for the name

      2 errors, 2 warnings
      ",
      }
    `);
  });

  test('doctor fits a screen of 60 columns', async () => {
    const { exitCode, text } = await atWidth(60, 'app');
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
               the AWS CLI, botocore, Go, Rust and Java refuse the
               whole file; JS and Ruby pass over the line
               write: [profile "\\u{9b}\\u{e0001}"]

      warning  the key Region has capital letters
               ~/.aws/config:7
               JS and Ruby do not see it; the AWS CLI, Go, Rust
               and swrole do
               write: region = VALUE

      warning  section '\\u{1b}[2J\\u{202e}bad' is ignored: its name
               is empty or has characters that AWS does not allow
               ~/.aws/config:18
               the AWS CLI, Go and Ruby read most of these names;
               JS, Rust, Java and swrole pass over the section
               with its keys
               fix: use letters, digits and _-./%@:+ for the name

      2 errors, 2 warnings
      "
    `);
  });

  test('doctor fits a screen of 120 columns', async () => {
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
               the AWS CLI, botocore, Go, Rust and Java refuse the whole file; JS and Ruby pass over the
               line
               write: [profile "\\u{9b}\\u{e0001}"]

      warning  the key Region has capital letters
               ~/.aws/config:7
               JS and Ruby do not see it; the AWS CLI, Go, Rust and swrole do
               write: region = VALUE

      warning  section '\\u{1b}[2J\\u{202e}bad' is ignored: its name is empty or has characters that AWS
               does not allow
               ~/.aws/config:18
               the AWS CLI, Go and Ruby read most of these names; JS, Rust, Java and swrole pass over the
               section with its keys
               fix: use letters, digits and _-./%@:+ for the name

      warning  not signed in to sso-session 'corp', for profile 'sso'
               ~/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json
               without it there are no credentials until you sign in
               run: aws sso login --sso-session corp

      2 errors, 3 warnings
      "
    `);
    expect(raw).toContain("\x1b[31merror\x1b[0m    \x1b[1mcredential_process of profile 'app'");
    expect(raw).not.toMatch(/\x1b\[2J|\x9b|\u202e/);
  });

  test('doctor prints the example of the README', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const [, screen] = /\$ swrole doctor project-dev\n(.*?)```/s.exec(readme) ?? [];
    const keys = 'aws_access_key_id = AKIA\naws_secret_access_key = hunter2\n';
    const config = `[default]\n[profile member]\n${keys}${'\n'.repeat(3)}[profile project-dev]
role_arn = ${developer.arn}\nsource_profile = member\nregion = eu-west-1\nmfa_sesion = 12h\n`;
    await writeFile(home.configFile, config);
    expect((await doctor('project-dev')).stdout).toBe(screen);
  });

  test('doctor prints one line for a good home', async () => {
    await writeFile(home.configFile, '[default]\nregion = eu-west-1\n');
    expect(await doctor()).toEqual({
      exitCode: 0,
      signal: null,
      stdout: 'nothing wrong: 1 profile in ~/.aws/config\n',
      stderr: '',
    });
  });

  test('doctor of one good profile names what it leads to', async () => {
    const keys = '[b]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = hunter2\n';
    const config = `[profile a]\nrole_arn = ${developer.arn}\nsource_profile = b\n`;
    await writeAwsFiles(home, { config, credentials: keys });
    expect((await doctor('a')).stdout).toBe(
      "nothing wrong: profiles 'a', 'b' in ~/.aws/config and ~/.aws/credentials\n",
    );
  });

  test('doctor says that a home has no files', async () => {
    await rm(home.configFile);
    expect(await doctor()).toMatchObject({
      exitCode: 0,
      stdout:
        'nothing wrong, but there are no profiles: ~/.aws/config and ~/.aws/credentials do not exist\n',
    });
  });

  test('doctor of a folder in place of a file does not guess what is in it', async () => {
    await rm(home.configFile);
    await mkdir(home.configFile);
    expect(await doctor('app')).toEqual({
      exitCode: 1,
      signal: null,
      stderr: '',
      stdout: `error    cannot read ~/.aws/config: it is a directory (EISDIR)
         ~/.aws/config
         swrole stops here; JS takes such a file for empty and says that its profiles are missing
         fix: put the right file there, or name it in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE

1 error
`,
    });
  });

  test('doctor prints equal lines once, and the beginning of a long name', async () => {
    const name = 'a'.repeat(100_000);
    const config = `${'pasted\n'.repeat(7)}[profile ${name}]\nregion = x y\n`;
    await writeFile(home.configFile, config);
    const [said, alone] = ["region of profile '", "profile '"];
    expect((await doctor()).stdout).toBe(`error    the line is ignored: it stands before any section
         ~/.aws/config:1 (also lines 2, 3, 4 and 3 more)
         the AWS CLI, botocore, Rust and Java refuse the whole file; JS, Go, Ruby and swrole pass over the line
         fix: write KEY = VALUE, or make the line a comment with a # before it

error    ${said}${'a'.repeat(500 - said.length)}…
         ~/.aws/config:9
         swrole refuses it before any call, because AWS would, or because it would mean something else
         fix: region must be the name of a region, such as us-east-1

note     ${alone}${'a'.repeat(500 - alone.length)}…
         ~/.aws/config:8
         this profile gives no credentials
         fix: add role_arn and source_profile, keys, credential_process, or sso_session, sso_account_id and sso_role_name

8 errors, 1 note
`);
    const { findings } = JSON.parse((await doctor('--json')).stdout) as { findings: object[] };
    expect(findings).toHaveLength(9);
  });

  test('doctor keeps commands to copy in one piece', async () => {
    const credentials = '[a]\naws_access_key_id = AKIA\naws_secret_access_key = hunter2\n';
    await writeAwsFiles(home, { config: '', credentials });
    await chmod(home.credentialsFile, 0o644);
    const { text } = await atWidth(20);
    expect(text).toContain('         ~/.aws/credentials\n');
    expect(text).toContain(`         run: chmod 600 ${home.credentialsFile}\n`);
  });
});

describe('--json', () => {
  test('doctor --json is a document with fixed fields', async () => {
    const { stdout, ...ending } = await doctor('--json', 'app');
    expect(ending).toEqual({ exitCode: 1, signal: null, stderr: '' });
    expect(inHome(stdout)).toMatchInlineSnapshot(`
      "{
        "findings": [
          {
            "level": "error",
            "check": "shadowed-process",
            "what": "credential_process of profile 'app' stands beside role_arn (line 5)",
            "where": {
              "file": "~/.aws/config",
              "line": 6,
              "variable": null,
              "host": null,
              "program": null
            },
            "why": "the AWS CLI, Ruby, Rust and swrole refuse the profile; JS and Java run the process and forget the role; Go assumes the role with what the process prints",
            "advice": {
              "kind": "fix",
              "text": "keep one of them in [profile app], and move the other to a profile of its own"
            }
          },
          {
            "level": "error",
            "check": "file-warning",
            "what": "section '\\u009b\\udb40\\udc01' is ignored: it has no ']'",
            "where": {
              "file": "~/.aws/config",
              "line": 20,
              "variable": null,
              "host": null,
              "program": null
            },
            "why": "the AWS CLI, botocore, Go, Rust and Java refuse the whole file; JS and Ruby pass over the line",
            "advice": {
              "kind": "write",
              "text": "[profile \\"\\u009b\\udb40\\udc01\\"]"
            }
          },
          {
            "level": "warning",
            "check": "key-case",
            "what": "the key Region has capital letters",
            "where": {
              "file": "~/.aws/config",
              "line": 7,
              "variable": null,
              "host": null,
              "program": null
            },
            "why": "JS and Ruby do not see it; the AWS CLI, Go, Rust and swrole do",
            "advice": {
              "kind": "write",
              "text": "region = VALUE"
            }
          },
          {
            "level": "warning",
            "check": "file-warning",
            "what": "section '\\u001b[2J\\u202ebad' is ignored: its name is empty or has characters that AWS does not allow",
            "where": {
              "file": "~/.aws/config",
              "line": 18,
              "variable": null,
              "host": null,
              "program": null
            },
            "why": "the AWS CLI, Go and Ruby read most of these names; JS, Rust, Java and swrole pass over the section with its keys",
            "advice": {
              "kind": "fix",
              "text": "use letters, digits and _-./%@:+ for the name"
            }
          }
        ]
      }
      "
    `);
  });

  test('doctor --json of a good home has no findings', async () => {
    await writeFile(home.configFile, '');
    expect(await doctor('--json')).toEqual({
      exitCode: 0,
      signal: null,
      stdout: '{\n  "findings": []\n}\n',
      stderr: '',
    });
  });

  test('doctor --json has no control characters, and a program gets them back', async () => {
    const { stdout } = await doctor('--json');
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\p{Cf}]/u);
    const { findings } = JSON.parse(stdout) as { findings: { what: string }[] };
    const texts = findings.map(({ what }) => what).join();
    expect(texts).toContain('\x1b[2J\u202ebad');
    expect(texts).toContain('\x9b\u{e0001}');
  });
});

test('doctor exits with 0 for warnings, 1 for an unknown profile, 2 for a wrong command line', async () => {
  await writeFile(home.configFile, '[profile a]\ncredential_process = /bin/cat\nRegion = x\n');
  expect((await doctor('a')).exitCode).toBe(0);
  expect(await doctor('b', '--json')).toMatchObject({ exitCode: 1, stderr: '' });
  expect(await doctor('a', 'b')).toMatchObject({ exitCode: 2, stdout: '' });
});
