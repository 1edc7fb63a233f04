import { createHash } from 'node:crypto';

/** The SAML provider of the examples, in the account of their role. */
export const SAML_PROVIDER = 'arn:aws:iam::222222222222:saml-provider/example-idp';
/** What an assertion for AWS is meant for. */
export const SAML_AUDIENCE = 'https://signin.aws.amazon.com/saml';

const AWS = 'https://aws.amazon.com/SAML/Attributes';
const MINUTE = 60_000;

/** What an identity provider says of its user; absent fields are as they should be. */
export interface SamlClaims {
  /** The values of the Role attribute; `undefined` leaves it out. */
  readonly roles?: readonly string[] | undefined;
  /** The clock of the identity provider, in milliseconds; the real one where absent. */
  readonly issuedAt?: number;
  /** In milliseconds; a minute before `issuedAt`, and five after it. */
  readonly notBefore?: number;
  readonly notOnOrAfter?: number;
  /** The end of the subject's confirmation; five minutes after `issuedAt`. */
  readonly confirmedUntil?: number;
  readonly sessionDuration?: string;
  readonly sessionName?: string | undefined;
  readonly audience?: string;
  /** The prefixes of the names; `saml2p` and `saml2`. */
  readonly prefixes?: readonly [protocol: string, assertion: string];
  /** Whether the assertion is encrypted, or its attributes alone. */
  readonly encrypted?: 'assertion' | 'attributes';
}

function attribute(prefix: string, name: string, values: readonly string[]): string {
  const value = (text: string) =>
    `<${prefix}AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">${text}</${prefix}AttributeValue>`;
  return `<${prefix}Attribute Name="${AWS}/${name}">${values.map(value).join('')}</${prefix}Attribute>`;
}

const encryptedData = (xml: string) =>
  `<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"><xenc:CipherData><xenc:CipherValue>${Buffer.from(xml).toString('base64')}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>`;

/** The XML of a SAML Response, signed in a way that the stand-in of STS can check. */
export function samlXml(claims: SamlClaims = {}): string {
  const { issuedAt = Date.now(), prefixes = ['saml2p', 'saml2'] } = claims;
  const { notBefore = issuedAt - MINUTE, notOnOrAfter = issuedAt + 5 * MINUTE } = claims;
  const { confirmedUntil = issuedAt + 5 * MINUTE, audience = SAML_AUDIENCE } = claims;
  const { sessionName = 'ada@example.com' } = claims;
  const [p, a] = prefixes.map((prefix) => (prefix === '' ? '' : `${prefix}:`));
  const [xmlnsP, xmlnsA] = prefixes.map((prefix) => (prefix === '' ? 'xmlns' : `xmlns:${prefix}`));
  const date = (instant: number) => new Date(instant).toISOString();
  const attributes = [
    ...('roles' in claims && claims.roles === undefined
      ? []
      : [attribute(a as string, 'Role', claims.roles ?? [])]),
    ...('sessionName' in claims && claims.sessionName === undefined
      ? []
      : [attribute(a as string, 'RoleSessionName', [sessionName])]),
    ...(claims.sessionDuration === undefined
      ? []
      : [attribute(a as string, 'SessionDuration', [claims.sessionDuration])]),
  ].join('');
  const hidden = `<${a}EncryptedAttribute>${encryptedData(attributes)}</${a}EncryptedAttribute>`;
  const assertion = `<${a}Assertion ${xmlnsA}="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" IssueInstant="${date(issuedAt)}" Version="2.0">
  <${a}Issuer>https://idp.example.com/</${a}Issuer>
  <${a}Subject><${a}NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ada@example.com</${a}NameID>
    <${a}SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><${a}SubjectConfirmationData NotOnOrAfter="${date(confirmedUntil)}" Recipient="https://signin.aws.amazon.com/saml"/></${a}SubjectConfirmation></${a}Subject>
  <${a}Conditions NotBefore="${date(notBefore)}" NotOnOrAfter="${date(notOnOrAfter)}"><${a}AudienceRestriction><${a}Audience>${audience}</${a}Audience></${a}AudienceRestriction></${a}Conditions>
  <${a}AttributeStatement>${claims.encrypted === 'attributes' ? hidden : attributes}</${a}AttributeStatement>
</${a}Assertion>`;
  const body =
    claims.encrypted === 'assertion'
      ? `<saml2:EncryptedAssertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">${encryptedData(assertion)}</saml2:EncryptedAssertion>`
      : assertion;
  return samlSigned(`<?xml version="1.0" encoding="UTF-8"?>
<${p}Response ${xmlnsP}="urn:oasis:names:tc:SAML:2.0:protocol" Destination="https://signin.aws.amazon.com/saml" ID="_r" IssueInstant="${date(issuedAt)}" Version="2.0">
<!-- an example -->
<${p}Status><${p}StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></${p}Status>
${body}
</${p}Response>`);
}

/** The same in base64, as the browser posts it. */
export function samlResponse(claims: SamlClaims = {}): string {
  return Buffer.from(samlXml(claims)).toString('base64');
}

// Signing real XML needs a library of its own. Whatever is changed in the text, this comment is wrong.
const SIGNATURE = /\n<!-- signature [0-9a-f]{64} -->$/;

function samlSigned(xml: string): string {
  return `${xml}\n<!-- signature ${createHash('sha256').update(`example-idp ${xml}`).digest('hex')} -->`;
}

/** Whether the text is as {@link samlXml} gave it. */
export function isSamlSigned(xml: string): boolean {
  return samlSigned(xml.replace(SIGNATURE, '')) === xml;
}
