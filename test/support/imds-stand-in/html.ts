import { type HttpAnswer, Refused } from '../http-stand-in/answer.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
};

/** An answer that is plain text. */
export function textAnswer(body: string, headers: Readonly<Record<string, string>>): HttpAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/plain', server: 'EC2ws', ...headers },
    body,
  };
}

/** A refusal, which is a page for a browser, as the service's are. */
export function refused(status: number): Refused {
  const title = `${status} - ${TITLES[status]}`;
  return new Refused({
    status,
    headers: { 'content-type': 'text/html', server: 'EC2ws' },
    body: `<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
	"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
 <head>
  <title>${title}</title>
 </head>
 <body>
  <h1>${title}</h1>
 </body>
</html>
`,
  });
}
