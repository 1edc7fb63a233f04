/**
 * What makes two sessions the same. Everything that decides whose credentials they are goes in, never
 * the profile's name: an edited profile must not get the old role, and two names for one role share.
 * (botocore leaves the source out, so two users of one role share an entry; 1Password/shell-plugins#180.)
 */
import { createHash } from 'node:crypto';
import type { Base } from '../config/role-chain.ts';
import type { SessionPath, SessionStep } from './session-step.ts';

/** 64 hexadecimal digits: also a file name that is legal everywhere (aws/aws-cli#2978). */
export type SessionKey = string & { readonly __brand: 'SessionKey' };

/** Changes when a stored session means something else than before. */
const VERSION = 2;

function baseIdentity(base: Base): readonly string[] {
  switch (base.kind) {
    case 'static':
      return ['static', base.credentials.accessKeyId];
    case 'process':
      return ['process', base.credentialProcess.command];
  }
}

/** In a fixed order; `null` stands for what the request leaves to STS. */
function stepIdentity(step: SessionStep): readonly unknown[] {
  const { endpoint, mfa, durationSeconds } = step;
  const common = [
    endpoint.region,
    endpoint.url ?? null,
    mfa?.serial ?? null,
    durationSeconds ?? null,
  ];
  if (step.kind === 'mfa-session') return [step.kind, ...common];
  return [step.role.arn, ...common, step.externalId ?? null, step.sessionName ?? null];
}

/**
 * The key of the session that the first `hops` steps of a path lead to.
 *
 * @param hops 1 to the number of steps
 */
export function sessionKey({ base, steps }: SessionPath, hops: number): SessionKey {
  return sha256([
    VERSION,
    baseIdentity(base),
    steps.slice(0, hops).map(stepIdentity),
  ]) as SessionKey;
}

/**
 * The key of an attempt at that session: also by which commands its codes come, so that the failure of one
 * command is not that of the command which has been written in its place.
 */
export function attemptKey(path: SessionPath, hops: number): string {
  const commands = path.steps.slice(0, hops).map(({ mfa }) => mfa?.generateToken?.command ?? null);
  return sha256([sessionKey(path, hops), commands]);
}

function sha256(identity: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}
