import { REGION_SET } from '../fast-path/region.ts';
import { exportedVariables } from '../formats/variables.ts';
import type { FormatWriter } from './format-writer.ts';

/**
 * A file for `docker run --env-file`, which takes the rest of a line as it is, quotes included. It cannot
 * remove variables, and need not: a container starts without ours. A name without `=` would even copy
 * the host's value. Nor is there a region of before to bring back.
 */
export const dotenv: FormatWriter = {
  write: (role) =>
    exportedVariables(role)
      .set.filter(([name]) => name !== REGION_SET)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  // An empty file gives no credentials, and the form has no statement that could fail.
  fail: () => '',
};
