// node --require watch-children.cjs PROGRAM: writes down each child that the program starts, with its arguments and its environment,
// one JSON text a line, to the file that `leaks.ts` reads and removes when the program has ended.
//
// Plain JavaScript that loads nothing: it is there in each start of the built program. `child_process` is watched only once the program
// itself loads it.
const Module = require('node:module');

const load = Module._load;
Module._load = function (name, ...rest) {
  const loaded = load.call(this, name, ...rest);
  if (name !== 'node:child_process' && name !== 'child_process') return loaded;
  Module._load = load;
  watch(loaded);
  return loaded;
};

function watch(childProcess) {
  const { ChildProcess, spawnSync } = childProcess;
  const { spawn } = ChildProcess.prototype;
  ChildProcess.prototype.spawn = function (options) {
    write(options.args ?? [options.file], options.envPairs ?? []);
    return spawn.call(this, options);
  };
  childProcess.spawnSync = (file, ...rest) => {
    const { env = process.env } = rest.find((each) => each && !Array.isArray(each)) ?? {};
    const variables = Object.entries(env).map(([key, value]) => `${key}=${value}`);
    write([file, ...(Array.isArray(rest[0]) ? rest[0] : [])], variables);
    return spawnSync(file, ...rest);
  };
}

// Not where the environment says: that is another one than the tests have.
const folder = () => (process.platform === 'win32' ? require('node:os').tmpdir() : '/tmp');

function write(words, variables) {
  const file = `${folder()}/swrole-children-${process.ppid}-${process.pid}`;
  try {
    const line = `${JSON.stringify({ words, variables })}\n`;
    require('node:fs').appendFileSync(file, line, { mode: 0o600 });
  } catch {
    // A test has taken away its descriptors or its disk.
  }
}
