import type { Environment } from '../system.ts';
import type { ExportedRole } from '../formats/variables.ts';

/** One form of output: the only writer of its syntax. Both texts are written whole, or not at all. */
export interface FormatWriter {
  /**
   * The text that puts the role's credentials into the reader's environment.
   *
   * @param env the reader's, for forms that cannot look at it themselves
   * @throws OutputError when a value cannot be written; nothing has been then
   */
  write(role: ExportedRole, env: Environment): string;
  /**
   * What stands in its place when there are no credentials: where the form can say so, no credentials of
   * before stay and the reader fails with `exitCode`. Without it `eval $(swrole …)` would go on with the
   * old ones and return 0, in every shell (security 5, experiment E).
   */
  fail(exitCode: number, env: Environment): string;
}
