import type { CommandLine } from '../../src/config/plan-calls.ts';
import type { MfaQuestion } from '../../src/mfa/question.ts';

export const SERIAL = 'arn:aws:iam::000000000000:mfa/member';

export const QUESTION_LINE =
  'swrole: MFA code for project-dev (role developer in 111111111111, device member)';

/** A command line as the config file holds it. */
export function configured(command: string): CommandLine {
  return { command, at: { file: 'config', line: 7 } };
}

/** The question of the example profile, with a token command or without. */
export function questionOf(generateToken?: string): MfaQuestion {
  const arn = 'arn:aws:iam::111111111111:role/developer';
  return {
    profile: 'project-dev',
    role: { arn, partition: 'aws', accountId: '111111111111', roleName: 'developer' },
    sessionProfile: undefined,
    mfa: { serial: SERIAL, generateToken: generateToken ? configured(generateToken) : undefined },
  };
}
