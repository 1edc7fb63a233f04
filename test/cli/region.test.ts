/** Which region a command, a shell and STS have: that of `--region`, the profile's, or the one before swrole. */
import { execa } from 'execa';
import { beforeEach, describe, expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { auditor, type Example, startExample } from '../support/example-world.ts';
import { openPty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const PROFILES = `
[profile dublin]
role_arn = ${auditor.arn}
source_profile = my-company
region = eu-west-1

[profile plain]
role_arn = ${auditor.arn}
source_profile = my-company
role_session_name = plain
`;

const SWROLE = commandLine([process.execPath, SWROLE_PROGRAM]);
const SHOW = 'env | grep REGION | sort | tr "\\n" " "; echo';
const HOME_REGION = { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-east-2' };

const EUROPE = {
  AWS_REGION: 'eu-west-1',
  AWS_DEFAULT_REGION: 'eu-west-1',
  SWROLE_REGION: 'eu-west-1',
};

/** What SHOW prints while a region of swrole's is set. */
const inRegion = (region: string) =>
  `AWS_DEFAULT_REGION=${region} AWS_REGION=${region} SWROLE_DEFAULT_REGION_BEFORE=us-east-2 SWROLE_REGION=${region} SWROLE_REGION_BEFORE=us-west-2 \n`;
/** The variables of a shell that has got it so. */
const shellIn = (region: string) => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  SWROLE_REGION: region,
  SWROLE_REGION_BEFORE: HOME_REGION.AWS_REGION,
  SWROLE_DEFAULT_REGION_BEFORE: HOME_REGION.AWS_DEFAULT_REGION,
});
const BEFORE = 'AWS_DEFAULT_REGION=us-east-2 AWS_REGION=us-west-2 \n';

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ extraConfig: PROFILES }));
});

/** Runs a script of sh in which `swrole` is the built program, where the user has two regions. */
async function sh(script: string, env: Readonly<Record<string, string>> = HOME_REGION) {
  const { exitCode, stdout, stderr } = await execa(
    '/bin/sh',
    ['-c', `swrole() { ${SWROLE} "$@"; }\n${script}`],
    {
      env: { ...example.env, ...env },
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
    },
  );
  return { exitCode, stdout, stderr };
}

const shows = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });

describe('eval', () => {
  test('eval sets the region of the profile, else of --region, else the one before swrole, which a failure restores', async () => {
    const script = `eval $(swrole dublin); ${SHOW}; eval $(swrole -o --region=ap-south-1 plain); ${SHOW}
      eval $(swrole plain); ${SHOW}; eval $(swrole dublin); eval $(swrole nope 2>/dev/null); ${SHOW}`;
    expect(await sh(script)).toEqual(
      shows(inRegion('eu-west-1') + inRegion('ap-south-1') + BEFORE + BEFORE),
    );
  });
});

describe('exec', () => {
  const exec = (words: string) => `swrole exec ${words} -- sh -c '${SHOW}'`;

  test("the command of exec has --region, else the profile's region, else the region from before swrole", async () => {
    const script = [exec('--region eu-north-1 dublin'), exec('dublin'), exec('plain')].join('\n');
    expect(await sh(script)).toEqual(
      shows(inRegion('eu-north-1') + inRegion('eu-west-1') + BEFORE),
    );
  });

  test("exec in the shell of a role uses the region from before both, or the profile's own", async () => {
    const script = `${exec('plain')}; ${exec('project-dev')}; ${SHOW}`;
    expect(await sh(script, shellIn('eu-west-1'))).toEqual(
      shows(BEFORE + inRegion('ap-northeast-1') + inRegion('eu-west-1')),
    );
  });

  test('exec keeps a region that the user has set in the shell of a role', async () => {
    const env = { ...shellIn('eu-west-1'), AWS_REGION: 'eu-west-3' };
    expect(await sh(exec('plain'), env)).toEqual(
      shows('AWS_DEFAULT_REGION=us-east-2 AWS_REGION=eu-west-3 \n'),
    );
  });
});

test("STS is called in the region from before swrole, and --region changes neither that nor the session's key", async () => {
  const run = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    runInProcess(args, { env: { ...example.env, ...env }, credentialsOnStdout: true });
  await run(['dublin'], HOME_REGION);
  await run(['--region', 'eu-north-1', 'plain'], shellIn('eu-west-1'));
  await run(['-j', 'plain'], shellIn('eu-north-1'));
  await run(['-f', 'dotenv', '--region', 'ap-south-1', 'plain'], HOME_REGION);
  expect(example.standIn.calls.map(({ region }) => region)).toEqual(['eu-west-1', 'us-west-2']);
});

describe('formats', () => {
  const region = async (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { stdout } = await runInProcess(words, {
      env: { ...example.env, ...HOME_REGION, ...env },
      credentialsOnStdout: true,
    });
    return stdout.split(/\r?\n/).filter((line) => /REGION/.test(line));
  };

  test('dotenv has the region alone where none was set before', async () => {
    const lines = (name: string) => [`AWS_REGION=${name}`, `AWS_DEFAULT_REGION=${name}`];
    expect(await region(['-f', 'dotenv', 'dublin'])).toEqual(lines('eu-west-1'));
    expect(await region(['-f', 'dotenv', '--region', 'ap-south-1', 'plain'])).toEqual(
      lines('ap-south-1'),
    );
  });

  test('cmd restores the region after a role with a region, and after a failure', async () => {
    const inRole = { ...EUROPE, SWROLE_REGION_BEFORE: 'us-west-2' };
    const back = [
      'set "AWS_DEFAULT_REGION="',
      'set "SWROLE_REGION="',
      'set "SWROLE_REGION_BEFORE="',
      'set "SWROLE_DEFAULT_REGION_BEFORE="',
      'set "AWS_REGION=us-west-2"',
    ];
    expect(await region(['-f', 'cmd', 'plain'], inRole)).toEqual(back);
    expect(await region(['-f', 'cmd', 'nope'], inRole)).toEqual(back);
    expect(await region(['-f', 'cmd', '--region', 'ap-south-1', 'plain'], inRole)).toEqual([
      'set "SWROLE_DEFAULT_REGION_BEFORE="',
      'set "SWROLE_REGION_BEFORE=us-west-2"',
      'set "AWS_REGION=ap-south-1"',
      'set "AWS_DEFAULT_REGION=ap-south-1"',
      'set "SWROLE_REGION=ap-south-1"',
    ]);
  });
});

test('a shell in a shell has its own region, and each end restores the one before', async () => {
  const env = { ...example.env, ...HOME_REGION, PS1: 'ready> ', SHELL: '/bin/sh' };
  const script = `${SWROLE} dublin; ${SHOW}`;
  const pty = untilTestEnds(openPty({ command: '/bin/sh', args: ['-c', script], env }));
  const regions = async (line: string, shown: string) => {
    pty.write(`${line}\r`);
    await pty.waitFor(shown.trim());
  };
  await pty.waitFor(/dublin \w+\s+ready> /);
  await regions(SHOW, inRegion('eu-west-1'));
  pty.write(`${SWROLE} --region ap-south-1 plain\r`);
  await pty.waitFor(/plain \w+\s+ready> /);
  await regions(SHOW, inRegion('ap-south-1'));
  pty.write('exit\r');
  await pty.waitFor(/dublin \w+\s+ready> /);
  await regions(SHOW, inRegion('eu-west-1'));
  pty.write('exit\r');
  await pty.waitFor(BEFORE.trim());
  expect(await pty.exit).toEqual({ exitCode: 0 });
});
