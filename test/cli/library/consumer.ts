/** A program that has installed the package: a folder of its own with what `npm pack` would put into the archive. */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunOptions, runSwrole } from '../../support/run-swrole.ts';
import { tempFolder } from '../../support/temp-folder.ts';

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

let files: readonly string[] | undefined;

/** The paths in the archive. */
export function packedFiles(): readonly string[] {
  files ??= (
    JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
        cwd: PROJECT,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as [{ files: { path: string }[] }]
  )[0].files.map(({ path }) => path);
  return files;
}

/** A folder in which the package is installed, for the running test. */
export function installPackage(): string {
  const folder = tempFolder();
  for (const path of [...packedFiles(), 'package.json']) {
    const target = join(folder, 'node_modules', 'swrole', path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(PROJECT, path), target);
  }
  for (const name of BESIDE)
    symlinkSync(join(PROJECT, 'node_modules', name), join(folder, 'node_modules', name));
  return folder;
}

/** Runs a program in the folder, which ends by itself. What it prints is JSON. */
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
