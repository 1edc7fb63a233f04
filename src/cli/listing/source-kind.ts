import type { Base } from '../../config/base/bases.ts';

/** Where a profile's credentials come from in the end. */
export type SourceKind =
  | 'keys'
  | 'environment'
  | 'process'
  | 'sso'
  | 'sign-in'
  | 'instance'
  | 'container'
  | 'web-identity';

const SOURCES: Readonly<Record<Base['kind'], SourceKind>> = {
  static: 'keys',
  environment: 'environment',
  process: 'process',
  sso: 'sso',
  login: 'sign-in',
  instance: 'instance',
  container: 'container',
  'web-identity': 'web-identity',
};

/** Where the credentials of a base come from, in the words of `--json`. */
export function sourceKind({ kind }: Base): SourceKind {
  return SOURCES[kind];
}
