/** A home with a profile of every kind, for what `list`, `status` and `logout` say of them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  auditor,
  deployer,
  developer,
  type Example,
  member,
  startExample,
} from '../support/example-world.ts';
import { openPty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import {
  type RunOptions,
  type RunResult,
  runSwrole,
  SWROLE_PROGRAM,
} from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** Roles behind each other and behind an MFA session; the first section is added to that of the example. */
export const ROLES = `
[profile project-dev]
role_session_name = ada
[profile deploy]
role_arn = ${deployer.arn}
role_session_name = ada
source_profile = project-dev
region = eu-west-1
[profile session]
source_profile = my-company
role_arn = ${developer.arn}
role_session_name = ada
mfa_serial = ${member.mfa.serial}
mfa_session = 12h
[profile session-audit]
source_profile = my-company
role_arn = ${auditor.arn}
role_session_name = ada
mfa_serial = ${member.mfa.serial}
mfa_session = 12h
`;

/** The other sources, and one profile that is wrong. */
export const SOURCES = `[profile sso-read]
sso_session = work
sso_account_id = 444444444444
sso_role_name = ReadOnly
region = eu-west-1
[sso-session work]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[profile signed-in]
login_session = arn:aws:iam::111111111111:user/ada
region = eu-west-1
[profile machine]
role_arn = ${developer.arn}
credential_source = Ec2InstanceMetadata
[profile task]
role_arn = ${developer.arn}
credential_source = EcsContainer
[profile variables]
role_arn = ${developer.arn}
credential_source = Environment
[profile pod]
role_arn = arn:aws:iam::222222222222:role/pod
web_identity_token_file = ~/token
[profile me]
aws_access_key_id = ${member.accessKeyId}
aws_secret_access_key = ${member.secretAccessKey}
mfa_serial = ${member.mfa.serial}
[profile lost]
role_arn = ${developer.arn}
source_profile = nowhere
`;

/** Variables for all sources that are named by variables. */
export const SOURCE_VARIABLES = {
  AWS_ACCESS_KEY_ID: member.accessKeyId,
  AWS_SECRET_ACCESS_KEY: member.secretAccessKey,
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/task',
};

/** What a test of these commands works with. */
export interface ListingWorld {
  readonly example: Example;
  /** Runs the program with its output in pipes. */
  run(args: readonly string[], more?: Partial<RunOptions>): Promise<RunResult>;
  /** The same in a process of its own, for those that run at the same time. */
  runAlone(args: readonly string[], more?: Partial<RunOptions>): Promise<RunResult>;
  /** Runs it on a terminal of this width, and gives what was there at the end. */
  show(
    args: readonly string[],
    cols: number,
    env?: Readonly<Record<string, string>>,
  ): Promise<{
    readonly text: string;
    readonly raw: string;
    readonly exitCode: number | undefined;
  }>;
}

/** A time zone in which it is about noon: no session of a few hours ends on another day. */
function noonZone(): string {
  const offset = new Date().getUTCHours() - 12;
  return `Etc/GMT${offset < 0 ? '' : '+'}${offset}`;
}

/** Starts STS and a home with these profiles beside the example's. */
export async function startListing(extraConfig: string): Promise<ListingWorld> {
  const example = untilTestEnds(await startExample({ extraConfig }));
  const env = { ...example.env, TZ: noonZone() };
  const { secrets } = example.standIn;
  const options = ({ env: own, ...more }: Partial<RunOptions> = {}) => ({
    env: { ...env, ...own },
    secrets,
    ...more,
  });
  return {
    example,
    run: (args, more) => runInProcess(args, options(more)),
    runAlone: (args, more) => runSwrole(args, options(more)),
    show: async (args, cols, own = {}) => {
      const command = process.execPath;
      const options = { command, args: [SWROLE_PROGRAM, ...args], env: { ...env, ...own }, cols };
      const pty = untilTestEnds(openPty(options));
      const { exitCode } = await pty.exit;
      return { text: pty.text(), raw: pty.raw(), exitCode };
    },
  };
}

/** Obtains the credentials of these profiles, each with the next code of the device. */
export async function obtain({ run }: ListingWorld, ...profiles: string[]): Promise<void> {
  for (const profile of profiles) {
    const result = await run(['-j', profile], { credentialsOnStdout: true });
    if (result.exitCode !== 0) throw new Error(result.stderr);
  }
}

/** The same with a code on the command line: the one after the present one, which `generate_token` has used up. */
export async function obtainWithCode({ run }: ListingWorld, ...args: string[]): Promise<void> {
  const code = totp(member.mfa.secret, Date.now() + 30_000);
  const result = await run(['-j', '-t', code, ...args], { credentialsOnStdout: true });
  if (result.exitCode !== 0) throw new Error(result.stderr);
}

/** The names in a folder of swrole's directory. */
export function kept({ example }: ListingWorld, folder: string): readonly string[] {
  try {
    return readdirSync(join(example.home.cacheDir, folder));
  } catch {
    return [];
  }
}

/** Changes what a stored session of a role says of itself. */
export function editSessions(
  { example }: ListingWorld,
  change: (fields: Record<string, unknown>) => object,
): void {
  const folder = join(example.home.cacheDir, 'sessions');
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
  }
}

/** Clock times and countdowns, which are others in every run, as letters of the same length. */
export function timeless(text: string): string {
  return text
    .replace(/\b\d\d:\d\d\b/g, 'HH:MM')
    .replace(/next one in \d+s(?= |$)/gm, 'next one in Ns')
    .replace(/(?<=HH:MM \()\d+\w+/g, 'LEFT');
}
