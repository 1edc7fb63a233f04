import { type HttpAnswer, jsonAnswer, Refused } from '../http-stand-in/answer.ts';
import type { IssueKey } from '../http-stand-in/issue-key.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import type { SsoAssignment } from './assignment.ts';
import type { SsoSessions } from './sessions.ts';

/** The portal of IAM Identity Center. */
export interface Portal {
  readonly sessions: SsoSessions;
  readonly assignments: readonly SsoAssignment[];
  readonly issue: IssueKey<[SsoAssignment]>;
}

/** A refusal of the portal, in its words. */
export function portalRefusal(status: number, type: string, message: string): HttpAnswer {
  const __type = `com.amazonaws.switchboard.portal#${type}`;
  return jsonAnswer(status, { message, __type }, { 'x-amzn-errortype': type });
}

function refused(status: number, type: string, message: string): Refused {
  return new Refused(portalRefusal(status, type, message));
}

function checkSession({ sessions }: Portal, { headers }: WireRequest): void {
  if (sessions.admits(headers['x-amz-sso_bearer_token']?.join() ?? '')) return;
  throw refused(401, 'UnauthorizedException', 'Session token not found or invalid');
}

function wantedOf(query: URLSearchParams): SsoAssignment {
  const [accountId, roleName] = [query.get('account_id') ?? '', query.get('role_name') ?? ''];
  if (/^\d{12}$/.test(accountId) && roleName !== '') return { accountId, roleName };
  throw refused(400, 'InvalidRequestException', 'Request is missing a required parameter');
}

/** The requested assignment. The portal does not know an account without assigned roles. */
function assignmentOf({ assignments }: Portal, wanted: SsoAssignment): SsoAssignment {
  const inAccount = assignments.filter(({ accountId }) => accountId === wanted.accountId);
  const found = inAccount.find(({ roleName }) => roleName === wanted.roleName);
  if (found) return found;
  if (inAccount.length > 0) throw refused(403, 'ForbiddenException', 'No access');
  throw refused(404, 'ResourceNotFoundException', 'Account not found');
}

/** GetRoleCredentials: a new key for each request. */
export function getRoleCredentials(portal: Portal, request: WireRequest): HttpAnswer {
  if (request.method !== 'GET') {
    throw refused(405, 'MethodNotAllowedException', 'Method not allowed');
  }
  checkSession(portal, request);
  const { searchParams } = new URL(request.target, 'http://portal');
  const key = portal.issue(assignmentOf(portal, wantedOf(searchParams)));
  const { accessKeyId, secretAccessKey, session } = key;
  const { token: sessionToken, expiration } = session;
  return jsonAnswer(200, {
    roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration },
  });
}
