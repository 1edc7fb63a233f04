import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../temp-folder.ts';
import { makeAuthority } from './authority.ts';

const DAY = 24 * 3_600_000;
const authority = makeAuthority();
const own = new X509Certificate(authority.pem);

test('an authority signs itself, and may sign others', () => {
  expect(own.ca).toBe(true);
  expect(own.verify(own.publicKey)).toBe(true);
  expect(own.subject).toBe('O=Example\nCN=Example Test CA');
  expect(own.issuer).toBe(own.subject);
});

test.each([
  ['sts.eu-west-1.amazonaws.com', 'DNS:sts.eu-west-1.amazonaws.com'],
  ['localhost', 'DNS:localhost'],
  ['127.0.0.1', 'IP Address:127.0.0.1'],
  ['::1', 'IP Address:0:0:0:0:0:0:0:1'],
  ['2001:db8::a:0:1', 'IP Address:2001:DB8:0:0:0:A:0:1'],
])('the authority issues a certificate for %s', (host, altName) => {
  const { cert, key } = authority.leaf(host);
  const leaf = new X509Certificate(cert);
  expect(leaf.subjectAltName).toBe(altName);
  expect([leaf.ca, leaf.checkIssued(own), leaf.verify(own.publicKey)]).toEqual([false, true, true]);
  expect(Date.parse(leaf.validFrom)).toBeLessThan(Date.now());
  expect(Date.parse(leaf.validTo)).toBeGreaterThan(Date.now());
  expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----/);
});

test('the authority issues an expired certificate', () => {
  const leaf = new X509Certificate(authority.expiredLeaf('localhost').cert);
  expect(Date.parse(leaf.validTo)).toBeLessThan(Date.now() - DAY + 60_000);
  expect(leaf.verify(own.publicKey)).toBe(true);
});

test('certificates have different numbers, and authorities different keys', () => {
  const [one, two] = [authority.leaf('a.example'), authority.leaf('a.example')].map(
    ({ cert }) => new X509Certificate(cert).serialNumber,
  );
  expect(one).not.toBe(two);
  const other = new X509Certificate(makeAuthority().pem);
  expect(own.verify(other.publicKey)).toBe(false);
});

test('the authority writes the file for AWS_CA_BUNDLE', async () => {
  const file = join(tempFolder(), 'ca.pem');
  await authority.writeTo(file);
  expect(await readFile(file, 'utf8')).toBe(authority.pem);
});
