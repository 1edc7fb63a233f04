// node run-jobs.mjs FILE: runs programs on Windows, or under Wine, all at once. FILE has the jobs as JSON; the results are
// written beside it. The streams are files: Wine's pipes are not what node expects of Windows.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const jobs = JSON.parse(readFileSync(file, 'utf8'));

/** What programs need of Windows; nothing else is passed on, least of all variables of AWS and of the home. */
const OF_WINDOWS = /^(?:systemroot|systemdrive|windir|comspec|path|pathext|temp|tmp)$/i;
const base = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => OF_WINDOWS.test(name)),
);
// `node.exe` is found by its name, as where it is installed.
const pathName = Object.keys(base).find((name) => name.toLowerCase() === 'path') ?? 'Path';
base[pathName] = `${process.execPath.replace(/\\[^\\]*$/, '')};${base[pathName]}`;

function run({ words: [program, ...args], line, env, cwd, stdout, stderr }) {
  const [out, err] = [openSync(stdout, 'w'), openSync(stderr, 'w')];
  const options = { env: { ...base, ...env }, cwd, stdio: ['ignore', out, err] };
  const child =
    line === undefined
      ? spawn(program === 'node' ? process.execPath : program, args, options)
      : spawn('cmd.exe', ['/d', '/s', '/c', `"${line}"`], {
          ...options,
          windowsVerbatimArguments: true,
        });
  return new Promise((resolve) => {
    child.once('error', ({ code }) => resolve({ error: code }));
    child.once('exit', (exitCode) => resolve({ exitCode }));
  }).finally(() => [out, err].forEach(closeSync));
}

const results = await Promise.all(jobs.map(run));
// Written whole: the reader waits for the file.
writeFileSync(`${file}.part`, JSON.stringify(results));
renameSync(`${file}.part`, `${file}.results`);
