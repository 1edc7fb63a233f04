import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type CaBundle,
  CaBundleError,
  type CaBundleErrorDetails,
  readCaBundle,
} from '../../src/http/ca-bundle.ts';
import { requestHandler } from '../../src/http/request-handler.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { authorityPem, strangerPem } from './certificates.ts';
import { bundleOf } from './send.ts';

function factOf(attempt: () => unknown): CaBundleErrorDetails | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof CaBundleError) return error.details;
    throw error;
  }
}

const normal = (pem: string) => pem.trim().replaceAll('\r\n', '\n');
const BROKEN = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

test.each<[string, string, string[]]>([
  ['one certificate', authorityPem, [authorityPem]],
  ['two with comments', `# é\n${authorityPem}\nb\n${strangerPem}`, [authorityPem, strangerPem]],
  ['lines ended by LF', normal(authorityPem), [authorityPem]],
  ['a broken one before a good one', BROKEN + authorityPem, [authorityPem]],
  ['no line break at the end', authorityPem.trimEnd(), [authorityPem]],
])('a CA bundle is read: %s', (_, text, expected) => {
  expect(readCaBundle(bundleOf(text)).map(normal)).toEqual(expected.map(normal));
});

test.each<[string, string]>([
  ['empty', ''],
  ['no PEM', 'garbage\0'],
  ['no certificate in it', BROKEN],
  ['another thing as PEM', authorityPem.replaceAll('CERTIFICATE', 'PUBLIC KEY')],
  ['half a certificate', authorityPem.slice(0, 400)],
])('a file that is %s is no bundle', (_, text) => {
  const bundle = bundleOf(text);
  expect(factOf(() => readCaBundle(bundle))).toEqual({ ...bundle, kind: 'not-pem' });
});

test('a bundle that cannot be read is reported with the setting that names it, before any request', () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'directory'));
  const at = { file: 'config', line: 3 };
  const factFor = (name: string) => {
    const named = { profile: 'project-dev', key: 'ca_bundle', at };
    const caBundle: CaBundle = { path: join(folder, name), named };
    const fact = factOf(() => requestHandler({ env: {}, caBundle }));
    return { ...fact, expected: caBundle };
  };
  for (const [name, code] of [
    ['missing', 'ENOENT'],
    ['directory', 'EISDIR'],
  ] as const) {
    const { expected, ...fact } = factFor(name);
    expect(fact).toEqual({ ...expected, kind: 'unreadable', code });
  }
});
