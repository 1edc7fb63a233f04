/**
 * How calls are made in the name of a profile, once it has credentials: in which partition, to which STS, and in what way.
 * Where a role was assumed last, that is said already; the others go by the same rules, with the profile's region.
 */
import type { Base } from './base/bases.ts';
import type { ConfigFiles } from './files.ts';
import { Variables } from './environment-value.ts';
import { findProfile } from './find-profile.ts';
import { partitionOf } from './partition.ts';
import type { Surroundings } from './plan-context.ts';
import { checkProfile, type Profile } from './profile/profile.ts';
import { regionRule } from './profile/rules.ts';
import { type RoleChain, roleChain } from './plan.ts';
import { type StsEndpoint, stsEndpoint } from './sts-endpoint.ts';
import { type Transport, transportOf } from './transport.ts';

/** The way of a call with a profile's credentials. */
export interface CallerWay {
  readonly chain: RoleChain;
  /** `aws`, `aws-cn`, … */
  readonly partition: string;
  readonly endpoint: StsEndpoint;
  readonly transport: Transport;
}

/** How calls with the credentials of profile `name` are made. Throws `ConfigError`, as `roleChain` does. */
export function callerWay(files: ConfigFiles, name: string, surroundings: Surroundings): CallerWay {
  const chain = roleChain(files, name, surroundings);
  const role = chain.steps.at(-1) ?? roleOf(chain.base);
  if (role !== undefined) return { ...wayOf(role), chain, partition: role.role.partition };
  const session = chain.mfaSession;
  if (session !== undefined)
    return { ...wayOf(session), chain, partition: partitionOf(session.endpoint.region) };
  return { ...ownWay(files, chain, surroundings), chain };
}

function roleOf(base: Base) {
  return base.kind === 'web-identity' ? base : undefined;
}

function wayOf({ endpoint, transport }: Pick<CallerWay, 'endpoint' | 'transport'>) {
  return { endpoint, transport };
}

function ownWay(files: ConfigFiles, { profile, base }: RoleChain, surroundings: Surroundings) {
  const warn = () => {}; // said already, when the chain was made
  const selected = checkProfile(findProfile(files, profile), warn);
  const variables = new Variables(surroundings.env);
  const planning = { ...surroundings, variables, files, selected, warn };
  const partition = partitionOf(baseRegion(base) ?? usualRegion(selected, variables));
  const endpoint = stsEndpoint(selected, partition, planning);
  return { partition, endpoint, transport: transportOf(selected, planning) };
}

/** A sign-in stands in one region, and gives credentials of its partition. */
function baseRegion(base: Base): string | undefined {
  if (base.kind === 'sso') return base.portal.region;
  return base.kind === 'login' ? base.endpoint.region : undefined;
}

/** The region that says in which partition keys are that do not say it themselves; empty for the first one. */
function usualRegion({ region }: Profile, variables: Variables): string {
  const variable = (name: string) => variables.value(name, regionRule);
  return region ?? variable('AWS_REGION') ?? variable('AWS_DEFAULT_REGION') ?? '';
}
