import { isSamlSigned, SAML_AUDIENCE } from '../saml-response.ts';
import type { Params, Service } from './action.ts';
import { accessDenied, Refusal } from './refusal.ts';
import type { StandInRole } from './world.ts';

/** What the stand-in reads of an assertion, if it accepts it. */
interface SamlSession {
  readonly role: StandInRole;
  readonly sessionName: string;
  readonly subject: string;
  readonly issuer: string;
  readonly audience: string;
}

const invalid = (message: string) => new Refusal(400, 'InvalidIdentityToken', message);

/** How long after its issue AWS accepts an assertion, in milliseconds. */
const REDEEMABLE = 5 * 60_000;

function decode(text: string): string {
  if (!/^(?:[A-Za-z0-9+/]{4})+$/.test(text.replace(/={1,2}$/, (end) => 'A'.repeat(end.length))))
    throw invalid('Invalid base64 SAMLResponse');
  const xml = Buffer.from(text, 'base64').toString();
  if (!isSamlSigned(xml)) throw invalid('Response signature invalid');
  return decrypted(xml);
}

/** The account has the key of the identity provider's encryption, which encodes alone here. */
function decrypted(xml: string): string {
  return xml.replace(
    /<xenc:EncryptedData.*?<xenc:CipherValue>(.*?)<.*?<\/xenc:EncryptedData>/s,
    (_, data) => Buffer.from(data, 'base64').toString(),
  );
}

function element(xml: string, name: string): string {
  return new RegExp(`<(?:\\w+:)?${name}[ >][^<]*?>?([^<>]*)</`).exec(xml)?.[1] ?? '';
}

function values(xml: string, name: string): string[] {
  const attribute = new RegExp(
    `Name="https://aws.amazon.com/SAML/Attributes/${name}">(.*?)</(?:\\w+:)?Attribute>`,
    's',
  ).exec(xml)?.[1];
  return [...(attribute ?? '').matchAll(/AttributeValue[^>]*>([^<]*)</g)].map(([, text = '']) =>
    text.trim(),
  );
}

function checkTime(xml: string, now: number): void {
  const dates = (name: string) =>
    [...xml.matchAll(new RegExp(`\\b${name}="([^"]*)"`, 'g'))].map(([, text = '']) =>
      Date.parse(text),
    );
  const isLate = dates('NotOnOrAfter').some((end) => end <= now);
  const isOld = dates('IssueInstant').some((issued) => issued + REDEEMABLE <= now);
  if (isLate || isOld)
    throw new Refusal(
      400,
      'ExpiredTokenException',
      'Token must be redeemed within 5 minutes of issuance',
    );
}

/**
 * The role that a caller asks for by `RoleArn` with a SAML assertion.
 *
 * @throws Refusal InvalidIdentityToken for a bad assertion or an unknown provider, ExpiredTokenException for an old one,
 *   AccessDenied for a role that is not in it, or trusts another provider or audience, or does not exist
 */
export function samlRole(params: Params, { roles, now }: Service): SamlSession {
  const { RoleArn = '', PrincipalArn = '', SAMLAssertion = '' } = params;
  const xml = decode(SAMLAssertion);
  if (!roles.some(({ trustsSaml }) => trustsSaml === PrincipalArn))
    throw invalid("Specified provider doesn't exist");
  checkTime(xml, now());
  const [sessionName] = values(xml, 'RoleSessionName');
  if (sessionName === undefined) throw invalid('RoleSessionName is required in AuthnResponse');
  const pair = [RoleArn, PrincipalArn].sort().join();
  const isGiven = values(xml, 'Role').some(
    (value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .sort()
        .join() === pair,
  );
  const role = roles.find(({ arn, trustsSaml }) => arn === RoleArn && trustsSaml === PrincipalArn);
  const audience = element(xml, 'Audience');
  if (role === undefined || !isGiven || audience !== SAML_AUDIENCE)
    throw accessDenied('Not authorized to perform sts:AssumeRoleWithSAML');
  const [subject, issuer] = [element(xml, 'NameID'), element(xml, 'Issuer')];
  return { role, sessionName, subject, issuer, audience };
}
