import type { LockHolder } from '../storage/lock.ts';
import type { SessionError, SessionFact } from '../session/session-error.ts';
import { shortDuration } from './short-duration.ts';
import type { Words } from '../messages/message.ts';

const instant = (milliseconds: number) => new Date(milliseconds).toISOString();

function holderWords(holder: LockHolder | undefined): string {
  return holder === undefined ? '' : ` (process ${holder.pid}, since ${instant(holder.since)})`;
}

/** Words for a session that cannot be had within the limits asked for. */
export function sessionWords({ fact }: SessionError): Words {
  return WORDS[fact.kind](fact as never);
}

const WORDS: {
  [Kind in SessionFact['kind']]: (fact: Extract<SessionFact, { kind: Kind }>) => Words;
} = {
  'lock-timeout': ({ profile, holder }) => ({
    exitCode: 4,
    message: `another swrole${holderWords(holder)} is obtaining credentials of profile '${profile}'`,
    hint: 'it may be waiting for a code on another terminal',
  }),
  'already-expired': ({ profile, expiration, now }) => ({
    exitCode: 5,
    message: `the credentials of profile '${profile}' ended at ${instant(expiration)}, and here it is ${instant(now)}`,
    hint: "set this machine's clock",
  }),
  'too-short': ({ profile, wanted, lasts }) => ({
    exitCode: 3,
    message: `--min-ttl ${shortDuration(wanted)}: sessions of profile '${profile}' last ${shortDuration(lasts)}`,
    hint: `raise duration_seconds of profile '${profile}', or ask for less`,
  }),
};
