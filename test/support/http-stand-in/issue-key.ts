import type { TemporaryKey } from '../sts-stand-in/keyring.ts';

/** Issues a new key of the session that a stand-in hands out: with `StsStandIn.issue`, so that STS accepts it. */
export type IssueKey<Args extends unknown[] = []> = (...args: Args) => TemporaryKey;

/** Issues keys as before, and adds what of each must not leak to `secrets`. */
export function listingSecrets<Args extends unknown[]>(
  issue: IssueKey<Args>,
  secrets: string[],
): IssueKey<Args> {
  return (...args) => {
    const key = issue(...args);
    secrets.push(key.secretAccessKey, key.session.token);
    return key;
  };
}
