/** What is measured, against what, and what is promised. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { writeLauncher } from '../../src/storage/launcher-file.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { type TimedRun, timedRun } from '../support/timed-run.ts';
import type { Authority } from '../support/tls-proxy/authority.ts';
import type { ConfigShape } from './config-text.ts';
import type { Home, Homes, TokenKind } from './homes.ts';

/** A process to start once. */
export interface Call {
  readonly file: string;
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Its whole stdout. */
  readonly expected: RegExp;
  /** Afterwards, not measured. */
  readonly clean?: () => Promise<void>;
}

/** One row of the report. */
export interface Measurement {
  readonly what: string;
  /** The row that its time is divided by. */
  readonly against: string;
  /** A row whose time is subtracted first. */
  readonly onTopOf?: string;
  /** The most that the ratio is to be. */
  readonly target?: number;
  /** Prepares a run, which is not measured. */
  readonly prepare: () => Promise<Call>;
}

/** The row that all others are compared with. */
export const BARE = 'node -e 0';
/** The shell that runs the launcher, doing nothing. */
const SHELL = 'sh -c :';
/** What those rows are compared with that ask STS. */
const COLD = 'cold, role without MFA';
/** What a row is divided by whose promise is about time itself. */
export const MILLISECOND = 'a millisecond';

const DOCUMENT =
  /^\{"Version":1,"AccessKeyId":"ASIA\w{16}","SecretAccessKey":"[^"]+","SessionToken":"[^"]+","Expiration":"[-\dT:]+Z","AccountId":"\d{12}"\}\n$/;

/** Milliseconds of bare node's start are about 25 to 45 on a machine of today. */
const TARGETS = {
  cached: 1.15,
  launcher: 0.2,
  launcherOfShell: 5,
  manyProfiles: 1.05,
  // 60 ms where bare node takes 25, which a user does not notice at the Tab key.
  completion: 2.4,
  eval: 1.2,
  exec: 1.4,
  people: 2.5,
  // On top of what a list of two profiles takes.
  list: 2,
  cold: 3.5,
  coldWithMfa: 5,
  // Milliseconds that a bundle of many certificates takes: one that no request uses, and one for https.
  bundle: 5,
  bundleOfHttps: 15,
};

/** A call of the program in a home. */
function swrole(home: Home, args: readonly string[], expected: RegExp): Call {
  return { file: process.execPath, args: [SWROLE_PROGRAM, ...args], env: home.env, expected };
}

const jsonArgs = ['-j', 'project-dev'];

/** `swrole -j project-dev`, as an SDK starts it. */
export const document = (home: Home) => swrole(home, jsonArgs, DOCUMENT);

/** Node, which does nothing. */
export const bareNode = ({ env }: Home): Call => ({
  file: process.execPath,
  args: ['-e', '0'],
  env,
  expected: /^$/,
});

const SHELL_FILES = fileURLToPath(new URL('../../dist/shell', import.meta.url));

/** The launcher, as an SDK starts it. It cannot start node, so that what is measured is its own answer. */
function launcher(home: Home): Call {
  const program = { node: '/bin/false', script: SWROLE_PROGRAM };
  const file = writeLauncher(home.cacheDir, { program, shellFiles: SHELL_FILES });
  return { file, args: jsonArgs, env: home.env, expected: DOCUMENT };
}

/** A home with a session and an answer. */
async function filledHome(homes: Homes, profiles?: number, shape?: ConfigShape): Promise<Home> {
  const home = await homes.open('none', profiles, shape);
  await run(document(home));
  return home;
}

/** In a new home, with more variables. */
async function cold(
  homes: Homes,
  token: TokenKind,
  variables: Readonly<Record<string, string>> = {},
): Promise<Call> {
  const home = await homes.open(token);
  const call = document(home);
  return { ...call, env: { ...call.env, ...variables }, clean: home.close };
}

/** STS over https, and who has signed its certificate. */
export interface Https {
  readonly url: string;
  readonly authority: Authority;
}

/** A file with these certificates. */
async function certificateBundle(home: Home, name: string, pems: readonly string[]) {
  const path = join(home.path, name);
  await writeFile(path, pems.join('\n'));
  return path;
}

/** A cold call without and with as many certificates as a system has: node's own. */
async function bundleRows(homes: Homes, home: Home, { url, authority }: Https) {
  const one = await certificateBundle(home, 'one.pem', [authority.pem]);
  const all = await certificateBundle(home, 'all.pem', [...rootCertificates, authority.pem]);
  const many = `AWS_CA_BUNDLE with ${rootCertificates.length + 1} certificates`;
  const row = (what: string, variables: Readonly<Record<string, string>>) => ({
    what,
    against: BARE,
    prepare: () => cold(homes, 'none', variables),
  });
  const https = { AWS_ENDPOINT_URL_STS: url };
  const oneOverHttps = row('cold over https, with a bundle of one certificate', {
    ...https,
    AWS_CA_BUNDLE: one,
  });
  const onTop = { against: MILLISECOND, onTopOf: COLD };
  return [
    { ...row(`cold, ${many}, on top`, { AWS_CA_BUNDLE: all }), ...onTop, target: TARGETS.bundle },
    oneOverHttps,
    {
      ...row(`cold over https, ${many}, on top`, { ...https, AWS_CA_BUNDLE: all }),
      ...onTop,
      onTopOf: oneOverHttps.what,
      target: TARGETS.bundleOfHttps,
    },
  ];
}

/**
 * Runs a call.
 *
 * @throws Error for a wrong answer, without its text, which may be secret
 */
export async function run({ file, args, env, expected, clean }: Call): Promise<TimedRun> {
  const result = await timedRun(file, args, env);
  await clean?.();
  const { exitCode, stdout, stderr } = result;
  if (exitCode === 0 && stderr === '' && expected.test(stdout)) return result;
  throw new Error(`wrong answer of ${[file, ...args].join(' ')}: exit code ${exitCode}, ${stderr}`);
}

/** The profiles of the homes with many. */
const MANY = 1_000;
const VERY_MANY = 10_000;
const count = (profiles: number) => `${profiles.toLocaleString('en')} profiles`;

/** Makes all measurements; homes that need a cache have filled it. */
export async function makeMeasurements(
  homes: Homes,
  https: Https,
): Promise<readonly Measurement[]> {
  const few = await filledHome(homes);
  const many = await filledHome(homes, MANY);
  const veryMany = await filledHome(homes, VERY_MANY);
  const chain = await filledHome(homes, 500, 'chain');
  const stored = await filledHome(homes);
  const row = (what: string, call: () => Call | Promise<Call>, target?: number): Measurement => ({
    what,
    against: BARE,
    ...(target === undefined ? {} : { target }),
    prepare: async () => call(),
  });
  const list = (home: Home) => () => swrole(home, ['list'], /^PROFILE +\S+ (?:.*\n)+$/);
  const cached = 'cached';
  const listOfFew = 'list, 2 profiles';
  const againstCached = { against: cached, target: TARGETS.manyProfiles };
  const onTopOfFew = { onTopOf: listOfFew, target: TARGETS.list };
  return [
    row(BARE, () => bareNode(few)),
    row(cached, () => document(few), TARGETS.cached),
    row(SHELL, () => ({ ...bareNode(few), file: '/bin/sh', args: ['-c', ':'] })),
    row('cached, through the launcher', () => launcher(few), TARGETS.launcher),
    {
      ...row('the same, as a ratio to a shell', () => launcher(few), TARGETS.launcherOfShell),
      against: SHELL,
    },
    row(`cached, through the launcher, ${count(VERY_MANY)}`, () => launcher(veryMany)),
    { ...row(`cached, ${count(MANY)}`, () => document(many)), ...againstCached },
    { ...row(`cached, ${count(VERY_MANY)}`, () => document(veryMany)), ...againstCached },
    row(
      'eval, cached',
      () => swrole(few, ['-o', 'project-dev'], /AWS_ACCESS_KEY_ID/),
      TARGETS.eval,
    ),
    row(
      'exec true, cached',
      () => swrole(few, ['exec', 'project-dev', '--', 'true'], /^$/),
      TARGETS.exec,
    ),
    row(`completion, ${count(MANY)}`, () => completion(many), TARGETS.completion),
    row('--version', () => swrole(few, ['--version'], /^\d/), TARGETS.people),
    row('--help', () => swrole(few, ['--help'], /swrole/), TARGETS.people),
    row('status', () => swrole(few, ['status'], /project-dev/), TARGETS.people),
    row(listOfFew, list(few), TARGETS.people),
    { ...row(`list, ${count(MANY)}, on top`, list(many)), ...onTopOfFew },
    { ...row('list, a chain of 500, on top', list(chain)), ...onTopOfFew },
    row('session stored, but no answer', async () => {
      await rm(join(stored.cacheDir, 'answers'), { recursive: true });
      return document(stored);
    }),
    row(COLD, () => cold(homes, 'none'), TARGETS.cold),
    ...(await bundleRows(homes, few, https)),
    row('the first run of a new home, without compiled code', () =>
      cold(homes, 'none', { NODE_COMPILE_CACHE: '' }),
    ),
    row('cold, MFA, generate_token = printf', () => cold(homes, 'printf'), TARGETS.coldWithMfa),
    // A separate node computes the code, which is not part of swrole: no target.
    row('cold, MFA, generate_token = node', () => cold(homes, 'node')),
  ];
}

/** What a shell asks at the Tab key behind `swr project`. */
function completion(home: Home): Call {
  const args = ['__complete', 'words', 'swr', 'project'];
  return swrole(home, args, /^my-company\t\nproject-dev\tarn:/);
}
