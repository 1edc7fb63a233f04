import type { RoleChain } from '../../src/config/plan.ts';
import type { ClientOptions, RoleArn, RoleStep, StsEndpoint } from '../../src/config/plan-calls.ts';
import { Credentials } from '../../src/credentials.ts';
import { type SessionPath, sessionPath } from '../../src/session/steps.ts';

/** AWS's documented example keys. */
export const LONG_TERM = new Credentials({
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
});

/** The name of the machine in all paths. */
export const MACHINE = 'laptop';

export const TRANSPORT: ClientOptions = {
  caBundle: undefined,
  maxAttempts: 3,
  retryMode: 'standard',
};

/** Where the line of a profile stands, where it does not matter. */
export const AT = { file: 'config', line: 1 };

export function endpoint(region: string, url?: string): StsEndpoint {
  return { region, url, useFips: false, useDualStack: false, isLegacy: false, useGlobal: false };
}

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
    kind: 'role',
    profile: 'project-dev',
    role: role('developer'),
    endpoint: endpoint('ap-northeast-1'),
    transport: TRANSPORT,
    mfa: { serial: 'arn:aws:iam::000000000000:mfa/member', generateToken: undefined },
    externalId: undefined,
    sessionName: undefined,
    durationSeconds: undefined,
    policy: undefined,
    policyArns: undefined,
    sourceIdentity: undefined,
    tags: undefined,
    transitiveTagKeys: undefined,
    awsCliCache: undefined,
    isChained: false,
    ...changes,
  };
}

export function chain(...steps: RoleStep[]): RoleChain {
  return {
    profile: 'project-dev',
    region: 'ap-northeast-1',
    color: undefined,
    mfaSession: undefined,
    source: { kind: 'static', profile: 'my-company', credentials: LONG_TERM, at: AT },
    steps,
  };
}

/** The path of a chain of these steps. */
export function path(...steps: RoleStep[]): SessionPath {
  return sessionPath(chain(...steps), MACHINE);
}
