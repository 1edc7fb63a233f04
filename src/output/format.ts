/** The forms in which credentials can be printed. */
import type { Environment } from '../system.ts';
import { cmd } from './cmd.ts';
import { dotenv } from './dotenv.ts';
import type { ExportedRole } from './exported-variables.ts';
import { fish } from './fish.ts';
import type { Format } from './format-names.ts';
import type { FormatWriter } from './format-writer.ts';
import { json } from './json.ts';
import { nu } from './nu.ts';
import { powershell } from './powershell.ts';
import { sh } from './sh.ts';

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
