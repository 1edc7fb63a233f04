/** A chain in the words of `--debug`: where it starts, and each call that it needs, in order. */

import type { Context } from '../cli/context.ts';
import { type CallerOptions, callerOptions } from '../config/chain-queries.ts';
import { loadConfigFiles, readTextFile } from '../config/files.ts';
import type { CredentialSource } from '../config/plan.ts';
import { programName } from '../process/command-line.ts';
import type { SessionPath, SessionStep } from '../session/steps.ts';

/** One line for the base, and one for each step. */
export function describeChain({ base, steps }: SessionPath): readonly string[] {
  const total = steps.length;
  return [
    `base: ${describeSource(base)} of profile '${base.profile}'`,
    ...steps.map((step, index) => `step ${index + 1} of ${total}: ${describeStep(step)}`),
  ];
}

function describeSource(base: CredentialSource): string {
  switch (base.kind) {
    case 'static':
      return `keys in the files, …${base.credentials.accessKeyId.slice(-4)},`;
    case 'environment':
      return `keys in the environment, …${base.credentials.accessKeyId.slice(-4)}, by credential_source`;
    case 'process':
      return `credential_process (${programName(base.credentialProcess.command)})`;
    case 'sso':
      return `IAM Identity Center, role ${base.roleName} in ${base.accountId},`;
    case 'login':
      return 'console session of aws login';
    case 'instance':
      return `instance metadata at ${base.endpoint}`;
    case 'container':
      // The path may be all that it takes to get the credentials.
      return `container agent at ${new URL(base.url).host}`;
    case 'web-identity':
      return `web identity token in ${base.tokenFile.path}`;
  }
}

function describeStep(step: SessionStep): string {
  const device = step.mfa === undefined ? '' : `, with a code of ${step.mfa.serial}`;
  switch (step.kind) {
    case 'source':
      return 'the credentials of the base, which are a session';
    case 'mfa-session':
      return `GetSessionToken for profile '${step.profile}'${device}`;
    case 'web-identity':
      return `AssumeRoleWithWebIdentity ${step.role.arn} for profile '${step.profile}'`;
    case 'role':
      return `AssumeRole ${step.role.arn} for profile '${step.profile}'${device}`;
  }
}

/**
 * How calls with a profile's credentials are made: known before anybody is asked for a code.
 *
 * @throws ConfigError
 */
export function readCallerOptions(profile: string, { system }: Context): CallerOptions {
  return callerOptions(loadConfigFiles(system), profile, { ...system, readText: readTextFile });
}
