import type { StandInRole } from '../support/sts-stand-in/world.ts';
import type { Person } from './people.ts';

/** What a config file is about. */
export interface ConfigOptions {
  readonly role: StandInRole;
  readonly owner: Person;
  /** `undefined` for a role without MFA. */
  readonly generateToken: string | undefined;
  /** How many there are in all, `my-company` and `project-dev` being the first two. */
  readonly profiles: number;
  readonly shape: ConfigShape;
}

/** Whether each role has the keys for its source, or the role before it; `project-dev` always has the keys. */
export type ConfigShape = 'roles' | 'chain';

function roleProfile(
  name: string,
  source: string,
  { role, owner, generateToken }: ConfigOptions,
): string {
  const mfa = `mfa_serial = ${owner.mfa.serial}\ngenerate_token = ${generateToken}\n`;
  return `
[profile ${name}]
role_arn = ${role.arn}
source_profile = ${source}
region = ap-northeast-1
${generateToken === undefined ? '' : mfa}`;
}

/** The config file of the example, with more roles of the same kind behind it. */
export function configText(options: ConfigOptions): string {
  const others = Array.from({ length: options.profiles - 2 }, (_, index) => `project-${index}`);
  const names = ['project-dev', ...others];
  const company = '[profile my-company]\nregion = ap-northeast-1\n';
  const sourceOf = (index: number) =>
    (options.shape === 'chain' ? names[index - 1] : undefined) ?? 'my-company';
  return company + names.map((name, index) => roleProfile(name, sourceOf(index), options)).join('');
}
