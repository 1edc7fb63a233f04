/** What is said of an answer that STS would not give. */
import { expect, test } from 'vitest';
import { describeStsError } from '../../src/messages/credentials.ts';
import { createStsClient } from '../../src/sts/client.ts';
import { StsError } from '../../src/sts/errors.ts';
import { endpoint, LONG_TERM, role, step, TRANSPORT } from '../session/example-chain.ts';
import {
  type Answer,
  answering,
  endless,
  startAnswering,
  trickling,
} from '../support/answering-server.ts';

const sts = createStsClient({}, { debug: () => {}, showProgress: () => () => {} });
const HTML =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Hello<br></body></html>';
const WHOLE_HTML = '<html><body>Bad Gateway</body></html>';
const ERROR = (code: string, message: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
const ARN = 'arn:aws:sts::111111111111:assumed-role/developer/session';

/** The answer of AssumeRole with these fields. */
function session(changes: Readonly<Record<string, string>> = {}): string {
  const fields = {
    AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    SessionToken: 'token',
    Expiration: '2099-01-01T00:00:00Z',
    ...changes,
  };
  const xml = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<AssumeRoleResponse><AssumeRoleResult><Credentials>${xml.join('')}</Credentials><AssumedRoleUser><Arn>${ARN}</Arn></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`;
}

/** The result of AssumeRole, as a user sees it; the host is `HOST`. */
async function outcome(answer: Answer, timeLimit = 20_000) {
  const url = await startAnswering(answer);
  const wanted = {
    step: step({
      endpoint: endpoint('ap-northeast-1', url),
      mfa: undefined,
      transport: { ...TRANSPORT, maxAttempts: 1 },
      role: role('developer'),
    }),
    source: LONG_TERM,
    sessionName: 'session',
    tokenCode: undefined,
    timeLimit,
    interrupted: new AbortController().signal,
  };
  const error: unknown = await sts.assumeRole(wanted).catch((thrown: unknown) => thrown);
  if (!(error instanceof StsError)) return error;
  const { message, hint } = describeStsError(error);
  return [message.replaceAll(new URL(url).host, 'HOST'), hint];
}

const CALL = 'AssumeRole arn:aws:iam::111111111111:role/developer';
const STRANGE = 'the answer is not one of STS:';
const CHECK = 'check AWS_ENDPOINT_URL_STS and whether a proxy answers instead of AWS';

test.each<[string, Answer, string]>([
  ['a page', answering(200, HTML, 'text/html'), 'HTTP 200 with an HTML page'],
  [
    'a page of whole XML',
    answering(200, WHOLE_HTML, 'text/html'),
    'it holds no complete credentials of this role',
  ],
  ['a page of a gateway', answering(502, WHOLE_HTML, 'text/html'), 'HTTP 502 with an HTML page'],
  ['a page that refuses', answering(403, HTML, 'text/html'), 'HTTP 403 with an HTML page'],
  ['an error without a body', answering(503, ''), 'HTTP 503 with no error of STS in it'],
  ['a redirect', answering(302, ''), 'HTTP 302 with no error of STS in it'],
  [
    'half an answer',
    answering(200, session().slice(0, 200)),
    'HTTP 200 with a body that is not whole XML',
  ],
  [
    'half an error',
    answering(403, ERROR('AccessDenied', 'no').slice(0, 60)),
    'HTTP 403 with a body that is not whole XML',
  ],
  [
    'JSON',
    answering(200, '{"message": "no"}', 'application/json'),
    'HTTP 200 with a body that is not whole XML',
  ],
  ['nothing', answering(200, ''), 'it holds no complete credentials of this role'],
  [
    'another protocol',
    (response) => response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n'),
    'it is not HTTP (HPE_INVALID_CONSTANT)',
  ],
  [
    'a header without an end',
    (response) => response.writeHead(200, { x: 'y'.repeat(200_000) }).end(),
    'it is not HTTP (HPE_HEADER_OVERFLOW)',
  ],
  [
    'too long a token',
    answering(200, session({ SessionToken: 'x'.repeat(20_000) })),
    'it holds a session token of 20000 characters, more than 16384',
  ],
  [
    'too long a key id',
    answering(200, session({ AccessKeyId: 'A'.repeat(200) })),
    'it holds an access key id of 200 characters, more than 128',
  ],
])('an answer that is not from STS is an error: %s', async (_, answer, problem) => {
  expect(await outcome(answer)).toEqual([`${CALL}: ${STRANGE} ${problem} (HOST)`, CHECK]);
});

test.each([
  ['without an end', endless('<AssumeRoleResponse>')],
  ['with a token of 20 MB', answering(200, session({ SessionToken: 'x'.repeat(20_000_000) }))],
])('an answer that is too large is an error: %s', async (_, answer) => {
  expect(await outcome(answer)).toEqual([`${CALL}: the answer is longer than 1 MiB (HOST)`, CHECK]);
});

const NETWORK =
  'check the network, HTTPS_PROXY, NO_PROXY and AWS_ENDPOINT_URL_STS; whatever is cached stays';

test("an answer that is too slow ends with the call's limit", async () => {
  expect(await outcome(trickling('<AssumeRoleResponse>'), 1_000)).toEqual([
    `cannot reach HOST for ${CALL}: no answer in time`,
    NETWORK,
  ]);
});

test('a connection that ends in the middle of an answer is an error', async () => {
  const answer: Answer = (response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('<AssumeRoleResponse>', () => response.destroy());
  };
  expect(await outcome(answer)).toEqual([`cannot reach HOST for ${CALL}: aborted`, NETWORK]);
});

const KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

test.each([
  [
    'is shown in one line',
    'The request signature does not match.\n\nThe Canonical String was\nx-amz-security-token:abc',
    'The request signature does not match.',
  ],
  [
    'is shown without its encoded half',
    `Not authorized. Encoded authorization failure message: ${'aBc3'.repeat(400)} more`,
    'Not authorized.',
  ],
  ['is shown without keys', `no user has ${KEY_ID}, nor ${SECRET}`, 'no user has AKIA…MPLE, nor …'],
  [
    'keeps the names of things',
    'User: arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_PowerUser_a1b2c3d4e5f60718/ada is not authorized to perform: sts:AssumeRole',
    'User: arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_PowerUser_a1b2c3d4e5f60718/ada is not authorized to perform: sts:AssumeRole',
  ],
  ['is cut', 'no '.repeat(1_000).trim(), 'no '.repeat(400).slice(0, 1_000)],
])('the text of a refusal %s', async (_, message, shown) => {
  const [text] = (await outcome(answering(400, ERROR('Refused', message)))) as string[];
  expect(text).toBe(`AWS refused ${CALL}: Refused: ${shown}`);
});

test('an invalid error code is not shown', async () => {
  const [text] = (await outcome(answering(400, ERROR(`a ${SECRET}`, 'no')))) as string[];
  expect(text).toBe(`AWS refused ${CALL}: an error without a code: no`);
});
