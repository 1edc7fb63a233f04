import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fault, Faults } from './faults.ts';
import type { Hold } from './hold.ts';
import { type IssuedSession, issueSession } from './issue-session.ts';
import { type Key, Keyring, type TemporaryKey } from './keyring.ts';
import { MfaDevices } from './mfa-devices.ts';
import type { RecordedCall } from './recorded-call.ts';
import { type State, serve } from './serve.ts';
import type { StandInRole, StandInUser } from './world.ts';

/** Who exists, and how the stand-in behaves. */
export interface StsStandInOptions {
  readonly users: readonly StandInUser[];
  readonly roles: readonly StandInRole[];
  /** Web identity tokens that were right once. */
  readonly expiredWebIdentityTokens?: readonly string[];
  /** The service's clock, in milliseconds since the epoch; the real one where absent. */
  readonly now?: () => number;
  /** How long a new access key is not known everywhere, in milliseconds of the service's clock; 0 where absent. */
  readonly newKeyDelayMs?: number;
  /** How long every answer takes, in milliseconds; 0 where absent. */
  readonly latencyMs?: number;
}

/** A running stand-in of AWS STS, on a loopback port of its own. */
export interface StsStandIn {
  /** For `AWS_ENDPOINT_URL_STS`: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Every call so far in the order of arrival; it grows. */
  readonly calls: readonly RecordedCall[];
  /**
   * Every secret that must not leak: users' secret keys and MFA secrets, web identity tokens, keys and session tokens
   * issued; it grows.
   */
  readonly secrets: readonly string[];
  /** A new key of a role session, as a metadata service or a sign-in portal hands it out: there is no call of STS for it. */
  issue(session: IssuedSession): TemporaryKey;
  /** The key of an id, for stand-ins of services that know the same keys; expired ones too. */
  findKey(accessKeyId: string): Key | undefined;
  /** The ids of a user's access keys, the oldest first. */
  accessKeysOf(userArn: string): readonly string[];
  /** Creates an access key of a user, as somebody does in the console. */
  createAccessKey(userArn: string, createdAt: number): void;
  /** Lets the next `times` calls (1 where absent) fail in this way. */
  failNext(fault: Fault, times?: number): void;
  /** Keeps back the answers of the next `count` calls (1 where absent) until released. */
  holdNext(count?: number): Hold;
  /** Changes how long every later answer takes, in milliseconds. */
  setLatency(milliseconds: number): void;
  /** Ends it, and every connection to it. */
  close(): Promise<void>;
}

function newState(options: StsStandInOptions): State {
  const { users, roles, expiredWebIdentityTokens = [], now = Date.now, latencyMs = 0 } = options;
  const { newKeyDelayMs = 0 } = options;
  const keyring = new Keyring(users);
  keyring.secrets.push(...roles.flatMap(({ trustsWebIdentity = [] }) => trustsWebIdentity));
  keyring.secrets.push(...expiredWebIdentityTokens);
  const mfaDevices = new MfaDevices();
  const service = { roles, keyring, mfaDevices, expiredWebIdentityTokens, newKeyDelayMs, now };
  return { service, calls: [], faults: new Faults(), latencyMs };
}

function end(state: State, server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
    state.faults.releaseAll();
  });
}

function handle(state: State, server: Server): StsStandIn {
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls: state.calls,
    secrets: state.service.keyring.secrets,
    issue: (session) => issueSession(state.service, session),
    findKey: (accessKeyId) => state.service.keyring.find(accessKeyId),
    accessKeysOf: (userArn) =>
      state.service.keyring.keysOf(userArn).map(({ accessKeyId }) => accessKeyId),
    createAccessKey: (userArn, createdAt) => {
      const { keyring } = state.service;
      const caller = keyring.keysOf(userArn)[0]?.caller;
      if (caller) keyring.create(caller, createdAt, createdAt);
    },
    failNext: (fault, times = 1) => state.faults.fail(fault, times),
    holdNext: (count = 1) => state.faults.hold(count),
    setLatency: (milliseconds) => {
      state.latencyMs = milliseconds;
    },
    close: () => end(state, server),
  };
}

/**
 * Starts a stand-in for AWS STS that is as strict as the service: the AWS Query protocol over HTTP, complete checks of
 * Signature Version 4, MFA codes that work once, trust policies and session limits, and the service's own words in
 * every refusal.
 */
export async function startStsStandIn(options: StsStandInOptions): Promise<StsStandIn> {
  const state = newState(options);
  const server = createServer((incoming, response) => {
    // A client that ends its connection in the middle of a request is part of the tests.
    serve(state, incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return handle(state, server);
}
