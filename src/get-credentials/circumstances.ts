/**
 * The circumstances of a run on which a failure may depend, as digests: a failure counts only for those under the same.
 * They hold no value in the clear, because they are stored.
 */

import { createHash } from 'node:crypto';
import { delimiter } from 'node:path';
import type { RoleChain } from '../config/plan.ts';
import { CONTAINER_VARIABLES, METADATA_VARIABLES } from '../config/sources/environment.ts';
import { PROXY_VARIABLES } from '../http/proxy-env.ts';
import { dialogs } from '../mfa/dialog.ts';
import { promptSetting } from '../mfa/question.ts';
import { terminalName } from '../process/foreground.ts';
import type { Circumstance, Circumstances } from '../session/failure-record.ts';
import type { Environment, System } from '../system.ts';
import { openTerminal } from '../terminal/tty.ts';

/** What is needed of the system. */
type Surroundings = Pick<System, 'env' | 'home' | 'platform' | 'machine'>;

/** How a person can be asked, and whether. */
interface Asking {
  readonly canAsk: boolean;
  readonly way: readonly unknown[];
}

/**
 * The circumstances of one run; each is looked at once.
 *
 * @param mayAsk `false` for `--no-prompt`
 */
export function circumstancesOf(
  chain: RoleChain,
  mayAsk: boolean,
  { env, home, platform, machine }: Surroundings,
): Circumstances {
  let asking: Promise<Asking> | undefined;
  const person = () => {
    asking ??= askingHere(mayAsk, env, platform);
    return asking;
  };
  const looks: Readonly<Record<Circumstance, () => unknown>> = {
    command: () => commandVariables(env),
    person: async () => (await person()).way,
    network: () => [valuesOf(NETWORK_VARIABLES, env), certificates(chain)],
    'sign-in': () => [home, env.AWS_LOGIN_CACHE_DIRECTORY || null],
    keys: () => signingKeys(chain),
  };
  return {
    // A home may be shared by several machines.
    digest: async (circumstance) => digest([machine, await looks[circumstance]()]),
    canAsk: async () => (await person()).canAsk,
  };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

/** What chooses the way of a request, and whom it trusts. */
const NETWORK_VARIABLES = [
  ...PROXY_VARIABLES,
  'AWS_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  ...METADATA_VARIABLES,
  ...CONTAINER_VARIABLES,
];

function valuesOf(names: readonly string[], env: Environment): readonly (string | null)[] {
  return names.map((name) => env[name] ?? null);
}

function certificates({ steps }: RoleChain): readonly (string | null)[] {
  return steps.map(({ transport }) => transport.caBundle?.path ?? null);
}

function signingKeys({ base }: RoleChain): readonly unknown[] {
  if (!('credentials' in base)) return [];
  const { secretAccessKey, sessionToken } = base.credentials;
  return [secretAccessKey, sessionToken ?? null];
}

/** What a dialog needs beside its program. */
const DISPLAY_VARIABLES = ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'PATH'];

async function askingHere(
  mayAsk: boolean,
  env: Environment,
  platform: NodeJS.Platform,
): Promise<Asking> {
  const setting = promptSetting(mayAsk, env);
  const terminal = setting.terminal ? await openTerminal(platform) : undefined;
  if (typeof terminal === 'object') {
    terminal.close();
    // Windows does not tell its consoles apart.
    return { canAsk: true, way: ['terminal', terminalName() ?? env.WT_SESSION ?? null] };
  }
  const programs = dialogs(setting.dialog, env, platform).map(({ file }) => file);
  const displays = programs.length === 0 ? [] : valuesOf(DISPLAY_VARIABLES, env);
  const why = terminal ?? 'not-wanted';
  return { canAsk: programs.length > 0, way: [why, setting, programs, displays] };
}

/**
 * What differs from process to process in one and the same environment, and is no reason why a command fails. All else
 * counts: commands read variables of their own, and no list of these is whole.
 */
const OF_ONE_PROCESS = new RegExp(
  `^(?:${[
    // Shells, terminals and multiplexers.
    '_|SHLVL|PWD|OLDPWD|LINES|COLUMNS|WINDOWID|WINDOW|STY|TMUX(?:_PANE)?|(?:GPG|SSH)_TTY|SSH_CLIENT|SSH_CONNECTION',
    '.*SESSION_ID|.*_WINDOW_ID|WT_SESSION|KITTY_.*|WEZTERM_.*|ALACRITTY_.*|KONSOLE_.*|GNOME_TERMINAL_.*|TILIX_ID|VSCODE_.*',
    // What starts many processes at once, and numbers them.
    'npm_.*|INIT_CWD|PORT|NODE_(?:UNIQUE_ID|CHANNEL_.*|APP_INSTANCE)|(?:JEST|VITEST)_.*|PYTEST_.*|PARALLEL_.*|pm_.*|unique_id',
    'MAKE(?:LEVEL|FLAGS)|MFLAGS|NX_.*|TURBO_.*|LERNA_.*|DIRENV_.*|INVOCATION_ID|JOURNAL_STREAM|LISTEN_.*|NOTIFY_SOCKET|.*_PID',
    'SWROLE_DEBUG',
  ].join('|')})$`,
);

/** npm puts these before the PATH, others for each package. */
const OF_NPM = /[/\\](?:node_modules[/\\]\.bin|node-gyp-bin)[/\\]?$/;

function commandVariables(env: Environment): readonly unknown[] {
  return Object.entries(env)
    .filter(([name]) => !OF_ONE_PROCESS.test(name))
    .map(([name, value = '']) => [name, name.toUpperCase() === 'PATH' ? withoutNpm(value) : value])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

function withoutNpm(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => !OF_NPM.test(folder))
    .join(delimiter);
}
