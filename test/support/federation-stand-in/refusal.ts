import { Refused } from '../http-stand-in/answer.ts';

/**
 * A refusal as the service's web server writes it: a web page (99designs/aws-vault issue 77).
 *
 * @param message what is wrong
 */
export function badRequest(message: string): Refused {
  const body = `<html><body><h1>HTTP Status 400 - ${message}</h1></body></html>`;
  return new Refused({ status: 400, headers: { 'content-type': 'text/html' }, body });
}
