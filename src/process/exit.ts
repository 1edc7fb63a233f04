/** Ends this process in the same way as its child: with the same exit code, or by the same signal. */

import { constants } from 'node:os';

/** How a child ended: with an exit code, or by a signal. */
export type ExitStatus =
  | { readonly exitCode: number; readonly signal?: undefined }
  | { readonly exitCode?: undefined; readonly signal: NodeJS.Signals };

/**
 * Ends this process as its child ended. If a signal ended the child, the same signal ends this process: a shell script stops
 * at Ctrl-C only if it sees that SIGINT ended its command.
 *
 * @returns the exit code, if no signal ends this process: the child's code, or 128 + the signal's number as in shells
 */
export function exitAs(status: ExitStatus): number {
  if (status.signal === undefined) return status.exitCode;
  if (!WITH_CORE.has(status.signal)) process.kill(process.pid, status.signal);
  return 128 + constants.signals[status.signal];
}

/**
 * Signals that write a core file. The core file of swrole would hold the credentials, and the child has written its own. So
 * swrole does not end by these signals, only with their number in its exit code.
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
