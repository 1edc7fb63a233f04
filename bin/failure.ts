/**
 * What the entry needs to report a failure. The build puts it into the entry as a text, which is compiled only when a run
 * fails: node reads a text four times as fast as code, and a cached answer needs none of this.
 */
export { formatShellFailure } from '../src/cli/shell-failure.ts';
export {
  describeCrash,
  describeOldNode,
  describeUnwritable,
  formatError,
} from '../src/messages/message.ts';
