import { join } from 'node:path';
import { auditor, developer, type Example, member } from '../../support/example-world.ts';
import { writeAwsFiles } from '../../support/temp-home.ts';
import { totp } from '../../support/totp.ts';
import { inExample } from '../in-example.ts';
import { type Arrival, type Checkpoints, openCheckpoints } from './checkpoints.ts';

/** An example in which a process that gets the session of `project` passes checkpoints. */
export interface StormWorld {
  readonly example: Example;
  readonly checkpoints: Checkpoints;
  /** Whether `project` needs a code, and so has the checkpoint `token` after `base`. */
  readonly withMfa: boolean;
  /** Lets a process go on as if its command had been a real one. A code is for one call. */
  letGoOn(arrival: Arrival): void;
}

const KEYS = `${JSON.stringify({
  Version: 1,
  AccessKeyId: member.accessKeyId,
  SecretAccessKey: member.secretAccessKey,
})}\n`;

function config({ command }: Checkpoints, withMfa: boolean): string {
  const role = `role_arn = ${withMfa ? developer.arn : auditor.arn}\n`;
  const mfa = `mfa_serial = ${member.mfa.serial}\ngenerate_token = ${command('token')}\n`;
  return `[profile my-company]
credential_process = ${command('base')}
[profile project]
source_profile = my-company
${role}${withMfa ? mfa : ''}`;
}

/** The code of now and the next one: STS takes both, also when a window ends meanwhile. */
function twoCodes(): string[] {
  const now = Date.now();
  return [now, now + 30_000].map((at) => `${totp(member.mfa.secret, at)}\n`);
}

/** Does the work in such a world, and removes that. */
export function inStormWorld<T>(
  withMfa: boolean,
  work: (world: StormWorld) => Promise<T>,
): Promise<T> {
  return inExample({ latencyMs: 0 }, async (example) => {
    const checkpoints = await openCheckpoints(join(example.home.path, 'checkpoints'));
    const codes = twoCodes();
    const letGoOn = ({ name, goOn }: Arrival) =>
      goOn(name === 'base' ? KEYS : (codes.shift() ?? 'no code left'));
    try {
      // Keys in the credentials file would go before the command.
      await writeAwsFiles(example.home, { config: config(checkpoints, withMfa), credentials: '' });
      return await work({ example, checkpoints, withMfa, letGoOn });
    } finally {
      await checkpoints.close();
    }
  });
}
