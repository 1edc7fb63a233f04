import { expirationAfter, type Service } from './action.ts';
import type { TemporaryKey } from './keyring.ts';
import { roleSession } from './role-session.ts';

/** A role session that begins without a call of STS. */
export interface IssuedSession {
  /** The ARN of the role, which need not be one of the stand-in's roles. */
  readonly roleArn: string;
  readonly sessionName: string;
  /** 3600 where absent; negative for a session that is over. */
  readonly seconds?: number;
}

/** A key of such a session: the stand-in accepts it until it expires, and roles that trust its role can be assumed. */
export function issueSession(service: Service, session: IssuedSession): TemporaryKey {
  const { roleArn, sessionName, seconds = 3600 } = session;
  const expiration = expirationAfter(service.now(), seconds);
  return service.keyring.issue(roleSession(roleArn, sessionName), expiration);
}
