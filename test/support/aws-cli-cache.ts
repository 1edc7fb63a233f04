/** The AWS CLI's cache in a home, and the world in which swrole trusts it: STS at its own host, through a proxy. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsCliKey } from '../../src/session/aws-cli-cache.ts';
import {
  developer,
  type Example,
  type ExampleOptions,
  member,
  startExample,
} from './example-world.ts';
import type { TempHome } from './temp-home.ts';
import { makeAuthority } from './tls-proxy/authority.ts';
import { startTlsProxy } from './tls-proxy/server.ts';
import { untilTestEnds } from './until-test-ends.ts';

/** The AWS CLI's key for the role and the device of `project-dev`. */
export const DEVELOPER_KEY = awsCliKey({
  role: { arn: developer.arn, partition: 'aws', accountId: '111111111111', roleName: 'developer' },
  mfa: { serial: member.mfa.serial, generateToken: undefined },
  durationSeconds: undefined,
  externalId: undefined,
  sessionName: undefined,
});

/** The folder of the AWS CLI's cache. */
export function awsCliFolder({ path }: TempHome): string {
  return join(path, '.aws', 'cli', 'cache');
}

/** The names and the parsed texts of the AWS CLI's cache. */
export function awsCliEntries(home: TempHome): Readonly<Record<string, unknown>> {
  const folder = awsCliFolder(home);
  try {
    const names = readdirSync(folder);
    return Object.fromEntries(
      names.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
    );
  } catch {
    return {};
  }
}

/** Leaves a session of the role there, as the AWS CLI would have; gives its ARN. */
export function leaveAwsCliSession({ home, standIn }: Example, seconds = 3600): string {
  const issued = { roleArn: developer.arn, sessionName: 'botocore-session-1', seconds };
  const { accessKeyId, secretAccessKey, session } = standIn.issue(issued);
  const Arn = 'arn:aws:sts::111111111111:assumed-role/developer/botocore-session-1';
  const answer = {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: session.token,
      Expiration: `${new Date(session.expiration).toISOString().slice(0, 19)}Z`,
      AccountId: '111111111111',
    },
    AssumedRoleUser: { AssumedRoleId: 'AROAEXAMPLE:botocore-session-1', Arn },
  };
  mkdirSync(awsCliFolder(home), { recursive: true });
  const file = join(awsCliFolder(home), `${DEVELOPER_KEY}.json`);
  writeFileSync(file, JSON.stringify(answer), { mode: 0o600 });
  return Arn;
}

/** The example without `generate_token` and without an endpoint URL: a proxy takes the part of STS's own hosts. */
export async function startBehindProxy(options: ExampleOptions = {}): Promise<Example> {
  const example = untilTestEnds(await startExample({ generateToken: false, ...options }));
  const authority = makeAuthority();
  const upstream = example.standIn.url;
  const proxy = untilTestEnds(await startTlsProxy({ authority, upstream }));
  const bundle = join(example.home.path, 'authority.pem');
  await authority.writeTo(bundle);
  const { AWS_ENDPOINT_URL_STS: _url, ...env } = example.env;
  return { ...example, env: { ...env, HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: bundle } };
}
