/** A profile that is not typed: picked at a terminal, asked about, or the one before. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/parse.ts';
import { commandLine } from '../support/command-line.ts';
import { auditor, member, startExample } from '../support/example-world.ts';
import { openPty, type Pty, type PtyOptions } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { screen } from '../support/screen.ts';
import { makeTempHome, type TempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const keys = `aws_access_key_id = ${member.accessKeyId}
aws_secret_access_key = ${member.secretAccessKey}
`;
const role = (account: string, name: string) =>
  `role_arn = arn:aws:iam::${account}:role/${name}\nsource_profile = my-company\n`;

const CONFIG = `[profile my-company]
${keys}
[profile project-dev]
${role('111111111111', 'developer')}color = 32
[profile project-prod]
${role('333333333333', 'admin')}color = 31
[profile payments-prod]
${keys}color = 31
[profile broken]
role_arn = x
`;

const KEYS = 'type to filter; Enter: take; Esc: leave';
/** As README shows it. */
const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const [, README_SCREEN = ''] = /^```\n(Profile: pay prod\n[^`]*)\n```$/m.exec(readme) ?? [];
const [, README_QUESTION = ''] = /^\$ swr payments\n(.*)$/m.exec(readme) ?? [];
const ONLY_KEYS = 'only keys so far; swrole setup makes a profile of a role\n';
const NOTHING = 'swrole: nothing chosen, nothing changed\n';
const LOGGED_IN = 'swrole: payments-prod: long-term credentials, nothing to obtain\n';

const NODE_SWROLE = commandLine([process.execPath, SWROLE_PROGRAM]);

let home: TempHome;
let history: string;
beforeEach(async () => {
  home = untilTestEnds(await makeTempHome({ config: CONFIG }));
  history = join(home.path, '.aws', 'swrole', 'history', 'profiles.json');
});

/** A terminal whose first program is `sh -c SCRIPT`; at its end it says whether the modes of the terminal are as before. */
function terminal(
  script: string,
  env: Record<string, string> = {},
  size: Pick<PtyOptions, 'cols' | 'rows'> = {},
): Pty {
  const swrole = `swrole() { ${NODE_SWROLE} "$@"; }`;
  const after = 'echo "status $?"; [ "$(stty -g)" = "$before" ] && echo same modes';
  return untilTestEnds(
    openPty({
      command: '/bin/sh',
      args: ['-c', `trap : INT; ${swrole}; before=$(stty -g); ${script}; ${after}`],
      env: { HOME: home.path, PATH: process.env.PATH ?? '', NO_COLOR: '1', ...env },
      cwd: home.path,
      ...size,
    }),
  );
}

/** The last one of a process, its child, its child's child and so on. */
async function lastChild(pid: number): Promise<number> {
  const children = promisify(execFile)('pgrep', ['-P', String(pid)]);
  const [child] = (await children.catch(() => ({ stdout: '' }))).stdout.split('\n');
  return child ? lastChild(Number(child)) : pid;
}

/** Remembers uses, the last one first. */
function remember(...profiles: readonly string[]): void {
  mkdirSync(dirname(history), { recursive: true, mode: 0o700 });
  const uses = profiles.map((profile, index) => ({
    profile,
    at: Date.now() - index * 1000,
    weight: 1,
  }));
  writeFileSync(history, JSON.stringify({ format: 1, uses }), { mode: 0o600 });
}

const remembered = (): string[] =>
  existsSync(history)
    ? JSON.parse(readFileSync(history, 'utf8')).uses.map((use: { profile: string }) => use.profile)
    : [];

describe('the picker', () => {
  test('used profiles are first, with account and role, also when the terminal gets narrower', async () => {
    remember('payments-prod', 'project-prod');
    const pty = terminal('swrole login', {}, { cols: 80 });
    await pty.waitFor('Esc: leave');
    expect(screen(pty.raw(), 80)).toEqual([
      'Profile: ',
      '> payments-prod',
      '  project-prod   333333333333  admin',
      '  my-company',
      '  project-dev    111111111111  developer',
      '  broken         not valid',
      KEYS,
    ]);
    const { stdout } = await promisify(execFile)('ps', ['-o', 'tty=', '-p', String(pty.pid)]);
    await promisify(execFile)('stty', ['-F', `/dev/${stdout.trim()}`, 'cols', '40']);
    const rows = [
      '> payments-prod',
      '  project-prod   333333333333',
      '  my-company',
      '  project-dev    111111111111',
      '  broken         not valid',
    ];
    await pty.waitFor(`${rows.join('\n')}\n${KEYS}`);
    pty.write('\r');
    const end = ['swrole: payments-prod: long-term credentials, nothing to obtain'];
    await pty.waitFor('status 0\nsame modes\n');
    expect(screen(pty.raw(), 80)).toEqual([...end, 'status 0', 'same modes']);
  });

  test('a profile to renew is first, and a mark stands at each profile with confirm, its own or one behind it', async () => {
    writeFileSync(
      home.configFile,
      `[profile my-company]\n${keys}[profile app]\ncredential_process = swrole -j prod\n[profile prod]\n${role('333333333333', 'admin')}confirm = true\n`,
    );
    remember('my-company');
    const env = { SWROLE_PROFILE: 'prod', AWS_CREDENTIAL_EXPIRATION: '2026-01-05T12:00:00Z' };
    const pty = terminal('swrole exec -- true', env);
    await pty.waitFor('asks for its name');
    expect(screen(pty.raw(), 80)).toEqual([
      'Profile: ',
      '> prod *!     333333333333  admin',
      '  my-company',
      '  app !       333333333333  admin',
      `${KEYS}; !: asks for its name`,
    ]);
    pty.write('\x1b');
    await pty.waitFor('same modes\n');
  });

  test('with only keys it says how to get a role', async () => {
    writeFileSync(home.configFile, `[profile my-company]\n${keys}`);
    const pty = terminal('swrole login');
    await pty.waitFor(ONLY_KEYS);
    pty.write('\x1b');
    await pty.waitFor(`${NOTHING}status 130\nsame modes\n`);
  });

  test('the picker shows colours, and the profile of this shell in its place while its credentials are valid', async () => {
    const env = {
      ...{ NO_COLOR: '', SWROLE_PROFILE: 'project-prod' },
      AWS_CREDENTIAL_EXPIRATION: '2999-01-05T12:00:00Z',
    };
    const pty = terminal('swrole exec -- true', env);
    await pty.waitFor('Esc: leave');
    expect(pty.raw().replaceAll('\r\r\n', '\n')).toContain(
      '\x1b[1m>\x1b[0m \x1b[1mmy-company\x1b[0m\n' +
        '  \x1b[32mproject-dev\x1b[0m     111111111111  developer\n' +
        '  \x1b[31mproject-prod *\x1b[0m  333333333333  admin\n' +
        '  \x1b[31mpayments-prod\x1b[0m\n' +
        '  broken          \x1b[31mnot valid\x1b[0m\n' +
        `\x1b[2m${KEYS}\x1b[0m`,
    );
    pty.write('\x1b');
    await pty.waitFor(`${NOTHING}status 130\nsame modes\n`);
  });

  test('words in any order filter, Enter takes the profile for eval, and the shell reads what was typed ahead', async () => {
    const pty = terminal(
      'eval $(swrole); echo "$? $SWROLE_PROFILE $AWS_ACCESS_KEY_ID"; read -r line; echo "line $line"',
    );
    await pty.waitFor(KEYS);
    pty.write('pay prod');
    await pty.waitFor(README_SCREEN);
    pty.write('\rnext line\n');
    await pty.waitFor(`0 payments-prod ${member.accessKeyId}\n`);
    await pty.waitFor('line next line\nstatus 0\nsame modes\n');
  });

  test.each([
    ['a shell', 'swrole', '> payments-prod\n'],
    ['a command', 'swrole -- sh -c \'echo "in $SWROLE_PROFILE"\'', 'in payments-prod\nstatus 0\n'],
  ])('%s gets the picked profile', async (_, script, expected) => {
    const env = { SHELL: '/bin/sh', PS1: '> ' };
    const pty = terminal(script, env);
    await pty.waitFor(KEYS);
    pty.write('payments\r');
    if (script === 'swrole') {
      await pty.waitFor('payments-prod\n> ');
      pty.write('exit\r');
    } else await pty.waitFor(expected);
    await pty.waitFor('same modes\n');
    expect(remembered()).toEqual(['payments-prod']);
  });

  test('a picked profile with confirm asks for its name, and the shell shows its role', async () => {
    const { env } = untilTestEnds(
      await startExample({
        extraConfig: `\n[profile careful]\nrole_arn = ${auditor.arn}\nsource_profile = my-company\nconfirm = true\n`,
      }),
    );
    const pty = terminal('eval $(swrole); echo "$? $SWROLE_PROFILE."', env);
    await pty.waitFor(KEYS);
    pty.write('careful\r');
    await pty.waitFor('swrole: careful is auditor in 222222222222; type its name to use it: ');
    pty.write('careful\r');
    await pty.waitFor(/careful: auditor in 222222222222, .*until .*\n0 careful\.\nstatus 0\n/);
  });

  test('Escape in whoami and console changes nothing', async () => {
    const commands = ['swrole whoami', 'swrole console --print'];
    const pty = terminal(commands.join('; echo "status $?"; '));
    for (const _ of commands) {
      await pty.waitFor(KEYS);
      pty.write('\x1b');
      await pty.waitFor(`${NOTHING}status 130\n`);
    }
    await pty.waitFor('same modes\n');
    expect(remembered()).toEqual([]);
  });

  test.each([
    ['Escape', '\x1b', NOTHING],
    ['Ctrl-C', '\x03', 'swrole: error: interrupted\n'],
  ])('%s changes no variable of a shell that evaluates', async (_, key, message) => {
    const pty = terminal('eval $(swrole); echo "$? $AWS_PROFILE"', { AWS_PROFILE: 'theirs' });
    await pty.waitFor(KEYS);
    pty.write(key);
    await pty.waitFor(`${message}130 theirs\nstatus 0\nsame modes\n`);
  });

  test('SIGTERM ends the picker, restores the terminal and changes no variable', async () => {
    const pty = terminal('eval $(swrole); echo "$? $AWS_PROFILE"', { AWS_PROFILE: 'theirs' });
    await pty.waitFor(KEYS);
    process.kill(await lastChild(pty.pid), 'SIGTERM');
    await pty.waitFor('swrole: error: interrupted\n143 theirs\nstatus 0\nsame modes\n');
  });

  test('Ctrl-Z stops the picker with the modes of before, and fg brings it back', async () => {
    const modes = '[ "$(stty -g)" = "$before" ] && echo stopped';
    const pty = terminal(`set -m; swrole login; ${modes}; fg`);
    await pty.waitFor(KEYS);
    pty.write('pay');
    await pty.waitFor('> payments-prod');
    pty.write('\x1a');
    await pty.waitFor('stopped\n');
    await pty.waitFor(`Profile: pay\n> payments-prod\n${KEYS}`);
    pty.write('\r');
    await pty.waitFor(`${LOGGED_IN}status 0\nsame modes\n`);
  });

  test('of 1,000 profiles the filter finds one, on few rows', async () => {
    const many = Array.from(
      { length: 1000 },
      (_, index) => `[profile team-${index}]\n${role('222222222222', 'reader')}`,
    );
    writeFileSync(home.configFile, CONFIG + many.join(''));
    const pty = terminal('swrole login', {}, { cols: 80, rows: 6 });
    await pty.waitFor('1002 more; ');
    pty.write('777');
    await pty.waitFor('Profile: 777\n> team-777  222222222222  reader\n');
    pty.write('\x1b');
    await pty.waitFor(`${NOTHING}status 130\nsame modes\n`);
  });

  test('on a terminal that cannot move its cursor there is a numbered list', async () => {
    const pty = terminal('export TERM=dumb; swrole login prod', {}, { cols: 60 });
    const question = 'Profile (number or part of a name): ';
    const list = [
      '  1 my-company',
      '  2 project-dev    111111111111  developer',
      '  3 project-prod   333333333333  admin',
      '  4 payments-prod',
      '  5 broken         not valid',
    ];
    const fitting = '  1 project-prod   333333333333  admin\n  2 payments-prod\n';
    expect(await pty.waitFor(question)).toBe(`${fitting}${question}`);
    pty.write('xyz\r');
    await pty.waitFor(`nothing fits xyz\n${list.join('\n')}\n${question}`);
    pty.write('prod\r');
    await pty.waitFor(`${fitting}${question}`);
    pty.write('2\r');
    await pty.waitFor('long-term credentials, nothing to\n        obtain\nstatus 0\nsame modes\n');
  });

  test.each([
    ['\r', NOTHING],
    ['\x03', 'swrole: error: interrupted\n'],
  ])(
    '%j leaves the numbered list, which says too that there are only keys',
    async (key, message) => {
      writeFileSync(home.configFile, `[profile my-company]\n${keys}`);
      const script = 'export TERM=dumb; eval $(swrole); echo "$? $AWS_PROFILE"';
      const pty = terminal(script, { AWS_PROFILE: 'theirs' });
      await pty.waitFor(ONLY_KEYS);
      await pty.waitFor('part of a name): ');
      pty.write(key);
      await pty.waitFor(`${message}130 theirs\nstatus 0\nsame modes\n`);
    },
  );
});

describe('SWROLE_PICKER', () => {
  const PICKER = 'swrole: error: SWROLE_PICKER:';

  test.each<[string, string, string]>([
    ['a filter that prints nothing', 'cat > /dev/null', `${NOTHING}status 130\n`],
    ['one that fails, as fzf at Escape', 'head -1; exit 130', `${NOTHING}status 130\n`],
    [
      'one that prints something else',
      'head -2',
      `${PICKER} head printed a line that it did not get\nswrole: hint: it must print one of the lines that it reads, unchanged, as fzf does\nstatus 3\n`,
    ],
  ])('%s replaces the picker', async (_, command, expected) => {
    const pty = terminal('swrole login', { SWROLE_PICKER: command });
    await pty.waitFor(`${expected}same modes\n`);
  });

  test('the program gets a line for each profile, has the terminal, and may print a name', async () => {
    remember('payments-prod');
    const ask = 'cat > lines; read -r answer < /dev/tty; echo "$answer"';
    const pty = terminal('swrole login; cat lines', { SWROLE_PICKER: ask });
    pty.write('payments-prod\r');
    await pty.waitFor(LOGGED_IN);
    await pty.waitFor(
      'payments-prod\nmy-company\nproject-dev    111111111111  developer\nproject-prod   333333333333  admin\nbroken         not valid\n',
    );
  });

  test('a program that is not installed changes no variable', async () => {
    const env = { SWROLE_PICKER: 'no-such-filter --height 9', AWS_PROFILE: 'theirs' };
    const pty = terminal('eval $(swrole); echo "$? $AWS_PROFILE"', env);
    await pty.waitFor(
      `${PICKER} no-such-filter cannot be run\nswrole: hint: install it, or unset SWROLE_PICKER\n3 theirs\nstatus 0\n`,
    );
  });

  test('of a part of a name it gets the profiles with that, and may print a line', async () => {
    const pty = terminal('swrole login prod', { SWROLE_PICKER: 'tee lines | tail -1' });
    await pty.waitFor(`${LOGGED_IN}status 0\nsame modes\n`);
    expect(readFileSync(join(home.path, 'lines'), 'utf8')).toBe(
      'project-prod   333333333333  admin\npayments-prod\n',
    );
  });
});

describe('without a question', () => {
  test('another program that reads stdout gets the help, and no statements', async () => {
    const pty = terminal('swrole | cat > out');
    await pty.waitFor('status 0\nsame modes\n');
    const help = await runInProcess(['--help'], { env: { HOME: home.path } });
    const names = ['my-company', 'project-dev', 'project-prod', 'payments-prod', 'broken'];
    const profiles = names.map((name) => `  ${name}\n`).join('');
    expect(readFileSync(join(home.path, 'out'), 'utf8')).toBe(
      `${help.stdout}\nProfiles:\n${profiles}`,
    );
    expect(pty.text()).toBe('status 0\nsame modes\n');
  });

  test.each([
    ['a file', 'swrole > out'],
    ['stderr is no terminal', 'swrole 2> err'],
    ['the job has no terminal', `setsid -w ${NODE_SWROLE} login`],
  ])('usage as always: %s', async (_, script) => {
    const pty = terminal(script);
    await pty.waitFor('status 2\nsame modes\n');
    expect(pty.text()).not.toContain(KEYS);
  });

  test.each([
    ['an SDK', ['-j']],
    ['no command', ['exec']],
  ])('usage as always: %s', (_, args) => {
    expect(parseArguments(args).invocation).toMatchObject({ kind: 'help', asked: false });
  });

  test('without profiles the usage says so', async () => {
    writeFileSync(home.configFile, '');
    const pty = terminal('swrole login');
    await pty.waitFor('No profiles in ');
    await pty.waitFor('status 2\nsame modes\n');
  });
});

describe('a part of a name', () => {
  const QUESTION = `${README_QUESTION} `;

  test.each([
    ['n\r', NOTHING],
    ['\r', NOTHING],
    ['\x03', 'swrole: error: interrupted\n'],
  ])('%j changes nothing', async (answer, message) => {
    const pty = terminal('eval $(swrole Pay); echo "$? $AWS_PROFILE"', { AWS_PROFILE: 'theirs' });
    await pty.waitFor(QUESTION);
    pty.write(answer);
    await pty.waitFor(`${message}130 theirs\nstatus 0\nsame modes\n`);
  });

  test('the time limit begins again after the question which profile is meant', async () => {
    const extraConfig = `[profile project-prod]\nrole_arn = ${auditor.arn}\nsource_profile = my-company\n`;
    const example = untilTestEnds(await startExample({ extraConfig }));
    // As if the process had started a minute ago.
    const late = join(example.home.path, 'late.cjs');
    writeFileSync(late, 'process.uptime = () => 60;');
    const pty = terminal('swrole login project-p', {
      ...example.env,
      NODE_OPTIONS: `--require ${late}`,
    });
    await pty.waitFor('[y/N] ');
    pty.write('y\r');
    await pty.waitFor('status 0\n');
  });

  test('y takes the profile that has the part inside its name', async () => {
    const pty = terminal('swrole login ayments');
    await pty.waitFor(QUESTION);
    pty.write('y\r');
    await pty.waitFor(`${LOGGED_IN}status 0\nsame modes\n`);
  });

  test('of several profiles with the part in their names the user picks one', async () => {
    const pty = terminal('eval $(swrole PROD); echo "$SWROLE_PROFILE"');
    await pty.waitFor('Esc: leave');
    expect(screen(pty.raw(), 80)).toEqual([
      'Profile: PROD',
      '> project-prod   333333333333  admin',
      '  payments-prod',
      KEYS,
    ]);
    pty.write('\x1b[B\r');
    await pty.waitFor('payments-prod\nstatus 0\nsame modes\n');
  });

  test.each([
    ['no name has it', 'swrole login prd'],
    ['an SDK asks', 'swrole -j pay'],
    ['stderr is no terminal', 'swrole login pay 2> err'],
  ])('is not asked about if %s', async (_, script) => {
    const pty = terminal(script);
    await pty.waitFor('status 3\nsame modes\n');
    expect(pty.text()).not.toMatch(/Do you mean|Esc: leave/);
  });

  test('without a terminal it is an error, and the hint names the profile', async () => {
    const { stderr, exitCode } = await runInProcess(['login', 'pay'], { env: { HOME: home.path } });
    const files = `${home.path}/.aws/config or ${home.path}/.aws/credentials`;
    expect([exitCode, stderr]).toEqual([
      3,
      `swrole: error: profile 'pay' is not in ${files}\nswrole: hint: did you mean 'payments-prod'?\n`,
    ]);
  });
});

describe('the profile before', () => {
  const NONE =
    'swrole: error: there is no profile before this one\nswrole: hint: swr - goes back in the shell that had it; swrole list shows the profiles\n';

  test('the shell says which one it is, and it is taken', async () => {
    remember('my-company');
    const env = { SWROLE_PREVIOUS: 'payments-prod' };
    const pty = terminal('eval $(swrole -); echo "$SWROLE_PROFILE"', env);
    await pty.waitFor('payments-prod\nstatus 0\n');
  });

  test('another shell may have used it, so it is asked about', async () => {
    remember('project-prod', 'gone', 'payments-prod');
    const pty = terminal('swrole login -', { SWROLE_PROFILE: 'project-prod' });
    await pty.waitFor('Do you mean payments-prod? [y/N] ');
    pty.write('y\r');
    await pty.waitFor(`${LOGGED_IN}status 0\nsame modes\n`);
  });

  test('where none was used it is an error', async () => {
    const options = { env: { HOME: home.path, NO_COLOR: '1' }, errorColumns: 200 };
    const { exitCode, stderr } = await runInProcess(['login', '-'], options);
    expect([exitCode, stderr]).toEqual([2, NONE]);
  });

  test('without a history it is an error that changes nothing', async () => {
    remember('payments-prod');
    const env = { AWS_PROFILE: 'a', SWROLE_HISTORY: 'off' };
    const pty = terminal('eval $(swrole -); echo "$? $AWS_PROFILE"', env);
    await pty.waitFor(`${NONE}2 a\nstatus 0\n`);
  });

  test('without a terminal it is an error, and for an SDK a name', async () => {
    remember('payments-prod');
    const env = { HOME: home.path };
    expect(await runInProcess(['login', '-'], { env })).toMatchObject({
      exitCode: 2,
      stderr: NONE,
    });
    const { stderr } = await runInProcess(['-j', '-'], { env });
    expect(stderr).toMatch(/^swrole: error: profile '-' is not in /);
  });
});

describe('the history', () => {
  test('a switch at a terminal is remembered, and nothing else', async () => {
    const options = { env: { HOME: home.path }, credentialsOnStdout: true };
    const run = async (...args: string[]) => {
      await runInProcess(args, { ...options, errorColumns: 80 });
      return remembered();
    };
    await runInProcess(['login', 'my-company'], options);
    expect(await run('-j', 'payments-prod')).toEqual([]);
    expect(await run('login', '--no-cache', 'my-company')).toEqual([]);
    expect(await run('login', 'broken')).toEqual([]);
    expect(await run('-f', 'fish', 'payments-prod')).toEqual(['payments-prod']);
    expect(await run('my-company')).toEqual(['my-company', 'payments-prod']);
  });

  test('a switch that a stored answer gives is remembered too', async () => {
    const example = untilTestEnds(await startExample());
    const { env } = example;
    await runInProcess(['login', 'project-dev'], { env });
    const file = join(example.home.path, '.aws', 'swrole', 'history', 'profiles.json');
    const run = async (script: string) => {
      await terminal(script, env).waitFor('status 0\n');
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).uses[0].weight : 0;
    };
    expect(
      await run('swrole -j project-dev > /dev/null; eval $(swrole project-dev 2> /dev/null)'),
    ).toBe(0);
    expect(await run('eval $(swrole project-dev)')).toBe(1);
    expect(await run('swrole exec project-dev -- true')).toBeCloseTo(2);
  });

  test('SWROLE_HISTORY=off keeps nothing', async () => {
    const run = async (env: Record<string, string>) => {
      const options = { env: { HOME: home.path, ...env }, errorColumns: 80 };
      await runInProcess(['login', 'payments-prod'], options);
      return existsSync(history);
    };
    expect([await run({ SWROLE_HISTORY: 'off' }), await run({})]).toEqual([false, true]);
  });

  test('logout --all removes it', async () => {
    remember('payments-prod');
    const { stdout } = await runInProcess(['logout', '--all'], { env: { HOME: home.path } });
    expect(stdout).toBe('nothing was cached\nforgot which profiles were used\n');
    expect(existsSync(history)).toBe(false);
  });
});
