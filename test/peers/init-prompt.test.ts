/** The prompt segments that are documented, run by the shells that run them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { BASH, exampleWithCommand, FISH, type InitShell, openShell, ZSH } from './init-shell.ts';
import { withShell } from './with-shell.ts';

const script = (name: string) =>
  fileURLToPath(new URL(`../../src/completion/scripts/${name}`, import.meta.url));

/** An instant this many minutes from now, as swrole exports it. */
const inMinutes = (minutes: number) =>
  `${new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 19)}Z`;

async function run(shell: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const options = {
    env: { PATH: process.env.PATH, ...env },
    extendEnv: false,
    // bash takes a socket, such as node's pipe, for a login from elsewhere, and reads its start-up file.
    stdin: 'ignore',
    reject: false,
  } as const;
  const { exitCode, stdout, stderr } = await execa(shell, args, options);
  return { exitCode, stdout, stderr };
}

const shown = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });

const starship = readFileSync(script('starship.toml'), 'utf8');
const when = /^when = '(.*)'$/m.exec(starship)?.[1] ?? '';
const command = /^command = '''\n([\s\S]*?)'''$/m.exec(starship)?.[1] ?? '';

for (const shell of ['sh', 'bash', 'zsh', 'busybox']) {
  withShell(shell, (path) => {
    const args = (text: string) => [...(shell === 'busybox' ? ['sh'] : []), '-c', text];

    test('starship shows the profile and its end, or that it has expired', async () => {
      const end = inMinutes(60);
      const role = { SWROLE_PROFILE: 'project-dev', AWS_CREDENTIAL_EXPIRATION: end };
      const until = `project-dev until ${end.slice(11, 16)}Z`;
      expect(await run(path, args(command), role)).toEqual(shown(until));
      const old = { ...role, AWS_CREDENTIAL_EXPIRATION: inMinutes(-1) };
      expect(await run(path, args(command), old)).toEqual(shown('project-dev expired'));
      const user = { SWROLE_PROFILE: 'a %s b' };
      expect(await run(path, args(command), user)).toEqual(shown('a %s b'));
    });

    test('starship shows nothing without a role', async () => {
      expect(await run(path, args(when), {})).toMatchObject({ exitCode: 1, stdout: '' });
      expect(await run(path, args(when), { SWROLE_PROFILE: 'a' })).toMatchObject({ exitCode: 0 });
    });
  });
}

withShell('starship', (path) => {
  const segment = (env: Readonly<Record<string, string>>) =>
    run(path, ['module', 'custom.swrole'], { ...env, STARSHIP_CONFIG: script('starship.toml') });

  test('the prompt shows the segment, whatever the name of the profile', async () => {
    const end = inMinutes(60);
    const name = 'cost$HOME `id` [a](red)';
    const role = { SWROLE_PROFILE: name, AWS_CREDENTIAL_EXPIRATION: end };
    const text = `\x1b[1;33m${name} until ${end.slice(11, 16)}Z\x1b[0m `;
    expect(await segment(role)).toEqual(shown(text));
    expect(await segment({})).toEqual(shown(''));
  });
});

withShell('zsh', (path) => {
  const args = [
    '-f',
    '-c',
    `p10k() { print -r -- "$@" }; source ${script('powerlevel10k.zsh')}; prompt_swrole`,
  ];

  test('powerlevel10k shows the profile and the minutes left, or that it has expired', async () => {
    const role = { SWROLE_PROFILE: 'project-dev', AWS_CREDENTIAL_EXPIRATION: inMinutes(42.5) };
    expect(await run(path, args, role)).toEqual(shown('segment -f yellow -t project-dev 42m'));
    const elsewhere = { ...role, TZ: 'Asia/Tokyo' };
    expect(await run(path, args, elsewhere)).toEqual(shown('segment -f yellow -t project-dev 42m'));
    const old = { ...role, AWS_CREDENTIAL_EXPIRATION: inMinutes(-1) };
    expect(await run(path, args, old)).toEqual(shown('segment -f red -t project-dev expired'));
    const user = { SWROLE_PROFILE: 'a%b' };
    expect(await run(path, args, user)).toEqual(shown('segment -f yellow -t a%%b'));
    const quoted = { SWROLE_PROFILE: '=E9=96=8B=E7=99=BA =24=28id=29' };
    expect(await run(path, args, quoted)).toEqual(shown('segment -f yellow -t 開発 =24=28id=29'));
    expect(await run(path, args, {})).toEqual(shown(''));
  });
});

/**
 * The tests of `swrole init SHELL --prompt`.
 *
 * @param prompt what the user's start-up file says after it: the status of the last command, and `ready> `
 */
function testSegment(shell: InitShell, prompt: string): void {
  const line = shell.line.replace(shell.name, `${shell.name} --prompt`);

  test('--prompt shows the role and the time left before the prompt of the user, which sees the status', async () => {
    const example = await exampleWithCommand();
    const pty = await openShell(example, { ...shell, line }, { after: `${prompt}\n` });
    pty.write('swr project-dev\r');
    await pty.waitFor(/project-dev (?:1h|59m) 0 ready> /);
    pty.write('sh -c "exit 6"\r');
    await pty.waitFor(/project-dev (?:1h|59m) 6 ready> /);
    // No process is started for a prompt: none could be found.
    pty.write('export PATH=/nowhere\r');
    // fish warns of such a folder.
    await pty.waitFor(/project-dev (?:1h|59m) [01] ready> /);
    pty.write(`export AWS_CREDENTIAL_EXPIRATION=${inMinutes(-1)}\r`);
    await pty.waitFor(/project-dev expired 0 ready> /);
    expect(pty.raw()).toMatch(/\x1b\[36mproject-dev\x1b\[0m (?:1h|59m)/);
    expect(pty.raw()).toMatch(/\x1b\[36mproject-dev\x1b\[0m \x1b\[1;31mexpired\x1b\[0m/);
    const name = '=E9=96=8B=E7=99=BA 100%=24=28id=29';
    pty.write(`export NO_COLOR=1 SWROLE_PROFILE='${name}' AWS_CREDENTIAL_EXPIRATION=\r`);
    await pty.waitFor(/開発 100%(?:=24=28id=29|\$\(id\)) 0 ready> /);
    pty.write('swr off\r');
    const text = await pty.waitFor('0 ready> ');
    expect(text.slice(text.lastIndexOf('swr off'))).not.toContain('100%');
    expect(pty.text()).not.toContain('not found');
  });

  test('in the shell of a role, --prompt shows the role once', async () => {
    const example = await exampleWithCommand();
    const env = { ...example.env, SHELL: shell.name };
    const pty = await openShell({ ...example, env }, { ...shell, line });
    pty.write('swrole project-dev\r');
    const text = await pty.waitFor(/project-dev (?:1h|59m) ready> /);
    expect(text.match(/project-dev (?:1h|59m)\b/g)).toHaveLength(1);
  });
}

withShell('bash', () => testSegment(BASH, "PS1='$? ready> '"));
withShell('fish', () => testSegment(FISH, 'function fish_prompt; echo -n "$status ready> "; end'));
withShell('zsh', () => {
  testSegment(ZSH, "PS1='%? ready> '");

  test('--prompt keeps its place before what a theme writes, and runs nothing in a name', async () => {
    const example = await exampleWithCommand();
    const line = ZSH.line.replace('zsh', 'zsh --prompt');
    const after = "setopt prompt_subst; precmd() { PROMPT='theme ready> ' }\n";
    const pty = await openShell(example, { ...ZSH, line }, { after });
    pty.write('swr project-dev\r');
    await pty.waitFor(/project-dev (?:1h|59m) theme ready> /);
    pty.write("SWROLE_PROFILE='$(echo run)'\r");
    const text = await pty.waitFor('theme ready> ');
    expect(text.slice(text.lastIndexOf("run)'"))).not.toContain('project-dev');
    pty.write("SWROLE_PROFILE='a=24=28echo run=29'\r");
    await pty.waitFor(/a=24=28echo run=29 (?:1h|59m) theme ready> /);
  });
});
