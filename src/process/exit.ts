import { constants } from 'node:os';

/**
 * Signals that write a core file. Ours would hold the credentials, and the child has written its own, so
 * of these only the number is passed on.
 */
const WITH_CORE: ReadonlySet<NodeJS.Signals> = new Set<NodeJS.Signals>([
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGSEGV',
  'SIGSYS',
  'SIGXCPU',
  'SIGXFSZ',
]);

/**
 * Ends this process as its child ended. A child that died of a signal must take us along by the same one:
 * a shell script stops at Ctrl-C only if it sees that its command died of SIGINT.
 *
 * @returns where the process is to end by itself, its exit code: the child's, or 128 + the signal's number
 *   as shells count
 */
export function exitAs(status: ExitStatus): number {
  if (status.signal === undefined) return status.exitCode;
  if (!WITH_CORE.has(status.signal)) process.kill(process.pid, status.signal);
  return 128 + constants.signals[status.signal];
}

/** How a child ended: with a code of its own, or by a signal. */
export type ExitStatus =
  | { readonly exitCode: number; readonly signal?: undefined }
  | { readonly exitCode?: undefined; readonly signal: NodeJS.Signals };
