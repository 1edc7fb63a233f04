import { randomInt } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A home directory of its own, for one test, demo or measurement. Tests give it to `untilTestEnds`. */
export interface TempHome {
  /** For `HOME`: absolute, without symbolic links. */
  readonly path: string;
  /** `.aws/config`, which need not exist. */
  readonly configFile: string;
  /** `.aws/credentials`, which need not exist. */
  readonly credentialsFile: string;
  /** Where swrole keeps its cache: `.aws/swrole`, which does not exist at first. */
  readonly cacheDir: string;
  /** Removes it with everything in it. */
  close(): Promise<void>;
}

/** The texts of AWS's shared files; one that is absent is not written. */
export interface AwsFiles {
  readonly config?: string;
  readonly credentials?: string;
}

/**
 * Makes a private folder in the system's temporary directory. Its path has no symbolic links, and its name small letters only: a
 * random one with digits and capital letters may look like a secret, and is then not shown in errors.
 */
export function makeFolder(prefix: string): string {
  const letters = Array.from({ length: 10 }, () => String.fromCharCode(97 + randomInt(26)));
  const folder = join(realpathSync(tmpdir()), prefix + letters.join(''));
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

async function writePrivate(file: string, text: string | undefined): Promise<void> {
  if (text !== undefined) await writeFile(file, text, { mode: 0o600 });
}

/** Writes AWS's shared files of a home; what is there is overwritten. */
export async function writeAwsFiles(home: TempHome, files: AwsFiles): Promise<void> {
  await writePrivate(home.configFile, files.config);
  await writePrivate(home.credentialsFile, files.credentials);
}

/** Makes a fresh home in the system's temporary directory, with an `.aws` directory holding `files`. */
export async function makeTempHome(files: AwsFiles = {}): Promise<TempHome> {
  const path = makeFolder('swrole-home-');
  const aws = join(path, '.aws');
  await mkdir(aws, { mode: 0o700 });
  const home = {
    path,
    configFile: join(aws, 'config'),
    credentialsFile: join(aws, 'credentials'),
    cacheDir: join(aws, 'swrole'),
    close: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };
  await writeAwsFiles(home, files);
  return home;
}
