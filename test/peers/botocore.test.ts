/** botocore, where python has it: it asks for more than 15 minutes, and fails below 10 if it gets none. */
import { execFile, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { leaveSessions } from '../soak/stored-files.ts';
import { member, startExample } from '../support/example-world.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const missing = spawnSync('python3', ['-c', 'import botocore']).status !== 0;
if (missing) process.stderr.write('skipped: python3 has no botocore\n');

const FOUR_READS = `
import botocore.session
credentials = botocore.session.Session(profile='app-dev').get_credentials()
print([credentials.get_frozen_credentials().access_key[:4] for _ in range(4)])
`;

test.skipIf(missing).each([890, 500])(
  'four reads with %i s left and no way to ask are four successes',
  async (seconds) => {
    const example = untilTestEnds(await startExample({ generateToken: false }));
    const { env, home, standIn } = example;
    const code = totp(member.mfa.secret, Date.now());
    await runSwrole(['-j', '-t', code, 'project-dev'], { env, credentialsOnStdout: true });
    leaveSessions(home, seconds * 1000);
    rmSync(join(home.cacheDir, 'answers'), { recursive: true });
    const python = promisify(execFile)('python3', ['-c', FOUR_READS], { env });
    expect((await python).stdout).toBe("['ASIA', 'ASIA', 'ASIA', 'ASIA']\n");
    expect(standIn.calls).toHaveLength(1);
  },
);
