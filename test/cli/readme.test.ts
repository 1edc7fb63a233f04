/** What the README shows can be pasted as it stands, and prints what it says; its first picture is a real session. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/parse.ts';
import * as allKeys from '../../src/config/keys.ts';
import * as library from '../../src/library.ts';
import { readRecording, recordingOf } from '../demo/cast/recording.ts';
import { command, type Entry, playSession, SIZE, sessionText } from '../demo/cast/session.ts';
import { drawSvg } from '../demo/cast/svg.ts';
import { type DemoWorld, openDemoWorld } from '../demo/demo-world.ts';
import { readFindings, worksWithTable } from '../interop/works-with.ts';
import { developer, EXAMPLE_CREDENTIALS, MEMBER_ARN, member } from '../support/example-data.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { makeTempHome } from '../support/temp-home.ts';
import { terminalText } from '../support/terminal-text.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const readme = read('README.md');

/** The blocks of code, with their language; a list item may set one in. */
const BLOCKS = [...readme.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map(
  ([, indent = '', language = '', text = '']) => ({
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }),
);
const blocks = (language: string) =>
  BLOCKS.filter((block) => block.language === language).map(({ text }) => text);

/** The same text for each run: one time, duration, code, home and user. */
const timeless = (text: string) =>
  text
    .replaceAll(/\b\d\d:\d\d\b/g, '12:00')
    .replaceAll(/\b\d+[ms]\b/g, '1m')
    .replaceAll(/ {2,}/g, '  ')
    .replaceAll(/: \d{6}\n/g, ': 000000\n')
    // The home of the test and that of a reader.
    .replaceAll(/(?:\/tmp\/swrole-home-\w+|\/home\/ada)/g, '~')
    .replaceAll(/\.aws\/config:\d+/g, '.aws/config:1')
    .replaceAll(`swrole-${userInfo().username}`, 'swrole-ada');

const firstLine = (text: string) => text.split('\n')[0] ?? '';

/** Blocks of output that another test prints: its first line, and the file of that test, which reads the README. */
const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  '$ swrole setup': 'test/cli/setup-role.test.ts',
  '$ swrole list': 'test/cli/listing.test.ts',
  '$ swrole doctor project-dev': 'test/cli/doctor.test.ts',
  'Profile: pay prod': 'test/cli/picker.test.ts',
  '$ swr payments': 'test/cli/picker.test.ts',
};

/** A role for production. */
const admin = { arn: 'arn:aws:iam::333333333333:role/admin', trusts: [MEMBER_ARN] };

/** More of `~/.aws/config`, for blocks with an error and with a question. */
const MORE_PROFILES = `
[profile project-prod]
role_arn = ${admin.arn}
source_profile = my-company
confirm = true

[sso-session work]
sso_region = eu-west-1
sso_start_url = https://example.awsapps.com/start

[profile audit]
sso_session = work
sso_account_id = 111111111111
sso_role_name = audit
`;

/** Words of a line of a shell, as far as the README goes. */
const wordsOf = (line: string) =>
  (line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []).map((word) => word.replaceAll(/['"]/g, ''));

/** The arguments of each `swrole` in a line: up to the end of the command. */
function callsIn(line: string): readonly (readonly string[])[] {
  const commands = line.matchAll(/(?:^|[\s(])(?<!-g )swrole ((?:'[^']*'|"[^"]*"|[^|;>&)'"#])*)/g);
  return [...commands].map(([, words = '']) => wordsOf(words));
}

/** The calls that the parser refuses, with its reason. */
function refusedCalls(lines: readonly string[]): readonly string[] {
  return lines.flatMap(callsIn).flatMap((words) => {
    try {
      parseArguments(words.map((word) => (word === 'ARN' ? developer.arn : word)));
      return [];
    } catch (error) {
      return [`swrole ${words.join(' ')}: ${(error as Error).message}`];
    }
  });
}

describe('blocks of the README', () => {
  test('a test knows what to do with each block', () => {
    const known = ['sh', 'fish', 'powershell', 'ini', 'js', 'console', ''];
    expect(BLOCKS.map(({ language }) => language).filter((name) => !known.includes(name))).toEqual(
      [],
    );
    // Screens without a command: the first is the help, which the test of documents compares.
    const screens = blocks('')
      .map(firstLine)
      .filter((line) => !(line in TESTED_ELSEWHERE));
    expect(screens).toEqual([
      'AWS credentials of a profile of ~/.aws/config, for SDKs, shells and commands.',
    ]);
    for (const file of Object.values(TESTED_ELSEWHERE)) expect(read(file)).toContain('README');
    expect(readme.match(/^ *```/gm)).toHaveLength(2 * BLOCKS.length);
  });

  test('blocks for a shell are good bash, and swrole knows their commands', async () => {
    const shell = blocks('sh');
    await promisify(execFile)('bash', ['-n', '-c', shell.join('\n')]);
    const others = [...blocks('fish'), ...blocks('powershell')];
    expect(refusedCalls([...shell, ...others].flatMap((text) => text.split('\n')))).toEqual([]);
    expect(shell.length).toBeGreaterThan(10);
  });

  test('swrole knows every command that stands in a sentence or a table', () => {
    const prose = readme.replaceAll(/^( *)```.*?^\1```$/gms, '');
    const commands = [...prose.matchAll(/(?<!`)`((?:eval \$\()?swrole [^`]*)`/g)].map(
      ([, command = '']) => command.replaceAll('\\|', '|'),
    );
    const refused = refusedCalls(commands.filter((text) => !/FORMAT|TOPIC|NAME/.test(text)));
    // The name of a command alone is no command line.
    expect(refused.filter((text) => !/^swrole (\w+): \1 needs a/.test(text))).toEqual([]);
    expect(commands.length).toBeGreaterThan(20);
  });

  test('blocks for a config file have known keys only, and swrole reads them', async () => {
    const known = new Set<string>(Object.values(allKeys).flatMap(Object.values<string>));
    for (const text of blocks('ini')) {
      const keys = [...text.matchAll(/^(\w+) = /gm)].map(([, key = '']) => key);
      expect(keys.filter((key) => !known.has(key))).toEqual([]);
      const block = text.startsWith('[') ? text : `[profile line]\n${text}`;
      const [, prefix, name] = /^\[(profile )?(.*)\]/m.exec(block) ?? [];
      const keysOf = (profile: string) => EXAMPLE_CREDENTIALS.replace('my-company', profile);
      const credentials = keysOf('my-company') + keysOf('default');
      const home = untilTestEnds(
        await makeTempHome(
          prefix ? { config: block, credentials } : { credentials: credentials + block },
        ),
      );
      const { exitCode, stdout, stderr } = await runInProcess(['list', '--json'], {
        env: { HOME: home.path, PATH: '' },
      });
      const problems = stdout.match(/"error": "[^"]+"/g);
      expect({ exitCode, stderr, problems }).toEqual({ exitCode: 0, stderr: '', problems: null });
      expect(stdout).toContain(`"profile": "${name}"`);
    }
  });

  test('blocks in JavaScript are good JavaScript, and import what there is', async () => {
    for (const text of blocks('js')) {
      await transform(text, { loader: 'js', format: 'esm' });
      const [, names = ''] = /import \{ (.*) \} from 'swrole'/.exec(text) ?? [];
      expect(Object.keys(library)).toContain(names);
    }
  });

  test('blocks with output show what the program prints', async () => {
    const shown = blocks('console').filter((text) => !(firstLine(text) in TESTED_ELSEWHERE));
    const world = untilTestEnds(
      await openDemoWorld({ extraConfig: MORE_PROFILES, roles: [developer, admin] }),
    );
    const expected = `${shown.join('').replaceAll('\n\n$ ', '\n$ ')}$ `;
    expect(timeless(await printed(world, shown))).toBe(timeless(expected));
  });
});

/** A question of swrole with the answer that stands behind it. */
const ANSWERED = /type its name to use it: (.*)$/;

/** What is typed for the lines of a block: commands, and answers to questions. */
function entriesOf(lines: readonly string[]): readonly Entry[] {
  return lines.flatMap((line, index) => {
    const [, answer] = ANSWERED.exec(line) ?? [];
    if (answer !== undefined) return [command(answer)];
    if (!line.startsWith('$ ')) return [];
    const typed = command(line.slice(2));
    return [ANSWERED.test(lines[index + 1] ?? '') ? { ...typed, until: /to use it: $/ } : typed];
  });
}

/** Types the commands of all blocks into one shell on a terminal. */
async function printed(world: DemoWorld, shown: readonly string[]): Promise<string> {
  writeFileSync(join(world.env.HOME ?? '', 'bin', 'terraform'), '#!/bin/sh\n', { mode: 0o755 });
  const entries = entriesOf(shown.flatMap((text) => text.split('\n')));
  return sessionText(await playSession(world, entries, { cols: 120, rows: 40 }));
}

describe('the README', () => {
  test('its table of programs is what npm run test:interop has found', () => {
    const table = worksWithTable(readFindings());
    expect(readme).toContain(`<!-- works with -->\n\n${table}\n<!-- /works with -->`);
    expect(readFindings().length).toBeGreaterThan(9);
  });

  test('each link in it leads to one of its titles, or to a file', () => {
    const titles = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    const links = [...readme.matchAll(/\]\(#(.*?)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !titles.includes(link))).toEqual([]);
    const files = [...readme.matchAll(/\]\((?!#|http)(.*?)\)|(?:src|srcset)="(.*?)"/g)];
    for (const [, link, picture] of files)
      expect(statSync(join(root, link ?? picture ?? '')).isFile()).toBe(true);
  });

  test('each of its long sections is in its contents', () => {
    const contents = readme.split(/^## Contents\n/m)[1]?.split(/^## /m)[0] ?? '';
    const after = readme.split(/^## Contents\n/m)[1] ?? '';
    const titles = [...after.matchAll(/^## (.*)$/gm)].map(([, title = '']) => title);
    expect(titles.filter((title) => !contents.includes(`[${title}]`))).toEqual([]);
  });

  test('the messages of its table of troubles are in the sources', () => {
    const section = readme.split(/^## Troubleshooting\n/m)[1]?.split(/^## /m)[0] ?? '';
    const texts = [...section.matchAll(/^\| `(.*?)` \|/gm)].map(([, text = '']) => text);
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => file.endsWith('.ts')).map((file) => read(`src/${file}`));
    const missing = texts.filter((text) =>
      text.split('…').some((part) => !sources.some((source) => source.includes(part.trim()))),
    );
    expect(missing).toEqual([]);
    expect(texts.length).toBeGreaterThan(15);
  });
});

describe('the cast of the README', () => {
  const recording = readRecording(read('test/demo/cast/swrole.cast'));
  const shownText = terminalText(recording.events.map(([, , data]) => data).join(''));

  test.each(['light', 'dark'] as const)(
    '%s.svg is the recording, small and without secrets',
    (theme) => {
      const svg = read(`test/demo/cast/${theme}.svg`);
      expect(svg).toBe(drawSvg(recording, theme));
      expect(svg.length).toBeLessThan(60_000);
      expect(svg).not.toMatch(/A[KS]IA[A-Z0-9]{4}|<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
      for (const secret of [member.secretAccessKey, member.mfa.secret])
        expect(svg).not.toContain(secret);
      expect(svg).toContain(developer.arn.split('/')[1]);
    },
  );

  test('the program of today prints what the recording shows: twenty SDK clients at once take one call and one code', async () => {
    const world = untilTestEnds(await openDemoWorld({ generateToken: false }));
    const session = await playSession(world);
    expect(timeless(sessionText(session))).toBe(timeless(shownText));
    expect(recordingOf(session, SIZE)).toMatchObject({ width: 90, height: recording.height });
    // Each client has nothing but AWS_PROFILE, and a chain of its own that leads to credential_process = swrole -j …
    const count = (name: string) => world.calls().filter((action) => action === name).length;
    expect([count('GetCallerIdentity'), count('AssumeRole')]).toEqual([20, 1]);
  });
});
