/** The forms in which credentials can be printed. */
import type { Environment } from '../system.ts';
import { cmd } from '../output/cmd.ts';
import { dotenv } from '../output/dotenv.ts';
import type { ExportedRole } from './variables.ts';
import { fish } from '../output/fish.ts';
import type { Format } from './names.ts';
import type { FormatWriter } from '../output/format-writer.ts';
import { json } from '../output/json.ts';
import { nu } from '../output/nu.ts';
import { powershell } from '../output/powershell.ts';
import { sh } from './shells.ts';

const WRITERS: Readonly<Record<Format, FormatWriter>> = {
  sh,
  fish,
  powershell,
  cmd,
  nu,
  dotenv,
  json,
};

/**
 * The role's credentials in a form, for stdout.
 *
 * @param env the environment of the shell that evaluates it
 * @throws OutputError when a value cannot be written safely; nothing must be printed then
 */
export function exportText(format: Format, role: ExportedRole, env: Environment): string {
  return WRITERS[format].write(role, env);
}

/** What to print instead when there are no credentials; see `FormatWriter.fail`. */
export function failureText(format: Format, exitCode: number, env: Environment): string {
  return WRITERS[format].fail(exitCode, env);
}
