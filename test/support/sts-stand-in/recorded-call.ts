import type { Params } from './action.ts';
import { parseAuthorization } from './authorization.ts';
import type { WireRequest } from './canonical-request.ts';
import type { Keyring } from './keyring.ts';

/** A call as it reached the stand-in. It is listed on arrival; the later fields fill when it is answered. */
export interface RecordedCall {
  /** `AssumeRole`, …; empty if the request named none. */
  readonly action: string;
  /** Every parameter as sent, `Action`, `Version` and `TokenCode` included. */
  readonly params: Params;
  /** The key id that the request claims, whether or not its signature is right. */
  readonly callerAccessKeyId: string | undefined;
  /** The ARN behind that key id, where there is one. */
  readonly callerArn: string | undefined;
  /** The region that the request is signed for. */
  readonly region: string | undefined;
  readonly host: string | undefined;
  /** When it arrived, in milliseconds of the stand-in's clock. */
  readonly at: number;
  /** When it was answered or its connection ended, likewise; `undefined` before. */
  readonly finishedAt: number | undefined;
  /** The HTTP status answered; `undefined` if no answer was sent. */
  readonly status: number | undefined;
  /** The error code answered; `undefined` after success. */
  readonly errorCode: string | undefined;
}

/** A {@link RecordedCall} in the hands of the server, which fills it. */
export type CallInProgress = {
  -readonly [Field in keyof RecordedCall]: RecordedCall[Field];
};

/** The record of a call that arrives `at` an instant in milliseconds. */
export function recordOf(
  request: WireRequest,
  params: Params,
  keyring: Keyring,
  at: number,
): CallInProgress {
  const authorization = parseAuthorization(request);
  return {
    action: params.Action ?? '',
    params,
    callerAccessKeyId: authorization?.accessKeyId,
    callerArn: authorization && keyring.find(authorization.accessKeyId)?.caller.arn,
    region: authorization?.region,
    host: request.headers.host?.join(),
    at,
    finishedAt: undefined,
    status: undefined,
    errorCode: undefined,
  };
}
