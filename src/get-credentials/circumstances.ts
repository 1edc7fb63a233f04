/**
 * Digests of the circumstances of a run that a failure may depend on: a failure counts only for runs under the same
 * circumstances. They contain no plain values, because they are stored.
 */

import { createHash } from 'node:crypto';
import { delimiter } from 'node:path';
import type { Host } from '../cli/context.ts';
import type { RoleChain } from '../config/plan.ts';
import { CONTAINER_VARIABLES, METADATA_VARIABLES } from '../config/sources/environment.ts';
import { PROXY_VARIABLES } from '../http/proxy-env.ts';
import { dialogs } from '../mfa/dialog.ts';
import { type PromptSetting, promptSetting } from '../mfa/question.ts';
import { terminalName } from '../process/foreground.ts';
import type { Circumstance, Circumstances } from '../session/failure-record.ts';
import type { Environment, System } from '../system.ts';
import type { NoTerminal, Terminal } from '../terminal/tty.ts';

/** The part of the system that circumstances depend on. */
type Surroundings = Pick<System, 'env' | 'home' | 'platform' | 'machine' | 'program'>;

/** Whether a prompt can be shown, and where. */
interface PromptState {
  readonly canAsk: boolean;
  readonly identity: readonly unknown[];
}

/**
 * The circumstances of one run. Whether a prompt can be shown is found out once.
 *
 * @param mayAsk `false` for `--no-prompt`
 * @param openTerminal opens the terminal if swrole can ask there
 * @param host if it asks its user itself, all processes of the same script ask in the same way
 */
export function circumstancesOf(
  chain: RoleChain,
  mayAsk: boolean,
  { env, home, platform, machine, program }: Surroundings,
  openTerminal: () => Promise<Terminal | NoTerminal>,
  host?: Host,
): Circumstances {
  let prompt: Promise<PromptState> | undefined;
  const getPromptState = () => {
    prompt ??=
      host?.askHost === undefined
        ? promptState(promptSetting(mayAsk, env), env, platform, openTerminal)
        : Promise.resolve({ canAsk: true, identity: ['function', program.script] });
    return prompt;
  };
  const values: Readonly<Record<Circumstance, () => unknown>> = {
    command: () => commandVariables(env),
    person: async () => (await getPromptState()).identity,
    network: () => [valuesOf(NETWORK_VARIABLES, env), certificates(chain)],
    'sign-in': () => [home, env.AWS_LOGIN_CACHE_DIRECTORY || null],
    keys: () => signingKeys(chain),
  };
  return {
    // A home may be shared by several machines.
    digest: async (circumstance) => digest([machine, await values[circumstance]()]),
    canAsk: async () => (await getPromptState()).canAsk,
  };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

/** Variables that decide the route of a request and the certificates that it trusts. */
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

function signingKeys({ source }: RoleChain): readonly unknown[] {
  if (!('credentials' in source)) return [];
  const { secretAccessKey, sessionToken } = source.credentials;
  return [secretAccessKey, sessionToken ?? null];
}

/** Variables that a dialog program needs. */
const DISPLAY_VARIABLES = ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'PATH'];

async function promptState(
  setting: PromptSetting,
  env: Environment,
  platform: NodeJS.Platform,
  openTerminal: () => Promise<Terminal | NoTerminal>,
): Promise<PromptState> {
  const terminal = setting.terminal ? await openTerminal() : undefined;
  if (typeof terminal === 'object') {
    terminal.close();
    // Windows has no names for its consoles.
    return { canAsk: true, identity: ['terminal', terminalName() ?? env.WT_SESSION ?? null] };
  }
  const programs = dialogs(setting.dialog, env, platform).map(({ file }) => file);
  const displays = programs.length === 0 ? [] : valuesOf(DISPLAY_VARIABLES, env);
  const reason = terminal ?? 'not-wanted';
  return { canAsk: programs.length > 0, identity: [reason, setting, programs, displays] };
}

/**
 * Variables that differ between processes of the same environment and do not make a command fail. All others count:
 * commands read variables of their own, and no list of these is complete.
 */
const PER_PROCESS = new RegExp(
  `^(?:${[
    // Shells, terminals and multiplexers.
    '_|SHLVL|PWD|OLDPWD|LINES|COLUMNS|WINDOWID|WINDOW|STY|TMUX(?:_PANE)?|(?:GPG|SSH)_TTY|SSH_CLIENT|SSH_CONNECTION',
    '.*SESSION_ID|.*_WINDOW_ID|WT_SESSION|KITTY_.*|WEZTERM_.*|ALACRITTY_.*|KONSOLE_.*|GNOME_TERMINAL_.*|TILIX_ID|VSCODE_.*',
    // Programs that start many processes at once, and number them.
    'npm_.*|INIT_CWD|PORT|NODE_(?:UNIQUE_ID|CHANNEL_.*|APP_INSTANCE)|(?:JEST|VITEST)_.*|PYTEST_.*|PARALLEL_.*|pm_.*|unique_id',
    'MAKE(?:LEVEL|FLAGS)|MFLAGS|NX_.*|TURBO_.*|LERNA_.*|DIRENV_.*|INVOCATION_ID|JOURNAL_STREAM|LISTEN_.*|NOTIFY_SOCKET|.*_PID',
    'SWROLE_DEBUG',
  ].join('|')})$`,
);

/** Folders that npm puts in front of the PATH; they differ by package. */
const NPM_FOLDER = /[/\\](?:node_modules[/\\]\.bin|node-gyp-bin)[/\\]?$/;

function commandVariables(env: Environment): readonly unknown[] {
  return Object.entries(env)
    .filter(([name]) => !PER_PROCESS.test(name))
    .map(([name, value = '']) => [name, name.toUpperCase() === 'PATH' ? withoutNpm(value) : value])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

function withoutNpm(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => !NPM_FOLDER.test(folder))
    .join(delimiter);
}
