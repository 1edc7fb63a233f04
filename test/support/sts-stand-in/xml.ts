import type { Refusal } from './refusal.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Element names and their contents, in document order; an `undefined` one is left out, a list is an element for each. */
export interface XmlFields {
  readonly [name: string]: string | number | XmlFields | readonly XmlFields[] | undefined;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function elements(fields: XmlFields, indent: string): string {
  return Object.entries(fields)
    .map(([name, content]) => element(name, content, indent))
    .join('');
}

function element(name: string, content: XmlFields[string], indent: string): string {
  if (content === undefined) return '';
  if (isList(content)) return content.map((each) => element(name, each, indent)).join('');
  const inner =
    typeof content === 'object'
      ? `\n${elements(content, `${indent}  `)}${indent}`
      : escaped(String(content));
  return `${indent}<${name}>${inner}</${name}>\n`;
}

function isList(content: XmlFields[string]): content is readonly XmlFields[] {
  return Array.isArray(content);
}

function document(root: string, fields: XmlFields): string {
  return `<${root} xmlns="${NAMESPACE}">\n${elements(fields, '  ')}</${root}>\n`;
}

/** The body of a successful answer, in the AWS Query form of STS 2011-06-15; an action without a result has no element for it. */
export function successXml(action: string, result: XmlFields, requestId: string): string {
  return document(`${action}Response`, {
    [`${action}Result`]: Object.keys(result).length === 0 ? undefined : result,
    ResponseMetadata: { RequestId: requestId },
  });
}

/** The body of an error answer, in the AWS Query form of STS 2011-06-15. */
export function errorXml(refusal: Refusal, requestId: string): string {
  return document('ErrorResponse', {
    Error: {
      Type: refusal.status < 500 ? 'Sender' : 'Receiver',
      Code: refusal.code,
      Message: refusal.message,
    },
    RequestId: requestId,
  });
}
