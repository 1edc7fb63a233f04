/** What the demo does, as data. */
import type { DemoWorld } from './demo-world.ts';

/** A few lines for `sh`, what is said about them, and what must come of them. */
export interface Step {
  readonly title: string;
  /** As a user types them. */
  readonly lines: readonly string[];
  /** What happens to the world first. */
  before?(world: DemoWorld): Promise<void>;
  /** The STS calls that they make, in their order. */
  readonly calls: readonly string[];
  /** How many codes `generate_token` gives. */
  readonly codes: number;
  /** All that they print, given what the first step printed. */
  stdout(first: string): string | RegExp;
}

const DOCUMENT =
  /^\{"Version":1,"AccessKeyId":"ASIA[A-Z0-9]{16}","SecretAccessKey":"[^"]+","SessionToken":"[^"]+","Expiration":"[-\dT:]+Z","AccountId":"111111111111"\}\n$/;

const ASSUMED_ROLE = /^arn:aws:sts::111111111111:assumed-role\/developer\/swrole-[\w+=,.@-]+\n$/;

function keyId(document: string): string {
  return (JSON.parse(document) as { AccessKeyId: string }).AccessKeyId;
}

/** In this order: each finds what those before it have left. */
export const steps: readonly Step[] = [
  {
    title: 'Nothing is cached: one code, one STS call',
    lines: ['swrole -j project-dev'],
    calls: ['AssumeRole'],
    codes: 1,
    stdout: () => DOCUMENT,
  },
  {
    title: 'Again: the same, answered from ~/.aws/swrole',
    lines: ['swrole -j project-dev'],
    calls: [],
    codes: 0,
    stdout: (first) => first,
  },
  {
    title: 'The role in this shell',
    lines: [
      'eval $(swrole project-dev)',
      'echo $AWS_ACCESS_KEY_ID $AWS_ACCOUNT_ID $AWS_REGION $SWROLE_PROFILE',
    ],
    calls: [],
    codes: 0,
    stdout: (first) => `${keyId(first)} 111111111111 ap-northeast-1 project-dev\n`,
  },
  {
    title: 'One command in the role; its exit status is passed on',
    lines: [
      `swrole exec project-dev -- sh -c 'echo $SWROLE_PROFILE $AWS_ACCOUNT_ID; exit 7'`,
      'echo $?',
    ],
    calls: [],
    codes: 0,
    stdout: () => 'project-dev 111111111111\n7\n',
  },
  {
    title:
      'An AWS SDK (JavaScript v3) told nothing but a profile: it runs credential_process itself',
    lines: ['AWS_PROFILE=app-dev node whoami.mjs'],
    calls: ['GetCallerIdentity'],
    codes: 0,
    stdout: () => ASSUMED_ROLE,
  },
  {
    title: 'STS is stopped: still the same answer',
    lines: ['swrole -j project-dev'],
    before: (world) => world.stopSts(),
    calls: [],
    codes: 0,
    stdout: (first) => first,
  },
];
