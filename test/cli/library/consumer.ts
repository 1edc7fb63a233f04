/** A program that has installed the package: a folder of its own with the files that `package.json` names. */

import { type ChildProcessWithoutNullStreams, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import manifest from '../../../package.json' with { type: 'json' };
import { collectOutput, untilClosed } from '../../support/child-output.ts';
import {
  checkLeaks,
  type RunOptions,
  runSwrole,
  withCompileCache,
} from '../../support/run-swrole.ts';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** What an installation brings with it, and what a program with the AWS SDK and TypeScript has itself. */
const BESIDE = [
  'fs-native-extensions',
  'require-addon',
  'which-runtime',
  '@aws-sdk',
  '@smithy',
  '@types',
  'undici-types',
];

/** A folder in which the package is installed. */
export interface Installation {
  readonly folder: string;
  close(): Promise<void>;
}

/** Makes a folder of its own, without symbolic links in its path, and installs the package there. To be closed. */
export function installPackage(): Installation {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'swrole-package-')));
  for (const path of [...manifest.files, 'package.json'])
    cpSync(join(PROJECT, path), join(folder, 'node_modules', 'swrole', path), { recursive: true });
  for (const name of BESIDE)
    symlinkSync(join(PROJECT, 'node_modules', name), join(folder, 'node_modules', name));
  return { folder, close: async () => rmSync(folder, { recursive: true, force: true }) };
}

/** What a program prints with, for {@link runConsumer}. */
export const PRINT = 'const print = (value) => process.stdout.write(JSON.stringify(value));\n';

/** Runs a program in the folder, in a process of its own, which ends by itself. What it prints is JSON. */
export async function runConsumer(
  folder: string,
  source: string,
  options: RunOptions & { readonly name?: string },
): Promise<unknown> {
  const program = join(folder, options.name ?? 'program.mjs');
  writeFileSync(program, source);
  const { exitCode, stdout, stderr } = await runSwrole([], { ...options, program, cwd: folder });
  if (exitCode !== 0 || stderr !== '') throw new Error(`exit code ${exitCode}: ${stderr}`);
  return JSON.parse(stdout);
}

/** A process that runs one program after the other, as a server does; each has the environment of its test. */
export interface Consumer {
  /** What the program gives to its function `print`. It must write nothing to stdout or stderr. */
  run(source: string, options: RunOptions): Promise<unknown>;
  /** Lets it end by itself: what the programs did may not keep it alive. */
  close(): Promise<void>;
}

const SERVER = `process.on('message', async ({ program, env }) => {
  if (program === undefined) return process.disconnect();
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  try {
    await import(program);
  } catch (error) {
    process.send({ failed: error.stack });
  }
});
`;

/** Milliseconds; the slowest program takes a tenth of them. */
const TIME_LIMIT = 20_000;

/** Starts such a process in the folder of an installation. To be closed. */
export function startConsumer(folder: string): Consumer {
  const server = join(folder, 'server.mjs');
  writeFileSync(server, SERVER);
  const child = fork(server, { cwd: folder, env: {}, execArgv: [], silent: true });
  const output = collectOutput(child as ChildProcessWithoutNullStreams);
  const ended = once(child, 'close');
  let programs = 0;
  return {
    run: async (source, options) => {
      programs += 1;
      const program = join(folder, `program-${programs}.mjs`);
      writeFileSync(program, `const print = (value) => process.send({ value });\n${source}`);
      const answer = once(child, 'message', { signal: AbortSignal.timeout(TIME_LIMIT) });
      child.send({ program: pathToFileURL(program).href, env: withCompileCache(options.env) });
      const [{ value, failed }] = (await Promise.race([
        answer,
        ended.then(() => Promise.reject(new Error(`ended: ${output.stderr}`))),
      ])) as [{ value?: unknown; failed?: string }];
      if (failed !== undefined || output.stdout !== '' || output.stderr !== '')
        throw new Error(`${failed}\n${output.stdout}${output.stderr}`);
      checkLeaks({ ...ENDED, ...output, stdout: JSON.stringify(value) ?? '' }, options);
      return value;
    },
    close: async () => {
      child.send({});
      await untilClosed(child as ChildProcessWithoutNullStreams, TIME_LIMIT);
      const { exitCode } = child;
      if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${output.stderr}`);
    },
  };
}

const ENDED = { exitCode: 0, signal: null };
