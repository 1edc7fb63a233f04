/**
 * The built program with the keychain of this machine: the Secret Service of GNOME Keyring, in a session of its own (`run.ts`). The programs
 * are real: SDKs' way to the keys, kills, a daemon that hangs.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  auditor,
  type Example,
  MEMBER_ARN,
  member,
  startExample,
} from '../support/example-world.ts';
import { openPty } from '../support/pty.ts';
import { runSwrole, SWROLE_PROGRAM, startSwrole } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const keychain = process.env.SWROLE_TEST_KEYCHAIN ?? 'missing: run npm run test:keychain';
const isThere = keychain === 'secret-service';

/** The session bus that the daemon is on; the example's own environment has none. */
const BUS = { DBUS_SESSION_BUS_ADDRESS: process.env.DBUS_SESSION_BUS_ADDRESS ?? '' };

const CONFIG = `
[profile audit]
role_arn = ${auditor.arn}
source_profile = my-company
swrole_cache = keychain
`;

async function start() {
  const example = untilTestEnds(await startExample({ extraConfig: CONFIG }));
  const env = { ...example.env, ...BUS, AWS_ENDPOINT_URL_IAM: example.standIn.url };
  const options = { env, secrets: example.standIn.secrets };
  const run = (...args: string[]) =>
    runSwrole(args, { ...options, credentialsOnStdout: args[0] === '-j' || args[1] === 'print' });
  return { ...example, env, options, run };
}

const actions = ({ standIn }: Pick<Example, 'standIn'>) =>
  standIn.calls.map(({ action }) => action);

/** The daemons of this session: the tests' own. */
function daemonPids(): number[] {
  const { stdout } = spawnSync('pgrep', ['-x', 'gnome-keyring-d'], { encoding: 'utf8' });
  const own = (pid: number) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
      return environment.includes(`XDG_DATA_HOME=${process.env.XDG_DATA_HOME}\0`);
    } catch {
      return false; // it has ended
    }
  };
  return stdout
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0 && own(pid));
}

const signalDaemons = (signal: NodeJS.Signals) => {
  for (const pid of daemonPids()) process.kill(pid, signal);
};
afterEach(() => {
  if (isThere) signalDaemons('SIGCONT');
});

describe.skipIf(!isThere)(`the Secret Service (${keychain})`, () => {
  test('swrole_cache = keychain: encrypted, answered without AWS, and refused without the key', async () => {
    const world = await start();
    const first = await world.run('-j', 'audit');
    expect([first.exitCode, first.stderr]).toEqual([0, '']);
    expect(await world.run('-j', 'audit')).toEqual(first);
    expect(actions(world)).toEqual(['AssumeRole']);
    const folder = join(world.home.cacheDir, 'encrypted');
    for (const file of readdirSync(folder)) {
      const text = readFileSync(join(folder, file), 'utf8');
      expect(world.standIn.secrets.filter((secret) => text.includes(secret))).toEqual([]);
    }
    const { exitCode, stdout, stderr } = await runSwrole(['-j', 'audit'], {
      ...world.options,
      env: { ...world.env, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' },
    });
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(
      /swrole_cache = keychain of profile 'audit': the Secret Service: .*\/nonexistent/,
    );
  });

  test('20 processes that need the first key at once get one session with one key', async () => {
    const world = await start();
    const runs = await Promise.all(Array.from({ length: 20 }, () => world.run('-j', 'audit')));
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1);
    expect(actions(world)).toEqual(['AssumeRole']);
  });

  test('a daemon that hangs is an error after 3 s, and the process ends', async () => {
    const world = await start();
    await world.run('-j', 'audit');
    signalDaemons('SIGSTOP');
    const since = Date.now();
    const { exitCode, stdout, stderr } = await world.run('-j', 'audit');
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/the Secret Service(?: gave no answer within 3 s|: .*reply)/);
    expect(Date.now() - since).toBeLessThan(6_000);
    signalDaemons('SIGCONT');
    expect((await world.run('-j', 'audit')).exitCode).toBe(0);
  });

  test('keys: from the file to the keychain, a role by them, rotated, and removed', async () => {
    const world = await start();
    const name = 'my-company';
    expect((await world.run('keys', 'add', name, '--from', name, '--yes')).exitCode).toBe(0);
    expect(readFileSync(world.home.credentialsFile, 'utf8')).toBe('');
    expect((await world.run('-j', 'audit')).exitCode).toBe(0);
    expect((await world.run('keys', 'rotate', name)).exitCode).toBe(0);
    const printed = await world.run('keys', 'print', name);
    expect(JSON.parse(printed.stdout).AccessKeyId).not.toBe(member.accessKeyId);
    expect((await world.run('-j', '--refresh', 'audit')).exitCode).toBe(0);
    expect((await world.run('keys', 'remove', name, '--yes')).exitCode).toBe(0);
    expect((await world.run('keys', 'print', name)).exitCode).toBe(3);
  });

  test.each([
    'GetCallerIdentity',
    'ListAccessKeys',
    'CreateAccessKey',
    'GetCallerIdentity of the new key',
    'UpdateAccessKey',
    'DeleteAccessKey',
  ])(
    'rotate, killed while it waits for %s, leaves a key that works, and the next run finishes',
    async (step) => {
      const world = await start();
      const name = `killed-${step.replaceAll(' ', '-')}`;
      const input = `${member.accessKeyId}\n${member.secretAccessKey}\n`;
      const args = ['keys', 'add', name, '--stdin', '--yes'];
      await runSwrole(args, { ...world.options, input });
      const steps = [
        'GetCallerIdentity',
        'ListAccessKeys',
        'CreateAccessKey',
        'GetCallerIdentity of the new key',
        'UpdateAccessKey',
        'DeleteAccessKey',
      ];
      const { child, result } = startSwrole(['keys', 'rotate', name], world.options);
      for (let index = 0; index <= steps.indexOf(step); index++) {
        const hold = world.standIn.holdNext();
        await hold.arrived;
        if (index === steps.indexOf(step)) child.kill('SIGKILL');
        hold.release();
      }
      expect((await result).signal).toBe('SIGKILL');
      const left = JSON.parse((await world.run('keys', 'print', name)).stdout);
      expect(world.standIn.accessKeysOf(MEMBER_ARN)).toContain(left.AccessKeyId);
      expect((await world.run('keys', 'rotate', name)).exitCode).toBe(0);
      const done = JSON.parse((await world.run('keys', 'print', name)).stdout);
      expect(world.standIn.accessKeysOf(MEMBER_ARN)).toEqual([done.AccessKeyId]);
      expect(done.AccessKeyId).not.toBe(member.accessKeyId);
    },
  );

  test('keys add asks on a terminal, and shows no character of the secret', async () => {
    const world = await start();
    const pty = untilTestEnds(
      openPty({
        command: process.execPath,
        args: [SWROLE_PROGRAM, 'keys', 'add', 'typed'],
        env: { ...world.env, NO_COLOR: '1' },
        cols: 120,
      }),
    );
    await pty.waitFor('Access key id: ');
    pty.write(`${member.accessKeyId}\r`);
    await pty.waitFor('Secret access key: ');
    pty.write(member.secretAccessKey);
    await pty.waitFor('•'.repeat(member.secretAccessKey.length));
    pty.write('\r');
    await pty.waitFor('Secret access key: (not shown)');
    await pty.waitFor('Do it');
    pty.write('\r');
    await pty.waitFor("profile 'typed' gives it to SDKs");
    const shown = pty.raw();
    expect(shown).not.toContain(member.secretAccessKey.slice(0, 4));
    expect(JSON.parse((await world.run('keys', 'print', 'typed')).stdout)).toMatchObject({
      SecretAccessKey: member.secretAccessKey,
    });
  });

  test('a bus that takes a connection and says nothing is an error after 3 s, and the process ends', async () => {
    const world = await start();
    const path = join(world.home.path, 'silent');
    const sockets: Socket[] = [];
    const server = createServer((socket) => void sockets.push(socket)).listen(path);
    await once(server, 'listening');
    const since = Date.now();
    const { exitCode, stderr } = await runSwrole(['-j', 'audit'], {
      ...world.options,
      env: { ...world.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` },
    });
    const took = Date.now() - since;
    for (const socket of sockets) socket.destroy();
    server.close();
    expect(exitCode).toBe(3);
    expect(stderr).toContain('the Secret Service gave no answer within 3 s');
    expect(took).toBeLessThan(8_000);
  });

  test('the secret is in no argument of any process', async () => {
    const world = await start();
    const input = `${member.accessKeyId}\n${member.secretAccessKey}\n`;
    const { result } = startSwrole(['keys', 'add', 'argv', '--stdin', '--yes'], {
      ...world.options,
      input,
    });
    let isRunning = true;
    void result.finally(() => {
      isRunning = false;
    });
    const seen = new Set<string>();
    while (isRunning) {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        try {
          seen.add(readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
        } catch {
          // It has ended.
        }
      }
      await new Promise(setImmediate);
    }
    expect((await result).exitCode).toBe(0);
    expect([...seen].some((line) => line.includes('Entry(service, name'))).toBe(true);
    expect([...seen].filter((line) => line.includes(member.secretAccessKey))).toEqual([]);
  });
});
