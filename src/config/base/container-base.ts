/** `credential_source = EcsContainer`: an agent beside the container gives the credentials of its role (contract E.1). */
import { createHash } from 'node:crypto';
import type { Variables } from '../environment-value.ts';
import { roleKeys } from '../keys.ts';
import type { Planning } from '../plan-context.ts';
import type { Profile } from '../profile/profile.ts';
import { locationOf } from '../profile/raw-profile.ts';
import type { ValueRule } from '../profile/rules.ts';
import type { Base } from './bases.ts';
import { missingEnvironment } from './missing-environment.ts';

/** By which an agent knows who asks: two containers may have agents at one address, such as EKS's. */
const AUTHORIZATION = [
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
] as const;

/** The first wins. */
const URI_VARIABLES = [
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
] as const;

/** What an answer that was made from the agent's credentials depends on. */
export const CONTAINER_VARIABLES = [...URI_VARIABLES, ...AUTHORIZATION] as const;

/** Where the agent of ECS answers. */
const ECS_AGENT = 'http://169.254.170.2';

/** The agents of ECS and EKS, whose addresses do not leave the machine, in the clear; whoever else by https (every SDK's rule). */
const AGENTS = new Set(['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', 'localhost', '[::1]']);

const relativeUriRule: ValueRule<string> = {
  problem: 'must be a path that begins with a slash',
  parse: (text) => (/^\/[!-~]*$/.test(text) ? new URL(ECS_AGENT + text).href : undefined),
};

const fullUriRule: ValueRule<string> = {
  problem: `must be an https URL, or an http one of this machine or of the agents ${[...AGENTS].slice(0, 3).join(', ')}`,
  parse: (text) => (isAllowed(text) ? text : undefined),
};

/** The agent that the environment names. Throws `missing-environment` and `invalid-environment`. */
export function containerBase(profile: Profile, { variables }: Planning): Base {
  const [relative, full] = URI_VARIABLES;
  const url = variables.value(relative, relativeUriRule) ?? variables.value(full, fullUriRule);
  if (url === undefined) throw missingEnvironment(profile, URI_VARIABLES);
  const at = locationOf(profile.raw, roleKeys.credentialSource);
  return {
    kind: 'container',
    profile: profile.name,
    url,
    authorization: authorization(variables),
    at,
  };
}

function authorization(variables: Variables): string {
  const values = AUTHORIZATION.map((name) => variables.text(name) || null);
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}

function isAllowed(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (protocol === 'https:') return true;
  return protocol === 'http:' && (AGENTS.has(hostname) || /^127(?:\.\d+){3}$/.test(hostname));
}
