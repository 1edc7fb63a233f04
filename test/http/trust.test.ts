/** The other end must be who it should be, directly and through a proxy. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Environment } from '../../src/system.ts';
import { authorityPem, certificateFor, expiredFor, strangerPem } from './certificates.ts';
import { bundleOf, failure, handlerWith, post } from './send.ts';
import { startProxy, startTarget } from './servers.ts';

const WAYS: [string, () => Promise<Environment>][] = [
  ['directly', async () => ({})],
  ['through no proxy of those named', async () => ({ HTTPS_PROXY: 'http://up:1', NO_PROXY: '*' })],
  [
    'through a proxy',
    async () => ({ HTTPS_PROXY: `http://localhost:${(await startProxy()).port}` }),
  ],
  [
    'through a proxy with TLS',
    async () => {
      const proxy = await startProxy({ certificate: certificateFor('localhost') });
      return { HTTPS_PROXY: `https://localhost:${proxy.port}` };
    },
  ],
];

/** Node skips it, and trusts the certificates after it. */
const BROKEN_PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

describe.each(WAYS)('a TLS setting is right: %s', (_, way) => {
  test('a certificate of an authority in the bundle is accepted', async () => {
    const { port } = await startTarget(certificateFor('localhost'));
    const bundle = bundleOf(strangerPem + BROKEN_PEM + authorityPem);
    const handler = handlerWith(await way(), { caBundle: bundle });
    const url = `https://localhost:${port}/path`;
    expect(await post(handler, url)).toBe(`POST /path localhost:${port} hello`);
  });

  test('a certificate for an address is accepted', async () => {
    const { port } = await startTarget(certificateFor('127.0.0.1'));
    const answer = await post(handlerWith(await way()), `https://127.0.0.1:${port}/`);
    expect(answer).toBe(`POST / 127.0.0.1:${port} hello`);
  });

  test.each([
    ['for another name', 'localhost', certificateFor('sts.test')],
    ['for a name, where an address is called', '127.0.0.1', certificateFor('localhost')],
  ])('a certificate %s is refused', async (_, host, certificate) => {
    const { port } = await startTarget(certificate);
    const error = await failure(handlerWith(await way()), `https://${host}:${port}/`);
    expect(error.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('an expired certificate is refused', async () => {
    const { port } = await startTarget(expiredFor('localhost'));
    const error = await failure(handlerWith(await way()), `https://localhost:${port}/`);
    expect(error.code).toBe('CERT_HAS_EXPIRED');
  });

  describe.each([undefined, '0'])(
    'TLS is verified with NODE_TLS_REJECT_UNAUTHORIZED=%s',
    (value) => {
      const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      beforeEach(() => setRejecting(value));
      afterEach(() => setRejecting(before));

      test.each([
        ['not in the bundle', () => bundleOf(strangerPem)],
        ['unknown to node', () => undefined],
      ])('an authority that is %s is refused', async (_, bundle) => {
        const { port } = await startTarget(certificateFor('localhost'));
        const handler = handlerWith(await way(), { caBundle: bundle() });
        const error = await failure(handler, `https://localhost:${port}/`);
        expect(error.code).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
      });
    },
  );
});

function setRejecting(value: string | undefined): void {
  if (value === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  else process.env.NODE_TLS_REJECT_UNAUTHORIZED = value;
}
