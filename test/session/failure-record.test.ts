import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeError } from '../../src/cli/report-error.ts';
import { circumstancesOf } from '../../src/get-credentials/circumstances.ts';
import { formatError } from '../../src/messages/message.ts';
import { MfaError } from '../../src/mfa/errors.ts';
import { SourceError } from '../../src/providers/errors.ts';
import { SessionError } from '../../src/session/expiry.ts';
import {
  type Circumstances,
  type FailureRecord,
  formatFailureRecords,
  isUnderSame,
  newFailureRecord,
  parseFailureRecords,
  sharedUntil,
} from '../../src/session/failure-record.ts';
import { isSharedError, readError, type SharedError } from '../../src/session/stored-error.ts';
import { StsError } from '../../src/sts/errors.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { chain, step } from './example-chain.ts';

const FAILED_AT = Date.UTC(2026, 0, 1);
const at = { file: 'config', line: 1 };

const cancelled = new MfaError({ kind: 'cancelled', profile: 'dev' });
const noWay = new MfaError({ kind: 'no-way-to-ask', profile: 'dev', reason: 'no-terminal' });
const network = new StsError({
  failure: 'unreachable',
  action: 'AssumeRole',
  code: undefined,
  message: 'no route',
  profile: 'dev',
  roleArn: 'arn:aws:iam::111111111111:role/developer',
  host: 'sts.example.com',
  sent: false,
});
const source = new SourceError({
  kind: 'process-output',
  profile: 'b',
  program: 'p',
  problem: 'is bad',
  at,
});

/** Circumstances that are the same for all of one name. */
const under = (name: string, canAsk = true): Circumstances => ({
  digest: async (circumstance) => `${circumstance} of ${name}`,
  canAsk: async () => canAsk,
});

const outcome = (error: SharedError, at = FAILED_AT, name = 'here') =>
  newFailureRecord('dev', error, at, under(name));

const stored = async (error: SharedError) => formatFailureRecords([], await outcome(error));

const report = { program: 'otp', at, outputLines: 2 } as const;
const keyOf = 'web_identity_token_process';
const process = { kind: 'process-failed', profile: 'b', program: 'p', reason: 'SIGKILL' } as const;
const variable = { path: '/token', named: { variable: 'AWS_WEB_IDENTITY_TOKEN_FILE' } };
const key = { path: '/token', named: { profile: 'b', key: 'web_identity_token_file', at } };

/** All there are, with each form of their fields. */
const ERRORS: readonly SharedError[] = [
  noWay,
  cancelled,
  network,
  source,
  new StsError({
    ...network.details,
    failure: 'bad-keys',
    code: 'AccessDenied',
    roleArn: undefined,
  }),
  ...(
    [
      { kind: 'no-way-to-ask', profile: 'dev', reason: 'no-dialog', prompt: 'gui' },
      { kind: 'cancelled', profile: 'dev', dialog: { program: 'ask', ending: { exitCode: 1 } } },
      { kind: 'timed-out', profile: 'dev', waitingFor: 'device', seconds: 50 },
      { kind: 'invalid-code', from: 'dialog' },
      { kind: 'invalid-code', from: 'function' },
      { kind: 'invalid-code', from: 'dialog', prompt: 'ask' },
      { kind: 'token-command-failed', ending: { exitCode: 1 }, ...report, said: 'no key' },
      { kind: 'token-command-failed', ending: { signal: 'SIGKILL' }, ...report, said: undefined },
      { kind: 'token-command-failed', ending: { notStarted: 'E2BIG' }, ...report, said: undefined },
      { kind: 'token-command-without-code', ...report, said: undefined },
      { kind: 'token-command-timed-out', seconds: 45, ...report, said: undefined },
      { kind: 'spent-code', from: 'generate_token', secondsUntilNext: 7 },
      { kind: 'spent-code', from: 'generate_token', secondsUntilNext: 7, isRepeated: true },
      { kind: 'refused-code', from: 'generate_token', isRepeated: true },
      { kind: 'refused-code', from: 'terminal' },
      { kind: 'refused-code', from: 'function' },
      { kind: 'refused-code', from: 'generate_token', unremembered: { path: '/c', code: 'EROFS' } },
    ] as const
  ).map((fact) => new MfaError(fact)),
  ...(
    [
      { ...process, said: 'no', at },
      { ...process, said: undefined, at },
      { ...process, key: keyOf, said: undefined, at },
      { kind: 'signed-out', profile: 'b', command: 'aws login', key: 'login_session', at },
      {
        kind: 'no-credentials',
        profile: 'b',
        source: 'the container agent',
        reason: '404',
        key: 'credential_source',
        at,
      },
      {
        kind: 'no-credentials',
        profile: 'b',
        source: 'Amazon Cognito',
        reason: 'the pool takes no guests',
        hint: 'add a login',
        key: 'cognito_identity_pool_id',
        at,
      },
      { ...process, key: 'cognito_login_process', said: undefined, at },
      {
        kind: 'process-output',
        profile: 'b',
        key: 'cognito_login_process',
        program: 'get-token',
        problem: 'is empty',
        at,
      },
      { kind: 'expired', profile: 'b', expiration: FAILED_AT, at },
      { kind: 'expired', profile: 'b', expiration: FAILED_AT, at, keysOf: 'dev' },
      { kind: 'no-token', profile: 'b', file: variable, code: 'EMPTY' },
      { kind: 'no-token', profile: 'b', file: key, code: 'ENOENT' },
    ] as const
  ).map((fact) => new SourceError(fact)),
];

test.each(ERRORS.map((error) => [error.name, error.details, error] as const))(
  'a %s comes back from a failure record as it was: %j',
  async (_, __, error) => {
    const [read, ...more] = parseFailureRecords(await stored(error));
    expect([read, more]).toEqual([
      {
        generation: expect.stringMatching(/^[0-9a-f-]{36}$/),
        at: FAILED_AT,
        pid: globalThis.process.pid,
        profile: 'dev',
        under: expect.any(Object),
        error,
      },
      [],
    ]);
    expect(read?.error).toBeInstanceOf(error.constructor);
  },
);

test('every attempt has its own number', async () => {
  const [a, b] = [await outcome(cancelled), await outcome(cancelled)];
  expect(a.generation).not.toBe(b.generation);
});

test('failures under other circumstances are kept side by side, the last of each', async () => {
  let known: readonly FailureRecord[] = [];
  const note = async (error: SharedError, at: number, name: string) => {
    known = parseFailureRecords(formatFailureRecords(known, await outcome(error, at, name)));
  };
  await note(noWay, FAILED_AT, 'a');
  await note(cancelled, FAILED_AT + 1, 'a');
  await note(cancelled, FAILED_AT + 2, 'b');
  const facts = () => known.map(({ error, at, under: { person } }) => [error.name, at, person]);
  expect(facts()).toEqual([
    ['MfaError', FAILED_AT + 1, 'person of a'],
    ['MfaError', FAILED_AT + 2, 'person of b'],
  ]);
  await note(network, FAILED_AT + 60_000, 'a');
  expect(facts()).toEqual([['StsError', FAILED_AT + 60_000, undefined]]);
  for (let index = 0; index < 20; index += 1) await note(cancelled, FAILED_AT, String(index));
  expect(known).toHaveLength(8);
});

test.each<[string, (text: string) => string | undefined]>([
  ['no file', () => undefined],
  ['an empty one', () => ''],
  ['null', () => 'null'],
  ['no fields', () => '{}'],
  ['a torn one', (text) => text.slice(0, 40)],
  ['an error of another name', (text) => text.replace('MfaError', 'toString')],
  ['a kind of another version', (text) => text.replace('cancelled', 'toString')],
  ['a text as its time', (text) => text.replace(String(FAILED_AT), '"now"')],
  ['a time beyond all dates', (text) => text.replace(String(FAILED_AT), '1e300')],
  ['no process', (text) => text.replace(/"pid":\d+/, '"pid":-1')],
  ['another format', (text) => text.replace('"format":2', '"format":3')],
])('a failure record that is %s holds no failure', async (_, change) => {
  const text = await stored(cancelled);
  expect(change(text)).not.toBe(text);
  expect(parseFailureRecords(change(text))).toEqual([]);
});

/** Some JSON value, often one that a field may have. */
const json = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('toString', '__proto__', 1e300, -1, null, [], {}),
);

/** The paths of all values in a value. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([name, each]) => pathsOf(each, [...path, name]));
  return [path, ...below];
}

/** The value with another one at a path, or with none there. */
function changed(value: unknown, [name, ...rest]: readonly string[], to: unknown): unknown {
  if (name === undefined) return to;
  const fields = value as Record<string, unknown>;
  const copy: Record<string, unknown> = Array.isArray(fields)
    ? ([...fields] as never)
    : { ...fields };
  if (rest.length === 0 && to === undefined) delete copy[name];
  else copy[name] = changed(fields[name], rest, to);
  return copy;
}

test('a changed record always has a message or holds no failure', async () => {
  const texts = await Promise.all(ERRORS.map(stored));
  const property = fc.property(
    fc.constantFrom(...texts),
    fc.nat(),
    fc.option(json, { nil: undefined }),
    (text, index, to) => {
      const record = JSON.parse(text);
      const paths = pathsOf(record);
      const mutated = changed(record, paths[index % paths.length] ?? [], to);
      for (const { error, at } of parseFailureRecords(JSON.stringify(mutated) ?? '')) {
        const said = formatError(describeError(error, []));
        expect(said).toMatch(/^swrole: error: .+\n(?:swrole: hint: .+\n)?$/);
        expect(said).not.toContain('bug');
        expect(new Date(at).toISOString()).toBeDefined();
      }
    },
  );
  fc.assert(property, propertyRuns(1_000));
});

test('any text is an error or no failure', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parseFailureRecords(text)).toEqual([]);
    }),
  );
  expect(readError({ name: 'MfaError', fact: { kind: 'constructor' } })).toBeUndefined();
});

test('only facts are shared', () => {
  expect(isSharedError(cancelled)).toBe(true);
  expect(
    isSharedError(new SessionError({ kind: 'lock-timeout', profile: 'dev', holder: undefined })),
  ).toBe(false);
  expect(
    isSharedError(new MfaError({ kind: 'no-way-to-ask', profile: 'dev', reason: 'no-prompt' })),
  ).toBe(false);
  for (const kind of ['invalid-code', 'refused-code'] as const)
    expect(isSharedError(new MfaError({ kind, from: 'flag' }))).toBe(false);
  expect(
    isSharedError(new SourceError({ kind: 'expired', profile: 'dev', expiration: FAILED_AT, at })),
  ).toBe(false);
  expect(isSharedError(new Error('bug'))).toBe(false);
  expect(isSharedError(undefined)).toBe(false);
});

describe('a failure counts', () => {
  const SEEN = 'seen';
  /** A caller that found the record, started and asking so many milliseconds after the failure. */
  const counts = (error: SharedError, started: number, asks: number, hasTerminal: boolean) =>
    sharedUntil(
      { generation: SEEN, at: FAILED_AT, pid: 1, profile: 'dev', under: {}, error },
      { startedAt: FAILED_AT + started, seen: new Set([SEEN]), hasTerminal, hasFallback: false },
      FAILED_AT + asks,
    ) !== undefined;

  test('a failure counts for every caller who waited for it, whatever the clock says', () => {
    const failure = {
      generation: 'new',
      at: FAILED_AT,
      pid: 1,
      profile: 'dev',
      under: {},
      error: cancelled,
    };
    const caller = {
      startedAt: FAILED_AT + 90_000,
      seen: new Set([SEEN]),
      hasTerminal: true,
      hasFallback: false,
    };
    expect(sharedUntil(failure, caller, FAILED_AT - 3_600_000)).toBe(FAILED_AT + 2_000);
  });

  test.each<[string, number, number, boolean, boolean]>([
    ['for a process that started before it, however late it asks', -1, 50_000, true, true],
    ['for a process that started within 2 s', 2_000, 3_000, true, true],
    ['not for a later process with a terminal, which tries again', 2_001, 2_100, true, false],
    ['for a later process without a terminal, for 10 s', 2_001, 9_999, false, true],
    ['not after 10 s', 2_001, 10_000, false, false],
  ])('a failure counts %s', (_, started, asks, hasTerminal, expected) => {
    expect(counts(cancelled, started, asks, hasTerminal)).toBe(expected);
  });

  test.each<[string, SharedError, number]>([
    ['no way to ask', noWay, 30_000],
    ['the network', network, 1_000],
    ['anything else', source, 10_000],
  ])('a failure counts for its own time: %s', (_, error, time) => {
    expect(counts(error, 2_001, Math.max(2_002, time - 1), false)).toBe(time > 2_000);
    expect(counts(error, 2_001, time + 2_001, false)).toBe(false);
  });

  test('a failure from the future does not count: the clock was set back', () => {
    expect(counts(cancelled, -60_000, -1, false)).toBe(false);
  });
});

describe('a failure under the same circumstances', () => {
  /** Whether a failure of this caller counts for a caller with one other circumstance. */
  const isTheirs = async (error: SharedError, other: string, canAsk = true) =>
    isUnderSame(await outcome(error), {
      digest: async (each) => `${each} of ${each === other ? 'another' : 'here'}`,
      canAsk: async () => canAsk,
    });

  const command = new MfaError({
    kind: 'token-command-failed',
    ending: { exitCode: 127 },
    ...report,
    said: undefined,
  });
  const sts = (failure: 'bad-keys' | 'over-chain-limit') =>
    new StsError({ ...network.details, failure });
  const generated = new MfaError({ kind: 'refused-code', from: 'generate_token' });
  const typed = new MfaError({ kind: 'refused-code', from: 'terminal' });
  const device = { kind: 'timed-out', profile: 'dev', waitingFor: 'device', seconds: 50 } as const;

  const refusedLogin = (key: string) =>
    new SourceError({
      kind: 'no-credentials',
      profile: 'dev',
      source: 'Amazon Cognito',
      reason: 'the login token has expired',
      key,
      at,
    });

  test.each<[string, SharedError, string]>([
    ['a token command', command, 'command, person'],
    ['a generated code', generated, 'command'],
    ['a process', source, 'command'],
    ['a login token in a file', refusedLogin('cognito_login_token_file'), 'network'],
    ['a login token of a command', refusedLogin('cognito_login_process'), 'command, network'],
    ['no way to ask', noWay, 'person'],
    ['a cancelled question', cancelled, 'person'],
    ['a typed code', typed, 'person'],
    ['the network', network, 'network'],
    ['wrong keys', sts('bad-keys'), 'keys'],
    ['the role', sts('over-chain-limit'), ''],
    ['the device', new MfaError(device), ''],
  ])('a failure of %s is shared only under the same circumstances', async (_, error, expected) => {
    const circumstances = ['command', 'person', 'network', 'keys'];
    const differs = await Promise.all(circumstances.map((each) => isTheirs(error, each)));
    expect(circumstances.filter((_, index) => !differs[index]).join(', ')).toBe(expected);
  });

  test('a cancelled question counts for callers that cannot ask, but their failure does not count for others', async () => {
    expect(await isTheirs(cancelled, 'person', false)).toBe(true);
    expect(await isTheirs(typed, 'person', false)).toBe(true);
    expect(await isTheirs(noWay, 'person', false)).toBe(false);
    expect(await isTheirs(command, 'person', false)).toBe(false);
  });

  test('an answer of the program of SWROLE_PROMPT counts only for callers with the same program', async () => {
    const dialog = { program: 'ask', ending: { exitCode: 3 } };
    const ended = new MfaError({ kind: 'cancelled', profile: 'dev', dialog });
    expect(await isTheirs(ended, 'person', false)).toBe(false);
    expect(await isTheirs(ended, 'person')).toBe(false);
    expect(await isTheirs(ended, 'command', false)).toBe(true);
    const strange = new MfaError({ kind: 'invalid-code', from: 'dialog', prompt: 'ask' });
    expect(await isTheirs(strange, 'person', false)).toBe(false);
    expect(await isTheirs(strange, 'command', false)).toBe(true);
  });
});

test('no failure counts on another machine, which may have the same home', async () => {
  const names = ['command', 'person', 'network', 'sign-in', 'keys'] as const;
  const digests = (machine: string) => {
    const program = { node: '/usr/bin/node', script: '/opt/swrole' };
    const host = { env: {}, home: '/home/ada', platform: 'linux', machine, program } as const;
    const { digest } = circumstancesOf(chain(step()), false, host, async () => 'no-terminal');
    return Promise.all(names.map(digest));
  };
  const [here, again, there] = await Promise.all(['laptop', 'laptop', 'server'].map(digests));
  expect(again).toEqual(here);
  expect(names.filter((_, index) => here?.[index] === there?.[index])).toEqual([]);
});
