import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RoleChain } from '../../src/config/plan.ts';
import type { RoleStep } from '../../src/config/plan-calls.ts';
import { Credentials, type Instant } from '../../src/credentials.ts';
import { MfaError } from '../../src/mfa/errors.ts';
import { SourceError } from '../../src/providers/errors.ts';
import type { AwsCliCache } from '../../src/session/aws-cli-cache.ts';
import type { FoundSession } from '../../src/session/aws-cli-file.ts';
import { sessionStore } from '../../src/session/cached-session.ts';
import { type FreshnessRequest, SessionError } from '../../src/session/expiry.ts';
import { type Circumstances, RepeatedFailure } from '../../src/session/failure-record.ts';
import { getSession, type SessionDeps } from '../../src/session/get-session.ts';
import { storedSessions } from '../../src/session/inventory.ts';
import type { CallWarning } from '../../src/session/issue-session.ts';
import { type SessionKey, sessionKey } from '../../src/session/session-key.ts';
import { sessionPath } from '../../src/session/steps.ts';
import { type Lock, lockHolder, tryLock } from '../../src/storage/lock.ts';
import { DiskError, nullStore, privateStore } from '../../src/storage/private-store.ts';
import type {
  AssumedRole,
  AssumeRoleRequest,
  IssuedSession,
  SessionTokenRequest,
  WebIdentityRequest,
} from '../../src/sts/client.ts';
import { StsError } from '../../src/sts/errors.ts';
import type { CallPlan, PreparedCall } from '../../src/sts/send.ts';
import { tempFolder } from '../support/temp-folder.ts';
import {
  AT,
  chain,
  endpoint,
  LONG_TERM,
  MACHINE,
  path,
  role,
  step,
  TRANSPORT,
} from './example-chain.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);
const ANY: FreshnessRequest = { minTtl: 0, notBefore: 0 };

const REFUSED = new MfaError({ kind: 'refused-code', from: 'terminal' });

const UNREACHABLE = new StsError({
  failure: 'unreachable',
  action: 'AssumeRole',
  code: undefined,
  message: 'no route',
  profile: 'project-dev',
  roleArn: 'arn:aws:iam::111111111111:role/developer',
  host: 'sts (ap-northeast-1)',
  sent: false,
});

/** A failure of this process, of some milliseconds ago, for whom it stands for some more. */
const repeated = (error: MfaError, ago: number, left: number) =>
  new RepeatedFailure(
    { error, pid: process.pid, profile: 'project-dev', at: START, generation: '', under: {} },
    'project-dev',
    START + ago + left,
    START + ago,
  );

/** A fixture with a clock that the test moves, a real folder, and an STS that counts its calls. */
class World {
  readonly cache = join(tempFolder(), 'swrole');
  now: Instant = START;
  readonly calls: (AssumeRoleRequest | SessionTokenRequest | WebIdentityRequest)[] = [];
  readonly codes: string[] = [];
  readonly said: string[] = [];
  /** Calls that stand ready, and whether each carries a code. */
  readonly prepared: boolean[] = [];
  refusal: Error | undefined;
  lifetime = HOUR;
  needsPerson = false;
  hasTerminal = true;
  /** What the source gives, and how often it was asked. */
  base = LONG_TERM;
  baseReads = 0;
  readonly warnings: CallWarning[] = [];
  readonly interrupted = new AbortController();
  awsCli: AwsCliCache | undefined;
  duringSleep: () => void | Promise<void> = () => {};

  deps(changes: Partial<SessionDeps> = {}): SessionDeps {
    return {
      now: () => this.now,
      sleep: async (milliseconds) => {
        this.now += milliseconds;
        await this.duringSleep();
      },
      store: sessionStore(privateStore(this.cache, 'sessions'), () => {}),
      awsCliCache: async () => this.awsCli,
      tryLock: (key) => tryLock(this.cache, key),
      lockHolder: (key) => lockHolder(this.cache, key),
      outcomes: privateStore(this.cache, 'outcomes'),
      circumstances: this.circumstances(),
      startedAt: this.now,
      ignoresSharedFailure: false,
      hasTerminal: async () => this.hasTerminal,
      loadSts: async () => ({
        prepare: async (plan) => this.prepare(plan),
        assumeRole: async (request) => this.assumeRole(request),
        getSessionToken: async (request) => this.getSessionToken(request),
        assumeRoleWithWebIdentity: async (request) => this.assumeRoleWithWebIdentity(request),
        assumeRoleWithSaml: async () => expect.unreachable('no profile here has an assertion'),
        getCallerIdentity: async () => expect.unreachable('a session is not asked whose it is'),
      }),
      sourceCredentials: async () => this.sourceCredentials(),
      webIdentityToken: async () => 'token',
      samlAssertion: async () => expect.unreachable('no profile here has an assertion'),
      withCode: async (step, call) => {
        this.codes.push(step.mfa.serial);
        return call('123456');
      },
      isUnattended: (step) => step.mfa === undefined || !this.needsPerson,
      defaultSessionName: 'swrole-member',
      deadline: this.now + 55_000,
      interrupted: this.interrupted.signal,
      debug: (line) => this.said.push(line),
      showProgress: () => () => {},
      warn: (warning) => this.warnings.push(warning),
      ...changes,
    };
  }

  /** Of a caller on a terminal of this name. */
  circumstances(terminal = 'tty', canAsk = true): Circumstances {
    return {
      digest: async (each) => (each === 'person' ? `person at ${terminal}` : each),
      canAsk: async () => canAsk,
    };
  }

  obtain(chain: RoleChain, wish: FreshnessRequest = ANY, changes: Partial<SessionDeps> = {}) {
    return getSession(sessionPath(chain, MACHINE), wish, this.deps(changes));
  }

  private prepare({ carriesCode }: CallPlan): PreparedCall {
    this.prepared.push(carriesCode);
    const sts = undefined as never;
    return { sts, sign: () => {}, end: () => void this.prepared.pop() };
  }

  private sourceCredentials(): Credentials {
    this.baseReads += 1;
    return this.base;
  }

  private assumeRoleWithWebIdentity(request: WebIdentityRequest): AssumedRole {
    this.calls.push(request);
    const { accountId, roleName } = request.step.role;
    const name = `${accountId}:assumed-role/${roleName}/${request.sessionName}`;
    return { ...this.issue(this.lifetime), assumedRoleArn: `arn:aws:sts::${name}` };
  }

  private getSessionToken(request: SessionTokenRequest): IssuedSession {
    this.calls.push(request);
    return this.issue(request.session.durationSeconds * 1000);
  }

  private assumeRole(request: AssumeRoleRequest): AssumedRole {
    this.calls.push(request);
    if (this.refusal !== undefined) throw this.refusal;
    const { accountId, roleName } = request.step.role;
    const name = `${accountId}:assumed-role/${roleName}/${request.sessionName}`;
    return { ...this.issue(this.lifetime), assumedRoleArn: `arn:aws:sts::${name}` };
  }

  private issue(lifetime: number): IssuedSession {
    const expiration = this.now + lifetime;
    const credentials = new Credentials({
      accessKeyId: `ASIAIOSFODNN7EXAMPL${this.calls.length}`,
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      sessionToken: 'FwoGZXIvYXdzEXAMPLETOKEN',
      expiration,
    });
    return { credentials, expiration, clockOffset: undefined };
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});

/** What was called and who signed. */
const called = () =>
  world.calls.map((request) => [
    'step' in request ? request.step.role.roleName : 'GetSessionToken',
    'source' in request ? request.source.accessKeyId : request.token,
  ]);

describe('one role', () => {
  test('a role is assumed once and then read from the cache', async () => {
    const first = await world.obtain(chain(step()));
    world.now += 44 * MINUTE;
    const second = await world.obtain(chain(step()));
    expect(second).toEqual(first);
    expect(called()).toEqual([['developer', 'AKIAIOSFODNN7EXAMPLE']]);
    expect(first).toMatchObject({
      assumedRoleArn: 'arn:aws:sts::111111111111:assumed-role/developer/swrole-member',
      issuedAt: START,
      expiration: START + HOUR,
    });
  });

  test("a role gets the profile's session name where there is one", async () => {
    await world.obtain(chain(step({ sessionName: 'alice' })));
    expect(world.calls).toMatchObject([{ sessionName: 'alice' }]);
  });

  test('--refresh gets a new session, --min-ttl only if less time is left', async () => {
    await world.obtain(chain(step()));
    await world.obtain(chain(step()), { minTtl: 30 * MINUTE, notBefore: 0 });
    expect(world.calls).toHaveLength(1);
    world.now += 31 * MINUTE;
    await world.obtain(chain(step()), { minTtl: 30 * MINUTE, notBefore: 0 });
    expect(world.calls).toHaveLength(2);
    world.now += 1;
    await world.obtain(chain(step()), { minTtl: 0, notBefore: world.now });
    expect(world.calls).toHaveLength(3);
  });

  test("--min-ttl beyond the role's duration is an error, and the session is kept", async () => {
    const failure = world.obtain(chain(step()), { minTtl: 2 * HOUR, notBefore: 0 });
    await expect(failure).rejects.toEqual(
      new SessionError({ kind: 'too-short', profile: 'project-dev', wanted: 7200, lasts: 3600 }),
    );
    await world.obtain(chain(step()));
    expect(world.calls).toHaveLength(1);
  });

  test('--min-ttl is for the last session alone: the one that signs for it may be shorter', async () => {
    await world.obtain(chain(step()));
    world.now += 40 * MINUTE;
    const last = step({ role: role('deployer', '333333333333'), mfa: undefined });
    await world.obtain(chain(step(), last), { minTtl: 30 * MINUTE, notBefore: 0 });
    expect(world.calls).toMatchObject([
      { step: { role: role('developer') } },
      { step: { role: role('deployer', '333333333333') } },
    ]);
  });

  test('a session that has already expired is never returned', async () => {
    world.lifetime = -1;
    await expect(world.obtain(chain(step()))).rejects.toMatchObject({
      details: { kind: 'already-expired' },
    });
  });
});

describe("the AWS CLI's cache", () => {
  const key = '0'.repeat(40);
  const left: unknown[] = [];
  /** A cache in which there is this session. */
  const awsCli = (found: FoundSession | undefined, isWritten = false): AwsCliCache => ({
    find: () => found,
    ownEntry: isWritten ? { key, isOurs: true } : undefined,
    leave: ({ assumedRoleArn }) => left.push(assumedRoleArn),
  });
  const found = (): FoundSession => ({
    assumedRoleArn: 'arn:aws:sts::111111111111:assumed-role/developer/botocore-session-1',
    issuedAt: START - 10 * MINUTE,
    expiration: START + 50 * MINUTE,
    credentials: new Credentials({
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      sessionToken: 'FwoGZXIvYXdzEXAMPLETOKEN',
      expiration: START + 50 * MINUTE,
    }),
    awsCli: { key, isOurs: false },
  });
  beforeEach(() => void left.splice(0));

  test('is a session of all who wait, without a code and without a call', async () => {
    world.awsCli = awsCli(found());
    const all = await Promise.all(Array.from({ length: 5 }, () => world.obtain(chain(step()))));
    world.awsCli = undefined;
    all.push(await world.obtain(chain(step())));
    expect(all.map(({ assumedRoleArn }) => assumedRoleArn)).toEqual(
      Array(6).fill(found().assumedRoleArn),
    );
    expect([world.codes, world.calls]).toEqual([[], []]);
  });

  test('signs for the next role of a chain', async () => {
    world.awsCli = awsCli(found());
    const deployer = step({ profile: 'deploy', role: role('deployer'), mfa: undefined });
    const changes = {
      awsCliCache: async (_path: unknown, depth: number) =>
        depth === 1 ? world.awsCli : undefined,
    };
    await world.obtain(chain(step(), deployer), ANY, changes);
    expect([world.codes, called()]).toEqual([[], [['deployer', 'ASIAIOSFODNN7EXAMPLE']]]);
  });

  test('gets what was issued, and that is written down for logout', async () => {
    world.awsCli = awsCli(undefined, true);
    const { assumedRoleArn } = await world.obtain(chain(step()));
    expect(left).toEqual([assumedRoleArn]);
    expect(storedSessions(privateStore(world.cache, 'sessions'))).toMatchObject([
      { assumedRoleArn, awsCli: { key, isOurs: true } },
    ]);
  });

  test('gets nothing that swrole cannot keep, because logout would not find it', async () => {
    world.awsCli = awsCli(undefined, true);
    await world.obtain(chain(step()), ANY, { store: sessionStore(nullStore, () => {}) });
    expect(left).toEqual([]);
  });
});

describe('a session in the renewal window', () => {
  beforeEach(async () => {
    await world.obtain(chain(step()));
    world.now += 50 * MINUTE;
  });

  test('a session in the renewal window is renewed if no question is needed', async () => {
    expect((await world.obtain(chain(step()))).issuedAt).toBe(world.now);
  });

  test('a session in the renewal window is returned if a question is needed', async () => {
    world.needsPerson = true;
    expect((await world.obtain(chain(step()))).issuedAt).toBe(START);
    expect(world.calls).toHaveLength(1);
  });

  test('a session in the renewal window is returned if the renewal fails', async () => {
    world.refusal = new Error('no network');
    expect((await world.obtain(chain(step()))).issuedAt).toBe(START);
    expect(world.calls).toHaveLength(2);
  });

  test('a session in the renewal window that ends while the renewal fails is not returned: the failure counts', async () => {
    const withCode = () => {
      world.now += 10 * MINUTE;
      return Promise.reject(UNREACHABLE);
    };
    await expect(world.obtain(chain(step()), ANY, { withCode })).rejects.toBe(UNREACHABLE);
  });

  test('a session in the renewal window is not returned after a signal', async () => {
    world.refusal = new Error('aborted');
    world.interrupted.abort();
    await expect(world.obtain(chain(step()))).rejects.toBe(world.refusal);
  });

  test('a session in the renewal window is returned while another process renews it', async () => {
    const lock = await tryLock(world.cache, sessionKey(path(step()), 1));
    const { now } = world;
    const { issuedAt } = await world.obtain(chain(step()));
    expect([issuedAt, world.now]).toEqual([START, now]);
    lock?.release();
    expect(world.calls).toHaveLength(1);
  });

  test('a session is returned in its last minute too', async () => {
    world.now = START + HOUR - 11_000;
    world.refusal = REFUSED;
    expect((await world.obtain(chain(step()))).issuedAt).toBe(START);
    world.needsPerson = true;
    expect((await world.obtain(chain(step()))).issuedAt).toBe(START);
    expect(world.calls).toHaveLength(2);
  });

  test('a failed renewal is not tried again for 10 s, also where a user could be asked', async () => {
    world.refusal = UNREACHABLE;
    for (const _ of Array(20)) {
      expect((await world.obtain(chain(step()))).issuedAt).toBe(START);
      world.now += 499;
    }
    expect(world.calls).toHaveLength(2);
    world.now += 20;
    expect((await world.obtain(chain(step()))).issuedAt).toBe(START);
    expect(world.calls).toHaveLength(3);
  });

  test('a session in its last 10 s must be renewed, even by a question, and a failure is an error', async () => {
    world.now = START + HOUR - 10_000;
    world.needsPerson = true;
    world.refusal = new Error('refused');
    await expect(world.obtain(chain(step()))).rejects.toBe(world.refusal);
  });

  test('--min-ttl makes a renewal necessary', async () => {
    world.needsPerson = true;
    world.refusal = new Error('refused');
    const wish = { minTtl: 20 * MINUTE, notBefore: 0 };
    await expect(world.obtain(chain(step()), wish)).rejects.toBe(world.refusal);
  });
});

describe('many callers', () => {
  test('twenty callers at once make one call and use one code', async () => {
    const sessions = await Promise.all(
      Array.from({ length: 20 }, () => world.obtain(chain(step()))),
    );
    expect(new Set(sessions.map(({ credentials }) => credentials.accessKeyId)).size).toBe(1);
    expect([world.calls.length, world.codes.length]).toEqual([1, 1]);
  });

  test('a waiting caller takes what the holder of the lock stores, without the lock', async () => {
    const lock = await tryLock(world.cache, sessionKey(path(step()), 1));
    world.duringSleep = async () => {
      world.duringSleep = () => {};
      await world.obtain(chain(step()), ANY, { tryLock: async () => ({ release: () => {} }) });
    };
    await world.obtain(chain(step()));
    lock?.release();
    expect(world.calls).toHaveLength(1);
  });

  test('a caller that gets the lock reads the cache again, because another one may have stored a session', async () => {
    const obtainedMeanwhile = async (key: SessionKey) => {
      await world.obtain(chain(step()), ANY, { tryLock: async () => ({ release: () => {} }) });
      return tryLock(world.cache, key);
    };
    await world.obtain(chain(step()), ANY, { tryLock: obtainedMeanwhile });
    expect(world.calls).toHaveLength(1);
  });

  test('a waiting caller goes on when the holder of the lock has gone', async () => {
    let held: Lock | undefined = await tryLock(world.cache, sessionKey(path(step()), 1));
    world.duringSleep = () => {
      held?.release();
      held = undefined;
    };
    await world.obtain(chain(step()));
    expect(world.calls).toHaveLength(1);
  });

  test('a waiting caller ends at its own deadline', async () => {
    const lock = await tryLock(world.cache, sessionKey(path(step()), 1));
    await expect(world.obtain(chain(step()))).rejects.toEqual(
      new SessionError({
        kind: 'lock-timeout',
        profile: 'project-dev',
        holder: { pid: process.pid, since: expect.any(Number) },
      }),
    );
    lock?.release();
    expect([world.calls.length, world.now - START > 55_000]).toEqual([0, true]);
  });

  test('a waiting caller ends at its deadline if the clock is set back or a laptop sleeps', async () => {
    const lock = await tryLock(world.cache, sessionKey(path(step()), 1));
    const waiting = async (atEachPause: () => void) => {
      let slept = 0;
      const deps = world.deps();
      const sleep = async (milliseconds: number) => {
        slept += milliseconds;
        atEachPause();
      };
      const failure = getSession(path(step()), ANY, { ...deps, sleep });
      await expect(failure).rejects.toMatchObject({ details: { kind: 'lock-timeout' } });
      return slept;
    };
    const setBack = () => {
      world.now = START - 2 * HOUR;
    };
    const asleep = () => {
      world.now += HOUR;
    };
    expect(await waiting(setBack)).toBeLessThan(56_000);
    expect(await waiting(asleep)).toBeLessThan(200);
    lock?.release();
  });

  test('without locks each caller makes its own call', async () => {
    const noLock = async () => {
      throw new DiskError('locks', 'EROFS');
    };
    await world.obtain(chain(step()), ANY, { tryLock: noLock });
    expect(world.calls).toHaveLength(1);
  });

  test('one failure is the failure of all callers that wanted the session', async () => {
    world.refusal = REFUSED;
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => world.obtain(chain(step()))),
    );
    expect(results).toEqual(Array(20).fill({ status: 'rejected', reason: REFUSED }));
    expect([world.calls.length, world.codes.length]).toEqual([1, 1]);
  });

  test('a later caller with a way to ask tries again, and one without does not', async () => {
    world.refusal = REFUSED;
    await expect(world.obtain(chain(step()))).rejects.toEqual(REFUSED);
    world.now += 3_000;
    world.hasTerminal = false;
    await expect(world.obtain(chain(step()))).rejects.toEqual(repeated(REFUSED, 3_000, 7_000));
    expect(world.calls).toHaveLength(1);
    world.hasTerminal = true;
    await expect(world.obtain(chain(step()))).rejects.toEqual(REFUSED);
    expect(world.calls).toHaveLength(2);
  });

  test('a failure at one terminal does not count for a caller at another one', async () => {
    world.refusal = REFUSED;
    const at = (terminal: string) =>
      world.obtain(chain(step()), ANY, { circumstances: world.circumstances(terminal) });
    const results = await Promise.allSettled(['a', 'b', 'a', 'b', 'b', 'a'].map(at));
    expect(results).toEqual(Array(6).fill({ status: 'rejected', reason: REFUSED }));
    expect(world.calls).toHaveLength(2);
  });

  test('a cancelled question counts for callers that cannot ask, but not for others', async () => {
    world.refusal = new MfaError({ kind: 'cancelled', profile: 'project-dev' });
    const other = (canAsk: boolean) => ({ circumstances: world.circumstances('other', canAsk) });
    await expect(world.obtain(chain(step()))).rejects.toEqual(world.refusal);
    await expect(world.obtain(chain(step()), ANY, other(false))).rejects.toEqual(world.refusal);
    world.refusal = undefined;
    await world.obtain(chain(step()), ANY, other(true));
    expect(world.calls).toHaveLength(2);
  });

  test('a shared failure does not start a new time for the roles behind', async () => {
    world.hasTerminal = false;
    world.refusal = REFUSED;
    const behind = step({ role: role('deployer', '333333333333'), mfa: undefined });
    await expect(world.obtain(chain(step()))).rejects.toEqual(REFUSED);
    world.now += 9_000;
    const failure = world.obtain(chain(step(), behind));
    await expect(failure).rejects.toEqual(repeated(REFUSED, 9_000, 1_000));
    world.now += 1_000;
    await expect(world.obtain(chain(step(), behind))).rejects.toEqual(REFUSED);
    expect(world.calls).toHaveLength(2);
  });

  test('a caller with a code of its own tries at once', async () => {
    world.refusal = REFUSED;
    await expect(world.obtain(chain(step()))).rejects.toEqual(REFUSED);
    await expect(world.obtain(chain(step()), ANY, { ignoresSharedFailure: true })).rejects.toEqual(
      REFUSED,
    );
    expect(world.calls).toHaveLength(2);
  });

  test('a success ends the failure before it', async () => {
    world.hasTerminal = false;
    world.refusal = REFUSED;
    await expect(world.obtain(chain(step()))).rejects.toEqual(REFUSED);
    world.refusal = undefined;
    await world.obtain(chain(step()), ANY, { ignoresSharedFailure: true });
    world.now += 1;
    await world.obtain(chain(step()), { minTtl: 0, notBefore: world.now });
    expect(world.calls).toHaveLength(3);
  });

  test.each<[NodeJS.Signals, boolean, number]>([
    ['SIGINT', true, 1],
    ['SIGINT', false, 2],
    ['SIGTERM', true, 2],
  ])('%s during a question (%s): %i calls in all', async (signal, needsPerson, calls) => {
    const interrupted = new AbortController();
    world.needsPerson = needsPerson;
    world.refusal = REFUSED;
    interrupted.abort(signal);
    const first = world.obtain(chain(step()), ANY, { interrupted: interrupted.signal });
    await expect(first).rejects.toBe(REFUSED);
    await expect(world.obtain(chain(step()))).rejects.toEqual(
      calls === 1 ? new MfaError({ kind: 'cancelled', profile: 'project-dev' }) : REFUSED,
    );
    expect(world.calls).toHaveLength(calls);
  });

  test('a refused code that another process has used for the same session is no failure', async () => {
    const tryLock = () => Promise.reject(new DiskError('locks', 'EROFS'));
    const withCode = async () => {
      await world.obtain(chain(step()), ANY, { tryLock });
      throw REFUSED;
    };
    const session = await world.obtain(chain(step()), ANY, { tryLock, withCode });
    expect(session).toEqual(await world.obtain(chain(step())));
    expect(world.calls).toHaveLength(1);
    const refused = () => Promise.reject(REFUSED);
    const other = chain(step({ role: role('auditor') }));
    await expect(world.obtain(other, ANY, { tryLock, withCode: refused })).rejects.toBe(REFUSED);
  });

  test('a failed call frees the lock, and its client', async () => {
    world.refusal = new Error('refused');
    await expect(world.obtain(chain(step()))).rejects.toBe(world.refusal);
    world.refusal = undefined;
    expect(world.prepared).toEqual([]);
    await world.obtain(chain(step()));
    expect(world.calls).toHaveLength(2);
  });
});

describe('a chain', () => {
  const second = (changes: Partial<RoleStep> = {}) =>
    step({ profile: 'deploy', role: role('deployer', '333333333333'), mfa: undefined, ...changes });

  test('a chain starts at its credential source, and each role signs the next call', async () => {
    await world.obtain(chain(step(), second()));
    expect(called()).toEqual([
      ['developer', 'AKIAIOSFODNN7EXAMPLE'],
      ['deployer', 'ASIAIOSFODNN7EXAMPL1'],
    ]);
  });

  test('a chain shares the roles before the last with every other chain', async () => {
    await world.obtain(chain(step(), second()));
    await world.obtain(chain(step(), second({ role: role('auditor', '222222222222') })));
    await world.obtain(chain(step()));
    expect(called().map(([name]) => name)).toEqual(['developer', 'deployer', 'auditor']);
    expect(world.codes).toHaveLength(1);
  });

  test('a chain in its renewal window is renewed from a valid source, without a question', async () => {
    await world.obtain(chain(step(), second()));
    world.needsPerson = true;
    world.now += 50 * MINUTE;
    expect((await world.obtain(chain(step(), second()))).issuedAt).toBe(START);
    expect(called()).toHaveLength(2);
  });

  test('a chain takes no code where a later call cannot be made', async () => {
    const laterCall = step({ ...second(), transport: { ...TRANSPORT, maxAttempts: 1 } });
    const unprepared = new Error('no certificates');
    const sts = await world.deps().loadSts();
    const prepare = async (plan: CallPlan) => {
      if (plan.transport.maxAttempts === 1) throw unprepared;
      return sts.prepare(plan);
    };
    const loadSts = async () => ({ ...sts, prepare });
    await expect(world.obtain(chain(step(), laterCall), ANY, { loadSts })).rejects.toBe(unprepared);
    expect([world.codes, world.prepared]).toEqual([[], []]);
  });

  test('a chain of 50 roles resolves', async () => {
    const steps = Array.from({ length: 50 }, (_, index) =>
      step({ role: role(`r${index}`), mfa: undefined }),
    );
    expect((await world.obtain(chain(...steps))).assumedRoleArn).toContain('/r49/');
    expect(world.calls).toHaveLength(50);
  });
});

describe('an MFA session', () => {
  const DEVICE = { serial: 'arn:aws:iam::000000000000:mfa/member', generateToken: undefined };
  const mfaSession = {
    kind: 'mfa-session' as const,
    profile: 'my-company',
    mfa: DEVICE,
    durationSeconds: 43_200,
    endpoint: endpoint('ap-northeast-1'),
    transport: TRANSPORT,
  };
  const behind = (...steps: RoleStep[]): RoleChain => ({ ...chain(...steps), mfaSession });

  test('an MFA session signs for every role behind its device, with one code', async () => {
    await world.obtain(behind(step()));
    await world.obtain(behind(step({ role: role('auditor', '222222222222') })));
    expect(called()).toEqual([
      ['GetSessionToken', 'AKIAIOSFODNN7EXAMPLE'],
      ['developer', 'ASIAIOSFODNN7EXAMPL1'],
      ['auditor', 'ASIAIOSFODNN7EXAMPL1'],
    ]);
    expect(world.codes).toEqual([DEVICE.serial]);
  });

  test('an MFA session is not used for a role of more than an hour', async () => {
    world.lifetime = 2 * HOUR;
    await world.obtain(behind(step({ durationSeconds: 7200 })));
    expect(called()).toEqual([['developer', 'AKIAIOSFODNN7EXAMPLE']]);
    expect(world.codes).toHaveLength(1);
  });

  test('an MFA session lets roles be renewed without a question while it lasts', async () => {
    await world.obtain(behind(step()));
    world.needsPerson = true;
    world.now += 50 * MINUTE;
    expect((await world.obtain(behind(step()))).issuedAt).toBe(world.now);
    expect(world.codes).toHaveLength(1);
  });

  test('an MFA session is the result of a profile without a role', async () => {
    const session = await world.obtain(behind());
    expect([called(), session.assumedRoleArn]).toEqual([
      [['GetSessionToken', 'AKIAIOSFODNN7EXAMPLE']],
      undefined,
    ]);
  });
});

describe('a source', () => {
  const behind = (...steps: RoleStep[]): RoleChain => ({
    ...chain(...steps),
    source: {
      kind: 'process',
      profile: 'base',
      credentialProcess: { command: 'op-aws get base', at: AT },
      variables: [],
      environment: '',
    },
  });
  const SESSION = { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };

  test('a source whose credentials have an end is asked once, also for the roles behind it', async () => {
    world.base = new Credentials({ ...SESSION, expiration: START + HOUR });
    const first = await world.obtain(behind());
    expect(first).toMatchObject({ assumedRoleArn: undefined, expiration: START + HOUR });
    expect(await world.obtain(behind())).toEqual(first);
    await world.obtain(behind(step()));
    await world.obtain(behind(step({ role: role('auditor', '222222222222') })));
    expect(world.baseReads).toBe(1);
  });

  test('a source whose credentials have no end is asked each time, but not for a cached role', async () => {
    for (let read = 1; read <= 2; read += 1) await world.obtain(behind());
    expect(world.baseReads).toBe(2);
    for (let read = 1; read <= 2; read += 1) await world.obtain(behind(step()));
    expect(world.baseReads).toBe(3);
  });

  test('a source that fails leaves one failure for all', async () => {
    const fact = { kind: 'process-output', profile: 'base', program: 'op-aws', at: AT } as const;
    const failing = {
      sourceCredentials: async () => {
        throw new SourceError({ ...fact, problem: 'is not one JSON object' });
      },
    };
    await expect(world.obtain(behind(), ANY, failing)).rejects.toThrow(SourceError);
    await expect(world.obtain(behind())).rejects.toThrow(SourceError);
    expect(world.baseReads).toBe(0);
  });

  /** What happens to the lock, and when the source is asked. */
  async function course(isTaken: boolean): Promise<string[]> {
    const events: string[] = [];
    let mustWait = isTaken;
    await world.obtain(behind(), ANY, {
      tryLock: async () => {
        events.push(mustWait ? 'wait' : 'lock');
        if (!mustWait) return { release: () => void events.push('release') };
        mustWait = false;
        return undefined;
      },
      sourceCredentials: async () => {
        events.push('ask');
        return LONG_TERM;
      },
    });
    return events;
  }

  test('a source is asked under the lock, but not by a caller whose wait has timed out', async () => {
    expect(await course(false)).toEqual(['lock', 'ask', 'release']);
    expect(await course(true)).toEqual(['wait', 'lock', 'release', 'ask', 'release']);
  });
});

describe('a role with a token', () => {
  const { mfa: _mfa, ...request } = step();
  const tokenFile = { path: '/token', named: { variable: 'AWS_WEB_IDENTITY_TOKEN_FILE' } };
  const source = { ...request, kind: 'web-identity', token: tokenFile } as const;

  test('a role with a token needs no keys, is cached, and signs for the roles behind it', async () => {
    await world.obtain({ ...chain(), source });
    await world.obtain({ ...chain(step({ role: role('auditor', '222222222222') })), source });
    expect(called()).toEqual([
      ['developer', 'token'],
      ['auditor', 'ASIAIOSFODNN7EXAMPL1'],
    ]);
  });
});

test('a role of more than an hour gets an hour behind keys that prove to be a session, with a warning', async () => {
  world.base = new Credentials({
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'AQoEXAMPLE',
  });
  await world.obtain(chain(step({ durationSeconds: 7200 })));
  expect(world.calls).toMatchObject([{ step: { durationSeconds: 3600 } }]);
  expect(world.warnings).toEqual([
    { kind: 'duration-capped', profile: 'project-dev', asked: 7200, capped: 3600 },
  ]);
});
