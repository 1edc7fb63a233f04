/**
 * Loads the whole program, with code that an earlier run has compiled. The code is written after the output, so it has all functions
 * that such a run needs: with the cache that newer versions of node have, a cold start takes a quarter longer.
 */

import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { COMMAND_NAMES } from './cached-answer.ts';
import {
  type Checksum,
  type Code,
  compileCacheFolder,
  readCode,
  writeCode,
} from './compiled-code.ts';
import { digest, fileStamp } from './fingerprint.ts';
import type { Environment } from './paths.ts';

export { awaitFirstCaller } from './first-caller.ts';

/** A program to load. */
export interface Program {
  /** The path of its first file: CommonJS, whose relative imports name files with their extension. */
  readonly first: string;
  /** Loads the first file with node's own `require`. */
  loadByNode(): unknown;
  /** The arguments, which tell the kind of run. */
  readonly argv: readonly string[];
  readonly env: Environment;
}

/** What the loader needs of node. */
export interface NodeApi {
  /** Loads a builtin or a package. */
  require(id: string): unknown;
}

/** The loaded program. */
export interface LoadedProgram {
  readonly exports: unknown;
  /** Keeps compiled code for the next run of this kind. To be called after the output is written. Never throws. */
  keepCode(): void;
}

/**
 * Loads the program.
 *
 * @throws as `require`, or as the program's first statements
 */
export function loadProgram(program: Program, { require }: NodeApi): LoadedProgram {
  const { crc32 } = require('node:zlib') as { readonly crc32?: Checksum };
  // Node 20.14 has no checksum. And with kept code, a report of the coverage would not be precise.
  if (crc32 === undefined || program.env.NODE_V8_COVERAGE)
    return { exports: program.loadByNode(), keepCode: () => {} };
  return loadScripts(program, require, crc32);
}

/** The folder of this version of swrole: its first file names the others, with a hash of their content. */
function folderOf({ first, env }: Program): string | undefined {
  return orNothing(() => compileCacheFolder(env, digest(readFileSync(first, 'latin1'))));
}

/** Kept code only makes the start faster. */
function orNothing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** One file for each command, because each needs other functions; and for each node and its flags, which V8 compares. */
function codeFile(program: Program): string | undefined {
  const folder = folderOf(program);
  if (folder === undefined) return undefined;
  const { version, arch, versions, execArgv } = process;
  const flags = digest([versions.v8, program.env.NODE_OPTIONS, ...execArgv].join(' '));
  return join(folder, [version, arch, flags, kindOf(program.argv)].join('-'));
}

function kindOf([word = '']: readonly string[]): string {
  if (COMMAND_NAMES.has(word)) return word;
  return /^(?:-h|-V|--help|--version)$/.test(word) ? 'help' : 'print';
}

/** Loads CommonJS files as node does, but with kept code. */
function loadScripts(
  program: Program,
  requireByNode: NodeApi['require'],
  checksum: Checksum,
): LoadedProgram {
  const keptIn = codeFile(program);
  const stampBefore = keptIn === undefined ? fileStamp('') : fileStamp(keptIn);
  const kept = orNothing(() => keptIn && readCode(keptIn, checksum)) || new Map<string, Code>();
  const scripts = new Map<string, { readonly stamp: string; readonly script: Script }>();
  const modules = new Map<string, { exports: unknown }>();
  let isComplete = true;

  const compile = (path: string): Script => {
    const name = basename(path);
    const { size, mtimeMs } = statSync(path);
    const stamp = `${size}-${mtimeMs}`;
    const code = kept.get(name);
    const cachedData = code?.stamp === stamp ? code.data : undefined;
    const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(path, 'utf8')}\n})`;
    const script = new Script(source, { filename: path, cachedData });
    if (script.cachedDataRejected !== false) isComplete = false;
    scripts.set(name, { stamp, script });
    return script;
  };

  const load = (path: string): unknown => {
    const loaded = modules.get(path);
    if (loaded !== undefined) return loaded.exports;
    let script: Script;
    try {
      script = compile(path);
    } catch (error) {
      // Of a damaged file, node's own error names the place.
      if (error instanceof SyntaxError) return requireByNode(path);
      throw error;
    }
    const module = { exports: {} as unknown };
    modules.set(path, module);
    const folder = dirname(path);
    const require = (id: string) =>
      id.startsWith('.') ? load(join(folder, id)) : requireByNode(id);
    try {
      const run = script.runInThisContext();
      run.call(module.exports, module.exports, require, module, path, folder);
    } catch (error) {
      modules.delete(path);
      throw error;
    }
    return module.exports;
  };

  const keepCode = () => {
    // Only now, because this run may have made swrole's directory.
    const path = isComplete ? undefined : codeFile(program);
    // A file that was replaced in the meantime is as good.
    if (path === undefined || fileStamp(path) !== stampBefore) return;
    const used = () =>
      [...scripts].map(([name, { stamp, script }]) => {
        return { name, stamp, data: script.createCachedData() };
      });
    const unused = [...kept.values()].filter(({ name }) => !scripts.has(name));
    writeCode(path, () => [...used(), ...unused], checksum);
  };

  return { exports: load(program.first), keepCode: () => orNothing(keepCode) };
}
