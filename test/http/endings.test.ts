/** What an interrupted run leaves behind: nothing. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Environment } from '../../src/system.ts';
import { driverProgram } from '../support/driver.ts';
import { certificateFor } from './certificates.ts';
import { failure, handlerWith } from './send.ts';
import { type ConnectProxy, SILENT, startProxy, startTarget } from './servers.ts';

const DRIVER = driverProgram(new URL('./drivers/interrupted.ts', import.meta.url));

/** A proxy where requests are held up, and the way there. */
async function heldUp(): Promise<[ConnectProxy, Environment]> {
  const proxy = await startProxy(SILENT);
  return [proxy, { HTTPS_PROXY: `http://localhost:${proxy.port}` }];
}

test('a tunnel that is being made ends with its handler', async () => {
  const [proxy, env] = await heldUp();
  const handler = handlerWith(env);
  const failed = failure(handler, 'https://sts.test/');
  await proxy.arrived;
  handler.destroy();
  expect((await failed).message).toBe(`proxy localhost:${proxy.port}: given up`);
  await proxy.left;
});

test('a connection that waits for its answer ends with its handler', async () => {
  const target = await startTarget(certificateFor('sts.test'), 60_000);
  const proxy = await startProxy();
  const handler = handlerWith({ HTTPS_PROXY: `http://localhost:${proxy.port}` });
  const failed = failure(handler, `https://sts.test:${target.port}/`);
  await target.arrived;
  handler.destroy();
  expect((await failed).code).toBe('ECONNRESET');
  await proxy.left;
});

test.each([
  ['there is no proxy', (port: number) => [`http://127.0.0.1:${port}`, '{}']],
  [
    'the proxy is silent',
    (port: number) => ['https://sts.test', JSON.stringify({ HTTPS_PROXY: `127.0.0.1:${port}` })],
  ],
])('a process whose run was interrupted ends, where %s', async (_, args) => {
  const [{ port }] = await heldUp();
  // DEBUG makes some packages log what they do, and the password with it.
  const env = { ...process.env, DEBUG: '*' };
  const run = promisify(execFile)(process.execPath, [DRIVER, ...args(port)], {
    env,
  });
  expect(await run).toEqual({ stdout: 'AbortError\n', stderr: '' });
});
