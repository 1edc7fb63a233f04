/** The search for leaked secrets finds one in each place where the program could leave it: without that, no test shows anything. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditor, type Example, member, startExample } from './example-world.ts';
import { misplacedSecrets, watchChildren } from './leaks.ts';
import { openPty } from './pty.ts';
import { runInProcess } from './run-in-process.ts';
import { runSwrole } from './run-swrole.ts';
import { makeFolder } from './temp-home.ts';

const ROLE = `role_arn = ${auditor.arn}\nsource_profile = my-company\n`;
const SECRET = member.secretAccessKey;

/** The example with a session and an answer; the work in it, and how it ends. */
async function inExample(extraConfig: string, work: (example: Example) => unknown) {
  const example = await startExample({ extraConfig: `[profile x]\n${ROLE}${extraConfig}` });
  try {
    await work(example);
  } finally {
    await example.close();
  }
}

const plant = (path: string, text: string = SECRET) => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
};

test('a home with a session, an answer, a failure and a debug log has no secret where none may be', async () => {
  await inExample('', async ({ env, home, standIn }) => {
    const log = { SWROLE_DEBUG: join(home.path, 'debug.log') };
    const options = { env: { ...env, ...log }, credentialsOnStdout: true };
    expect((await runInProcess(['-j', 'x'], options)).exitCode).toBe(0);
    expect((await runInProcess(['-j', 'gone'], options)).exitCode).toBe(3);
    expect(readFileSync(log.SWROLE_DEBUG, 'utf8')).toMatch(/exit code 3/);
    expect(misplacedSecrets(home.path, standIn.secrets)).toEqual([]);
  });
});

test.each([
  ['outcomes/a.json', 'holds a secret'],
  ['locks/a', 'holds a secret'],
  ['mfa/a.json', 'holds a secret'],
  ['history/profiles.json', 'holds a secret'],
  ['bin/swrole', 'holds a secret'],
])('a secret in the file %s turns a test red', async (name, problem) => {
  const leaked = inExample('', ({ home }) => plant(join(home.cacheDir, name)));
  await expect(leaked).rejects.toThrow(`a secret leaked: .aws/swrole/${name} ${problem}`);
});

test('a secret in a debug log turns a test red', async () => {
  const line = `2026-01-01T00:00:00.000Z 42 swrole 1.0.0, node v20\n2026-01-01T00:00:00.000Z 42 ${SECRET}\n`;
  const leaked = inExample('', ({ home }) => plant(join(home.path, 'debug.log'), line));
  await expect(leaked).rejects.toThrow('a secret leaked: debug.log holds a secret');
});

test.each(['sessions', 'answers'])('%s that others can read turn a test red', async (folder) => {
  const leaked = inExample('', async ({ env, home }) => {
    await runInProcess(['-j', 'x'], { env, credentialsOnStdout: true });
    const [name = ''] = readdirSync(join(home.cacheDir, folder));
    chmodSync(join(home.cacheDir, folder, name), 0o644);
  });
  await expect(leaked).rejects.toThrow(
    /^a secret leaked: \.aws\/swrole\/\w+\/\S+ is open to others$/,
  );
});

/** A credential_process that fails with a secret as its reason. */
const failing = `[profile p]\ncredential_process = sh -c "echo ${member.mfa.secret.toLowerCase()} >&2; exit 3"\n`;

test.each([
  ['in the process of the tests', runInProcess],
  ['built', runSwrole],
] as const)(
  'a secret on stderr turns a test red, whatever it says of its secrets: %s',
  async (_, run) => {
    await inExample(failing, async ({ env, standIn }) => {
      // Removed by the program; and were it there, it would be seen.
      const { stderr } = await run(['-j', 'p'], { env });
      expect(stderr).toContain('failed: exit status 3');
      const shown = /credential_process/.exec(stderr)?.[0] ?? '';
      (standIn.secrets as string[]).push(shown);
      await expect(run(['-j', 'p'], { env })).rejects.toThrow('a secret leaked to stderr');
      (standIn.secrets as string[]).pop();
    });
  },
);

test('a secret on stdout turns a test red, unless it is meant to be there', async () => {
  await inExample('', async ({ env, standIn }) => {
    const { secrets } = standIn;
    await expect(runInProcess(['-j', 'x'], { env, secrets })).rejects.toThrow(
      'a secret leaked to stdout',
    );
    await runInProcess(['-j', 'x'], { env, secrets, credentialsOnStdout: true });
  });
});

test.each<[string, readonly string[], Record<string, string>, string[]]>([
  ['an argument', ['-e', '', SECRET], {}, ['an argument of true']],
  [
    'a part of an argument',
    ['-e', '', `--key=${encodeURIComponent(SECRET)}`],
    {},
    ['an argument of true'],
  ],
  [
    'a variable',
    ['-e', ''],
    { AWS_SECRET_ACCESS_KEY: SECRET },
    ['the variable AWS_SECRET_ACCESS_KEY of true'],
  ],
  ['a variable that its parent has, too', ['-e', ''], { INHERITED: `${SECRET}!` }, []],
])('a secret in %s of a child is found', async (_, args, env, expected) => {
  const end = watchChildren({ INHERITED: `${SECRET}!` }, [SECRET]);
  const child = spawn('true', args, { env: { PATH: process.env.PATH, ...env } });
  await once(child, 'close');
  expect(end()).toEqual(expected);
});

test('a child of the program is looked at while it runs in the process of the tests', async () => {
  await inExample(
    '[profile p]\ncredential_process = sh -c "exit 3"\n',
    async ({ env, standIn }) => {
      expect((await runInProcess(['-j', 'p'], { env })).exitCode).toBe(5);
      // As if the mark against recursion were a secret: children have it, and the program was not started with it.
      (standIn.secrets as string[]).push('p');
      const run = runInProcess(['-j', 'p'], { env: { ...env } });
      await expect(run).rejects.toThrow(
        /a secret leaked to (?:stderr|the variable SWROLE_\w+ of )/,
      );
      (standIn.secrets as string[]).pop();
      expect(existsSync(join(env.HOME ?? '', '.aws'))).toBe(true);
    },
  );
});

test('a secret in a file that is no folder of swrole turns a test red', async () => {
  const leaked = inExample('', ({ home }) => plant(join(home.path, 'Library', 'notes')));
  await expect(leaked).rejects.toThrow('a secret leaked: Library/notes holds a secret');
});

/** What the changed program does with a secret where it prints the credentials: one statement for each place. */
const LEAKS = {
  stderr: 'process.stderr.write(secret)',
  // Not by the log of the program, which erases secrets.
  log: "require('node:fs').appendFileSync(process.env.SWROLE_DEBUG, secret)",
  argument: "child.spawnSync('true', [secret])",
  variable: "child.spawn('true', { env: { ...process.env, KEY: secret } })",
  file: "require('node:fs').writeFileSync(process.env.HOME + '/.notes', secret)",
} as const;

const folder = makeFolder('swrole-test-');
const MUTATED = join(folder, 'bin', 'swrole.cjs');

/** The program with one more statement, for which the variable `LEAK` names what it does. */
async function buildMutated() {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const place = '  await stdout.write(exportText(';
  const cases = Object.entries(LEAKS).map(([name, leak]) => `case '${name}': ${leak}; break;`);
  const mutation = `{ const secret = role.credentials.secretAccessKey; const child = require('node:child_process');
    for (const leak of process.env.LEAK.split(' ')) switch (leak) { ${cases.join(' ')} } }\n`;
  const mutate = (path: string) => {
    const text = readFileSync(path, 'utf8');
    expect(text.split(place)).toHaveLength(2);
    return { contents: text.replace(place, mutation + place), loader: 'ts' as const };
  };
  await build({
    stdin: { contents: `import { main } from './src/app.ts'; main(__filename);`, resolveDir: root },
    bundle: true,
    outfile: MUTATED,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'cjs',
    define: { 'import.meta.url': JSON.stringify(import.meta.url) },
    external: ['fs-native-extensions', 'execa'],
    logLevel: 'error',
    plugins: [
      {
        name: 'mutation',
        setup: ({ onLoad }) =>
          onLoad({ filter: /src\/commands\/print\.ts$/ }, ({ path }) => mutate(path)),
      },
    ],
  });
  for (const name of ['node_modules', 'dist', 'package.json'])
    symlinkSync(join(root, name), join(folder, name));
}

describe('the program, changed so that a secret goes', () => {
  beforeAll(buildMutated);
  afterAll(() => rmSync(folder, { recursive: true }));

  const withLeak = (leak: string) =>
    inExample('', async ({ env }) => {
      const own = { ...env, LEAK: leak, SWROLE_DEBUG: join(folder, 'debug.log') };
      const options = { env: own, program: MUTATED, credentialsOnStdout: true };
      expect(await runSwrole(['-j', 'x'], options)).toMatchObject({ exitCode: 0, stderr: '' });
    });

  test('nowhere is right', () => withLeak('none'));

  test.each([
    ['stderr log', 'a secret leaked to stderr, the debug log'],
    ['argument variable', 'a secret leaked to an argument of true, the variable KEY of true'],
    ['file', 'a secret leaked: .notes holds a secret'],
  ])('to %s turns a test red', async (leak, problem) => {
    await expect(withLeak(leak)).rejects.toThrow(problem);
  });
});

test('a secret on a terminal turns a test red, unless it is meant to be there', async () => {
  await inExample('', async ({ env }) => {
    const shown = { command: 'sh', args: ['-c', `echo ${SECRET}`], env };
    await expect(openPty(shown).exit).rejects.toThrow('a secret leaked to the terminal');
    expect(await openPty({ ...shown, credentialsOnTerminal: true }).exit).toEqual({ exitCode: 0 });
  });
});

test('the command of exec has the credentials in their variables, and nowhere else', async () => {
  const args = ['exec', 'watched-role', '--', 'sh', '-c', 'exit 7'];
  await inExample(`[profile watched-role]\n${ROLE}`, async ({ env, standIn }) => {
    // As if the name of the profile, which the command has in another variable, were a secret.
    (standIn.secrets as string[]).push('watched-role');
    await expect(runSwrole(args, { env })).rejects.toThrow(
      /^a secret leaked to the variable SWROLE_PROFILE of sh$/,
    );
    (standIn.secrets as string[]).pop();
  });
});
