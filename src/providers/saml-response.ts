/**
 * Reads a SAML Response: its roles, its dates, and how long the session is to last. swrole does not check the signature,
 * and AWS gets the Response as it is: what is read here serves for messages, and to find the SAML provider.
 *
 * The names are those of the SAML 2.0 core specification; AWS's attributes are in the IAM user guide, "Configure SAML
 * assertions for the authentication response".
 */

import { parseXML } from '@aws-sdk/xml-builder';
import { roleArnRule } from '../config/profile/rules.ts';
import { samlProviderRule } from '../config/sources/federation.ts';
import type { Instant } from '../credentials.ts';
import { parseInstant } from '../util/text.ts';

/** A role that the identity provider lets the user assume, and the SAML provider in IAM that trusts it. */
export interface SamlRole {
  readonly roleArn: string;
  readonly providerArn: string;
}

/** What a SAML Response says. */
export interface SamlResponse {
  /** Whether its roles cannot be read, because they are encrypted. */
  readonly isEncrypted: boolean;
  readonly roles: readonly SamlRole[];
  readonly notBefore: Instant | undefined;
  readonly notOnOrAfter: Instant | undefined;
  /** As AWS accepts it: 900 to 43200. */
  readonly sessionSeconds: number | undefined;
}

/** Why a text is no SAML Response. */
export interface ResponseProblem {
  /** Completes the sentence "the assertion …". */
  readonly problem: string;
  readonly hint: string | undefined;
}

const ROLE = 'https://aws.amazon.com/SAML/Attributes/Role';
const SESSION_DURATION = 'https://aws.amazon.com/SAML/Attributes/SessionDuration';
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';

/** Where a user finds the right text. */
const WANTED = 'give the SAMLResponse that the identity provider sends to the browser, in base64';

/** Reads a Response in base64, without white space. */
export function readSamlResponse(base64: string): SamlResponse | ResponseProblem {
  if (base64.startsWith('<'))
    return { problem: 'is XML, and must be in base64', hint: 'encode it: base64 < response.xml' };
  if (/%[0-9A-Fa-f]{2}/.test(base64))
    return { problem: 'is not base64: it is encoded for a URL', hint: 'decode %2B, %2F and %3D' };
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64))
    return { problem: 'is not base64', hint: WANTED };
  const root = parseRoot(Buffer.from(base64, 'base64').toString());
  if ('problem' in root) return root;
  if (localName(root.name) !== 'Response' || namespaceOf(root) !== PROTOCOL)
    return { problem: 'is not a SAML Response', hint: WANTED };
  const assertions = children(root.content, 'Assertion');
  const isEncrypted = children(root.content, 'EncryptedAssertion').length > 0;
  if (assertions.length === 0 && !isEncrypted)
    return {
      problem: 'is a SAML Response without an Assertion',
      hint: 'the identity provider refused the sign-in: sign in there again',
    };
  return contentOf(assertions, isEncrypted);
}

interface Root {
  /** With its prefix: `saml2p:Response`. */
  readonly name: string;
  readonly content: unknown;
}

/** A document type could define entities, and SAML has none. */
const DOCUMENT_TYPE = /<!(?:DOCTYPE|ENTITY)/i;
const UNKNOWN_ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)/;

function parseRoot(xml: string): Root | ResponseProblem {
  if (DOCUMENT_TYPE.test(xml))
    return { problem: 'has a DOCTYPE or an ENTITY, which SAML does not allow', hint: WANTED };
  const notXml = { problem: 'is base64, but not of XML', hint: WANTED };
  if (!/^\s*</.test(xml.replace('\ufeff', '')) || UNKNOWN_ENTITY.test(xml)) return notXml;
  try {
    const [[name, content] = ['', '']] = Object.entries(parseXML(xml.replace('\ufeff', '')));
    return { name, content };
  } catch {
    return notXml; // a syntax error, or a RangeError for elements that are nested too deep
  }
}

function contentOf(assertions: readonly unknown[], isEncrypted: boolean): SamlResponse {
  const statements = assertions.flatMap((each) => children(each, 'AttributeStatement'));
  const attributes = statements.flatMap((each) => children(each, 'Attribute'));
  const isHidden = statements.some((each) => children(each, 'EncryptedAttribute').length > 0);
  const values = (name: string) =>
    attributes
      .filter((each) => attribute(each, 'Name') === name)
      .flatMap((each) => children(each, 'AttributeValue').map(textOf));
  const roles = values(ROLE).flatMap((value) => roleOf(value) ?? []);
  const [seconds] = values(SESSION_DURATION).map(sessionSeconds);
  return {
    isEncrypted: roles.length === 0 && (isEncrypted || isHidden),
    roles,
    ...validity(assertions),
    sessionSeconds: seconds,
  };
}

/** `ROLE_ARN,PROVIDER_ARN`, in either order; undefined for anything else. */
function roleOf(value: string): SamlRole | undefined {
  const parts = value.split(',').map((part) => part.trim());
  const roleArn = parts.find((part) => roleArnRule.parse(part) !== undefined);
  const providerArn = parts.find((part) => samlProviderRule.parse(part) !== undefined);
  if (parts.length !== 2 || roleArn === undefined || providerArn === undefined) return undefined;
  return { roleArn, providerArn };
}

function sessionSeconds(value: string): number | undefined {
  const seconds = /^\d{3,5}$/.test(value) ? Number(value) : 0;
  return seconds >= 900 && seconds <= 43_200 ? seconds : undefined;
}

/** All conditions count; of several confirmations of the subject, one that is still valid is enough. */
function validity(assertions: readonly unknown[]) {
  const conditions = assertions.flatMap((each) => children(each, 'Conditions'));
  const confirmations = assertions
    .flatMap((each) => children(each, 'Subject'))
    .flatMap((each) => children(each, 'SubjectConfirmation'))
    .flatMap((each) => children(each, 'SubjectConfirmationData'));
  const starts = instants(conditions, 'NotBefore');
  const ends = instants(conditions, 'NotOnOrAfter');
  const confirmed = instants(confirmations, 'NotOnOrAfter');
  const lastEnds = confirmed.length === 0 ? ends : [...ends, Math.max(...confirmed)];
  return {
    notBefore: starts.length === 0 ? undefined : Math.max(...starts),
    notOnOrAfter: lastEnds.length === 0 ? undefined : Math.min(...lastEnds),
  };
}

function instants(elements: readonly unknown[], name: string): readonly Instant[] {
  return elements.flatMap((each) => parseInstant(attribute(each, name) ?? '') ?? []);
}

// The parser gives an element as an object of its attributes, its children and its `#text`; one without attributes and
// children as a text; and elements of the same name as a list.

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function namespaceOf({ name, content }: Root): string | undefined {
  const prefix = name.slice(0, Math.max(0, name.indexOf(':')));
  return attribute(content, prefix === '' ? 'xmlns' : `xmlns:${prefix}`);
}

/** The children of an element with this name, whatever their prefix. */
function children(element: unknown, name: string): readonly unknown[] {
  if (typeof element !== 'object' || element === null) return [];
  return Object.entries(element)
    .filter(([key]) => localName(key) === name && !key.startsWith('xmlns'))
    .flatMap(([, value]) => value as unknown);
}

function attribute(element: unknown, name: string): string | undefined {
  if (typeof element !== 'object' || element === null || !Object.hasOwn(element, name))
    return undefined;
  const value: unknown = (element as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}

function textOf(element: unknown): string {
  return (typeof element === 'string' ? element : (attribute(element, '#text') ?? '')).trim();
}
