/** `swrole whoami PROFILE`: prints the caller identity of the credentials of a profile, from STS. */

import { type Context, interruptible } from '../cli/context.ts';
import type { CredentialOptions, WhoamiInvocation } from '../cli/invocation.ts';
import { type CallerOptions, roleOf } from '../config/chain-queries.ts';
import { isSessionOf } from '../config/plan-calls.ts';
import type { ResolvedCredentials } from '../get-credentials/get-credentials.ts';
import { getAndCache, readCallerOptions } from '../get-credentials/with-answer.ts';
import { describeCallWarning } from '../messages/warnings.ts';
import type { ExitStatus } from '../process/exec.ts';
import type { CallerIdentity, StsClient } from '../sts/client.ts';
import type { PreparedCall } from '../sts/send.ts';
import type { Output } from '../system.ts';
import { jsonText, noteText, type Style, styleOf } from '../ui/format.ts';
import { safeText } from '../util/text.ts';

/** @throws StsError, and every error of getting credentials */
export async function runWhoami(
  { profile, json, options }: WhoamiInvocation,
  context: Context,
): Promise<ExitStatus> {
  const { stdout, stderr, env } = context.system;
  const { resolved, identity } = await resolveIdentity(profile, options, context);
  await stdout.write(
    json ? identityJson(identity) : formatIdentity(identity, stdout, styleOf(stdout, env)),
  );
  const mismatch = describeMismatch(identity, resolved);
  // Printed also without a terminal, because the identity is what the user asks for.
  if (mismatch !== undefined)
    await stderr.write(noteText(`${profile}: ${mismatch}`, context.system, 'warning'));
  return { exitCode: 0 };
}

/**
 * The credentials of a profile, and the identity that they have by STS.
 *
 * @throws StsError, and every error of getting credentials
 */
export async function resolveIdentity(
  profile: string,
  options: CredentialOptions,
  context: Context,
) {
  const caller = readCallerOptions(profile, options, context);
  // Prepared first, so that an invalid setup fails before a prompt for an MFA code.
  const sts = await context.loadSts();
  const prepared = await sts.prepare({ ...caller, carriesCode: false });
  try {
    const resolved = await getAndCache(profile, options, context);
    return {
      resolved,
      identity: await callerIdentity(caller, { sts, prepared }, resolved, context),
    };
  } finally {
    prepared.end();
  }
}

async function callerIdentity(
  { chain: { profile }, endpoint, transport }: CallerOptions,
  { sts, prepared }: { readonly sts: StsClient; readonly prepared: PreparedCall },
  { credentials: source }: ResolvedCredentials,
  { system, deadline, debug, warn }: Context,
): Promise<CallerIdentity> {
  debug(`${profile}: GetCallerIdentity`);
  const timeLimit = Math.max(1, deadline - system.now());
  const identity = await interruptible(system, (interrupted) =>
    sts.getCallerIdentity({
      ...{ profile, endpoint, transport, prepared, source, timeLimit, interrupted },
      tokenCode: undefined,
    }),
  );
  const { clockOffset: offset } = identity;
  if (offset !== undefined) warn(describeCallWarning({ kind: 'clock-corrected', offset }));
  return identity;
}

/** How the identity differs from the configuration; `undefined` if it does not, or if that is unknown. */
function describeMismatch(
  { account, arn }: CallerIdentity,
  { accountId, chain }: ResolvedCredentials,
): string | undefined {
  if (accountId !== undefined && account !== accountId)
    return `the credentials are of account ${account}, not of ${accountId}`;
  const role = roleOf(chain);
  if (role === undefined || isSessionOf(arn, role)) return undefined;
  return `the credentials are not of ${role.arn}`;
}

/** The JSON that `aws sts get-caller-identity` prints. */
export function identityJson({ account, arn, userId }: CallerIdentity): string {
  return jsonText({ Account: account, Arn: arn, UserId: userId });
}

/**
 * One line for each field, the value beside its name, or below it on a narrow terminal. Values are never wrapped, so that
 * they can be copied whole.
 */
export function formatIdentity(identity: CallerIdentity, output: Output, style: Style): string {
  const { account, arn, userId } = identity;
  const lines = Object.entries({ account, arn, 'user id': userId });
  const width = Math.max(...lines.map(([name]) => name.length)) + 2;
  const isWide = lines.every(([, value]) => width + safeText(value).length <= output.columns);
  const beside = isWide || !output.isTerminal;
  return lines
    .map(([name, value]) => {
      const label = style.dim(name);
      const gap = beside ? ' '.repeat(width - name.length) : '\n  ';
      return `${label}${gap}${safeText(value)}\n`;
    })
    .join('');
}
