/** The MFA device of a new role and what gives its codes: found out, or asked for. */

import { type Context, type InterruptibleContext, interruptible } from '../cli/context.ts';
import { UsageError } from '../cli/errors.ts';
import { iamEndpoint } from '../config/chain-queries.ts';
import { readTextFile } from '../config/files.ts';
import { sessionKeys, tokenKeys } from '../config/keys.ts';
import { type CredentialSource, isTemporary, type RoleChain } from '../config/plan.ts';
import type { RoleStep } from '../config/plan-calls.ts';
import { ConfigEditError } from '../config-edit/errors.ts';
import type { Credentials } from '../credentials.ts';
import type { CallerIdentity } from '../sts/client.ts';
import type { DeviceAnswer } from '../sts/iam-user.ts';
import type { Ask } from '../terminal/dialog.ts';
import { SECURITY_KEY_ARN } from '../util/aws-limits.ts';
import { stopSignal } from '../util/errors.ts';
import { codesPicker, commandQuestion, installedCodePrograms } from './code-programs.ts';
import {
  answerOrThrow,
  answerTo,
  devicePicker,
  deviceQuestion,
  sessionPicker,
  whereDevices,
} from './questions.ts';
import { type NewRole, type Planned, type Setup, settingOf } from './role-plan.ts';

/** The answer of a flag that there is no device, or no command. */
export const NONE = 'none';

/** Milliseconds for the calls between two questions: the time of the whole run is over when a user thinks for a minute. */
const TIME_LIMIT = 55_000;

/** What other commands do as well, so that the command gives it. */
export interface NewRoleDeps {
  /** The credentials of a chain's source. */
  sourceCredentials(chain: RoleChain, context: InterruptibleContext): Promise<Credentials>;
  /** Gets the credentials of a profile and asks AWS whose they are; `-t` of the command. Returns both as text. */
  signIn(profile: string, token: string | undefined, context: Context): Promise<string>;
}

// The MFA device: IAM tells the devices of the user whose keys are the source.

/** What is known about the device. */
type Devices = { readonly line?: string } & (
  | { readonly kind: 'none' }
  /** The source profile names it already. */
  | { readonly kind: 'inherited' }
  | { readonly kind: 'found'; readonly serials: readonly string[] }
  | {
      readonly kind: 'unknown';
      readonly user: string;
      readonly account: string;
      readonly partition: string;
    }
);

/** Nothing to find out. */
export const NO_DEVICE: Devices = { kind: 'none' };

/** `arn:aws:iam::000000000000:user/team/member`, or `arn:aws:iam::000000000000:root`. */
const IAM_ARN = /^arn:([^:]+):iam::(\d{12}):(?:user\/(?:[^/]+\/)*([^/]+)|root)$/;

/**
 * Asks AWS whose the keys are and which devices that user has. Only the keys of a user have a device: a session has none.
 *
 * @throws ConfigEditError `root-keys`, and every error of getting the keys and of GetCallerIdentity
 */
export async function findDevices(
  { chain, files }: Planned,
  { context }: Setup,
  deps: NewRoleDeps,
): Promise<Devices> {
  const [step, ...later] = chain.steps;
  if (step?.mfa !== undefined) return { kind: 'inherited' };
  if (step === undefined || later.length > 0 || isTemporary(chain.source)) return NO_DEVICE;
  return interruptible(context.system, async (interrupted) => {
    const timed = { ...withTime(context), interrupted };
    const source = await deps.sourceCredentials(chain, timed);
    if (source.sessionToken !== undefined) return NO_DEVICE;
    const identity = await callerIdentity(chain, step, source, timed);
    const [arn, partition = '', , user] = IAM_ARN.exec(identity.arn) ?? [];
    if (arn === undefined) return NO_DEVICE;
    const whose = describeKeys(chain.source);
    const { account } = identity;
    if (user === undefined)
      throw new ConfigEditError({ kind: 'root-keys', source: whose, account });
    const planEnv = { ...context.system, readText: readTextFile };
    const endpoint = iamEndpoint(files, chain.source.profile, partition, planEnv);
    const call = { partition, endpoint, source, transport: step.transport };
    const answer = await askIam(call, identity, timed);
    return describeAnswer(answer, { whose, user, account, partition });
  });
}

async function callerIdentity(
  { source: { profile } }: RoleChain,
  { endpoint, transport }: RoleStep,
  source: Credentials,
  { loadSts, interrupted }: InterruptibleContext,
): Promise<CallerIdentity> {
  const sts = await loadSts();
  const call = { profile, endpoint, transport, source, tokenCode: undefined };
  return sts.getCallerIdentity({ ...call, timeLimit: TIME_LIMIT, interrupted });
}

async function askIam(
  {
    endpoint,
    ...call
  }: {
    readonly partition: string;
    readonly endpoint: ReturnType<typeof iamEndpoint>;
    readonly source: Credentials;
    readonly transport: RoleStep['transport'];
  },
  { clockOffset = 0 }: CallerIdentity,
  context: InterruptibleContext,
): Promise<DeviceAnswer> {
  if (endpoint === undefined)
    return { reason: `swrole does not know the host of IAM in ${call.partition}`, isDenied: false };
  const { listMfaDevices } = await import('../sts/iam-user.ts');
  const { system, interrupted, debug, showProgress } = context;
  const now = system.now() + clockOffset;
  const stop = stopSignal(TIME_LIMIT, interrupted);
  const request = { ...call, endpoint, env: system.env, now, stop, debug, showProgress };
  const answer = await listMfaDevices(request);
  interrupted.throwIfAborted();
  return answer;
}

/** Whose the keys are. */
interface Owner {
  readonly whose: string;
  readonly user: string;
  readonly account: string;
  readonly partition: string;
}

function describeAnswer(answer: DeviceAnswer, { whose, ...owner }: Owner): Devices {
  const user = `${whose}: user ${owner.user} in ${owner.account}`;
  if ('reason' in answer)
    return { kind: 'unknown', ...owner, line: `${user}; MFA device not known: ${answer.reason}` };
  const serials = answer.serials.filter((serial) => !SECURITY_KEY_ARN.test(serial));
  if (serials.length > 0) {
    const names = serials.map((serial) => serial.replace(/^arn:.*:mfa\//, '')).join(', ');
    return { kind: 'found', serials, line: `${user}, MFA device ${names}` };
  }
  const line =
    answer.serials.length > 0
      ? `${user}; its MFA devices are passkeys or security keys, which give no codes: a role that requires MFA needs an authenticator app too`
      : `${user}, no MFA device`;
  return { kind: 'none', line };
}

function describeKeys({ kind, profile }: CredentialSource): string {
  return kind === 'environment' ? 'keys in the environment' : `keys of profile '${profile}'`;
}

/** The context with a time limit that begins now. */
export function withTime(context: Context): Context {
  const now = context.system.now();
  return {
    ...context,
    deadline: now + TIME_LIMIT,
    system: { ...context.system, startedAt: now },
  };
}

// The questions about codes.

/** @throws UsageError, ConfigEditError `left`, InterruptedError */
export async function askAboutCodes(
  ask: Ask | undefined,
  basics: NewRole,
  { files }: Planned,
  devices: Devices,
  { answers, context }: Setup,
): Promise<NewRole> {
  const mfaSerial = await chooseDevice(ask, answers.mfaSerial, devices);
  const { generateToken, mfaSession } = answers;
  if (mfaSerial === undefined && devices.kind !== 'inherited') {
    const unused = generateToken ?? mfaSession;
    if (unused === undefined || unused === NONE || unused === 'off') return basics;
    throw new UsageError(
      '--generate-token and --mfa-session need an MFA device',
      'add --mfa-serial',
    );
  }
  const { source } = basics;
  const inherits = (...keys: readonly string[]) =>
    keys.some((key) => settingOf(source, key, files) !== undefined);
  const inheritsCommand = inherits(tokenKeys.generateToken, tokenKeys.mfaProcess);
  const inheritsSession = inherits(sessionKeys.mfaSession);
  const command =
    generateToken ?? (ask && !inheritsCommand ? await askCommand(ask, context) : undefined);
  const session = mfaSession ?? (ask && !inheritsSession ? await askSession(ask) : undefined);
  return {
    ...basics,
    mfaSerial,
    generateToken: command === NONE ? undefined : command,
    mfaSession: session === 'off' && !inheritsSession ? undefined : session,
  };
}

async function chooseDevice(
  ask: Ask | undefined,
  answer: string | undefined,
  devices: Devices,
): Promise<string | undefined> {
  if (answer !== undefined) return answer === NONE ? undefined : answer;
  if (devices.kind === 'found') {
    const { serials } = devices;
    if (serials.length === 1) return serials[0];
    const flag = `--mfa-serial SERIAL, one of ${serials.join(', ')}`;
    const missing = 'the user has several MFA devices';
    return (await answerTo(ask, devicePicker(serials), missing, flag)).name;
  }
  if (devices.kind !== 'unknown') return undefined;
  const { user, account, partition } = devices;
  const dialog = deviceQuestion(user, account, partition);
  const flag = `--mfa-serial SERIAL, or --mfa-serial none; ${whereDevices(user)}`;
  const { text } = await answerTo(ask, dialog, 'the MFA device is not known', flag);
  return text || undefined;
}

async function askCommand(ask: Ask, { system }: Context): Promise<string | undefined> {
  const programs = installedCodePrograms(system);
  if (programs.length === 0) return undefined;
  const choice = answerOrThrow(await ask(codesPicker(programs)));
  const question = commandQuestion(choice, programs, system.platform);
  return question?.line(answerOrThrow(await ask(question.dialog)).text);
}

async function askSession(ask: Ask): Promise<string> {
  return answerOrThrow(await ask(sessionPicker())).name;
}
