import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[]) => ({
  test: {
    name,
    include,
    // A code is good for a window of 30 s, and some tests wait for the next one.
    testTimeout: 60_000,
    // Most of what is waited for is a program that starts or ends, on a machine that has other things to do.
    expect: { poll: { timeout: 15_000 } },
    // A note of the AWS SDK about node, in every file that uses it.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});

export default defineConfig({
  test: {
    // One of two processors would be idle while a test waits for the program that it has started.
    maxWorkers: 2,
    projects: [
      // Functions and modules, on the sources.
      project('unit', [
        'test/layers.test.ts',
        'test/{config,config-edit,console,disk,doctor,hot,http,mfa,output,run,session,sources,sts,support}/**/*.test.ts',
      ]),
      // The built program, as people and SDKs start it.
      project('cli', ['test/cli/**/*.test.ts']),
      // The same with shells and SDKs that a machine may not have.
      project('peers', ['test/peers/**/*.test.ts']),
    ],
  },
});
