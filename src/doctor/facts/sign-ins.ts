/** The sign-ins to IAM Identity Center that chains need, and until when the SDKs' files say that they last. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SsoBase } from '../../config/base/bases.ts';
import type { Instant } from '../../credentials.ts';
import { parseInstant } from '../../rfc3339.ts';
import type { Planned, SignIn } from './facts.ts';

/** One for each session or start URL, with the profiles that need it. */
export function gatherSignIns(plans: readonly Planned[], home: string): readonly SignIn[] {
  const found = new Map<string, { base: SsoBase; profiles: string[] }>();
  for (const plan of plans) {
    if (!('chain' in plan) || plan.chain.base.kind !== 'sso') continue;
    const { base } = plan.chain;
    const path = tokenFile(base, home);
    const other = found.get(path);
    if (other === undefined) found.set(path, { base, profiles: [plan.profile] });
    else other.profiles.push(plan.profile);
  }
  return [...found].map(([path, needed]) => ({ ...needed, path, expiresAt: expiresAt(path) }));
}

/** As every SDK names it: the SHA-1 of the session, or in the older form of the start URL. */
function tokenFile({ session, startUrl }: SsoBase, home: string): string {
  const name = createHash('sha1')
    .update(session ?? startUrl)
    .digest('hex');
  return join(home, '.aws', 'sso', 'cache', `${name}.json`);
}

/** Security: nothing else leaves the file, which holds the token. */
function expiresAt(path: string): Instant | undefined {
  try {
    const { expiresAt: text } = JSON.parse(readFileSync(path, 'utf8')) as { expiresAt?: unknown };
    return typeof text === 'string' ? parseInstant(text.replace(/UTC$/, 'Z')) : undefined;
  } catch {
    return undefined;
  }
}
