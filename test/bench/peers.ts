/** Other programs that give an SDK the credentials of a role, if they are on the PATH. */
import { spawnSync } from 'node:child_process';
import { auditor } from '../support/example-world.ts';
import type { Home, Homes } from './homes.ts';
import { BARE, type Call, type Measurement, run } from './measurements.ts';

/** A peer: how it is asked for the credentials of `project-dev`, and with which variables. */
interface Peer {
  readonly name: string;
  readonly args: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

/** Each has called STS once before; the AWS CLI and aws-vault call it again each time, as they always do here. */
const PEERS: readonly Peer[] = [
  {
    name: 'aws',
    // As in scripts with `jq`; version 1 has no command that exports credentials.
    args: [
      ...['sts', 'assume-role', '--profile', 'my-company', '--role-arn', auditor.arn],
      ...['--role-session-name', 'bench', '--output', 'json'],
    ],
  },
  {
    name: 'aws-vault',
    args: ['export', '--format=json', 'project-dev'],
    variables: { AWS_VAULT_BACKEND: 'file', AWS_VAULT_FILE_PASSPHRASE: 'passphrase' },
  },
  { name: 'aws-runas', args: ['-O', 'json', 'project-dev'] },
];

/** The credentials of a role, in any layout. */
const CREDENTIALS = /"AccessKeyId": ?"ASIA\w{16}"/;

/** The rows of those that are here and answer; and a line about the others. */
export async function makePeers(homes: Homes) {
  const measurements: Measurement[] = [];
  const missing: string[] = [];
  for (const peer of PEERS) {
    const home = await homes.open('none');
    const problem = await whyNot(peer, home);
    if (problem !== undefined) missing.push(`${peer.name} (${problem})`);
    else
      measurements.push({
        what: `${peer.name} ${peer.args.slice(0, 2).join(' ')} …`,
        against: BARE,
        prepare: async () => callOf(peer, home),
      });
  }
  return {
    measurements,
    missing: missing.length === 0 ? '' : `\nnot measured: ${missing.join(', ')}\n`,
  };
}

function callOf({ name, args, variables }: Peer, { env }: Home): Call {
  return { file: name, args, env: { ...env, ...variables }, expected: CREDENTIALS };
}

async function whyNot(peer: Peer, home: Home): Promise<string | undefined> {
  const { error } = spawnSync(peer.name, ['--version'], { stdio: 'ignore' });
  if (error !== undefined) return 'not on the PATH';
  try {
    await run(callOf(peer, home));
    return undefined;
  } catch {
    return 'it does not answer';
  }
}
