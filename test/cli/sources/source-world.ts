/** A world in which every source of credentials is: STS, a home, and whatever stand-in a source starts beside them. */
import { CHOSEN_ROLE } from '../../support/cognito-stand-in/fixture.ts';
import { type Example, MEMBER_ARN, member, startExample } from '../../support/example-world.ts';
import { runInProcess } from '../../support/run-in-process.ts';
import { type RunResult, runSwrole } from '../../support/run-swrole.ts';
import { SAML_PROVIDER } from '../../support/saml-response.ts';
import { assignedRoleArn } from '../../support/sso-stand-in/assignment.ts';
import type { TemporaryKey } from '../../support/sts-stand-in/keyring.ts';
import { writeAwsFiles } from '../../support/temp-home.ts';
import { untilTestEnds } from '../../support/until-test-ends.ts';

/** Whose credentials the sources give that are no user's: an instance, a container, a console session. */
export const MACHINE_ROLE = 'arn:aws:iam::111111111111:role/machine';
/** What the stand-ins call its session. */
export const MACHINE_SESSION = 'arn:aws:sts::111111111111:assumed-role/machine/i-0EXAMPLE';

/** The permission set of the SSO rows. */
export const ASSIGNMENT = { accountId: '111111111111', roleName: 'ReadOnly' };

/** A token of another identity provider, and the role that trusts it. */
export const WEB_TOKEN = 'eyJhbGciOiJub25lIn0.EXAMPLE.token';
export const pod = {
  arn: 'arn:aws:iam::222222222222:role/pod',
  trusts: [],
  trustsWebIdentity: WEB_TOKEN,
};

/** The role of a SAML assertion. */
export const staff = {
  arn: 'arn:aws:iam::222222222222:role/people/staff',
  trusts: [],
  trustsSaml: SAML_PROVIDER,
};

/** The role of a Cognito identity pool. */
export const POOL_ROLE = 'arn:aws:iam::111111111111:role/Cognito_exampleAuth_Role';

/** The first role behind a source, and the second behind that. */
export const reader = {
  arn: 'arn:aws:iam::333333333333:role/reader',
  trusts: [
    MEMBER_ARN,
    MACHINE_ROLE,
    pod.arn,
    staff.arn,
    assignedRoleArn(ASSIGNMENT),
    POOL_ROLE,
    CHOSEN_ROLE,
  ],
};
export const writer = { arn: 'arn:aws:iam::444444444444:role/writer', trusts: [reader.arn] };

/** The profiles in front of every source: `one` and `two` roles behind it. */
const ROLES = `[profile one]
role_arn = ${reader.arn}
role_session_name = first
source_profile = base
region = eu-west-1
[profile two]
role_arn = ${writer.arn}
role_session_name = second
source_profile = one
region = eu-west-1
`;

/** What a source is made of. */
export interface Source {
  /** Below `[profile base]`, or whole sections. */
  readonly config: string;
  readonly credentials?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whose its credentials are, as GetCallerIdentity says it. */
  readonly identity: string;
  /** More than STS knows. */
  readonly secrets?: readonly string[];
  /** How often its stand-in has given credentials; a source without one is not counted. */
  readonly given?: () => number;
  /** Whether what it gives is kept: it is asked once, then. */
  readonly isKept?: boolean;
  /** The AWS SDK renews a token once in 30 s and process: each run is a process of its own. */
  readonly isRenewed?: boolean;
}

/** The world of one source. */
export interface SourceWorld {
  readonly example: Example;
  run(...args: string[]): Promise<RunResult>;
  /** The same in a process of its own, for those that run at the same time. */
  runAlone(...args: string[]): Promise<RunResult>;
}

/** Starts STS and a home; the source is added by {@link sourceWorld}. */
export async function startSourceExample(): Promise<Example> {
  return untilTestEnds(
    await startExample({ users: [member], roles: [reader, writer, pod, staff] }),
  );
}

/** Issues keys of {@link MACHINE_ROLE}. */
export function machineKeys({ standIn }: Example): () => TemporaryKey {
  return () => standIn.issue({ roleArn: MACHINE_ROLE, sessionName: 'i-0EXAMPLE' });
}

/** Writes the files of a source, with the roles in front of it. */
export async function sourceWorld(example: Example, source: Source): Promise<SourceWorld> {
  const { config, credentials = '', env = {}, secrets = [] } = source;
  await writeAwsFiles(example.home, { config: `${ROLES}[profile base]\n${config}`, credentials });
  const options = () => ({
    env: { ...example.env, ...env },
    secrets: [...example.standIn.secrets, ...secrets],
    credentialsOnStdout: true,
  });
  return {
    example,
    run: (...args) => (source.isRenewed ? runSwrole : runInProcess)(args, options()),
    runAlone: (...args) => runSwrole(args, options()),
  };
}
