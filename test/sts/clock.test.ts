/** Which host the clock is asked of without a configured URL: there is no answer here, but the error names the host. */
import { expect, test } from 'vitest';
import { stsClock } from '../../src/sts/send.ts';

const transport = { caBundle: undefined, maxAttempts: 1, retryMode: 'standard' } as const;
// No server listens there, so that no request leaves this machine.
const system = { env: { HTTPS_PROXY: 'http://127.0.0.1:1' }, now: () => 0 };

test.each([
  [{ region: 'eu-west-1' }, 'sts.eu-west-1.amazonaws.com'],
  [{ region: 'cn-north-1' }, 'sts.cn-north-1.amazonaws.com.cn'],
  [{ region: 'us-east-1', useFips: true, useDualStack: true }, 'sts-fips.us-east-1.api.aws'],
  [{ region: 'eu-west-1', useGlobal: true }, 'sts.amazonaws.com'],
])('the clock offset is right for %o', async (more, host) => {
  const endpoint = {
    url: undefined,
    useFips: false,
    useDualStack: false,
    isLegacy: false,
    useGlobal: false,
    ...more,
  };
  expect(await stsClock(endpoint, transport, system)).toEqual({
    host,
    reason: 'proxy 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1',
  });
});
