/** Sends a request that gets no answer, is interrupted, prints the error, and has then nothing left to do. */
import { HttpRequest } from '@smithy/core/protocols';
import { requestHandler } from '../../../src/http/request-handler.ts';

const [url = '', env = ''] = process.argv.slice(2);
const minute = { connectionTimeout: 60_000, requestTimeout: 60_000 };
const handler = requestHandler({ env: JSON.parse(env), caBundle: undefined }, minute);
const stop = new AbortController();
setTimeout(() => stop.abort(), 200);

const { protocol, hostname, port } = new URL(url);
const request = new HttpRequest({ protocol, hostname, ...(port && { port: Number(port) }) });
await handler.handle(request, { abortSignal: stop.signal }).catch((error: Error) => {
  process.stdout.write(`${error.name}\n`);
});
handler.destroy();
