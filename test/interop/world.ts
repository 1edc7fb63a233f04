/** Where the programs run: the example's home, a `swrole` on the `PATH` that counts its starts, and stand-ins of STS and S3. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect } from 'vitest';
import { collectOutput, untilClosed } from '../support/child-output.ts';
import { developer, type Example, startExample } from '../support/example-world.ts';
import { leaks } from '../support/leaks.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import type { TimedRun } from '../support/timed-run.ts';
import { startS3StandIn } from './s3-stand-in.ts';

/** A role that no one may assume. */
const CLOSED_ROLE = 'arn:aws:iam::222222222222:role/closed';

/** `sdk` is what users write; `closed-sdk` is refused by AWS. */
const PROFILES = `
[profile sdk]
credential_process = swrole -j project-dev

[profile closed]
role_arn = ${CLOSED_ROLE}
source_profile = my-company

[profile closed-sdk]
credential_process = swrole -j closed
`;

/** A place for programs that take credentials from swrole. Tests give it to `untilTestEnds`. */
export interface World {
  readonly example: Example;
  /** The whole environment of the programs. */
  readonly env: Readonly<Record<string, string>>;
  /** How often `swrole` was started by its name. */
  starts(): number;
  /** What has happened so far: AssumeRole calls that succeeded, and codes made. */
  used(): Promise<{ readonly roles: number; readonly codes: number }>;
  close(): Promise<void>;
}

/** What a session costs, however many want it. */
export const ONCE = { roles: 1, codes: 1 };

/** Opens a world whose sessions last for so many seconds, where it is said. */
export async function openWorld(sessionSeconds?: number): Promise<World> {
  const role = { ...developer, ...(sessionSeconds && { sessionSeconds }) };
  const example = await startExample({ roles: [role], extraConfig: PROFILES });
  const { home, standIn } = example;
  const s3 = await startS3StandIn(standIn);
  const [bin, starts] = [join(home.path, 'bin'), join(home.path, 'starts')];
  mkdirSync(bin);
  writeFileSync(starts, '');
  writeFileSync(
    join(bin, 'swrole'),
    `#!/bin/sh\necho >> '${starts}'\nexec '${process.execPath}' '${SWROLE_PROGRAM}' "$@"\n`,
    { mode: 0o755 },
  );
  return {
    example,
    env: {
      ...example.env,
      PATH: [bin, example.env.PATH].join(delimiter),
      // Without it, Java and Ruby read names of files as ASCII.
      LC_ALL: 'C.UTF-8',
      // Some read the one, some the other.
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      // A note about the version of node, on stderr.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      INTEROP_S3: s3.url,
    },
    starts: () => readFileSync(starts, 'utf8').length,
    used: async () => {
      const roles = standIn.calls.filter(
        ({ action, errorCode }) => action === 'AssumeRole' && errorCode === undefined,
      );
      return { roles: roles.length, codes: await example.tokenRuns() };
    },
    close: async () => {
      await Promise.all([example.close(), s3.close()]);
    },
  };
}

/** Milliseconds for a program that makes one call; the slowest needs a tenth, on a machine with other work. */
const LIMIT = 60_000;

/**
 * Runs a program whose stdin is at its end.
 *
 * @throws Error after the limit, and if a secret is in its output
 */
export async function run(
  [file = '', ...args]: readonly string[],
  { example, env }: World,
  variables: Readonly<Record<string, string>>,
  limit = LIMIT,
): Promise<TimedRun> {
  const startedAt = performance.now();
  const child = spawn(file, args, { env: { ...env, ...variables }, cwd: env.HOME });
  child.stdin.end();
  const output = collectOutput(child);
  await untilClosed(child, limit);
  const { stdout, stderr } = output;
  if (leaks(stdout + stderr, example.standIn.secrets)) throw new Error('a secret leaked');
  const milliseconds = performance.now() - startedAt;
  return { exitCode: child.exitCode, stdout, stderr, milliseconds };
}

/** A run that prints the ARN of the role, and nothing else. */
export const AS_ROLE: TimedRun = {
  exitCode: 0,
  stdout: expect.stringMatching(
    /^arn:aws:sts::111111111111:assumed-role\/developer\/swrole-\S+\n$/,
  ),
  stderr: '',
  milliseconds: expect.any(Number),
};
