/** `--debug` and `SWROLE_DEBUG=FILE`: what is done and why, on stderr, at the end of a file, or both. */
import manifest from '../../package.json' with { type: 'json' };
import { safeText } from '../util/text.ts';
import type { System } from '../system.ts';
import { type DebugFile, debugFile } from './diagnosis/debug-file.ts';

/** Takes what there is to tell. */
export interface Diagnosis {
  debug(line: string): void;
  /** Takes what goes to stderr as well: whoever has only the file wants to know how it ended. */
  record(text: string): void;
  /** Why the file has nothing of it. */
  readonly problem: string | undefined;
}

const NO_FILE: DebugFile = { append: () => {}, problem: undefined };

/**
 * Opens the diagnosis, and tells which program it is of.
 *
 * @param onStderr whether `--debug` was given
 */
export function openDiagnosis(system: System, onStderr: boolean): Diagnosis {
  const { stderr, env } = system;
  const { append, problem } = env.SWROLE_DEBUG ? debugFile(env.SWROLE_DEBUG, system) : NO_FILE;
  const debug = (line: string) => {
    // A full disk behind stderr keeps nobody's answer back.
    if (onStderr) void stderr.write(`swrole: debug: ${safeText(line)}\n`).catch(() => {});
    append(line);
  };
  debug(`swrole ${manifest.version}, node ${process.version}, ${process.platform} ${process.arch}`);
  const record = (text: string) => text.split('\n').filter(Boolean).forEach(append);
  return { debug, record, problem };
}
