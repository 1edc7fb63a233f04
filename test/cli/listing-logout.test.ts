/** `swrole logout`: what goes, what stays for others, and what another swrole does at the same time. */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  kept,
  type ListingWorld,
  obtain,
  obtainWithCode,
  ROLES,
  startListing,
} from '../inventory/listing-world.ts';
import { leaveSessions } from '../soak/stored-files.ts';
import { commandLine } from '../support/command-line.ts';
import { developer, member } from '../support/example-world.ts';
import { SWROLE_PROGRAM, startSwrole } from '../support/run-swrole.ts';
import { makeTempHome } from '../support/temp-home.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const said = (...lines: string[]) => ({
  exitCode: 0,
  signal: null,
  stdout: lines.map((line) => `${line}\n`).join(''),
  stderr: '',
});

const MFA_SESSION = 'MFA session of arn:aws:iam::000000000000:mfa/member';
const DEVELOPER = 'arn:aws:sts::111111111111:assumed-role/developer/ada';
const DEPLOYER = 'arn:aws:sts::333333333333:assumed-role/deployer/ada';
const AUDITOR = 'arn:aws:sts::222222222222:assumed-role/auditor/ada';

/** The same time left for all sessions, so that it can be compared. */
const age = ({ example }: ListingWorld) => leaveSessions(example.home, 47 * 60_000 + 50_000);

const kinds = (world: ListingWorld) =>
  ['sessions', 'answers', 'outcomes'].map((folder) => kept(world, folder).length);

test('logout prints the same on a terminal of 60 columns as in a pipe', async () => {
  const world = await startListing(ROLES);
  await obtain(world, 'deploy', 'project-dev');
  age(world);
  const { text, exitCode } = await world.show(['logout', 'deploy'], 60);
  expect([exitCode, text]).toEqual([
    0,
    `deploy: forgot ${DEPLOYER} (47m left)
deploy: forgot the answer that was ready for deploy
deploy: kept ${DEVELOPER} (47m left), which project-dev may use
`,
  ]);
  const all = await world.show(['logout', '--all'], 60);
  expect([all.exitCode, all.text]).toEqual([0, 'forgot 1 session and 1 answer\n']);
});

describe('one profile', () => {
  test('logout deletes the session and answer of a profile, and keeps the sessions before it that others use', async () => {
    const world = await startListing(ROLES);
    await obtain(world, 'deploy', 'project-dev');
    age(world);
    expect(await world.run(['logout', 'deploy'])).toEqual(
      said(
        `deploy: forgot ${DEPLOYER} (47m left)`,
        'deploy: forgot the answer that was ready for deploy',
        `deploy: kept ${DEVELOPER} (47m left), which project-dev may use`,
      ),
    );
    expect([kinds(world), kept(world, 'answers')]).toEqual([[1, 1, 0], ['project-dev']]);
  });

  test("logout deletes a profile's own session though others use it, and keeps theirs", async () => {
    const world = await startListing(ROLES);
    await obtain(world, 'deploy', 'project-dev');
    age(world);
    expect(await world.run(['logout', 'project-dev'])).toEqual(
      said(
        `project-dev: forgot ${DEVELOPER} (47m left)`,
        'project-dev: forgot the answer that was ready for project-dev',
      ),
    );
    expect(kept(world, 'answers')).toEqual(['deploy']);
  });

  test('logout keeps an MFA session while another role may use it, and deletes it with the last one', async () => {
    const world = await startListing(ROLES);
    await obtainWithCode(world, 'session');
    await obtain(world, 'session-audit');
    age(world);
    const device = kept(world, 'mfa');
    expect(await world.run(['logout', 'session'])).toEqual(
      said(
        `session: forgot ${DEVELOPER} (47m left)`,
        'session: forgot the answer that was ready for session',
        `session: kept ${MFA_SESSION} (47m left), which session-audit may use`,
      ),
    );
    const { configFile } = world.example.home;
    writeFileSync(
      configFile,
      readFileSync(configFile, 'utf8')
        .replace('[profile session]\n', '[profile alone]\nx = y\n')
        .replace(/mfa_session = 12h/, ''),
    );
    expect(await world.run(['logout', 'session-audit'])).toEqual(
      said(
        `session-audit: forgot ${MFA_SESSION} (47m left)`,
        `session-audit: forgot ${AUDITOR} (47m left)`,
        'session-audit: forgot the answer that was ready for session-audit',
      ),
    );
    expect([kinds(world), kept(world, 'mfa')]).toEqual([[0, 0, 0], device]);
  });

  test('after logout another name for the same session has no answer of it left', async () => {
    const twin = `
[profile twin]
role_arn = ${developer.arn}
mfa_serial = ${member.mfa.serial}
role_session_name = ada
source_profile = my-company
region = ap-northeast-1
`;
    const world = await startListing(`${ROLES}${twin}`);
    await obtain(world, 'project-dev', 'twin');
    age(world);
    expect(await world.run(['logout', 'twin'])).toEqual(
      said(
        `twin: forgot ${DEVELOPER} (47m left)`,
        'twin: forgot the answer that was ready for twin',
        'twin: forgot the answer that was ready for project-dev',
      ),
    );
    expect(kinds(world)).toEqual([0, 0, 0]);
  });

  test('logout deletes sessions of its role with other settings', async () => {
    const world = await startListing(ROLES);
    await obtainWithCode(world, '--session-name', 'other', 'project-dev');
    age(world);
    expect(await world.run(['logout', 'project-dev'])).toEqual(
      said('project-dev: forgot arn:aws:sts::111111111111:assumed-role/developer/other (47m left)'),
    );
    expect(kinds(world)).toEqual([0, 0, 0]);
  });

  test('logout deletes the failure, so that the next run tries again at once', async () => {
    const world = await startListing(ROLES);
    const failing = await world.run(['-j', '-t', '000000', 'session']);
    expect([failing.exitCode, kept(world, 'outcomes').length > 0]).toEqual([4, true]);
    expect(await world.run(['logout', 'session'])).toEqual(said('session: nothing was cached'));
    expect(kinds(world)).toEqual([0, 0, 0]);
  });

  test('logout deletes the copies that other profiles got from swrole, and copies of these', async () => {
    const world = await startListing(ROLES);
    const { configFile } = world.example.home;
    const command = (profile: string) =>
      commandLine([process.execPath, SWROLE_PROGRAM, '-j', profile]);
    const again = `[profile again]\ncredential_process = ${command('app-dev')}\n`;
    writeFileSync(configFile, readFileSync(configFile, 'utf8') + again);
    await obtain(world, 'project-dev', 'again');
    age(world);
    expect([...kept(world, 'answers')].sort()).toEqual(['again', 'app-dev', 'project-dev']);
    expect(await world.run(['logout', 'project-dev'])).toEqual(
      said(
        `project-dev: forgot ${DEVELOPER} (47m left)`,
        'project-dev: forgot the copy that app-dev had of it (47m left)',
        'project-dev: forgot the copy that again had of it (47m left)',
        'project-dev: forgot the answer that was ready for project-dev',
        'project-dev: forgot the answer that was ready for app-dev',
        'project-dev: forgot the answer that was ready for again',
      ),
    );
    expect(kinds(world)).toEqual([0, 0, 0]);
  });

  test('logout finds copies however the command line calls swrole', async () => {
    const world = await startListing(ROLES);
    const { configFile } = world.example.home;
    const swrole = commandLine([process.execPath, SWROLE_PROGRAM]);
    const lines = [
      `sh -c '${swrole} -j project-dev'`,
      `bash -c "exec ${swrole.replaceAll('"', '\\"')} -j -p project-dev"`,
      `/bin/sh -c 'A=b ${swrole} -j project-dev 2>/dev/null | cat'`,
      `env A=b ${swrole} -j project-dev`,
      `${swrole} exec project-dev -- ${swrole} -j project-dev`,
    ];
    const sections = lines.map(
      (line, index) => `[profile sdk${index}]\ncredential_process = ${line}`,
    );
    writeFileSync(configFile, `${readFileSync(configFile, 'utf8')}${sections.join('\n')}\n`);
    const names = lines.map((_, index) => `sdk${index}`);
    await obtain(world, 'project-dev', ...names);
    age(world);
    expect(await world.run(['logout', 'project-dev'])).toEqual(
      said(
        `project-dev: forgot ${DEVELOPER} (47m left)`,
        ...names.map((name) => `project-dev: forgot the copy that ${name} had of it (47m left)`),
        'project-dev: forgot the answer that was ready for project-dev',
        ...names.map((name) => `project-dev: forgot the answer that was ready for ${name}`),
      ),
    );
    expect(kinds(world)).toEqual([0, 0, 0]);
  });

  test('logout finds the copy that a script got by its credentials', async () => {
    const world = await startListing(ROLES);
    const { configFile, path } = world.example.home;
    const script = join(path, 'get-keys');
    const line = commandLine([process.execPath, SWROLE_PROGRAM, '-j', 'project-dev']);
    writeFileSync(script, `#!/bin/sh\nexec ${line}\n`, { mode: 0o700 });
    const sections = `[profile sdk]\ncredential_process = ${script}\n[profile app]\ncredential_process = ${line.replace('project-dev', 'sdk')}\n`;
    writeFileSync(configFile, readFileSync(configFile, 'utf8') + sections);
    await obtain(world, 'project-dev', 'app');
    age(world);
    expect(await world.run(['logout', 'sdk'])).toEqual(
      said(
        'sdk: forgot what its process gave (47m left)',
        'sdk: forgot the copy that app had of it (47m left)',
        'sdk: forgot the answer that was ready for sdk',
        'sdk: forgot the answer that was ready for app',
      ),
    );
    await obtain(world, 'project-dev', 'app');
    age(world);
    expect(await world.run(['logout', 'project-dev'])).toEqual(
      said(
        `project-dev: forgot ${DEVELOPER} (47m left)`,
        'project-dev: forgot the copy that sdk had of it (47m left)',
        'project-dev: forgot the copy that app had of it (47m left)',
        'project-dev: forgot the answer that was ready for project-dev',
        'project-dev: forgot the answer that was ready for sdk',
        'project-dev: forgot the answer that was ready for app',
      ),
    );
    expect(kinds(world)).toEqual([0, 0, 0]);
  });

  test('logout of a copy keeps the original, and names it', async () => {
    const world = await startListing(ROLES);
    await obtain(world, 'app-dev');
    age(world);
    expect(await world.run(['logout', 'app-dev'])).toEqual(
      said(
        'app-dev: forgot what its process gave (47m left)',
        'app-dev: forgot the answer that was ready for app-dev',
        `app-dev: kept ${DEVELOPER} (47m left) of project-dev, which it asks swrole for; swrole logout project-dev forgets that too`,
      ),
    );
    expect(kept(world, 'answers')).toEqual(['project-dev']);
  });

  test('logout of a profile with nothing in the cache says so', async () => {
    const world = await startListing(ROLES);
    expect(await world.run(['logout', 'my-company'])).toEqual(
      said('my-company: nothing was cached'),
    );
    expect(kept(world, '.')).toEqual([]);
  });

  test('logout of an unknown profile is an error', async () => {
    const { run } = await startListing('');
    const { exitCode, stdout, stderr } = await run(['logout', 'projectdev']);
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(
      /'projectdev' is not in .*\nswrole: hint: did you mean 'project-dev'\?\n$/,
    );
  });
});

describe('everything', () => {
  test('logout --all deletes everything but the used codes, which are not sent a second time', async () => {
    const world = await startListing(ROLES);
    await world.run(['-j', '-t', '000000', 'session']);
    await obtain(world, 'deploy', 'project-dev');
    const device = kept(world, 'mfa');
    expect(await world.run(['logout', '--all'])).toEqual(said('forgot 2 sessions and 2 answers'));
    expect([kinds(world), kept(world, 'mfa')]).toEqual([[0, 0, 0], device]);
    expect(await world.run(['logout', '--all'])).toEqual(said('nothing was cached'));
    const again = await world.run(['-j', '-t', '000000', 'session']);
    expect([again.exitCode, again.stderr]).toEqual([
      4,
      expect.stringContaining('the code of --token was used before'),
    ]);
  });

  test('logout --all works without a config file, and deletes damaged and unfinished files too', async () => {
    const world = await startListing(ROLES);
    await obtain(world, 'project-dev');
    const sessions = join(world.example.home.cacheDir, 'sessions');
    writeFileSync(join(sessions, `${'f'.repeat(64)}.json.1.0123abcd.tmp`), 'half', { mode: 0o600 });
    writeFileSync(world.example.home.configFile, '');
    expect(await world.run(['logout', '--all'])).toEqual(said('forgot 1 session and 1 answer'));
    expect(readdirSync(sessions)).toEqual([]);
  });

  test('logout --all with an empty cache creates nothing', async () => {
    const world = await startListing('');
    expect(await world.run(['logout', '--all'])).toEqual(said('nothing was cached'));
    expect(kept(world, '.')).toEqual([]);
  });
});

test('another swrole at the same moment keeps what it gets, and logout says so', async () => {
  const world = await startListing(ROLES);
  const { example, run } = world;
  const hold = example.standIn.holdNext();
  const options = { env: example.env, credentialsOnStdout: true };
  const started = startSwrole(
    ['-j', '-t', totp(member.mfa.secret, Date.now()), 'project-dev'],
    options,
  );
  await hold.arrived;
  for (const [args, prefix] of [
    [['logout', 'project-dev'], 'project-dev: '],
    [['logout', '--all'], ''],
  ] as const)
    expect(await run(args)).toEqual(
      said(
        `${prefix}nothing was cached`,
        `${prefix}another swrole is obtaining credentials at this moment, and will keep them`,
      ),
    );
  hold.release();
  expect((await started.result).exitCode).toBe(0);
  expect(kinds(world)).toEqual([1, 1, 0]);
});

test('logout and login at the same moment do not break each other', async () => {
  const world = await startListing('\n[profile base]\ncredential_process = cat ~/document\n');
  const document = {
    Version: 1,
    AccessKeyId: member.accessKeyId,
    SecretAccessKey: member.secretAccessKey,
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
  };
  writeFileSync(join(world.example.home.path, 'document'), JSON.stringify(document));
  const commands = [
    ['-j', 'base'],
    ['logout', '--all'],
    ['-j', 'base'],
    ['logout', 'base'],
  ];
  const runs = [...commands, ...commands].map((args) =>
    world.runAlone(args, { credentialsOnStdout: true }),
  );
  const endings = (await Promise.all(runs)).map(({ exitCode, stderr }) => [exitCode, stderr]);
  expect(endings).toEqual(endings.map(() => [0, '']));
});

describe('a directory that is not safe', () => {
  test('logout leaves a directory that is not safe as it is, and that is an error', async () => {
    const { run, example } = await startListing('');
    const other = untilTestEnds(await makeTempHome());
    symlinkSync(other.path, example.home.cacheDir);
    for (const args of [['--all'], ['project-dev']])
      expect(await run(['logout', ...args])).toEqual({
        exitCode: 1,
        signal: null,
        stdout: '',
        stderr: `swrole: error: ${example.home.cacheDir} is a link or a file, not a folder, so swrole keeps nothing there\nswrole: hint: remove it, or set SWROLE_CACHE_DIR to a folder that only you can open\n`,
      });
    expect((await run(['status'])).exitCode).toBe(0);
  });

  test('logout fails for a file that it cannot remove', async () => {
    const world = await startListing(ROLES);
    await obtain(world, 'project-dev');
    const sessions = join(world.example.home.cacheDir, 'sessions');
    const folder = `${'f'.repeat(64)}.json`;
    mkdirSync(join(sessions, folder));
    writeFileSync(join(sessions, 'notes'), '');
    const { exitCode, stdout, stderr } = await world.run(['logout', '--all']);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^swrole: error: cannot change .*\/f{64}\.json \(\w+\)\n$/);
    rmdirSync(join(sessions, folder));
    expect((await world.run(['logout', '--all'])).exitCode).toBe(0);
    expect(readdirSync(sessions)).toEqual(['notes']);
  });
});
