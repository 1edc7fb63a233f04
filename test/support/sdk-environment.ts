import { onTestFinished, vi } from 'vitest';

/** Beside `AWS_…`, what an SDK in this process would find of the machine's own. */
const OTHERS = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

/**
 * Lets an SDK in this process see a home and these variables only, until the running test ends.
 *
 * @param home absolute
 */
export function sdkEnvironment(home: string, variables: Readonly<Record<string, string>>): void {
  onTestFinished(() => void vi.unstubAllEnvs());
  const own = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
  for (const name of [...own, ...OTHERS]) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries({ HOME: home, ...variables })) vi.stubEnv(name, value);
}
