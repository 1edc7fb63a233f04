/** Commands without a profile: they mean the active role, else AWS_PROFILE, else they say what is missing. */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadConfigFiles, readTextFile } from '../../src/config/files.ts';
import { roleChain } from '../../src/config/planning.ts';
import { Credentials } from '../../src/credentials.ts';
import { roleLine } from '../../src/get-credentials/shown-role.ts';
import type { System } from '../../src/system.ts';
import { type Example, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';

let example: Example;
beforeAll(async () => {
  example = await startExample({
    extraConfig: `
[profile audit]
role_arn = arn:aws:iam::222222222222:role/auditor
source_profile = my-company
[profile app]
credential_process = swrole -j audit
[profile app2]
credential_process = swrole -j app
color = 31
[profile other]
credential_process = printenv -j audit
[profile broken]
role_arn = x
[profile "開発"]
role_arn = arn:aws:iam::222222222222:role/auditor
source_profile = my-company
`,
  });
  return () => example.close();
});

const ROLE = { SWROLE_PROFILE: 'audit', AWS_PROFILE: 'my-company' };
const KEYS = { AWS_PROFILE: 'my-company' };

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runInProcess(args, { env: { ...example.env, ...env } });

describe('the active profile', () => {
  test.each<[string, Record<string, string>, string]>([
    ['the active role comes first', ROLE, 'assumed-role/auditor'],
    ['else AWS_PROFILE', KEYS, 'user/member'],
    ['a name in other letters', { SWROLE_PROFILE: '=E9=96=8B=E7=99=BA' }, 'assumed-role/auditor'],
  ])('whoami: %s', async (_, env, arn) => {
    const { stdout, ...rest } = await run(['whoami', '--json'], env);
    expect(rest).toEqual({ exitCode: 0, signal: null, stderr: '' });
    expect(JSON.parse(stdout).Arn).toContain(arn);
  });

  test('login, console and logout mean the active role, and name it', async () => {
    const login = await run(['login'], ROLE);
    expect(login.stderr).toMatch(/^swrole: audit: credentials until /);
    const console = await run(['console', '--no-cache'], { AWS_PROFILE: 'broken' });
    expect(console.stderr).toMatch(/^swrole: error: .*'broken'/);
    const logout = await run(['logout'], ROLE);
    expect(logout).toMatchObject({ exitCode: 0, stderr: '' });
    expect(logout.stdout).toMatch(
      /^audit: forgot arn:aws:sts::222222222222:assumed-role\/auditor\//,
    );
    expect((await run(['logout'], { SWROLE_PROFILE: 'audit' })).stdout).toBe(
      'audit: nothing was cached\n',
    );
  });

  test('status means the active role; without one, with --all and with --json everything', async () => {
    await run(['login', 'audit']);
    const has = async (args: readonly string[], env: Record<string, string>) =>
      (await run(['status', ...args], env)).stdout.includes('222222222222');
    expect([
      await has([], ROLE),
      await has([], KEYS),
      await has([], {}),
      await has(['--all'], KEYS),
      await has(['--json'], KEYS),
      await has([], { SWROLE_PROFILE: 'gone' }),
    ]).toEqual([true, false, true, true, true, true]);
  });

  test('status --all also shows what swrole keeps for itself: of every profile, or of the one that it names', async () => {
    await run(['login', 'audit']);
    const has = async (...args: readonly string[]) => {
      const { stdout } = await run(['status', ...args], KEYS);
      return [stdout.includes('222222222222'), stdout.includes('KEY ID')];
    };
    expect([await has('--all'), await has('audit', '--all'), await has('audit')]).toEqual([
      [true, true],
      [true, true],
      [true, false],
    ]);
  });

  test.each<[string[], Record<string, string>, number, string, string]>([
    [
      ['whoami'],
      { AWS_PROFILE: 'gone' },
      3,
      "AWS_PROFILE: profile 'gone' is not in HOME/.aws/config or HOME/.aws/credentials",
      'swrole list shows the profiles',
    ],
    [
      ['login'],
      { SWROLE_PROFILE: 'audi' },
      3,
      "SWROLE_PROFILE: profile 'audi' is not in HOME/.aws/config or HOME/.aws/credentials",
      "did you mean 'audit'?",
    ],
    [
      ['logout'],
      { SWROLE_PROFILE: 'arn:aws:iam::222222222222:role/auditor' },
      2,
      'logout needs a profile: SWROLE_PROFILE is the ARN of a role, which needs its source too',
      'swrole logout arn:aws:iam::222222222222:role/auditor --source PROFILE',
    ],
    [['logout'], {}, 2, 'logout needs a profile', 'swrole logout --all forgets everything'],
    [['whoami'], {}, 2, 'whoami needs a profile', 'swrole whoami PROFILE'],
    [['console'], {}, 2, 'console needs a profile', 'swrole console PROFILE'],
    [['logout', 'audit', '--all'], {}, 2, 'logout takes a profile or --all, not both', ''],
  ])('an error says what is missing: %j with %j', async (args, env, exitCode, message, hint) => {
    const { stderr, stdout, ...rest } = await run(args, env);
    const lines = [`error: ${message}`, ...(hint ? [`hint: ${hint}`] : [])];
    const expected = lines.map((line) => `swrole: ${line}\n`).join('');
    expect([rest.exitCode, stdout, stderr]).toEqual([
      exitCode,
      '',
      expected.replaceAll('HOME', example.home.path),
    ]);
  });

  test('exec and a switch never take the active role', async () => {
    for (const args of [['exec', '--', 'ls'], [], ['-o']]) {
      const { exitCode, stderr } = await run(args, ROLE);
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringMatching(/\nProfiles:\n {2}my-company\n/),
      ]);
    }
  });
});

describe('the line after a switch', () => {
  const line = async (profile: string, columns: number) => {
    const { home } = example;
    const env = { HOME: home.path };
    const stderr = { isTerminal: true, columns, write: async () => {} };
    const now = () => Date.UTC(2026, 0, 5, 12);
    const system = { env, home: home.path, stderr, now, user: 'ada', platform: 'linux' };
    const files = loadConfigFiles(system as unknown as System);
    const chain = roleChain(files, profile, {
      ...(system as unknown as System),
      readText: readTextFile,
    });
    const credentials = new Credentials({
      accessKeyId: member.accessKeyId,
      secretAccessKey: member.secretAccessKey,
      expiration: now() + 55 * 60_000,
    });
    const role = { profile, chain, accountId: '222222222222', region: 'us-east-1', credentials };
    return roleLine({ ...role, color: chain.color }, system as unknown as System).replace(
      /until ..:../,
      'until 12:55',
    );
  };

  test.each([
    ['audit', 80, '\x1b[36maudit\x1b[0m: auditor in 222222222222, us-east-1, until 12:55 (55m)\n'],
    ['audit', 40, '\x1b[36maudit\x1b[0m: auditor in 222222222222,\nus-east-1, until 12:55 (55m)\n'],
    ['app', 80, '\x1b[36mapp\x1b[0m: auditor in 222222222222, us-east-1, until 12:55 (55m)\n'],
    ['app2', 80, '\x1b[31mapp2\x1b[0m: auditor in 222222222222, us-east-1, until 12:55 (55m)\n'],
    [
      'other',
      80,
      '\x1b[36mother\x1b[0m: credential_process in 222222222222, us-east-1, until 12:55 (55m)\n',
    ],
  ])(
    'names the role of %s on %i columns, also behind swrole as its credential_process',
    async (profile, columns, text) => {
      expect(await line(profile, columns)).toBe(text);
    },
  );
});
