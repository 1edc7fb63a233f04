/**
 * The world of the demo: the example of `test/support/`, with the config file as a user would write it. `swrole`,
 * `op` and `node` are found on PATH, so that every command can be shown as it is typed.
 */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Example,
  type ExampleOptions,
  exampleConfig,
  member,
  startExample,
} from '../support/example-world.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { writeAwsFiles } from '../support/temp-home.ts';
import { makeTokenCommand } from '../support/token-command.ts';

/** A home with the built program on its PATH, and an AWS that counts what is asked of it. */
export interface DemoWorld {
  /** Of the STS stand-in. */
  readonly url: string;
  /** The text of `~/.aws/config`. */
  readonly config: string;
  /** For children, whole. */
  readonly env: Readonly<Record<string, string>>;
  /** What must be shortened wherever it is shown; it grows. */
  readonly secrets: readonly string[];
  /** The names of the STS calls so far. */
  calls(): readonly string[];
  /** How many codes `generate_token` has given so far. */
  codes(): Promise<number>;
  /** Ends the stand-in; the home stays. */
  stopSts(): Promise<void>;
  close(): Promise<void>;
}

const TOKEN_COMMAND = 'op item get "AWS Account" --otp';

/** Clients of an AWS SDK. */
const SDK_CLIENTS = ['whoami.mjs', 'workers.mjs'];

async function makePrograms({ home }: Example, tokenCommand: string): Promise<string> {
  const bin = join(home.path, 'bin');
  await mkdir(bin);
  await symlink(SWROLE_PROGRAM, join(bin, 'swrole'));
  // The node that runs the demo, also where PATH has another one or none.
  await symlink(process.execPath, join(bin, 'node'));
  await writeFile(join(bin, 'op'), `#!/bin/sh\n${tokenCommand}\n`, { mode: 0o700 });
  for (const name of SDK_CLIENTS)
    await symlink(fileURLToPath(new URL(name, import.meta.url)), join(home.path, name));
  return bin;
}

function demoWorld(
  { home, standIn, env, close }: Example,
  bin: string,
  config: string,
): Omit<DemoWorld, 'codes'> {
  return {
    url: standIn.url,
    config,
    env: { ...env, HOME: home.path, PATH: [bin, env.PATH].join(delimiter) },
    secrets: standIn.secrets,
    calls: () => standIn.calls.map(({ action }) => action),
    stopSts: () => standIn.close(),
    close,
  };
}

/**
 * Starts the stand-in and writes the home.
 *
 * @param generateToken whether the role has a `generate_token`; without it a code is asked for
 * @param extraConfig text to add at the end of the config file
 * @param options of the stand-in
 */
export async function openDemoWorld({
  generateToken = true,
  extraConfig = '',
  ...options
}: ExampleOptions = {}): Promise<DemoWorld> {
  const ownConfig = exampleConfig({
    generateToken: generateToken ? TOKEN_COMMAND : undefined,
    credentialProcess: 'swrole -j project-dev',
  });
  const config = ownConfig + extraConfig;
  const example = await startExample({ ...options, generateToken: false });
  try {
    await writeAwsFiles(example.home, { config });
    const token = await makeTokenCommand(join(example.home.path, 'device'), member.mfa.secret);
    const bin = await makePrograms(example, token.command);
    return { ...demoWorld(example, bin, config), codes: token.runs };
  } catch (error) {
    await example.close();
    throw error;
  }
}
