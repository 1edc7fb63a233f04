/** The library, as programs use it that have installed the package. */

import { type ChildProcessWithoutNullStreams, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { collectOutput, untilClosed } from '../support/child-output.ts';
import { auditor, type Example, member, startExample } from '../support/example-world.ts';
import { leaks } from '../support/leaks.ts';
import { openPty } from '../support/pty.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import {
  type Consumer,
  type Installation,
  installPackage,
  PRINT,
  runConsumer,
  startConsumer,
} from './library/consumer.ts';
import { SOURCE_ROWS } from './sources/source-rows.ts';
import { sourceWorld, startSourceExample } from './sources/source-world.ts';

/** Node 20.14 has no checksum, so no code is kept there. */
const keepsCode = 'crc32' in zlib;

const IMPORT = `import { fromSwrole, SwroleError } from 'swrole';\n`;

/** What may be shown of credentials, and of an error. */
const SHOWN = `
const shown = ({ accessKeyId, secretAccessKey, sessionToken, expiration, ...rest }) => ({
  keyId: accessKeyId.slice(0, 4),
  hasSecret: secretAccessKey.length > 20,
  hasToken: sessionToken?.length > 20,
  secondsLeft: expiration instanceof Date ? Math.round((expiration - Date.now()) / 60_000) * 60 : undefined,
  ...rest,
});
const failure = (error) => ({
  isOurs: error instanceof SwroleError,
  code: error.code,
  message: error.message,
  hint: error.hint,
  cause: error.cause?.message ?? error.cause,
});
const attempt = (provider) => provider().then(shown, failure);
`;

const ROLE = {
  keyId: 'ASIA',
  hasSecret: true,
  hasToken: true,
  secondsLeft: 3600,
  accountId: '111111111111',
};

/** A server of the program's own, with an answer that is longer than any that swrole reads. */
async function startBigAnswer() {
  const length = 3 * 1024 * 1024;
  const server = createServer((_, response) => response.end(Buffer.alloc(length))).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, length, close: async () => void server.close() };
}

let installed: Installation;
let consumer: Consumer;
let example: Example;
/** Of the running test, in the folder of the installation. */
let folder: string;

beforeAll(() => {
  installed = installPackage();
  consumer = startConsumer(installed.folder);
});

afterAll(async () => {
  await consumer.close();
  await installed.close();
});

beforeEach(async () => {
  example = untilTestEnds(await startExample());
  folder = mkdtempSync(join(installed.folder, 'test-'));
});

type Variables = Readonly<Record<string, string>>;

const optionsOf = (env: Variables) => ({
  env: { ...example.env, ...env },
  secrets: example.standIn.secrets,
});

/**
 * Runs a program that has `fromSwrole`, `shown`, `failure`, `attempt` and `print`, in the process of all the others: each has
 * an environment of its own.
 */
function run(source: string, env: Variables = {}) {
  return consumer.run(IMPORT + SHOWN + source, optionsOf(env));
}

/** The same in a process of its own, which must then end by itself. */
function runAlone(source: string, env: Variables = {}, inFolder = folder) {
  return runConsumer(inFolder, PRINT + IMPORT + SHOWN + source, optionsOf(env));
}

/** Adds a role that needs no code. */
function addAuditor(): void {
  const profile = `\n[profile audit]\nrole_arn = ${auditor.arn}\nsource_profile = my-company\n`;
  writeFileSync(example.home.configFile, profile, { flag: 'a' });
}

const assumed = () => example.standIn.calls.filter(({ action }) => action === 'AssumeRole').length;

/** In messages, the home is `~`. */
const withTilde = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value)
      .replaceAll(example.home.path, '~')
      .replace(/config:\d+/g, 'config:N'),
  );

describe('the package', () => {
  test('gives ES modules and CommonJS the same classes', async () => {
    const both = `import { createRequire } from 'node:module';
      const common = createRequire(import.meta.url)('swrole');
      print([common.SwroleError === SwroleError, Object.keys(common).sort(), await attempt(common.fromSwrole({ profile: 'project-dev' }))]);`;
    expect(await run(both)).toEqual([true, ['SwroleError', 'fromSwrole'], ROLE]);
  });

  test('works in a program of CommonJS alone', async () => {
    const source = `const { fromSwrole, SwroleError } = require('swrole'); ${PRINT}${SHOWN}
      attempt(fromSwrole({ profile: 'project-dev' })).then(print);`;
    const { env } = example;
    expect(await runConsumer(folder, source, { env, name: 'program.cjs' })).toEqual(ROLE);
  });

  /**
   * What TypeScript says of a program, and of the declarations of the package: as a source, because declarations of others are
   * not looked through. They are large.
   */
  function compile(program: string, resolution: object): string {
    const files = ['program.mts', 'program.cts', 'declarations.mts', 'declarations.cts'];
    const declarations = readFileSync('dist/library.d.mts', 'utf8');
    expect(readFileSync('dist/library.d.cts', 'utf8')).toBe(declarations);
    for (const name of files)
      writeFileSync(join(folder, name), name.startsWith('program') ? program : declarations);
    const strict = { target: 'es2022', strict: true, exactOptionalPropertyTypes: true };
    const libraries = { lib: ['es2022'], types: ['node'], skipLibCheck: true };
    const configuration = {
      compilerOptions: { ...strict, ...libraries, noEmit: true, ...resolution },
      files,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
    const compiler = fileURLToPath(
      new URL('../../node_modules/typescript/bin/tsc', import.meta.url),
    );
    // It does not matter here when it ends, but for how long both processors are busy.
    const words = [compiler, '--singleThreaded', '-p', folder];
    return execFileSync(process.execPath, words, { encoding: 'utf8' });
  }

  const CALLS = `import { fromSwrole, SwroleError, type CodeQuestion } from 'swrole';
const code = async ({ profile, role, device, remark }: CodeQuestion): Promise<string> => [profile, role, device, remark].join();
export const provider = fromSwrole({ profile: 'project-dev', code, signal: new AbortController().signal, cache: false });
export const codeOf = (error: unknown): 1 | 2 | 3 | 4 | 5 | 130 | undefined => error instanceof SwroleError ? error.code : undefined;
// @ts-expect-error a profile is needed
fromSwrole({});
`;

  test.each([
    ['node16', 'node16'],
    ['bundler', 'esnext'],
  ])(
    'has types without a fault, which fit a client of the AWS SDK, with %s',
    (moduleResolution, module) => {
      const program = `${CALLS}
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
export const credentials: AwsCredentialIdentityProvider = provider;
export const client = new STSClient({ credentials });
`;
      expect(compile(program, { module, moduleResolution })).toBe('');
    },
  );
});

describe('a cached answer', () => {
  const TIMED = `
    import workers from 'node:worker_threads';
    import children from 'node:child_process';
    import { syncBuiltinESMExports, createRequire } from 'node:module';
    const provider = fromSwrole({ profile: 'project-dev' });
    const before = await attempt(provider);
    const started = [];
    workers.Worker = class { constructor() { started.push('thread'); } };
    for (const name of ['spawn', 'spawnSync', 'execFile', 'fork']) children[name] = () => started.push(name);
    syncBuiltinESMExports();
    const times = [];
    for (let index = 0; index < 200; index += 1) {
      const since = performance.now();
      await provider();
      times.push(performance.now() - since);
    }
    const median = times.sort((a, b) => a - b)[100];
    const loaded = Object.keys(createRequire(import.meta.url).cache).map((file) => file.replace(/.*swrole./, ''));
    print({ isSame: JSON.stringify(before) === JSON.stringify(await attempt(provider)), started, loaded, median });`;

  test('takes less than 2 ms, starts nothing and loads nothing', async () => {
    const { median, ...rest } = (await runAlone(TIMED)) as { median: number };
    expect(rest).toEqual({ isSame: true, started: [], loaded: ['dist/library.cjs'] });
    expect(median).toBeLessThan(2);
    expect(assumed()).toBe(1);
  });

  test('is the one of the program, and the other way round', async () => {
    addAuditor();
    const options = { env: example.env, credentialsOnStdout: true };
    const printed = async () =>
      JSON.parse((await runSwrole(['-j', 'audit'], options)).stdout).AccessKeyId;
    const given = () => run(`print((await fromSwrole({ profile: 'audit' })()).accessKeyId);`);
    expect(await given()).toBe(await printed());
    await runSwrole(['logout', '--all'], options);
    expect(await printed()).toBe(await given());
    expect(assumed()).toBe(2);
  });

  test('is neither read nor written with cache: false', async () => {
    addAuditor();
    const ids = `const provider = fromSwrole({ profile: 'audit', cache: false });
      print([(await provider()).accessKeyId, (await provider()).accessKeyId]);`;
    const [first, second] = (await run(ids)) as string[];
    const isStored = existsSync(join(example.home.cacheDir, 'sessions'));
    expect([first === second, assumed(), isStored]).toEqual([false, 2, false]);
  });

  test.runIf(keepsCode)('keeps the compiled code of the library as soon as it exists', async () => {
    addAuditor();
    const twice = `for (const cache of [true, false]) await fromSwrole({ profile: 'audit', cache })();
      print('done');`;
    expect(await run(twice, { NODE_COMPILE_CACHE: '' })).toBe('done');
    const folder = join(example.home.cacheDir, 'compile-cache');
    const files = readdirSync(folder, { recursive: true });
    expect(files).toEqual([
      expect.stringMatching(/^swrole-[0-9a-f]{16}$/),
      expect.stringMatching(/-print$/),
    ]);
  });
});

describe('an error', () => {
  const failing = async (options: string, through = run) =>
    withTilde(
      await through(
        `try { print(await attempt(fromSwrole(${options}))); } catch (error) { print({ thrown: failure(error) }); }`,
      ),
    );

  test.each([
    ['{}', 'fromSwrole: profile must be the name of a profile', undefined],
    ['undefined', 'fromSwrole: profile must be the name of a profile', undefined],
    [`{ profile: 'a', cache: 1 }`, 'fromSwrole: cache must be true or false', undefined],
    [
      `{ profile: 'a', code: '123456' }`,
      'fromSwrole: code must be a function that gives a code',
      undefined,
    ],
    [`{ profile: 'a', signal: 1 }`, 'fromSwrole: signal must be an AbortSignal', undefined],
    [
      `{ profil: 'a' }`,
      'fromSwrole: profil is not an option',
      'options are profile, code, signal, cache',
    ],
  ])('of the options is thrown at once: %s', async (options, message, hint) => {
    expect(await failing(options)).toEqual({
      thrown: { isOurs: true, code: 2, message, ...(hint && { hint }) },
    });
  });

  test('of the configuration names its place', async () => {
    writeFileSync(
      example.home.configFile,
      `[profile a]\nrole_arn = nothing\nsource_profile = my-company\n`,
    );
    expect(await failing(`{ profile: 'a' }`)).toEqual({
      isOurs: true,
      code: 3,
      message:
        "~/.aws/config:N: role_arn of profile 'a' must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME, not 'nothing'",
    });
  });

  test('of a profile that does not exist', async () => {
    expect(await failing(`{ profile: 'project-dve' }`)).toEqual({
      isOurs: true,
      code: 3,
      message: "profile 'project-dve' is not in ~/.aws/config or ~/.aws/credentials",
      hint: "did you mean 'project-dev'?",
    });
  });

  test('of a code that no user can be asked for', async () => {
    example = untilTestEnds(await startExample({ generateToken: false }));
    expect(await failing(`{ profile: 'project-dev' }`)).toEqual({
      isOurs: true,
      code: 4,
      message: "profile 'project-dev' needs a code, and there is no terminal to ask for it",
      hint: "run 'swrole login project-dev' in a terminal first, or set generate_token; or give fromSwrole a code function",
    });
  });

  test('of AWS', async () => {
    example.standIn.failNext({ kind: 'answer', status: 403, code: 'AccessDenied', message: 'no' });
    expect(await failing(`{ profile: 'project-dev' }`)).toEqual({
      isOurs: true,
      code: 5,
      message: 'AWS refused AssumeRole arn:aws:iam::111111111111:role/developer: AccessDenied: no',
      hint: "profile 'project-dev' has no external_id: if the role requires an external ID, add the line external_id = ID; otherwise check role_arn and mfa_serial against the role's trust policy",
    });
  });

  test('of a broken installation, and of a bundle with the library alone', async () => {
    const broken = untilTestEnds(installPackage());
    const through = (source: string) => runAlone(source, {}, broken.folder);
    const withoutFile = (name: string) => {
      rmSync(join(broken.folder, 'node_modules/swrole/dist', name));
      return failing(`{ profile: 'project-dev' }`, through);
    };
    const ofBundle = {
      isOurs: true,
      code: 1,
      message: 'the worker thread of swrole failed (MODULE_NOT_FOUND)',
      hint: 'a bundler must leave swrole out: name it as external',
    };
    const ofInstallation = {
      isOurs: true,
      code: 1,
      message: 'the worker thread of swrole failed (ENOENT)',
      hint: 'a file of swrole is missing: install it again',
    };
    // Without a checksum for kept code, node itself loads the file.
    expect(await withoutFile('embedded.cjs')).toEqual(keepsCode ? ofInstallation : ofBundle);
    expect(await withoutFile('loader.cjs')).toEqual(ofBundle);
  });

  test('is that the signal was aborted before', async () => {
    const signal = `AbortSignal.abort(new Error('stopped'))`;
    expect(await failing(`{ profile: 'project-dev', signal: ${signal} }`)).toEqual({
      isOurs: true,
      code: 130,
      message: 'aborted',
      cause: 'stopped',
    });
    expect(example.standIn.calls).toEqual([]);
  });

  test('is that the signal was aborted while the function was asked', async () => {
    example = untilTestEnds(await startExample({ generateToken: false }));
    const source = `const controller = new AbortController();
      const code = () => { controller.abort(new Error('enough')); return new Promise(() => {}); };
      print(await attempt(fromSwrole({ profile: 'project-dev', code, signal: controller.signal })));`;
    const failure = { isOurs: true, code: 130, message: 'aborted', cause: 'enough' };
    expect(await run(source)).toEqual(failure);
    expect(example.standIn.calls).toEqual([]);
  });
});

describe('a code', () => {
  beforeEach(async () => {
    example = untilTestEnds(await startExample({ generateToken: false }));
  });

  const asking = (code: string) => `const asked = [];
    const code = async (question) => { asked.push(question); ${code} };
    print([await attempt(fromSwrole({ profile: 'project-dev', code })), asked]);`;
  const QUESTION = {
    profile: 'project-dev',
    role: 'arn:aws:iam::111111111111:role/developer',
    device: member.mfa.serial,
  };

  test('comes from the function, which is told what it is for, and why it is asked again', async () => {
    const code = totp(member.mfa.secret, Date.now());
    const source = asking(`return ['nothing', '000000', '${code}'][asked.length - 1];`);
    expect(await run(source)).toEqual([
      ROLE,
      [
        QUESTION,
        { ...QUESTION, remark: 'a code is six digits' },
        { ...QUESTION, remark: 'wrong, expired or already used' },
      ],
    ]);
  });

  test('that is missing because the function failed is an error with its cause', async () => {
    expect(await run(asking(`throw new Error('the window was closed');`))).toEqual([
      {
        isOurs: true,
        code: 4,
        message: "cancelled: no code for profile 'project-dev'",
        hint: 'the code function has failed, see the cause',
        cause: 'the window was closed',
      },
      [QUESTION],
    ]);
  });

  test('that is never right is an error', async () => {
    const again = { ...QUESTION, remark: 'a code is six digits' };
    expect(await run(asking('return 5;'))).toEqual([
      { isOurs: true, code: 4, message: 'what the code function gave is not six digits' },
      [QUESTION, again, again],
    ]);
  });
});

describe('at once', () => {
  const KEYS = 'const keyOf = (provider) => provider().then(({ accessKeyId }) => accessKeyId);';

  test('twenty calls get one session, with one question', async () => {
    example = untilTestEnds(await startExample({ generateToken: false }));
    const source = `${KEYS} let asked = 0;
      const code = () => { asked += 1; return '${totp(member.mfa.secret, Date.now())}'; };
      const keys = await Promise.all(Array.from({ length: 20 }, () => keyOf(fromSwrole({ profile: 'project-dev', code }))));
      print([keys.length, new Set(keys).size, asked]);`;
    expect([await run(source), assumed()]).toEqual([[20, 1, 1], 1]);
  });

  test('twenty calls get one failure, with one question', async () => {
    example = untilTestEnds(await startExample({ generateToken: false }));
    const source = `let asked = 0;
      const code = () => { asked += 1; throw new Error('closed'); };
      const failures = await Promise.all(Array.from({ length: 20 }, () => attempt(fromSwrole({ profile: 'project-dev', code }))));
      print([new Set(failures.map((each) => JSON.stringify(each))).size, failures[0].code, asked]);`;
    expect(await run(source)).toEqual([1, 4, 1]);
  });

  test('two profiles get their own', async () => {
    addAuditor();
    const source = `print(await Promise.all(['project-dev', 'audit'].map((profile) => attempt(fromSwrole({ profile })))));`;
    expect(await run(source)).toEqual([ROLE, { ...ROLE, accountId: '222222222222' }]);
  });

  test('a call after a change of the environment gets its own, while the one before still waits', async () => {
    const other = join(example.home.path, 'other');
    const profile = `[profile project-dev]\nrole_arn = ${auditor.arn}\nsource_profile = my-company\n`;
    example = untilTestEnds(await startExample({ generateToken: false }));
    writeFileSync(other, profile);
    const source = `let answer;
      const asked = new Promise((resolve) => { answer = resolve; });
      const code = () => asked;
      const first = attempt(fromSwrole({ profile: 'project-dev', code }));
      process.env.AWS_CONFIG_FILE = ${JSON.stringify(other)};
      const second = await attempt(fromSwrole({ profile: 'project-dev', code }));
      answer('${totp(member.mfa.secret, Date.now())}');
      print([second, await first]);`;
    expect(await run(source)).toEqual([{ ...ROLE, accountId: '222222222222' }, ROLE]);
  });

  test('a call with a function is not answered by one that has no way to ask', async () => {
    example = untilTestEnds(await startExample({ generateToken: false }));
    const source = `const profile = 'project-dev';
      const code = () => '${totp(member.mfa.secret, Date.now())}';
      const [silent, asking] = await Promise.all([fromSwrole({ profile }), fromSwrole({ profile, code })].map(attempt));
      print([silent.code ?? silent, asking]);`;
    const [silent, asking] = (await run(source)) as unknown[];
    expect(asking).toEqual(ROLE);
    // The session of the other call, if that was the first to have the lock.
    expect([4, ROLE]).toContainEqual(silent);
  });

  test('a call that is aborted leaves the other one its session', async () => {
    const source = `const controller = new AbortController();
      const first = attempt(fromSwrole({ profile: 'project-dev', signal: controller.signal }));
      const second = attempt(fromSwrole({ profile: 'project-dev' }));
      await new Promise(setImmediate);
      controller.abort();
      print([(await first).code, await second]);`;
    expect(await run(source)).toEqual([130, ROLE]);
  });

  test('a call that waits for another one is aborted alone', async () => {
    const source = `const controller = new AbortController();
      const first = attempt(fromSwrole({ profile: 'project-dev' }));
      const second = attempt(fromSwrole({ profile: 'project-dev', signal: controller.signal }));
      await new Promise(setImmediate);
      controller.abort();
      print([await first, (await second).code]);`;
    expect(await run(source)).toEqual([ROLE, 130]);
  });
});

describe('the process around it', () => {
  test.each([true, false])(
    'the process around it may replace its environment, with cache: %s',
    async (cache) => {
      const other = join(example.home.path, 'other');
      const profile = `[profile project-dev]\nrole_arn = ${auditor.arn}\nsource_profile = my-company\n`;
      writeFileSync(other, profile);
      const source = `process.env = { ...process.env, AWS_CONFIG_FILE: ${JSON.stringify(other)}, UNSET: undefined };
      print(await attempt(fromSwrole({ profile: 'project-dev', cache: ${cache} })));`;
      expect(await runAlone(source)).toEqual({ ...ROLE, accountId: '222222222222' });
    },
  );

  test('stays as it is, whether a call succeeds or fails', async () => {
    const big = untilTestEnds(await startBigAnswer());
    const source = `
      import { get } from 'node:http';
      const listeners = () => [process, process.stdout, process.stderr].map((each) =>
        each.eventNames().map((name) => [String(name), each.listenerCount(name)]));
      const state = () => JSON.stringify({
        listeners: listeners(), env: { ...process.env }, title: process.title, exitCode: process.exitCode ?? null,
        umask: process.umask(), folder: process.cwd(), // What the start of node leaves behind is on its way out.
        resources: process.getActiveResourcesInfo().filter((name) => name !== 'CloseReq'),
      });
      process.on('warning', () => {});
      process.on('SIGINT', () => {});
      process.stdout; process.stderr;
      const written = [];
      for (const stream of [process.stdout, process.stderr]) {
        const { write } = stream;
        stream.write = (...args) => { written.push(args[0]); return write.apply(stream, args); };
      }
      const changed = [];
      process.env = new Proxy(process.env, {
        set: (env, name, value) => { changed.push(name); env[name] = value; return true; },
        deleteProperty: (env, name) => { changed.push(name); return delete env[name]; },
      });
      const before = state();
      const profiles = ['project-dev', 'project-dev', 'nowhere', 'my-company'];
      const codes = [];
      for (const profile of profiles) codes.push((await attempt(fromSwrole({ profile }))).code ?? 0);
      const after = state();
      const isSame = before === after;
      const length = await new Promise((resolve) => get('${big.url}', (response) => {
        let bytes = 0;
        response.on('data', (chunk) => { bytes += chunk.length; }).on('end', () => resolve(bytes)).on('error', resolve);
      }));
      const alone = [...written];
      print({ codes, isSame: isSame || [before, after], written: alone, changed, length });`;
    expect(await runAlone(source, { SWROLE_REGION: 'eu-west-1', AWS_REGION: 'eu-west-1' })).toEqual(
      {
        codes: [0, 0, 3, 0],
        isSame: true,
        written: [],
        changed: [],
        length: big.length,
      },
    );
  });

  test('has a log of its own, if SWROLE_DEBUG names one', async () => {
    const log = join(folder, 'log');
    const source = `const codes = [];
      for (const profile of ['project-dev', 'nowhere']) codes.push((await attempt(fromSwrole({ profile }))).code ?? 0);
      print(codes);`;
    expect(await run(source, { SWROLE_DEBUG: log })).toEqual([0, 3]);
    const text = readFileSync(log, 'utf8');
    expect(text).toMatch(/ the credentials are given to the program around swrole\n/);
    expect(text).toMatch(/ swrole: error: profile 'nowhere' is not in /);
    expect(text).not.toMatch(/going on without/);
    expect(leaks(text, example.standIn.secrets)).toBe(false);
  });

  test('does not end with the terminal that it was asked on', async () => {
    example = untilTestEnds(await startExample({ generateToken: false }));
    const source = `import { writeFileSync } from 'node:fs';
      writeFileSync('parent', String(process.ppid));
      const result = await attempt(fromSwrole({ profile: 'project-dev' }));
      writeFileSync('result.json', JSON.stringify(result));`;
    writeFileSync(join(folder, 'program.mjs'), IMPORT + SHOWN + source);
    const script = 'sh -c "$0 program.mjs; :"; sleep 60';
    const args = ['-c', script, process.execPath];
    const terminal = untilTestEnds(openPty({ command: 'sh', args, env: example.env, cwd: folder }));
    await terminal.waitFor('device member): ');
    process.kill(Number(readFileSync(join(folder, 'parent'), 'utf8')), 'SIGKILL');
    const result = join(folder, 'result.json');
    await expect
      .poll(() => existsSync(result) && JSON.parse(readFileSync(result, 'utf8') || '0'))
      .toEqual({
        isOurs: true,
        code: 4,
        message: 'the terminal is gone, and with it the question for a code',
      });
  });

  test('is asked on its terminal, if it gives no function', async () => {
    example = untilTestEnds(await startExample({ generateToken: false }));
    const program = join(folder, 'program.mjs');
    const source = `import { writeFileSync } from 'node:fs';
      const result = await attempt(fromSwrole({ profile: 'project-dev' }));
      writeFileSync('result.json', JSON.stringify(result));`;
    writeFileSync(program, IMPORT + SHOWN + source);
    const options = { command: process.execPath, args: [program], env: example.env, cwd: folder };
    const terminal = untilTestEnds(openPty(options));
    await terminal.waitFor(
      'MFA code for project-dev (role developer in 111111111111, device member): ',
    );
    terminal.write(`${totp(member.mfa.secret, Date.now())}\r`);
    expect(await terminal.exit).toEqual({ exitCode: 0 });
    expect(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'))).toEqual(ROLE);
  });
});

describe('a client of the AWS SDK', () => {
  /** Loaded before the program, in each of its threads: its clock is ahead by what the file says. */
  const CLOCK = `const { readFileSync } = require('node:fs');
    const { now } = Date;
    Date.now = () => now() + Number(readFileSync(process.env.CLOCK_FILE, 'utf8'));`;

  test('goes on with a new session when the first one has ended', async () => {
    let ahead = 0;
    const now = () => Date.now() + ahead;
    example = untilTestEnds(await startExample({ generateToken: false, now }));
    const [clock, clockFile] = [join(folder, 'clock.cjs'), join(folder, 'clock')];
    writeFileSync(clock, CLOCK);
    writeFileSync(clockFile, '0');
    writeFileSync(
      join(folder, 'program.mjs'),
      `import { fromSwrole } from 'swrole';
      import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
      const code = () => ask('code');
      const ask = (question) => new Promise((resolve) => { process.once('message', resolve); process.send(question); });
      const client = new STSClient({ region: 'eu-west-1', endpoint: process.env.AWS_ENDPOINT_URL_STS, credentials: fromSwrole({ profile: 'project-dev', code }) });
      const arns = [];
      for (const step of ['first', 'again', 'after an hour', 'again']) {
        await ask(step);
        arns.push((await client.send(new GetCallerIdentityCommand())).Arn);
      }
      process.send(arns);
      process.disconnect();`,
    );
    const child = fork(join(folder, 'program.mjs'), {
      cwd: folder,
      execArgv: [],
      env: {
        ...example.env,
        CLOCK_FILE: clockFile,
        NODE_OPTIONS: `--require ${clock}`,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
      silent: true,
    });
    const output = collectOutput(child as ChildProcessWithoutNullStreams);
    const asked: unknown[] = [];
    child.on('message', (message) => {
      asked.push(message);
      if (message === 'after an hour') {
        ahead += 3_600_000;
        writeFileSync(clockFile, String(ahead));
      }
      if (typeof message === 'string')
        child.send(message === 'code' ? totp(member.mfa.secret, now()) : 'go on');
    });
    await untilClosed(child as ChildProcessWithoutNullStreams, 20_000);
    const arn = expect.stringMatching(
      /^arn:aws:sts::111111111111:assumed-role\/developer\/swrole-/,
    );
    expect({ ...output, exitCode: child.exitCode, asked }).toEqual({
      stdout: '',
      stderr: '',
      exitCode: 0,
      asked: ['first', 'code', 'again', 'after an hour', 'code', 'again', [arn, arn, arn, arn]],
    });
    const calls = example.standIn.calls.map(({ action, callerAccessKeyId }) => [
      action,
      callerAccessKeyId === member.accessKeyId ? 'member' : callerAccessKeyId,
    ]);
    const keys = calls.flatMap(([action, key]) => (action === 'GetCallerIdentity' ? [key] : []));
    expect(calls.map(([action]) => action)).toEqual([
      'AssumeRole',
      'GetCallerIdentity',
      'GetCallerIdentity',
      'AssumeRole',
      'GetCallerIdentity',
      'GetCallerIdentity',
    ]);
    expect([keys[0] === keys[1], keys[1] === keys[2], keys[2] === keys[3]]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('every source', () => {
  /**
   * Rows with another form of a source that has a row here: the same part of the program asks it, and only that one is in a
   * thread here. `sources.test.ts` has all forms.
   */
  const OTHER_FORMS = new Set([
    'keys in the config file',
    'keys divided between both files',
    'credential_source = Environment, keys of a user',
    'credential_source = Ec2InstanceMetadata, version 1',
    'credential_source = EcsContainer',
    'credential_source = EcsContainer, with a token',
    'saml_assertion_file',
    'sso_session',
    'login_session',
    'cognito_identity_pool_id, a guest',
    'cognito_identity_pool_id, a token file',
    'credential_process, without an end',
  ]);
  const rows = SOURCE_ROWS.filter(([name]) => !OTHER_FORMS.has(name));

  test.each(rows)('gives the library what it gives the program: %s', async (_, make) => {
    const world = await startSourceExample();
    const source = await make(world);
    await sourceWorld(world, source);
    const program = `import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
      // The second role behind the source.
      const credentials = fromSwrole({ profile: 'two' });
      const client = new STSClient({ region: 'eu-west-1', endpoint: process.env.AWS_ENDPOINT_URL_STS, credentials });
      print((await client.send(new GetCallerIdentityCommand())).Arn);`;
    example = world;
    const identity = await run(program, {
      ...source.env,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    expect(identity).toBe('arn:aws:sts::444444444444:assumed-role/writer/second');
  });
});
