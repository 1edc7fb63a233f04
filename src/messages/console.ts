/** Messages for errors of the AWS console. */

import type { ConsoleError, ConsoleErrorDetails } from '../console/destination.ts';
import { shownValue, shownWords } from '../util/secret-text.ts';
import { regionHint } from './config.ts';
import type { Message } from './message.ts';

type Wording = Omit<Message, 'hint'> & { readonly hint?: string };

const MESSAGES: {
  [Kind in ConsoleErrorDetails['kind']]: (
    details: Extract<ConsoleErrorDetails, { kind: Kind }>,
  ) => Wording;
} = {
  'unknown-site': ({ partition, variable }) => ({
    exitCode: 3,
    message: `swrole does not know the sign-in host of partition ${partition}`,
    hint: `set ${variable} to the https URL of its sign-in host, which begins with signin.`,
  }),
  'unknown-console': ({ partition, variable, host }) => ({
    exitCode: 3,
    message: `${variable}: ${host} does not begin with signin., so that the console of partition ${partition} is not known`,
    hint: 'set it to the sign-in host whose console has the same name with console. instead of signin.',
  }),
  'bad-service': ({ service }) => ({
    exitCode: 2,
    message: `--service takes a name such as s3 or cloudwatch, not ${shownWords(service)}`,
    hint: 'a page of a service is a --destination',
  }),
  'bad-region': ({ region, problem }) => ({
    exitCode: 2,
    message: `--region ${problem}, not ${shownWords(region)}`,
    ...regionHint(shownValue(region)),
  }),
  'foreign-region': ({ region, partition }) => ({
    exitCode: 2,
    message: `--region ${region} is not one of ${partition}, where the profile is`,
  }),
  'bad-destination': ({ destination, consoleHost }) => ({
    exitCode: 2,
    message: `--destination takes a page of the console, not ${shownWords(destination)}`,
    hint: `a path such as /s3/buckets, or an https URL of ${consoleHost} or a host below it`,
  }),
  'excluded-flags': ({ flags: [one, other] }) => ({
    exitCode: 2,
    message: `${one} and ${other} each say where to begin`,
    hint: 'leave one of the two out',
  }),
  refused: ({ host, status }) => ({
    exitCode: 5,
    message: `${host} refused the session (HTTP ${status})`,
    hint: 'swrole console --refresh tries with a new one; swrole whoami says whose it is',
  }),
  unavailable: ({ host, status }) => ({
    exitCode: 5,
    message: `${host} cannot sign anybody in now (HTTP ${status})`,
    hint: 'try again in a minute',
  }),
  'unexpected-answer': ({ host, status }) => ({
    exitCode: 5,
    message: `the answer of ${host} is not that of AWS's sign-in service (HTTP ${status})`,
    hint: 'check SWROLE_SIGNIN_URL, and whether a proxy answers instead of AWS',
  }),
  unreachable: ({ host, reason }) => ({
    exitCode: 5,
    message: `cannot reach ${host}: ${reason}`,
    hint: 'check the network, HTTPS_PROXY, NO_PROXY and SWROLE_SIGNIN_URL',
  }),
};

/** Describes why the console cannot be opened. */
export function describeConsoleError({ details }: ConsoleError): Message {
  const { exitCode, message, hint } = MESSAGES[details.kind](details as never);
  return { exitCode, message, hint };
}
