/** Reads the chain of a profile from the config, with what the flags of this run change. */

import { existsSync } from 'node:fs';
import type { Context } from '../cli/context.ts';
import { UsageError } from '../cli/errors.ts';
import type { CredentialOptions } from '../cli/invocation.ts';
import { type ConfigFiles, loadConfigFiles, readTextFile } from '../config/files.ts';
import { withTypedRole } from '../config/find-profile.ts';
import { type RoleChain, type SamlSource, strictestCache } from '../config/plan.ts';
import { roleChain } from '../config/planning.ts';
import { type FileStamps, fileStamp } from '../fast-path/fingerprint.ts';
import { changesOutcome, describeWarning } from '../messages/warnings.ts';
import { sessionPath } from '../session/steps.ts';
import { assertNoRecursion } from '../terminal/secret-command.ts';
import { MAX_CHAINED_SECONDS } from '../util/aws-limits.ts';

/** The chain of a profile, and how it was read. */
export interface ReadChain {
  readonly chain: RoleChain;
  /** The stamps of the files that the profile names, taken before they were read. */
  readonly stamps: FileStamps;
  /** Whether the config has something that its user was warned of. */
  readonly hasWarnings: boolean;
}

/**
 * The chain of a profile with the flags of this run, and with the settings of a profile behind it.
 *
 * @throws ConfigError, RecursionError, UsageError
 */
export async function readChain(
  profile: string,
  options: CredentialOptions,
  context: Context,
): Promise<ReadChain> {
  const { system, debug, warn } = context;
  const files = withTypedRole(loadConfigFiles(system), profile, options.source);
  for (const file of files.files)
    debug(existsSync(file) ? `read ${file}` : `${file} does not exist`);
  for (const warning of files.warnings) debug(describeWarning(warning));
  debug(
    `profile '${profile}'${options.source === undefined ? '' : ` with source '${options.source}'`}`,
  );
  const stamps = new Map<string, string>();
  const readText = (path: string) => {
    if (!stamps.has(path)) stamps.set(path, fileStamp(path));
    return readTextFile(path);
  };
  const configured = roleChain(files, profile, { ...system, readText });
  for (const warning of configured.warnings)
    (changesOutcome(warning) ? warn : debug)(describeWarning(warning));
  const chain = applyFlags(configured, options);
  const { steps } = sessionPath(chain, system.machine);
  const serials = steps.flatMap(({ mfa }) => mfa?.serial ?? []);
  assertNoRecursion(system.env, profile, serials);
  return {
    chain: await withSettingsBehind(chain, files, context),
    stamps,
    hasWarnings: configured.warnings.some(changesOutcome),
  };
}

/** The most profiles that ask swrole for each other; a loop is an error elsewhere. */
const MAX_DELEGATES = 8;

/**
 * `confirm` and `swrole_cache` count too for a profile that gets its credentials from such a profile, by swrole as its
 * `credential_process`: they are the same credentials.
 */
async function withSettingsBehind(
  chain: RoleChain,
  files: ConfigFiles,
  context: Context,
  depth = 0,
): Promise<RoleChain> {
  const isStrictest = chain.confirm && chain.cache?.use === 'none';
  if (isStrictest || chain.source.kind !== 'process' || depth > MAX_DELEGATES) return chain;
  const { swroleBehind, swroleSource } = await import('../doctor/facts/command-lines.ts');
  // A role of the command line has the settings of its source, but for `confirm`.
  const [name, source] = [swroleBehind(chain.source), swroleSource(chain.source)];
  const other = name ?? source;
  if (other === undefined) return chain;
  const { system } = context;
  try {
    const behind = roleChain(files, other, { ...system, readText: readTextFile });
    const { confirm, cache } = await withSettingsBehind(behind, files, context, depth + 1);
    return {
      ...chain,
      confirm: chain.confirm || (name === undefined ? undefined : confirm),
      cache: strictestCache(chain.cache, cache),
    };
  } catch {
    return chain; // the other swrole says what is wrong
  }
}

type Overrides = Pick<CredentialOptions, 'duration' | 'sessionName'>;

/**
 * The chain with `--duration` and `--session-name` in its last session. The sessions before it stay shared.
 *
 * @throws UsageError for a duration that STS would refuse
 */
function applyFlags(chain: RoleChain, overrides: Overrides): RoleChain {
  const last = chain.steps.at(-1);
  if (last !== undefined) {
    if (last.isChained) assertChainedDuration(chain.profile, overrides);
    return {
      ...chain,
      steps: [...chain.steps.slice(0, -1), { ...last, ...overridden(last, overrides) }],
    };
  }
  const { source, mfaSession } = chain;
  if (source.kind === 'web-identity')
    return { ...chain, source: { ...source, ...overridden(source, overrides) } };
  if (source.kind === 'saml') return { ...chain, source: overriddenSaml(source, overrides) };
  if (mfaSession === undefined) return chain;
  const durationSeconds = overrides.duration ?? mfaSession.durationSeconds;
  return { ...chain, mfaSession: { ...mfaSession, durationSeconds } };
}

function assertChainedDuration(profile: string, { duration = 0 }: Overrides): void {
  if (duration <= MAX_CHAINED_SECONDS) return;
  throw new UsageError(
    `--duration: profile '${profile}' is a role behind another session, and lasts an hour at most`,
  );
}

/** @throws UsageError for a session name, which only the assertion can give */
function overriddenSaml(source: SamlSource, { duration, sessionName }: Overrides): SamlSource {
  if (sessionName !== undefined)
    throw new UsageError(
      `--session-name: profile '${source.profile}' gets the name of its session from its SAML assertion`,
    );
  return { ...source, durationSeconds: duration ?? source.durationSeconds };
}

/** The parameters of a session; a flag overrides the configured value. */
function overridden(
  call: { readonly durationSeconds: number | undefined; readonly sessionName: string | undefined },
  { duration, sessionName }: Overrides,
) {
  return {
    durationSeconds: duration ?? call.durationSeconds,
    sessionName: sessionName ?? call.sessionName,
  };
}
