/**
 * `swrole serve PROFILE` and `swrole exec --server PROFILE -- COMMAND`: a local endpoint that gives the credentials of a
 * profile to SDKs and renews them, for as long as swrole or the command runs.
 */

import type { Context } from '../cli/context.ts';
import { CommandError } from '../cli/errors.ts';
import type { CredentialOptions, ExecInvocation, ServeInvocation } from '../cli/invocation.ts';
import { describeError } from '../cli/report-error.ts';
import { roleOf } from '../config/chain-queries.ts';
import type { RoleChain } from '../config/plan.ts';
import { expirationText } from '../formats/document.ts';
import { exportText } from '../formats/index.ts';
import { childEnvironment, type ExportedRole } from '../formats/variables.ts';
import type { ResolvedCredentials } from '../get-credentials/get-credentials.ts';
import { asking, getAndCache } from '../get-credentials/with-answer.ts';
import { MfaError } from '../mfa/errors.ts';
import { type ExitStatus, runCommand } from '../process/exec.ts';
import { startCredentialServer } from '../server/credential-server.ts';
import {
  type HeldCredentials,
  type Keeper,
  keepCredentials,
  type RenewalDeps,
} from '../server/keep-credentials.ts';
import { renewAt } from '../session/expiry.ts';
import { RepeatedFailure } from '../session/failure-record.ts';
import type { System } from '../system.ts';
import { safeText } from '../util/text.ts';
import {
  assertNoDefaultCredentials,
  describeChangedRole,
  describeLongTermKeys,
  describeNeededCode,
  describeNoEndpoint,
} from './endpoint-refusals.ts';

/** Milliseconds before the expiration: more than the 15 minutes before which botocore asks for new credentials. */
const RENEWAL_WINDOW = 20 * 60 * 1000;

/** Milliseconds for one renewal, as for a whole run of swrole. */
const TIME_LIMIT = 55_000;

/** What both commands have in common. */
type Served = Pick<ServeInvocation, 'kind' | 'profile' | 'region' | 'options'> | ExecInvocation;

/**
 * Prints the variables of an endpoint and runs it until a signal ends it.
 *
 * @returns the signal
 * @throws CommandError, OutputError, and every error of getting the first credentials
 */
export async function runServe(invocation: ServeInvocation, context: Context): Promise<ExitStatus> {
  const { stdout, stderr, env, watchInterrupts } = context.system;
  const endpoint = await openEndpoint(invocation, context);
  const { signal, stop } = watchInterrupts();
  try {
    await stdout.write(exportText(invocation.format, endpoint.role, env));
    if (stderr.isTerminal) await stderr.write(instructions(invocation.profile));
    await aborted(signal);
  } finally {
    await endpoint.close(signal.aborted ? signal.reason : 'SIGTERM');
    stop();
  }
  return { signal: signal.reason };
}

/**
 * Runs a command with an endpoint that ends with it.
 *
 * @throws CommandError, SpawnError, and every error of getting the first credentials: then the command is not started
 */
export async function execWithEndpoint(
  invocation: ExecInvocation,
  context: Context,
): Promise<ExitStatus> {
  const endpoint = await openEndpoint(invocation, context);
  try {
    return await runCommand(
      invocation.command,
      childEnvironment(context.system.env, endpoint.role),
    );
  } finally {
    await endpoint.close('SIGTERM');
  }
}

function instructions(profile: string): string {
  return `swrole: ${safeText(profile)}: run these lines in another shell; Ctrl-C ends the endpoint\n`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** A running endpoint. */
interface Endpoint {
  /** The profile, with the endpoint's address. */
  readonly role: ExportedRole;
  /** @param signal why it ends; it also ends a question to the user */
  close(signal: NodeJS.Signals): Promise<void>;
}

/** Gets the first credentials, with a question if needed, and starts the endpoint. */
async function openEndpoint(served: Served, context: Context): Promise<Endpoint> {
  const { profile, region, options } = served;
  assertNoDefaultCredentials(context);
  const first = served.kind === 'exec' ? asking(served.yes, context) : context;
  const resolved = await getAndCache(profile, options, first);
  const keeper = keepCredentials(
    heldCredentials(resolved, context),
    renewalDeps(served, resolved, context),
  );
  const server = await listen(keeper, context);
  const { url, token, close } = server;
  return {
    role: { ...resolved, region: region ?? resolved.region, endpoint: { url, token } },
    close: async (signal) => {
      close();
      await keeper.stop(signal);
    },
  };
}

async function listen(keeper: Keeper, { debug }: Context) {
  try {
    return await startCredentialServer(keeper.get, debug);
  } catch (error) {
    await keeper.stop('SIGTERM');
    throw new CommandError(describeNoEndpoint(error as NodeJS.ErrnoException));
  }
}

/** @throws OutputError, and CommandError for credentials that an endpoint cannot give: botocore and JavaScript need a token and an end */
function heldCredentials(
  { chain, credentials, accountId, session }: ResolvedCredentials,
  { system }: Context,
): HeldCredentials {
  const { sessionToken, expiration } = credentials;
  if (sessionToken === undefined || expiration === undefined)
    throw new CommandError(describeLongTermKeys(chain.profile));
  expirationText(expiration); // throws now rather than at a request
  const issuedAt = session?.issuedAt ?? system.now();
  return {
    ...{ credentials, expiration, accountId },
    renewAt: renewAt({ issuedAt, expiration }, RENEWAL_WINDOW),
  };
}

function renewalDeps(served: Served, first: ResolvedCredentials, context: Context): RenewalDeps {
  const { kind, profile } = served;
  const { system, debug } = context;
  const identity = identityOf(first);
  const get = async (options: Partial<CredentialOptions>, stopped: AbortSignal) => {
    const { duration, sessionName, cache, prompt, source } = served.options;
    const rest = { token: undefined, refresh: false, minTtl: 0 };
    const wanted = { ...{ duration, sessionName, cache, prompt, source }, ...rest, ...options };
    const resolved = await getAndCache(profile, wanted, inBackground(kind, context, stopped));
    // One role: an edited config file does not give another one to a program that runs.
    if (identityOf(resolved) !== identity) throw new CommandError(describeChangedRole(profile));
    return heldCredentials(resolved, context);
  };
  return {
    now: system.now,
    sleep: system.sleep,
    renew: (stopped) => get({ prompt: false }, stopped),
    // Only credentials that last longer than these are an answer, so that the question is asked although these are valid.
    ask: served.options.prompt
      ? ({ expiration }, stopped) => {
          const left = Math.max(0, expiration - system.now());
          return get({ minTtl: Math.ceil(left / 1000) }, stopped);
        }
      : undefined,
    describeFailure: (error) => describeFailure(error, served),
    debug,
  };
}

function identityOf({ chain, accountId }: ResolvedCredentials): string {
  return JSON.stringify([roleOf(chain)?.arn ?? sourceIdentity(chain), accountId]);
}

/** Without a role, what the config says of whose the credentials are. */
function sourceIdentity({ source, mfaSession }: RoleChain): unknown {
  switch (source.kind) {
    case 'process':
      return source.credentialProcess.command;
    case 'sso':
      return [source.startUrl, source.accountId, source.roleName];
    case 'login':
      return source.loginSession;
    default:
      return mfaSession?.mfa.serial;
  }
}

/** The context of one renewal: with a time limit of its own, and without what belongs to a command that runs meanwhile. */
function inBackground(kind: Served['kind'], context: Context, stopped: AbortSignal): Context {
  const { system, debug, pauseProgress } = context;
  const now = system.now();
  const isTerminalTaken = kind === 'exec';
  const noProgress = { debug, showProgress: () => () => {} };
  const quiet = {
    ...noProgress,
    pauseProgress,
    warn: debug,
    loadSts: async () => (await import('../sts/client.ts')).createStsClient(system.env, noProgress),
  };
  return {
    ...context,
    ...(isTerminalTaken && quiet),
    // Signals are for the command, or end the whole endpoint.
    system: { ...system, startedAt: now, watchInterrupts: () => follow(stopped) },
    deadline: now + TIME_LIMIT,
    background: { renewalWindow: RENEWAL_WINDOW, isTerminalTaken },
  };
}

/** A signal for one renewal: what listens to it does not stay until the endpoint ends. */
function follow(stopped: AbortSignal): ReturnType<System['watchInterrupts']> {
  const controller = new AbortController();
  const abort = () => controller.abort(stopped.reason);
  stopped.addEventListener('abort', abort, { once: true });
  if (stopped.aborted) abort();
  return {
    signal: controller.signal,
    stop: () => stopped.removeEventListener('abort', abort),
  };
}

function describeFailure(error: unknown, { kind, profile, options: { prompt } }: Served) {
  const cause = error instanceof RepeatedFailure ? error.error : error;
  const needsUser = cause instanceof MfaError && cause.details.kind === 'no-way-to-ask';
  const { message, hint } = needsUser
    ? describeNeededCode(profile, kind === 'serve' && prompt)
    : describeError(error, []);
  return { message: safeText(hint === undefined ? message : `${message}; ${hint}`), needsUser };
}
