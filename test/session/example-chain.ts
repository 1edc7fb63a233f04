import type { RoleArn, RoleChain, RoleStep } from '../../src/config/role-chain.ts';
import { Credentials } from '../../src/credentials.ts';
import { type SessionPath, sessionPath } from '../../src/session/session-step.ts';

/** AWS's documented example keys. */
export const LONG_TERM = new Credentials({
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
});

export function role(name: string, accountId = '111111111111'): RoleArn {
  return {
    arn: `arn:aws:iam::${accountId}:role/${name}`,
    partition: 'aws',
    accountId,
    roleName: name,
  };
}

export function step(changes: Partial<RoleStep> = {}): RoleStep {
  return {
    profile: 'project-dev',
    role: role('developer'),
    endpoint: { region: 'ap-northeast-1', url: undefined },
    mfa: { serial: 'arn:aws:iam::000000000000:mfa/member', generateToken: undefined },
    externalId: undefined,
    sessionName: undefined,
    durationSeconds: undefined,
    ...changes,
  };
}

export function chain(...steps: RoleStep[]): RoleChain {
  return {
    profile: 'project-dev',
    region: 'ap-northeast-1',
    color: undefined,
    mfaSession: undefined,
    base: { kind: 'static', profile: 'my-company', credentials: LONG_TERM },
    steps,
  };
}

/** The path of a chain of these steps. */
export function path(...steps: RoleStep[]): SessionPath {
  return sessionPath(chain(...steps));
}
