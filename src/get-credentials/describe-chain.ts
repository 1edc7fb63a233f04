/** Describes a chain for `--debug`: its credential source, and each call that it needs, in order. */

import type { Context } from '../cli/context.ts';
import type { CredentialOptions } from '../cli/invocation.ts';
import { type CallerOptions, callerOptions } from '../config/chain-queries.ts';
import { loadConfigFiles, readTextFile } from '../config/files.ts';
import type { CredentialSource, TokenOrigin } from '../config/plan.ts';
import { withTypedRole } from '../config/typed-role.ts';
import { programName } from '../process/command-line.ts';
import type { SessionPath, SessionStep } from '../session/steps.ts';

/** One line for the credential source, and one for each step. */
export function describeChain({ source, steps }: SessionPath): readonly string[] {
  const total = steps.length;
  return [
    `source: ${describeSource(source)} of profile '${source.profile}'`,
    ...steps.map((step, index) => `step ${index + 1} of ${total}: ${describeStep(step)}`),
  ];
}

function describeSource(source: CredentialSource): string {
  switch (source.kind) {
    case 'static':
      return `keys in the files, …${source.credentials.accessKeyId.slice(-4)},`;
    case 'environment':
      return `keys in the environment, …${source.credentials.accessKeyId.slice(-4)}, by credential_source`;
    case 'process':
      return `credential_process (${programName(source.credentialProcess.command)})`;
    case 'sso':
      return `IAM Identity Center, role ${source.roleName} in ${source.accountId},`;
    case 'login':
      return 'console session of aws login';
    case 'cognito': {
      const { identityPoolId, login } = source;
      return `Cognito identity pool ${identityPoolId}, ${login ? `login of ${login.provider}` : 'guest'},`;
    }
    case 'instance':
      return `instance metadata at ${source.endpoint}`;
    case 'container':
      // The path alone may be enough to get the credentials, so it is not shown.
      return `container agent at ${new URL(source.url).host}`;
    case 'web-identity':
      return `web identity token ${describeOrigin(source.token)}`;
    case 'saml':
      return `SAML assertion ${describeOrigin(source.assertion)}`;
  }
}

function describeOrigin(token: TokenOrigin): string {
  return 'path' in token ? `in ${token.path}` : `of ${token.key} (${programName(token.command)})`;
}

function describeStep(step: SessionStep): string {
  const device = step.mfa === undefined ? '' : `, with a code of ${step.mfa.serial}`;
  switch (step.kind) {
    case 'source':
      return 'the credentials of the source, which are a session';
    case 'mfa-session':
      return `GetSessionToken for profile '${step.profile}'${device}`;
    case 'web-identity':
      return `AssumeRoleWithWebIdentity ${step.role.arn} for profile '${step.profile}'`;
    case 'saml':
      return `AssumeRoleWithSAML ${step.role.arn} for profile '${step.profile}'`;
    case 'role':
      return `AssumeRole ${step.role.arn} for profile '${step.profile}'${device}`;
  }
}

/**
 * The options of calls with a profile's credentials. Reads only the config, so it can run before a code is asked for.
 *
 * @throws ConfigError
 */
export function readCallerOptions(
  profile: string,
  { source }: Pick<CredentialOptions, 'source'>,
  { system }: Context,
): CallerOptions {
  const files = withTypedRole(loadConfigFiles(system), profile, source);
  return callerOptions(files, profile, { ...system, readText: readTextFile });
}
