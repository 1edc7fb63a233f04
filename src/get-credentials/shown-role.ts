/**
 * What a person sees of a role: the question for its name before it is used (`confirm = true`), and the line after a shell has
 * got it. Loaded only at a terminal.
 */

import type { Context } from '../cli/context.ts';
import { NotConfirmedError } from '../cli/errors.ts';
import { type RoleChain, roleSource } from '../config/plan.ts';
import type { ExportedRole } from '../formats/variables.ts';
import type { Environment, Output } from '../system.ts';
import type { Answer } from '../terminal/read-line.ts';
import { clockTime, styleOf, timeLeft } from '../ui/format.ts';
import { stopSignal, timeLeft as untilDeadline } from '../util/errors.ts';
import { safeText } from '../util/text.ts';
import type { ResolvedCredentials } from './get-credentials.ts';
import { openForPrompt } from './session-deps.ts';

/**
 * Asks the user on the terminal to type the name of the profile. Without a terminal swrole cannot ask, and the profile is
 * used: a script or CI does not wait.
 *
 * @param interrupted aborted when a signal asks swrole to end
 * @throws NotConfirmedError for another answer, for none, and for a job in the background, which cannot ask
 */
export async function confirmUse(
  chain: RoleChain,
  interrupted: AbortSignal,
  context: Context,
): Promise<void> {
  const { system, deadline, debug } = context;
  const terminal = await openForPrompt(context);
  if (terminal === 'no-terminal') return debug(`${chain.profile}: no terminal, so no confirmation`);
  if (terminal === 'background')
    throw notConfirmed(chain, 'a job in the background cannot ask for its name');
  try {
    const time = { deadline, now: system.now };
    const stop = stopSignal(untilDeadline(time), interrupted);
    const answer = await terminal.ask(confirmQuestion(chain, context), stop);
    const problem = problemOf(answer, chain.profile);
    if (problem !== undefined) throw notConfirmed(chain, problem);
  } finally {
    terminal.close();
  }
}

/** `swrole: project-prod is admin in 333333333333; type its name to use it: `, with the name in its colour. */
function confirmQuestion(chain: RoleChain, { system }: Context): string {
  const name = shownName(
    chain.profile,
    chain.color,
    { ...system.stderr, isTerminal: true },
    system.env,
  );
  return `swrole: ${name} is ${safeText(describeRole(chain, undefined))}; type its name to use it: `;
}

/** Why the answer is no confirmation; `undefined` if it is one. The answer itself may be a code or a password. */
function problemOf(answer: Answer, profile: string): string | undefined {
  if (answer === 'timed-out') return 'its name was not typed in time';
  if (answer === 'cancelled') return 'its name was not typed';
  // The terminal's bytes arrive as single characters.
  const typed = Buffer.from(answer.text, 'latin1').toString().trim();
  return typed.normalize() === profile.normalize() ? undefined : 'another text was typed';
}

function notConfirmed({ profile }: RoleChain, problem: string): NotConfirmedError {
  return new NotConfirmedError({
    exitCode: 4,
    message: `profile '${profile}' has confirm = true and is not used: ${problem}`,
    hint: 'type the whole name of the profile, or add --yes in a script',
  });
}

/**
 * What a shell has got: `project-prod: admin in 333333333333, us-east-1, until 12:50 (55m)`, with the name in its colour.
 *
 * @returns one line with its line feed, safe for a terminal
 */
export function roleLine(
  role: ExportedRole & Pick<ResolvedCredentials, 'chain'>,
  { env, stderr, now }: Pick<Context['system'], 'env' | 'stderr' | 'now'>,
): string {
  const { profile, chain, accountId, region, credentials, color } = role;
  const { expiration } = credentials;
  const parts = [
    describeRole(chain, accountId),
    region,
    expiration && `until ${clockTime(expiration, now())} (${timeLeft(expiration, now())})`,
  ];
  const name = shownName(profile, color, stderr, env);
  return `${name}: ${safeText(parts.filter(Boolean).join(', '))}\n`;
}

/** The colour of a profile without `color`, as in prompts. */
const CYAN = '36';

function shownName(
  profile: string,
  color: string | undefined,
  output: Output,
  env: Environment,
): string {
  return styleOf(output, env).color(color ?? CYAN)(safeText(profile));
}

/**
 * Who the credentials are, as far as the configuration says it: `admin in 333333333333`.
 *
 * @param accountId their account, if the configuration does not name it
 */
function describeRole({ source, steps, mfaSession }: RoleChain, accountId?: string): string {
  const role = (steps.at(-1) ?? roleSource(source))?.role;
  if (role !== undefined) return `${role.roleName} in ${role.accountId}`;
  if (source.kind === 'sso') return `${source.roleName} in ${source.accountId}`;
  const account = accountId === undefined ? '' : ` in ${accountId}`;
  return `${mfaSession === undefined ? SOURCES[source.kind] : 'MFA session'}${account}`;
}

const SOURCES: Readonly<Record<RoleChain['source']['kind'], string>> = {
  static: 'keys',
  environment: 'keys of the environment',
  process: 'credential_process',
  sso: 'IAM Identity Center',
  login: 'aws login',
  cognito: 'identity pool',
  instance: 'role of this instance',
  container: 'role of this container',
  'web-identity': 'web identity',
  saml: 'SAML assertion',
};
