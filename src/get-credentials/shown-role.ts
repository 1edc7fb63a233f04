/**
 * What a person sees of a role: the question for its name before it is used (`confirm = true`), and the line after a shell has
 * got it. Loaded only at a terminal.
 */

import type { Context } from '../cli/context.ts';
import { NotConfirmedError } from '../cli/errors.ts';
import { loadConfigFiles, readTextFile } from '../config/files.ts';
import { type RoleChain, roleSource } from '../config/plan.ts';
import { roleChain } from '../config/planning.ts';
import { answeredBySwrole } from '../doctor/facts/command-lines.ts';
import type { ExportedRole } from '../formats/variables.ts';
import type { Environment, Output } from '../system.ts';
import type { Answer } from '../terminal/read-line.ts';
import { clockTime, styleOf, timeLeft, wrapWords } from '../ui/format.ts';
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
  const role = describeRole(chainBehind(chain, system), undefined);
  return `swrole: ${name} is ${safeText(role)}; type its name to use it: `;
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
 * @returns lines with their line feeds, safe for a terminal and wrapped between words
 */
export function roleLine(
  role: ExportedRole & Pick<ResolvedCredentials, 'chain'>,
  system: Context['system'],
): string {
  const { env, stderr, now } = system;
  const { profile, chain, accountId, region, credentials, color } = role;
  const { expiration } = credentials;
  const parts = [
    describeRole(chainBehind(chain, system), accountId),
    region,
    expiration && `until ${clockTime(expiration, now())} (${timeLeft(expiration, now())})`,
  ];
  const start = safeText(profile);
  const words = `${start}: ${safeText(parts.filter(Boolean).join(', '))}`.split(' ');
  const [first = '', ...others] = wrapWords(words, stderr.columns);
  const name = shownName(profile, color, stderr, env);
  const shown = first.startsWith(start) ? name + first.slice(start.length) : first;
  return [shown, ...others].map((line) => `${line}\n`).join('');
}

/** The most profiles that ask swrole for each other. */
const MAX_DELEGATES = 8;

/** The chain that gives the credentials: that of another profile, if this one has swrole as its `credential_process`. */
function chainBehind(chain: RoleChain, system: Context['system'], depth = 0): RoleChain {
  const name = answeredBySwrole(chain.source);
  // A role in front of such a source is its own one.
  if (name === undefined || chain.steps.length > 0 || depth > MAX_DELEGATES) return chain;
  try {
    const behind = roleChain(loadConfigFiles(system), name, { ...system, readText: readTextFile });
    return chainBehind(behind, system, depth + 1);
  } catch {
    return chain; // the files have changed meanwhile
  }
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
