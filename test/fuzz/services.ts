/** What services answer, and what their sign-ins hold, as subjects of fuzzing: over loopback sockets, or as STS's client takes it. */
import { createHash } from 'node:crypto';
import { mkdirSync, promises } from 'node:fs';
import { dirname, join } from 'node:path';
import { AssumeRoleCommand, type AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import { externalDataInterceptor } from '@smithy/core/config';
import { HttpResponse } from '@smithy/core/protocols';
import type {
  ContainerSource,
  InstanceSource,
  LoginSource,
  SsoSource,
} from '../../src/config/plan.ts';
import type { Credentials } from '../../src/credentials.ts';
import type { ProviderDeps } from '../../src/providers/errors.ts';
import { containerCredentials, instanceCredentials } from '../../src/providers/metadata.ts';
import {
  loginCredentials,
  loginSignIn,
  type SignIn,
  ssoCredentials,
  ssoSignIn,
} from '../../src/providers/sign-in.ts';
import { parseSession } from '../../src/sts/client.ts';
import { prepareCall, send } from '../../src/sts/send.ts';
import { safeText } from '../../src/util/text.ts';
import { endpoint, step, TRANSPORT } from '../session/example-chain.ts';
import { type Closing, errorText, type MakeSubject, type Subject, subject } from './fuzzing.ts';
import { CANARIES, mutated, mutatedJson } from './hostile.ts';
import { all, either, oneOf } from './inputs.ts';
import { inMemory, overSockets, type Replying, readerOf } from './replying.ts';
import { openFile } from './texts.ts';

const AT = { file: 'config', line: 1 };
const HOUR = 3_600_000;

/** The debug lines of one input, as a log shows them. */
function newReporter() {
  const lines: string[] = [];
  const debug = (line: string) => void lines.push(safeText(line));
  return { lines, reporter: { debug, showProgress: () => () => {} } };
}

/** What a source gave, or the text of its error, with all that was logged. */
async function told(lines: string[], work: Promise<Credentials | object>): Promise<string[]> {
  try {
    return [...lines, safeText(JSON.stringify(await work))];
  } catch (error) {
    return [...lines, errorText(error)];
  }
}

// STS.

const SESSION_XML = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:swrole-ada</AssumedRoleId><Arn>arn:aws:sts::111111111111:assumed-role/developer/swrole-ada</Arn></AssumedRoleUser><Credentials><AccessKeyId>${CANARIES.accessKeyId}</AccessKeyId><SecretAccessKey>${CANARIES.secretAccessKey}</SecretAccessKey><SessionToken>${CANARIES.sessionToken}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult><ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata></AssumeRoleResponse>`;

const errorXml = (code: string, message: string) =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>c6104cbe</RequestId></ErrorResponse>`;

const BODIES = [
  SESSION_XML,
  errorXml(
    'AccessDenied',
    'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
  ),
  errorXml(
    'AccessDenied',
    'User: arn:aws:iam::000000000000:user/ada is not authorized to perform: sts:AssumeRole',
  ),
  errorXml(
    'SignatureDoesNotMatch',
    'Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z',
  ),
  errorXml('Throttling', `Rate exceeded for token ${CANARIES.sessionToken}`),
  '<html><head><title>Sign in</title></head><body>Hello<br></body></html>',
  '{"__type":"AccessDenied","message":"no"}',
];

/** STS's answers as the SDK reads them: without what it does for a request, which takes ten times as long and reads nothing. */
async function sts(): Promise<Subject> {
  const { lines, reporter } = newReporter();
  const { transport, endpoint: host, role } = step({ endpoint: endpoint('eu-west-1') });
  const call = {
    action: 'AssumeRole',
    profile: 'dev',
    roleArn: role.arn,
    transport,
    endpoint: host,
  } as const;
  const context = { ...reporter, env: {} };
  const prepared = await prepareCall({ ...call, carriesCode: true }, context);
  const read = readerOf<AssumeRoleCommandOutput>(
    prepared.sts,
    new AssumeRoleCommand({ RoleArn: undefined, RoleSessionName: undefined }),
  );
  const parse = ({ Credentials: given }: AssumeRoleCommandOutput) => parseSession(given);
  return subject({
    name: 'STS XML and error bodies',
    inputs: all(
      oneOf(200, 200, 400, 403, 500, 302, 204),
      oneOf('text/xml', 'text/html', 'application/json', ''),
      mutated(BODIES),
    ),
    use: ([statusCode, type, text]) => {
      lines.length = 0;
      const headers = { 'content-type': type };
      const body = Buffer.from(text);
      const answer = new HttpResponse({ statusCode, headers, body });
      const interrupted = new AbortController().signal;
      const ask = () => read(answer);
      return told(
        lines,
        send({ prepared, timeLimit: 20_000, interrupted }, call, context, ask, parse),
      );
    },
  });
}

// Services on this machine.

/** Starts the service that a subject asks. */
type Start = (closing: Closing) => Replying | Promise<Replying>;

function depsOf(home: string) {
  const { lines, reporter } = newReporter();
  const now = () => Date.now();
  const deps = {
    ...reporter,
    interrupted: new AbortController().signal,
    env: {},
    home,
    platform: process.platform,
    now,
    get deadline() {
      return now() + 20_000;
    },
  };
  return { lines, deps };
}

const METADATA = {
  Code: 'Success',
  LastUpdated: '2026-01-01T00:00:00Z',
  Type: 'AWS-HMAC',
  AccessKeyId: CANARIES.accessKeyId,
  SecretAccessKey: CANARIES.secretAccessKey,
  Token: CANARIES.sessionToken,
  Expiration: '2099-01-01T00:00:00Z',
};

async function metadata(folder: string, closing: Closing, start: Start): Promise<Subject> {
  const { url, answer } = await start(closing);
  const { lines, deps } = depsOf(folder);
  const source: InstanceSource = {
    kind: 'instance',
    profile: 'ec2',
    endpoint: url,
    v1Disabled: false,
    timeLimit: 1000,
    maxAttempts: 1,
    at: AT,
  };
  const document = mutatedJson([METADATA]);
  // Most are documents: each of the others is read as it is.
  const documents = all<[string, string, string, number]>(
    oneOf('token'),
    oneOf('developer'),
    document,
    oneOf(200, 404),
  );
  const everything = all<[string, string, string, number]>(
    mutated(['AQAAEXAMPLE==']),
    mutated(['developer']),
    document,
    oneOf(200, 500),
  );
  return subject({
    name: 'metadata',
    inputs: either(...Array<typeof documents>(6).fill(documents), everything),
    use: ([token, role, body, status]) => {
      lines.length = 0;
      answer((method, path) => {
        if (method === 'PUT') return { type: 'text/plain', body: token };
        return path.endsWith('/security-credentials/')
          ? { type: 'text/plain', body: role }
          : { status, body };
      });
      return told(lines, instanceCredentials(source, deps));
    },
  });
}

async function container(folder: string, closing: Closing, start: Start): Promise<Subject> {
  const { url, answer } = await start(closing);
  const { lines, deps } = depsOf(folder);
  const source: ContainerSource = {
    kind: 'container',
    profile: 'ecs',
    url: `${url}/v2/credentials`,
    authorization: '',
    at: AT,
  };
  const { Code: _code, Type: _type, LastUpdated: _updated, ...keys } = METADATA;
  return subject({
    name: 'container',
    inputs: all(
      // After any other status it is asked again, and that takes its time.
      oneOf(200, 200, 200, 400, 404),
      oneOf('application/json', 'text/html'),
      mutatedJson([
        { RoleArn: 'arn:aws:iam::111111111111:role/task', ...keys },
        { Code: 'AccessDenied', Message: `no ${CANARIES.sessionToken}` },
      ]),
    ),
    use: ([status, type, body]) => {
      lines.length = 0;
      answer(() => ({ status, type, body }));
      return told(lines, containerCredentials(source, deps));
    },
  });
}

// Sign-ins.

/** A sign-in that is read: made once where that is not what is tried, because the SDK's clients take most of the time. */
async function manyTimes<Source>(
  start: Start,
  deps: ProviderDeps,
  signIn: (source: Source, deps: ProviderDeps) => Promise<SignIn>,
  credentials: (source: Source, deps: ProviderDeps) => Promise<Credentials>,
  source: Source,
): Promise<() => Promise<Credentials>> {
  if (start !== inMemory) return () => credentials(source, deps);
  const { get } = await signIn(source, deps);
  return get;
}

const SERVICE = { region: 'eu-west-1', useFips: false, useDualStack: false };

async function ssoCache(folder: string, closing: Closing, start: Start): Promise<Subject> {
  const { url, answer } = await start(closing);
  const { lines, deps } = depsOf(folder);
  const portal = { ...SERVICE, url };
  const startUrl = 'https://example.awsapps.com/start';
  const source: SsoSource = {
    kind: 'sso',
    profile: 'sso',
    session: 'work',
    startUrl,
    accountId: '111111111111',
    roleName: 'ReadOnly',
    portal,
    oidc: portal,
    transport: { ...TRANSPORT, maxAttempts: 1 },
    at: AT,
  };
  const write =
    start === inMemory
      ? tokenInMemory(closing)
      : signInFile(join(folder, '.aws', 'sso', 'cache', hashed('sha1', 'work')), closing);
  const inAnHour = new Date(Date.now() + HOUR).toISOString();
  const token = {
    startUrl,
    region: 'eu-west-1',
    accessToken: CANARIES.sessionToken,
    expiresAt: inAnHour,
  };
  const role = {
    roleCredentials: {
      accessKeyId: CANARIES.accessKeyId,
      secretAccessKey: CANARIES.secretAccessKey,
      sessionToken: CANARIES.sessionToken,
      expiration: Date.now() + HOUR,
    },
  };
  const files = [
    token,
    {
      ...token,
      clientId: 'client',
      clientSecret: CANARIES.secretAccessKey,
      refreshToken: CANARIES.sessionToken,
      registrationExpiresAt: inAnHour,
      expiresAt: '2020-01-01T00:00:00Z',
    },
  ];
  const byFile = all<[string, string, number]>(
    mutatedJson(files),
    oneOf(JSON.stringify(role)),
    oneOf(200),
  );
  const byAnswer = all<[string, string, number]>(
    oneOf(JSON.stringify(token)),
    mutatedJson([role]),
    oneOf(200, 401, 403),
  );
  const get = await manyTimes(start, deps, ssoSignIn, ssoCredentials, source);
  return subject({
    name: 'SSO caches',
    inputs: either(...Array<typeof byFile>(5).fill(byFile), byAnswer),
    use: ([file, body, status]) => {
      lines.length = 0;
      write(file);
      answer(() => ({ status, body }));
      return told(lines, get());
    },
  });
}

/** Gives the SDK the token as it would read it from its file: the file itself takes a third of the time. */
function tokenInMemory(closing: Closing) {
  const tokens = externalDataInterceptor.getTokenRecord();
  let read = (): unknown => undefined;
  Object.defineProperty(tokens, 'work', { configurable: true, get: () => read() });
  closing.push(() => delete tokens.work);
  return (text: string) => {
    try {
      const token = JSON.parse(text);
      read = () => token;
    } catch (error) {
      read = () => {
        throw error;
      };
    }
  };
}

/** Gives the SDK the text of a file: opening it takes a third of the time. */
function fileInMemory(path: string, closing: Closing) {
  const { readFile } = promises;
  let text = '';
  const read = async (file: unknown, ...options: []) =>
    file === path ? text : readFile(file as string, ...options);
  Object.assign(promises, { readFile: read });
  closing.push(() => void Object.assign(promises, { readFile }));
  return (next: string) => {
    text = next;
  };
}

async function loginCache(folder: string, closing: Closing, start: Start): Promise<Subject> {
  const { url, answer } = await start(closing);
  const { lines, deps } = depsOf(folder);
  const loginSession = 'arn:aws:iam::111111111111:user/ada';
  const source: LoginSource = {
    kind: 'login',
    profile: 'login',
    loginSession,
    endpoint: { ...SERVICE, url },
    transport: { ...TRANSPORT, maxAttempts: 1 },
    at: AT,
  };
  const path = join(folder, '.aws', 'login', 'cache', hashed('sha256', loginSession));
  const write = start === inMemory ? fileInMemory(path, closing) : signInFile(path, closing);
  const file = {
    accessToken: {
      ...CANARIES,
      accountId: '111111111111',
      expiresAt: new Date(Date.now() + HOUR).toISOString(),
    },
    tokenType: 'aws_sigv4',
    clientId: 'arn:aws:signin:::devtools/same-device',
    refreshToken: CANARIES.sessionToken,
    idToken: CANARIES.sessionToken,
    dpopKey: 'no key',
  };
  const get = await manyTimes(start, deps, loginSignIn, loginCredentials, source);
  const expired = {
    ...file,
    accessToken: { ...file.accessToken, expiresAt: '2020-01-01T00:00:00Z' },
  };
  return subject({
    name: 'login caches',
    // A key that is no key takes most of the time of an expired one.
    inputs: mutatedJson([...Array<typeof file>(7).fill(file), expired]),
    use: (text) => {
      lines.length = 0;
      write(text);
      answer(() => ({ status: 400, body: '{"error":"TOKEN_EXPIRED"}' }));
      return told(lines, get());
    },
  });
}

function hashed(algorithm: 'sha1' | 'sha256', text: string): string {
  return `${createHash(algorithm).update(text).digest('hex')}.json`;
}

function signInFile(path: string, closing: Closing) {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return openFile(path, closing);
}

type MakeService = (folder: string, closing: Closing, start: Start) => Promise<Subject>;

const inMemoryOf =
  (make: MakeService): MakeSubject =>
  (folder, closing) =>
    make(folder, closing, inMemory);

/** What a socket adds is always the same, and takes ten times as long as the rest. */
const overSocketsOf =
  (make: MakeService): MakeSubject =>
  async (folder, closing) => {
    const given = await make(folder, closing, overSockets);
    return { ...given, name: `${given.name} over sockets`, share: 0.015 };
  };

/** All of them, each with a folder of its own. */
export const SERVICES = {
  'STS XML and error bodies': sts,
  metadata: inMemoryOf(metadata),
  container: inMemoryOf(container),
  'SSO caches': inMemoryOf(ssoCache),
  'login caches': inMemoryOf(loginCache),
  'metadata over sockets': overSocketsOf(metadata),
  'container over sockets': overSocketsOf(container),
  'SSO caches over sockets': overSocketsOf(ssoCache),
  'login caches over sockets': overSocketsOf(loginCache),
} satisfies Readonly<Record<string, MakeSubject>>;
