import type { Key } from '../sts-stand-in/keyring.ts';
import type { LoginTokens } from './login-tokens.ts';

/** The sign-in service for federated users, as far as it is asked here. */
export interface Federation {
  readonly tokens: LoginTokens;
  /** The console's host: a login leads nowhere else. */
  readonly consoleHost: string;
  findKey(accessKeyId: string): Key | undefined;
  /** The service's clock, in milliseconds since the epoch. */
  now(): number;
}
