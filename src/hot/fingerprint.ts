/**
 * What a cached answer depends on, as one line of text. If it is the same as when the answer was
 * stored, then a full run would end at the same session, and nothing needs to be read or parsed.
 */
import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import { configFilePaths, type Environment } from './places.ts';

/** Variables that change which credentials a profile means, or where they come from. */
const VARIABLES = [
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_STS_REGIONAL_ENDPOINTS',
  'AWS_ENDPOINT_URL_SSO',
  'AWS_ENDPOINT_URL_SSO_OIDC',
  'AWS_ENDPOINT_URL_SIGNIN',
];

/** What only some answers depend on: the file at a path, a variable, or the machine where homes are shared by several. */
export type Dependency = `file:${string}` | `variable:${string}` | 'machine';

/** Follows symbolic links, so that an edit of a dotfile manager's real file is seen. */
function fileStamp(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) return '-';
  return `${stats.dev}.${stats.ino}.${stats.size}.${stats.mtimeNs}.${stats.ctimeNs}`;
}

function dependencyStamp(dependency: string, env: Environment): string {
  const [kind, name = ''] = dependency.split(/:(.*)/s, 2);
  if (kind === 'file') return fileStamp(name);
  return encodeURIComponent(kind === 'variable' ? (env[name] ?? '') : hostname());
}

/**
 * The fingerprint of a profile's answer: no space, no line break. The name is part of it, because a
 * file system that folds case would give `Dev` the answer of `dev`.
 *
 * @throws the file system's error when a file is there but cannot be examined
 */
export function fingerprint(
  profile: string,
  env: Environment,
  home: string,
  dependencies: readonly string[] = [],
): string {
  const files = configFilePaths(env, home);
  const values = VARIABLES.map((name) => encodeURIComponent(env[name] ?? ''));
  return [
    encodeURIComponent(profile),
    fileStamp(files.config),
    fileStamp(files.credentials),
    ...values,
    ...dependencies.map((dependency) => dependencyStamp(dependency, env)),
  ].join(',');
}
