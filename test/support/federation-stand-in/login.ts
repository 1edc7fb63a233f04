import type { HttpAnswer } from '../http-stand-in/answer.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import type { Federation } from './federation.ts';
import { badRequest } from './refusal.ts';

const FIELDS = 'Action,Destination,Issuer,SigninToken';

function checkDestination(destination: string, { consoleHost }: Federation): void {
  const isUrl = URL.canParse(destination);
  const { protocol, hostname } = new URL(isUrl ? destination : 'http://none');
  const isConsole = hostname === consoleHost || hostname.endsWith(`.${consoleHost}`);
  if (protocol !== 'https:' || !isConsole) throw badRequest('Invalid destination');
}

/** A browser that signs in: it is sent on to its page, with the identity of the token. */
export function login(federation: Federation, { target }: WireRequest): HttpAnswer {
  const { searchParams } = new URL(target, 'http://federation');
  const names = [...searchParams.keys()].sort().join();
  if (names !== FIELDS || searchParams.get('Action') !== 'login')
    throw badRequest('Invalid request');
  const destination = searchParams.get('Destination') ?? '';
  checkDestination(destination, federation);
  const arn = federation.tokens.spend(searchParams.get('SigninToken') ?? '', federation.now());
  if (!arn) throw badRequest('Invalid sign-in token');
  return { status: 302, headers: { location: destination, 'x-signed-in-as': arn }, body: '' };
}

/** A browser that signs out: it is sent on to the login that the URL holds. Stricter than the service, which goes anywhere on AWS. */
export function logout({ target, headers }: WireRequest): HttpAnswer {
  const { searchParams } = new URL(target, 'http://federation');
  const login = searchParams.get('redirect_uri') ?? '';
  const names = [...searchParams.keys()].sort().join();
  const own = `http://${headers.host?.join()}/federation?Action=login&`;
  if (names !== 'Action,redirect_uri' || searchParams.get('Action') !== 'logout')
    throw badRequest('Invalid request');
  if (!login.startsWith(own)) throw badRequest('Invalid redirect');
  return { status: 302, headers: { location: login, 'x-signed-out': 'yes' }, body: '' };
}
