/** moto, an independent stand-in of AWS in Python: found, or installed once into `node_modules/.cache`, and started. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSION = '5.2.5';
const VENV = join('node_modules', '.cache', `moto-${VERSION}`);
const VENV_PYTHON = join(VENV, 'bin', 'python');

/** Milliseconds for the installation, which downloads 30 packages. */
const INSTALL_LIMIT = 5 * 60_000;

function hasMoto(python: string): boolean {
  return spawnSync(python, ['-c', 'import moto.server']).status === 0;
}

function succeeds(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { timeout: INSTALL_LIMIT, stdio: 'ignore' }).status === 0;
}

/** A Python that has moto; `undefined` if there is none and none can be installed. */
export function pythonWithMoto(): string | undefined {
  for (const python of ['python3', VENV_PYTHON]) if (hasMoto(python)) return python;
  mkdirSync(join(VENV, '..'), { recursive: true });
  const install = ['-m', 'pip', 'install', '--quiet', '--retries', '1', `moto[server]==${VERSION}`];
  const isInstalled = succeeds('python3', ['-m', 'venv', VENV]) && succeeds(VENV_PYTHON, install);
  if (isInstalled && hasMoto(VENV_PYTHON)) return VENV_PYTHON;
  // The next run tries again, from the beginning.
  if (existsSync(VENV)) rmSync(VENV, { recursive: true });
  return undefined;
}

/** A running moto. */
export interface Moto {
  /** `http://127.0.0.1:PORT`, for every service. */
  readonly url: string;
  /** The bodies of the requests since the last call of this, as moto has recorded them. */
  requests(): readonly string[];
  close(): Promise<void>;
}

/** Reads on to the end: moto writes a line for each request. */
function printedUrl(server: ChildProcess): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    server.stderr?.on('data', (chunk) => {
      text += chunk;
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
    server.once('close', () => reject(new Error(`moto did not start: ${text}`)));
  });
}

/** Starts moto on a port of its own. */
export async function startMoto(python: string): Promise<Moto> {
  const folder = mkdtempSync(join(tmpdir(), 'swrole-moto-'));
  const recording = join(folder, 'requests');
  const env = { ...process.env, MOTO_ENABLE_RECORDING: 'true', MOTO_RECORDER_FILEPATH: recording };
  const start = 'import sys; from moto.server import main; main(sys.argv[1:])';
  const server = spawn(python, ['-c', start, '-H', '127.0.0.1', '-p', '0'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = await printedUrl(server);
  let seen = 0;
  return {
    url,
    requests: () => {
      if (!existsSync(recording)) return [];
      const lines = readFileSync(recording, 'utf8').trim().split('\n').slice(seen);
      seen += lines.length;
      return lines.map((line) => {
        const { body, body_encoded } = JSON.parse(line);
        return body_encoded ? Buffer.from(body, 'base64').toString() : body;
      });
    },
    close: async () => {
      const ended = once(server, 'close');
      server.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
