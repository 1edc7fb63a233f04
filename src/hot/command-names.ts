/**
 * The words that are commands: a profile of the same name is reached with `-p`. All of the design's
 * commands are here from the first version on, so that no later version takes a word away.
 */
export const COMMAND_NAMES: ReadonlySet<string> = new Set([
  'exec',
  'login',
  'list',
  'ls',
  'status',
  'logout',
  'whoami',
  'console',
  'setup',
  'doctor',
  'init',
  'serve',
  'help',
]);
