/** `swrole help`: prints help on stdout if asked for; if a profile is missing, on stderr with the list of profiles. */

import type { HelpSubject } from '../cli/commands.ts';
import type { Context } from '../cli/context.ts';
import type { HelpInvocation } from '../cli/invocation.ts';
import { printShellFailure } from '../cli/shell-failure.ts';
import { type ConfigFiles, listProfiles, loadConfigFiles } from '../config/files.ts';
import { staticKeys } from '../config/keys.ts';
import { MEANINGS } from '../config-edit/errors.ts';
import type { ExitStatus } from '../process/exec.ts';
import type { Output, System } from '../system.ts';
import { styleOf, withTilde } from '../ui/format.ts';
import { safeText } from '../util/text.ts';

/** @throws ConfigError when a config file cannot be read */
export async function runHelp(
  { subject, asked, isPiped = false }: HelpInvocation,
  { system }: Context,
): Promise<ExitStatus> {
  if (asked) {
    await system.stdout.write(await helpText(subject, system.stdout, system));
    return { exitCode: 0 };
  }
  if (!isPiped) await printShellFailure(system, 2);
  const output = isPiped ? system.stdout : system.stderr;
  const text = await helpText(subject, output, system);
  await output.write(`${text}\n${await profileList(system, output)}`);
  return { exitCode: 2 };
}

/** Loads the help texts lazily, because SDKs never need them. */
async function helpText(subject: HelpSubject, output: Output, { env }: System): Promise<string> {
  if (subject.kind === 'version') return `${subject.version}\n`;
  const { pageOf } = await import('../help/topics.ts');
  const { pageText } = await import('../help/page.ts');
  return pageText(pageOf(subject), output.columns, styleOf(output, env));
}

async function profileList(system: System, output: Output): Promise<string> {
  const files = loadConfigFiles(system);
  const names = listProfiles(files);
  const next = await firstSteps(files, system, output);
  if (names.length === 0)
    return `No profiles in ${withTilde(safeText(files.files[0] ?? ''), system.home)}.\n${next}`;
  const title = styleOf(output, system.env).bold('Profiles:');
  return `${title}\n${names.map((name) => `  ${safeText(name)}\n`).join('')}${next}`;
}

const KEYS: ReadonlySet<string> = new Set(Object.values(staticKeys));

const CONFIGURE = [
  'aws configure',
  'write the access key of your IAM user (or aws configure sso: a sign-in)',
] as const;

const SETUP = ['swrole setup', 'add a role, and a profile of it for SDKs'] as const;

/** How to begin: where no profile has more than keys, the next step is `swrole setup`, and without keys `aws configure`. */
async function firstSteps(files: ConfigFiles, { env }: System, output: Output): Promise<string> {
  if (!hasOnlyKeys(files)) return '';
  const hasKeys = meaningsOf(files).length > 0 || Boolean(env.AWS_ACCESS_KEY_ID);
  const { pageText } = await import('../help/page.ts');
  const section = { title: 'To begin', rows: hasKeys ? [SETUP] : [CONFIGURE, SETUP] };
  return `\n${pageText([section], output.columns, styleOf(output, env))}`;
}

/** Whether no profile has more than keys, so that there is no role to switch to yet. */
export function hasOnlyKeys(files: ConfigFiles): boolean {
  return meaningsOf(files).every((key) => KEYS.has(key));
}

/** The keys of all profiles that say where credentials come from. */
function meaningsOf({ profiles }: ConfigFiles): readonly string[] {
  return [...profiles.values()].flatMap(({ settings }) =>
    [...settings.keys()].filter((key) => MEANINGS.has(key)),
  );
}
