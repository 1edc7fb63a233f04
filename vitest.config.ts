import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[]) => ({
  test: {
    name,
    include,
    // A code is good for a window of 30 s, and some tests wait for the next one.
    testTimeout: 60_000,
    // The modules are loaded once for all files: no file replaces one, nor leaves anything behind in one.
    isolate: false,
    // A note of the AWS SDK about node, in every file that uses it.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});

const FOLDERS =
  'config,config-edit,console,disk,doctor,hot,http,mfa,output,run,session,sources,sts';

export default defineConfig({
  test: {
    // One of two processors would be idle while a test waits for the program that it has started.
    maxWorkers: 2,
    projects: [
      // Functions and modules, on the sources.
      project('unit', ['test/layers.test.ts', `test/{${FOLDERS}}/**/*.test.ts`]),
      // The built program, as people and SDKs start it.
      project('cli', ['test/cli/**/*.test.ts']),
      // What the tests of the others stand on: the services of AWS, a proxy, a terminal.
      project('support', ['test/support/**/*.test.ts']),
      // The same with shells and SDKs that a machine may not have.
      project('peers', ['test/peers/**/*.test.ts']),
    ],
  },
});
