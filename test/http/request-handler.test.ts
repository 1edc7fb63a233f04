import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { certificateFor } from './certificates.ts';
import { failure, handlerWith, post } from './send.ts';
import { startTarget } from './servers.ts';

describe('without a proxy variable', () => {
  const exact = (agent: unknown) => Object.getPrototypeOf(agent);

  test.each([{}, { NO_PROXY: '*' }, { HTTPS_PROXY: '' }])(
    'without a proxy variable (%j) node connects',
    async (env) => {
      const handler = handlerWith(env);
      const { port } = await startTarget();
      await post(handler, `http://127.0.0.1:${port}/`);
      const { httpAgent, httpsAgent } = handler.httpHandlerConfigs();
      expect(exact(httpAgent)).toBe(HttpAgent.prototype);
      expect(exact(httpsAgent)).toBe(HttpsAgent.prototype);
      expect(httpAgent).toHaveProperty('keepAlive', false);
      expect(httpsAgent).toHaveProperty('keepAlive', false);
    },
  );

  test('without a proxy variable no code of proxies is loaded', async () => {
    const { metafile } = await build({
      entryPoints: [fileURLToPath(new URL('../../src/http/request-handler.ts', import.meta.url))],
      outdir: 'unused',
      write: false,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      metafile: true,
    });
    const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) =>
      entryPoint?.endsWith('request-handler.ts'),
    );
    const loaded = (path: string): string[] => {
      const { inputs = {}, imports = [] } = metafile.outputs[path] ?? {};
      const chunks = imports.filter(({ kind }) => kind === 'import-statement');
      return [...Object.keys(inputs), ...chunks.flatMap(({ path }) => loaded(path))];
    };
    const files = loaded(entry?.[0] ?? '');
    expect(files).toContainEqual(expect.stringContaining('src/http/proxy-env.ts'));
    expect(files.filter((file) => /agent-base|proxy-agent/.test(file))).toEqual([]);
  });
});

test.each([
  ['directly', {}],
  ['where there is a proxy', { HTTPS_PROXY: 'http://up:1', NO_PROXY: '*' }],
])('a target that is too slow is given up, %s', async (_, env) => {
  const { port } = await startTarget(certificateFor('localhost'), 60_000);
  const handler = handlerWith(env, { limits: { requestTimeout: 300 } });
  const error = await failure(handler, `https://localhost:${port}/`);
  expect([error.name, error.code]).toEqual(['TimeoutError', 'ETIMEDOUT']);
});
