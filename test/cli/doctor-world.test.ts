/** `swrole doctor` in a world that works: nothing is changed, run or called, and `--online` asks STS for the time. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Example,
  type ExampleOptions,
  member,
  startExample,
} from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import type { StandInUser } from '../support/sts-stand-in/world.ts';
import { makeAuthority } from '../support/tls-proxy/authority.ts';
import { startTlsProxy } from '../support/tls-proxy/server.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const DAY = 24 * 60 * 60 * 1000;

/** A node without a known end of support, so that these tests do not expire. */
const NEW_NODE = '99.0.0';

const started = async (options: ExampleOptions = {}) => untilTestEnds(await startExample(options));

interface Finding {
  readonly check: string;
  readonly level: string;
  readonly what: string;
}

async function doctor({ env, standIn }: Example, args: readonly string[], more: object = {}) {
  const { exitCode, stdout } = await runInProcess(['doctor', '--json', ...args], {
    env: {
      ...env,
      // The second service that it asks.
      ...(args.includes('--online') && { AWS_ENDPOINT_URL_IAM: standIn.url }),
      ...more,
    },
    nodeVersion: NEW_NODE,
    secrets: standIn.secrets,
  });
  const { findings } = JSON.parse(stdout) as { findings: readonly Finding[] };
  return { exitCode, findings, clock: findings.filter(({ check }) => check === 'clock') };
}

/** Everything below a folder: modes, times and contents. */
async function treeOf(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = [folder, ...entries.map(({ parentPath, name }) => join(parentPath, name))];
  const facts = paths.map(async (path) => {
    const stats = await lstat(path);
    const { mode, mtimeMs, ctimeMs, ino } = stats;
    const text = stats.isFile() ? await readFile(path, 'utf8') : undefined;
    return [path, { mode, mtimeMs, ctimeMs, ino, text }] as const;
  });
  return Object.fromEntries(await Promise.all(facts));
}

test('doctor changes, runs, asks and calls nothing, with and without sessions in the cache', async () => {
  const example = await started();
  for (const isCached of [false, true]) {
    if (isCached)
      await runInProcess(['-j', 'project-dev'], { ...example, credentialsOnStdout: true });
    const [calls, runs] = [example.standIn.calls.length, await example.tokenRuns()];
    const before = await treeOf(example.home.path);
    const { findings } = await doctor(example, []);
    expect(findings.map(({ what }) => what)).toEqual([
      `AWS_ENDPOINT_URL_STS is ${example.standIn.url}`,
    ]);
    expect(await treeOf(example.home.path)).toEqual(before);
    expect([example.standIn.calls.length, await example.tokenRuns()]).toEqual([calls, runs]);
  }
});

describe('--online', () => {
  test.each([
    [0, []],
    // Well within the minute: a date has no parts of a second, and an answer takes its time.
    [-130, ['warning', /^this machine's clock is 2 min \d+ s fast$/]],
    [330, ['error', /^this machine's clock is 5 min \d+ s slow$/]],
  ] as const)(
    'doctor --online asks STS and IAM once each, and finds a clock %i s ahead',
    async (ahead, [level, what]) => {
      const example = await started({ now: () => Date.now() + ahead * 1000 });
      const before = await treeOf(example.home.path);
      const { clock, exitCode } = await doctor(example, ['project-dev', '--online']);
      expect(clock.map((finding) => finding.level)).toEqual(level === undefined ? [] : [level]);
      if (what !== undefined) expect(clock[0]?.what).toMatch(what);
      expect(exitCode).toBe(level === 'error' ? 1 : 0);
      expect(example.standIn.calls.map(({ action }) => action)).toEqual(['', 'ListAccessKeys']);
      expect(await treeOf(example.home.path)).toEqual(before);
    },
  );

  test.each<[string, Partial<StandInUser>, readonly string[]]>([
    [
      'an old key',
      { keyCreatedAt: Date.now() - 91.5 * DAY },
      ["access key …MPLE of profile 'my-company' is 91 days old"],
    ],
    ['a new key', { keyCreatedAt: Date.now() - 89 * DAY }, []],
    [
      'a user who may not ask',
      { deniedKeyActions: ['ListAccessKeys'] },
      [
        "how old access key …MPLE of profile 'my-company' is could not be looked at: AWS answered AccessDenied",
      ],
    ],
  ])('doctor --online looks at the age of %s', async (_, user, expected) => {
    const example = await started({ users: [{ ...member, ...user }] });
    const { findings } = await doctor(example, ['project-dev', '--online']);
    const ages = findings.filter(({ check }) => check === 'access-key-age');
    expect(ages.map(({ what }) => what)).toEqual(expected);
  });

  test('doctor --online says which host did not answer', async () => {
    const example = await started();
    await example.standIn.close();
    const { clock, exitCode } = await doctor(example, ['--online', 'project-dev']);
    expect([exitCode, clock]).toEqual([
      0,
      [
        {
          level: 'warning',
          check: 'clock',
          what: 'STS did not say what time it is: ECONNREFUSED',
          where: {
            file: null,
            line: null,
            variable: null,
            host: new URL(example.standIn.url).host,
            program: null,
          },
          why: 'without an answer from there no role is given either',
          advice: {
            kind: 'fix',
            text: 'look at the network, the proxy variables and AWS_ENDPOINT_URL',
          },
        },
      ],
    ]);
  });

  test('doctor --online uses the proxy for the host of the region, and reports a proxy that refuses', async () => {
    const example = await started({ now: () => Date.now() + 301_000 });
    const authority = makeAuthority();
    const bundle = join(example.home.path, 'ca.pem');
    await authority.writeTo(bundle);
    const upstream = example.standIn.url;
    const proxy = untilTestEnds(await startTlsProxy({ authority, upstream, credentials: 'a:b c' }));
    const env = {
      AWS_ENDPOINT_URL_STS: '',
      AWS_CA_BUNDLE: bundle,
      HTTPS_PROXY: proxy.url,
    };
    const { clock } = await doctor(example, ['project-dev', '--online'], env);
    expect(clock).toMatchObject([
      { level: 'error', where: { host: 'sts.ap-northeast-1.amazonaws.com' } },
    ]);
    const refused = new URL(proxy.url);
    refused.password = 'wrong';
    const again = await doctor(example, ['project-dev', '--online'], {
      ...env,
      HTTPS_PROXY: refused.href,
    });
    expect(again.clock.map(({ level, what }) => [level, what])).toEqual([
      [
        'warning',
        `STS did not say what time it is: proxy ${refused.host} answered 407 Proxy Authentication Required`,
      ],
    ]);
    expect(proxy.requests).toMatchObject([{ isAdmitted: true }, { isAdmitted: false }]);
  });
});
