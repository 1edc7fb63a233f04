/** `swrole status`: what is cached, for whom and how long, which code is used, and what is ready to be given. */

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/mfa/used-codes.ts';
import {
  editSessions,
  kept,
  type ListingWorld,
  obtain,
  obtainWithCode,
  ROLES,
  startListing,
  timeless,
} from '../inventory/listing-world.ts';
import { leaveSessions } from '../soak/stored-files.ts';
import { auditor, developer, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const said = (stdout: string) => ({ exitCode: 0, signal: null, stdout, stderr: '' });

const MINUTE = 60_000;

/** Chain, MFA session and a role behind it, each with 3 h 12 min left. */
async function startCached(): Promise<ListingWorld> {
  const world = await startListing(ROLES);
  await obtain(world, 'deploy', 'project-dev');
  await obtainWithCode(world, 'session');
  leaveSessions(world.example.home, 192 * MINUTE + 50_000);
  return world;
}

/** Whether the window is still that of the codes depends on the time of the day. */
const stateless = (text: string) =>
  timeless(text)
    .replace(/(?:used; next one in Ns|not used)( +-)?$/m, (_, last = '') => `STATE${last.trim()}`)
    .replace(/(?<=CODE OF THIS WINDOW) +(?=LAST ASKED)/, '  ');

/** Notes that a code of the device was sent now, and that a user was asked 12 minutes ago. */
function spendCode({ example }: ListingWorld, cache = example.home.cacheDir): void {
  const folder = join(cache, 'mfa');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const step = Math.floor(Date.now() / 30_000);
  // The window may end before it is looked at.
  const spent = [step, step + 1].map((each) => ({ hash: 'hash', step: each }));
  const write = (name: string, value: object) =>
    writeFileSync(join(folder, name), JSON.stringify(value), { mode: 0o600 });
  write(`${sha256(member.mfa.serial)}.json`, spent);
  write(`${sha256(member.mfa.serial)}-asked.json`, { asked: Date.now() - 12 * MINUTE, told: 0 });
}

const INTERNAL = `
DEVICE                                CODE OF THIS WINDOW
arn:aws:iam::000000000000:mfa/member  STATE

READY ANSWER  LEFT
deploy        44m
project-dev   44m
session       44m
`;

/** In a pipe all columns are there. */
const piped = (text: string) =>
  text.replace('THIS WINDOW', 'THIS WINDOW  LAST ASKED').replace('STATE', 'STATE-');

const WIDE = `PROFILE                 IDENTITY                               LEFT   UNTIL  SESSION                                               DEVICE  KEY ID
project-dev             developer in 111111111111              3h12m  HH:MM  arn:aws:sts::111111111111:assumed-role/developer/ada  member  …0001
deploy                  deployer in 333333333333               3h12m  HH:MM  arn:aws:sts::333333333333:assumed-role/deployer/ada   member  …0002
session, session-audit  MFA session of member in 000000000000  3h12m  HH:MM  MFA session of arn:aws:iam::000000000000:mfa/member   member  …0003
session                 developer in 111111111111              3h12m  HH:MM  arn:aws:sts::111111111111:assumed-role/developer/ada  member  …0004
`;

const SHOWN = `PROFILE                 IDENTITY                               LEFT   UNTIL
project-dev             developer in 111111111111              3h12m  HH:MM
deploy                  deployer in 333333333333               3h12m  HH:MM
session, session-audit  MFA session of member in 000000000000  3h12m  HH:MM
session                 developer in 111111111111              3h12m  HH:MM
`;

const MARKED = `  PROFILE             IDENTITY                     LEFT   UNTIL
  project-dev         developer in 111111111111    3h12m  HH:MM
* deploy              deployer in 333333333333     3h12m  HH:MM
  session and 1 more  MFA session in 000000000000  3h12m  HH:MM
  session             developer in 111111111111    3h12m  HH:MM
`;

/** Of the profile of the shell, and the one before it. */
const ACTIVE = `  PROFILE      IDENTITY                   LEFT   UNTIL
  project-dev  developer in 111111111111  3h12m  HH:MM
* deploy       deployer in 333333333333   3h12m  HH:MM
`;

describe('all that is cached', () => {
  test('status shows profile, identity and time left; the rest is behind --all', async () => {
    const world = await startCached();
    const text = async (args: string[], columns?: number, env: Record<string, string> = {}) => {
      const terminal = columns === undefined ? {} : { columns };
      const { stdout, ...rest } = await world.run(['status', ...args], {
        env: { NO_COLOR: '1', ...env },
        ...terminal,
      });
      expect(rest).toEqual({ exitCode: 0, signal: null, stderr: '' });
      return stateless(stdout);
    };
    for (const columns of [undefined, 140, 100, 80]) expect(await text([], columns)).toBe(SHOWN);
    const active = { SWROLE_PROFILE: 'deploy', AWS_PROFILE: 'session' };
    expect(await text([], 66, active)).toBe(ACTIVE);
    expect(await text(['--all'], 66, active)).toBe(MARKED + INTERNAL);
    expect(await text(['--all'])).toBe(WIDE + piped(INTERNAL));
    expect(await text(['--all'], 150)).toBe(WIDE + INTERNAL);
    expect(await text(['--all'], 80)).toBe(SHOWN + INTERNAL);
    expect(stateless((await world.show(['status', '--all'], 80)).text)).toBe(SHOWN + INTERNAL);
  });

  test('status of one profile prints all sessions of its chain, and its answer', async () => {
    const world = await startCached();
    const { stdout } = await world.run(['status', 'session', '--all'], { columns: 80 });
    expect(
      stateless(stdout.replace(/\x1b\[\d*m/g, '')),
    ).toBe(`PROFILE                 IDENTITY                               LEFT   UNTIL
session, session-audit  MFA session of member in 000000000000  3h12m  HH:MM
session                 developer in 111111111111              3h12m  HH:MM

DEVICE                                CODE OF THIS WINDOW
arn:aws:iam::000000000000:mfa/member  STATE

READY ANSWER  LEFT
session       44m
`);
  });

  test('status of a profile for SDKs shows the session of the role that swrole gives it', async () => {
    const { env } = untilTestEnds(await startExample());
    await runInProcess(['-j', 'project-dev'], { env, credentialsOnStdout: true });
    const { stdout } = await runInProcess(['status', 'app-dev'], { env });
    expect(stateless(stdout)).toMatch(/^PROFILE +IDENTITY +LEFT +UNTIL\nproject-dev +developer in/);
  });

  test('status of an empty cache says so, and creates nothing', async () => {
    const { run, example } = await startListing('');
    expect(await run(['status'])).toEqual(said('nothing is cached\n'));
    expect(await run(['status', '--all'])).toEqual(
      said(
        `nothing is cached

DEVICE                                CODE OF THIS WINDOW  LAST ASKED
arn:aws:iam::000000000000:mfa/member  not used             -
`,
      ),
    );
    expect(await run(['status', 'my-company', '--all'])).toEqual(
      said('my-company: nothing is cached\n'),
    );
    expect(kept({ example } as ListingWorld, '.')).toEqual([]);
  });
});

describe('time left', () => {
  test.each([
    [47 * MINUTE + 50_000, '47m'],
    [-1, 'expired'],
  ])('status shows %d ms as %s', async (milliseconds, words) => {
    const world = await startListing(ROLES);
    await obtain(world, 'project-dev');
    leaveSessions(world.example.home, milliseconds);
    const { stdout } = await world.run(['status', 'project-dev']);
    expect(stdout).toMatch(new RegExp(`^project-dev  developer in 111111111111  ${words} `, 'm'));
    const { sessions } = JSON.parse((await world.run(['status', '--json'])).stdout);
    expect(sessions[0].secondsLeft).toEqual(milliseconds < 0 ? 0 : expect.any(Number));
  });
});

describe('a device', () => {
  test('status shows when the next code comes where this one is used', async () => {
    const world = await startListing('');
    spendCode(world);
    // The countdown has one digit or two, and moves what is beside it.
    const { stdout } = await world.run(['status', '--all', 'project-dev']);
    expect(timeless(stdout).replace(/ {2,}/g, '  ')).toBe(
      `project-dev: nothing is cached

DEVICE  CODE OF THIS WINDOW  LAST ASKED
arn:aws:iam::000000000000:mfa/member  used; next one in Ns  12m ago
`,
    );
  });

  test('status --json shows when the next code comes', async () => {
    const world = await startListing('');
    spendCode(world);
    const { devices } = JSON.parse((await world.run(['status', '--json'])).stdout);
    const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(devices).toEqual([
      {
        serial: member.mfa.serial,
        profiles: ['project-dev'],
        codeUsed: true,
        nextCodeAt: iso,
        askedAt: iso,
      },
    ]);
    const wait = Date.parse(devices[0].nextCodeAt) - Date.now();
    expect(wait).toBeGreaterThan(-5_000);
    expect(wait).toBeLessThanOrEqual(31_000);
  });

  test('status knows the used code of a device that is stored outside of the directory', async () => {
    const world = await startListing('');
    spendCode(world, join(world.example.env.XDG_RUNTIME_DIR ?? '', 'swrole'));
    const { devices } = JSON.parse((await world.run(['status', '--json'])).stdout);
    expect(devices).toMatchObject([{ serial: member.mfa.serial, codeUsed: true }]);
  });
});

describe('status --json', () => {
  test('status --json has all fields of each entry, and nothing secret', async () => {
    const world = await startCached();
    const { stdout, ...rest } = await world.run(['status', '--json', 'session']);
    expect(rest).toEqual({ exitCode: 0, signal: null, stderr: '' });
    const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const common = { key: expect.stringMatching(/^[0-9a-f]{64}$/), issuedAt: iso, expiration: iso };
    const { sessions, answers } = JSON.parse(stdout);
    expect(sessions).toEqual([
      {
        ...common,
        kind: 'mfa-session',
        source: null,
        accountId: '000000000000',
        role: null,
        assumedRoleArn: null,
        profiles: [],
        usedBy: ['session', 'session-audit'],
        mfaSerial: member.mfa.serial,
        keyIdEnding: '0003',
        secondsLeft: expect.any(Number),
      },
      {
        ...common,
        kind: 'role',
        source: null,
        accountId: '111111111111',
        role: 'developer',
        assumedRoleArn: 'arn:aws:sts::111111111111:assumed-role/developer/ada',
        profiles: ['session'],
        usedBy: [],
        mfaSerial: member.mfa.serial,
        keyIdEnding: '0004',
        secondsLeft: expect.any(Number),
      },
    ]);
    expect(sessions[1].secondsLeft).toBeGreaterThan(192 * 60);
    expect(answers).toEqual([{ profile: 'session', usableUntil: iso, isCurrent: true }]);
  });

  test('status --json of an empty cache has empty lists', async () => {
    const { run } = await startListing('');
    expect(await run(['status', '--json', 'my-company'])).toEqual(
      said('{\n  "sessions": [],\n  "devices": [],\n  "answers": [],\n  "failures": []\n}\n'),
    );
  });
});

describe('a session that no profile leads to any more', () => {
  test('status shows a session without a profile last, with the profile of its role', async () => {
    const world = await startListing(ROLES);
    await obtain(world, 'deploy');
    await obtainWithCode(world, '--session-name', 'other', 'project-dev');
    const line =
      /^\(none\) +developer in 111111111111 .* arn:aws:sts::111111111111:assumed-role\/developer\/other /m;
    expect((await world.run(['status', '--all'])).stdout).toMatch(line);
    expect((await world.run(['status', '--all', 'project-dev'])).stdout).toMatch(line);
    expect((await world.run(['status', '--all', 'session-audit'])).stdout).not.toMatch(line);
  });

  test('status shows an answer from before an edit as out of date', async () => {
    const world = await startListing(ROLES);
    await obtain(world, 'project-dev');
    writeFileSync(world.example.home.configFile, `[profile a]\nrole_arn = ${auditor.arn}\n`);
    const { stdout } = await world.run(['status', '--all']);
    expect(stdout).toMatch(/^project-dev +out of date$/m);
    expect(stdout).toMatch(/^\(none\) .*developer\/ada/m);
  });
});

describe('damaged files', () => {
  test('status ignores damaged files', async () => {
    const world = await startListing(ROLES);
    await obtain(world, 'project-dev');
    editSessions(world, (fields) => ({ ...fields, key: 'x' }));
    const answers = join(world.example.home.cacheDir, 'answers');
    writeFileSync(join(answers, 'half'), 'x y', { mode: 0o600 });
    copyFileSync(join(answers, 'project-dev'), join(answers, 'project-dev.1.0123abcd.tmp'));
    writeFileSync(join(answers, '%E0%A4%A'), 'x y', { mode: 0o600 });
    const { stdout, exitCode } = await world.run(['status', '--all']);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain(developer.arn.split('/')[1]);
    expect(stdout).toMatch(/READY ANSWER {2}LEFT\nproject-dev +44m\n$/);
  });
});

test('status of an unknown or wrong profile is an error', async () => {
  const { run, example } = await startListing('\n[profile lost]\nregion = eu-west-1\n');
  const { configFile, credentialsFile } = example.home;
  expect(await run(['status', 'projectdev'])).toEqual({
    exitCode: 3,
    signal: null,
    stdout: '',
    stderr: `swrole: error: profile 'projectdev' is not in ${configFile} or ${credentialsFile}\nswrole: hint: did you mean 'project-dev'?\n`,
  });
  expect((await run(['status', 'lost'])).exitCode).toBe(3);
  expect((await run(['status'])).exitCode).toBe(0);
});
