/** The texts that the program reads from the user, from files and from other programs, as subjects of fuzzing. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseArguments } from '../../src/cli/parse.ts';
import {
  candidates,
  parseCursorContext,
  readBashLine,
  typedInBash,
} from '../../src/completion/candidates.ts';
import { listProfiles, parseConfigFiles } from '../../src/config/files.ts';
import { ChainPlanner, chainOf, planWarnings } from '../../src/config/planning.ts';
import { Credentials } from '../../src/credentials.ts';
import { answerName, formatAnswer, readAnswer } from '../../src/fast-path/cached-answer.ts';
import { ANSWERS } from '../../src/fast-path/paths.ts';
import { FORMATS } from '../../src/formats/document.ts';
import { exportText } from '../../src/formats/index.ts';
import { warningPhrases } from '../../src/messages/warnings.ts';
import { lastAsked } from '../../src/mfa/prompt.ts';
import { findMfaCode, type MfaCode } from '../../src/mfa/question.ts';
import { isStepUsed, openUsedCodes } from '../../src/mfa/used-codes.ts';
import { outputExcerpt, outputHint } from '../../src/process/run-child.ts';
import { parseProcessOutput } from '../../src/providers/index.ts';
import { readSamlResponse } from '../../src/providers/saml-response.ts';
import { readEntry } from '../../src/session/aws-cli-file.ts';
import { formatSession, parseSession, sealedText } from '../../src/session/cached-session.ts';
import { parseFailureRecords } from '../../src/session/failure-record.ts';
import type { SessionKey } from '../../src/session/session-key.ts';
import { privateStore } from '../../src/storage/private-store.ts';
import { safeText } from '../../src/util/text.ts';
import { generatedFiles } from '../config/differential/generated-files.ts';
import { SURROUNDINGS } from '../config/plain.ts';
import { step } from '../session/example-chain.ts';
import { samlXml } from '../support/saml-response.ts';
import { type Closing, errorText, type MakeSubject, type Subject, subject } from './fuzzing.ts';
import { CANARIES, mutated, mutatedJson, WORDS } from './hostile.ts';
import { all, either, oneOf, type Random, some } from './inputs.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const HOUR = 3_600_000;
const DEVELOPER = 'arn:aws:iam::111111111111:role/developer';
const SESSION = 'arn:aws:sts::111111111111:assumed-role/developer/swrole-member';
const SERIAL = 'arn:aws:iam::000000000000:mfa/member';
const AT = { file: 'config', line: 1 };

/** A private file whose text is replaced in place: a new file, or one of no length, costs some file systems milliseconds. */
export function openFile(path: string, closing: Closing) {
  const fd = openSync(path, 'w+', 0o600);
  closing.push(() => closeSync(fd));
  return (text: string) => {
    const bytes = Buffer.from(text);
    writeSync(fd, bytes, 0, bytes.length, 0);
    ftruncateSync(fd, bytes.length);
  };
}

// Config and credentials files.

const CONFIGS = [
  `[default]
region = eu-central-1
[profile my-company]
mfa_serial = ${SERIAL}
generate_token = ykman oath accounts code -s aws
mfa_session = 12h
[profile "project dev"] # both
role_arn = ${DEVELOPER}
source_profile = my-company
external_id = 4=x#y
duration_seconds = 3600
role_session_name = ada@example.com
`,
  `[profile chain]
role_arn = arn:aws:iam::222222222222:role/team/auditor
source_profile = project dev
confirm = true
color = red
s3 =
  addressing_style = path
[profile project dev]
role_arn = ${DEVELOPER}
session_tags = team=red, cost=1
source_profile = default
[default]
services = local
[services local]
sts =
  endpoint_url = http://localhost:4566
`,
  `[profile sso]
sso_session = work
sso_account_id = 111111111111
sso_role_name = ReadOnly
[sso-session work]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[profile ec2]
role_arn = ${DEVELOPER}
credential_source = Ec2InstanceMetadata
`,
  `[profile web]
role_arn = ${DEVELOPER}
web_identity_token_file = ~/token
[profile saml]
role_arn = ${DEVELOPER}
saml_assertion_process = idp --print
[profile login]
login_session = arn:aws:iam::111111111111:user/ada
`,
  `[profile process]
credential_process = /usr/bin/get --token ${CANARIES.sessionToken}
[profile guests]
cognito_identity_pool_id = eu-west-1:12345678-90ab-cdef-1234-567890abcdef
[profile keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = ${CANARIES.secretAccessKey}
region = us-east-1
`,
];
const CREDENTIALS = `# mine
[my-company]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = ${CANARIES.secretAccessKey}
[project dev]
aws_access_key_id = ${CANARIES.accessKeyId}
aws_secret_access_key = ${CANARIES.secretAccessKey}
aws_session_token = ${CANARIES.sessionToken}
[default]
region = us-east-1
`;

/** Files of the tests that compare swrole's reading with the SDK's: a tenth of the samples. */
const GENERATED = fc.sample(generatedFiles, { numRuns: 100, seed: 1 }).map((files) => files.config);

/** Of how many profiles a chain is planned: most of the time goes there. */
const MOST_PROFILES = 2;

/** All that is said of two files and of their profiles. */
function readFiles(config: string, credentials: string): readonly string[] {
  const files = parseConfigFiles({
    config: { path: 'config', text: config },
    credentials: { path: 'credentials', text: credentials },
  });
  const planner = new ChainPlanner(files, SURROUNDINGS);
  const texts: string[] = [];
  const plans = [...listProfiles(files).slice(0, MOST_PROFILES), 'gone'].flatMap((name) => {
    try {
      const plan = planner.plan(name);
      chainOf(plan);
      return plan;
    } catch (error) {
      texts.push(errorText(error));
      return [];
    }
  });
  const warnings = [...files.warnings, ...planWarnings(plans)];
  return [
    ...texts,
    ...warnings.map((each) => safeText(Object.values(warningPhrases(each)).join(': '))),
  ];
}

const config = subject({
  name: 'config',
  inputs: mutated([...CONFIGS, ...GENERATED]),
  use: (text) => readFiles(text, CREDENTIALS),
});

const credentials = subject({
  name: 'credentials',
  inputs: mutated([CREDENTIALS, CREDENTIALS.replaceAll('\n', '\r\n'), `\ufeff${CREDENTIALS}`]),
  use: (text) => readFiles(CONFIGS[0] ?? '', text),
});

// What swrole stores.

const DOCUMENT = `{"Version":1,"AccessKeyId":"${CANARIES.accessKeyId}","SecretAccessKey":"${CANARIES.secretAccessKey}"}\n`;
const answer = {
  usableUntil: NOW / 1000 + 60,
  writtenAt: NOW / 1000,
  fingerprint: 'print',
  dependencies: ['variable:TEAM', 'file:/home/ada/policy.json'],
  document: DOCUMENT,
  exports: { region: 'eu-west-1', color: '31' },
} as const;
const ANSWERS_STORED = [
  formatAnswer(answer),
  formatAnswer({ ...answer, dependencies: [], exports: undefined }),
  formatAnswer({ ...answer, fingerprint: 'another' }),
];

function answers(folder: string, closing: Closing): Subject {
  const cache = join(folder, 'swrole');
  const store = privateStore(cache, ANSWERS);
  store.write(answerName('dev'), '');
  const write = openFile(join(cache, ANSWERS, answerName('dev')), closing);
  const served = new Set(
    ANSWERS_STORED.map((text) => {
      write(text);
      return `${text.split('\n', 1)[0]}${JSON.stringify(readAnswerOrNone(cache))}`;
    }),
  );
  return subject({
    name: 'answers',
    inputs: mutated(ANSWERS_STORED),
    use: (text) => {
      write(text);
      const read = readAnswerOrNone(cache);
      // The second line is the launcher's, which has a seal of its own there.
      if (read !== undefined && !served.has(`${text.split('\n', 1)[0]}${JSON.stringify(read)}`))
        throw new Error(`serves an edited answer: ${JSON.stringify(text)}`);
      return [];
    },
  });
}

/** As `readReadyAnswer` does it: an error is no answer. */
function readAnswerOrNone(cache: string) {
  try {
    return readAnswer(cache, 'dev', () => 'print', NOW);
  } catch {
    return undefined;
  }
}

const KEY = 'a'.repeat(64) as SessionKey;
const session = {
  key: KEY,
  assumedRoleArn: SESSION,
  issuedAt: NOW,
  expiration: NOW + HOUR,
  credentials: new Credentials({ ...CANARIES, expiration: NOW + HOUR }),
};
const { digest: _digest, ...sessionFields } = JSON.parse(formatSession(session));

/** With the right digest. */
function sealed(text: string): string {
  try {
    return sealedText({ ...JSON.parse(text) });
  } catch {
    return text;
  }
}

const sessions = subject({
  name: 'sessions',
  inputs: either(
    all(oneOf<boolean>(false), mutated([formatSession(session)])),
    all(oneOf<boolean>(true), mutatedJson([sessionFields])),
  ),
  use: ([isSealed, given]) => {
    const text = isSealed ? sealed(given) : given;
    const read = parseSession(text, KEY, step(), NOW);
    if (read === undefined) return [];
    if (read.assumedRoleArn !== undefined && !read.assumedRoleArn.startsWith(SESSION.slice(0, -13)))
      throw new Error(`a session of another role: ${read.assumedRoleArn}`);
    new Date(read.expiration).toISOString();
    return [safeText(JSON.stringify(read))];
  },
});

const FAILURE = {
  generation: 'b2f7d4f6-0000-4000-8000-000000000000',
  at: NOW,
  pid: 42,
  profile: 'dev',
  under: { command: 'x', network: 'y' },
};
const report = { program: 'otp', at: AT, outputLines: 2, said: 'no key' };
const FAILURES = [
  { name: 'MfaError', fact: { kind: 'token-command-failed', ending: { exitCode: 1 }, ...report } },
  { name: 'MfaError', fact: { kind: 'spent-code', from: 'generate_token', secondsUntilNext: 7 } },
  { name: 'MfaError', fact: { kind: 'no-way-to-ask', profile: 'dev', reason: 'no-dialog' } },
  {
    name: 'SourceError',
    fact: {
      kind: 'no-credentials',
      profile: 'b',
      source: 'the container agent',
      reason: 'HTTP 404',
      key: 'credential_source',
      at: AT,
    },
  },
  { name: 'SourceError', fact: { kind: 'expired', profile: 'b', expiration: NOW, at: AT } },
  {
    name: 'StsError',
    fact: {
      failure: 'not-authorized',
      action: 'AssumeRole',
      code: 'AccessDenied',
      message: 'no',
      profile: 'dev',
      roleArn: DEVELOPER,
      host: 'sts',
      sent: true,
      lacks: ['external_id'],
    },
  },
].map((error) => ({ format: 2, failures: [{ ...FAILURE, ...error }] }));

const failures = subject({
  name: 'failure records',
  inputs: mutatedJson(FAILURES),
  use: (text) =>
    parseFailureRecords(text).map(({ error, at }) => {
      new Date(at).toISOString();
      return errorText(error);
    }),
});

const STEP = Math.floor(NOW / 30_000);
const USED = [
  [
    { hash: 'c'.repeat(64), step: STEP },
    { hash: 'd'.repeat(64), step: STEP - 1 },
  ],
  { asked: NOW - 60_000, told: NOW - 2 * HOUR },
];

const devices = subject({
  name: 'device records',
  inputs: mutatedJson(USED),
  use: (text) => {
    const store = { read: () => text, write: () => {}, remove: () => {} };
    const asked = lastAsked(store, SERIAL);
    if (asked !== undefined) new Date(asked).toISOString();
    isStepUsed(store, SERIAL, NOW);
    const codes = openUsedCodes(store, SERIAL);
    const code = '123456' as MfaCode;
    if (codes.has(code, NOW)) throw new Error('an unused code counts as used');
    codes.add(code, NOW);
    if (!codes.has(code, NOW)) throw new Error('a used code counts as unused');
    return [];
  },
});

// What other programs print and store.

const TOKEN_OUTPUTS = [
  '123456\n',
  'code: 1\r\n"123 456"\r\n',
  '{"code":\n "123456"\n}',
  '012345',
  'Enter PIN:\n654321\n654321\n',
];

const tokenOutput = subject({
  name: 'token output',
  inputs: mutated([
    ...TOKEN_OUTPUTS,
    `error: cannot open vault with password=${CANARIES.secretAccessKey}\nhint: sign in\n`,
    `swrole: error: no\nswrole: hint: token ${CANARIES.sessionToken}\n`,
  ]),
  use: (text) => {
    const code = findMfaCode(text);
    if (code !== undefined && !/^[0-9]{6}$/.test(code)) throw new Error('not a code');
    return [outputExcerpt(text) ?? '', outputHint(text) ?? ''];
  },
});

const PROCESS_OUTPUT = {
  Version: 1,
  AccessKeyId: CANARIES.accessKeyId,
  SecretAccessKey: CANARIES.secretAccessKey,
  SessionToken: CANARIES.sessionToken,
  Expiration: '2026-01-01T13:00:00Z',
  AccountId: '111111111111',
};

const processOutput = subject({
  name: 'process output',
  inputs: mutatedJson([PROCESS_OUTPUT]),
  use: (text) => {
    const parsed = parseProcessOutput(text, NOW);
    if (typeof parsed === 'string') return [parsed];
    // Each format prints it whole, or not at all.
    const texts = FORMATS.map((format) => {
      try {
        exportText(format, { profile: 'dev', credentials: parsed }, {});
        return '';
      } catch (error) {
        return errorText(error);
      }
    });
    return [...texts, safeText(JSON.stringify(parsed))];
  },
});

const CLI_ENTRY = {
  Credentials: { ...PROCESS_OUTPUT, Version: undefined },
  AssumedRoleUser: { AssumedRoleId: 'AROAEXAMPLE:botocore-session-1', Arn: SESSION },
  ResponseMetadata: { RequestId: 'x', HTTPStatusCode: 200, HTTPHeaders: {}, RetryAttempts: 0 },
};

function cliCache(folder: string, closing: Closing): Subject {
  const file = join(folder, 'entry.json');
  const write = openFile(file, closing);
  const mfa = { serial: SERIAL, generateToken: undefined };
  return subject({
    name: 'CLI caches',
    inputs: mutatedJson([CLI_ENTRY]),
    use: (text) => {
      write(text);
      const read = readEntry(file, { ...step(), mfa }, NOW);
      if (typeof read === 'string') return [read];
      new Date(read.expiration).toISOString();
      return [safeText(JSON.stringify(read))];
    },
  });
}

const SAML = samlXml({
  issuedAt: NOW,
  roles: [`${DEVELOPER},arn:aws:iam::111111111111:saml-provider/idp`],
});

const XML = all(
  oneOf<'xml' | 'base64'>('xml'),
  mutated([SAML, samlXml({ issuedAt: NOW, encrypted: 'assertion' })]),
);

const saml = subject({
  name: 'SAML',
  inputs: either(
    XML,
    XML,
    XML,
    all(oneOf<'xml' | 'base64'>('base64'), mutated([Buffer.from(SAML).toString('base64')])),
  ),
  use: ([form, given]) => {
    const text = form === 'xml' ? Buffer.from(given).toString('base64') : given;
    const read = readSamlResponse(text);
    if ('problem' in read) return [read.problem, read.hint ?? ''];
    for (const instant of [read.notBefore, read.notOnOrAfter])
      if (instant !== undefined) new Date(instant).toISOString();
    // As a message shows them: what stands for a role's name can be a key.
    return read.roles.flatMap(({ roleArn, providerArn }) => [
      safeText(roleArn),
      safeText(providerArn),
    ]);
  },
});

// What the user types.

const words = some(either(oneOf(...WORDS), mutated(WORDS)), 6);

const commandLine = subject({
  name: 'command line',
  inputs: words,
  use: (argv) => {
    try {
      parseArguments(argv);
      return [];
    } catch (error) {
      return [errorText(error, argv)];
    }
  },
});

const PROFILES = [
  ['project-dev', DEVELOPER],
  ['my company', ''],
  ['-odd', ''],
  ["it's", ''],
  ['a:b', ''],
] as const;

const LINES = [
  'swrole exec my\\ com',
  "swrole -f 'nu' proj",
  'AWS_PROFILE=x swrole --profile "my ',
  'swr a:b --service ec2 -',
  'swrole help ',
  'swrole exec project-dev -- ls "',
];

const lines = mutated(LINES);
const wordLines = {
  ...lines,
  fresh: (random: Random) => `swrole ${words.fresh(random).join(' ')}`,
};

const completion = subject({
  name: 'completion lines',
  inputs: all(oneOf('swrole', 'swr'), either(lines, wordLines), oneOf(...Array(41).keys())),
  use: ([program, text, length]) => {
    const line = readBashLine(text);
    const cursor = parseCursorContext(program, line.words.slice(1));
    const found = candidates(cursor, line.current, () => PROFILES);
    const replaced = line.typed.slice(-(length % (line.typed.length + 1)) || line.typed.length);
    const typed = found.flatMap(([word]) => typedInBash(word, line, replaced) ?? []);
    return [...found.map((each) => each.join(' ')), ...typed];
  },
});

/** All of them, each with a folder of its own. */
export const TEXTS = {
  config: () => config,
  credentials: () => credentials,
  answers,
  sessions: () => sessions,
  'failure records': () => failures,
  'device records': () => devices,
  'token output': () => tokenOutput,
  'process output': () => processOutput,
  'CLI caches': cliCache,
  SAML: () => saml,
  'command line': () => commandLine,
  'completion lines': () => completion,
} satisfies Readonly<Record<string, MakeSubject>>;
