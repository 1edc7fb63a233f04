/** `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` that name what is not there, or what only some SDKs find. */
import type { Check, FileFact } from '../facts/facts.ts';
import { type Finding, fix } from '../finding.ts';

const VARIABLES = {
  config: 'AWS_CONFIG_FILE',
  credentials: 'AWS_SHARED_CREDENTIALS_FILE',
} as const;

/** Variables that name no file. */
export const environmentFiles: Check = ({ env, fileFacts }) =>
  fileFacts.flatMap((file) => {
    const value = env[VARIABLES[file.kind]];
    if (!value || file.exists) return [];
    return [finding(file, value)];
  });

function finding({ kind, path }: FileFact, value: string): Finding {
  const variable = VARIABLES[kind];
  // botocore alone expands these.
  const isExpanded = /\$|^~[^/]/.test(value);
  return {
    level: isExpanded ? 'error' : 'warning',
    what: `${variable} names ${path}, which is not there`,
    where: { variable },
    why: isExpanded
      ? 'botocore puts in the values of variables and the homes of users, the other SDKs and swrole take them as they are written'
      : 'SDKs take a missing file for an empty one, and say that its profiles are missing',
    advice: fix(isExpanded ? 'write the path out' : `unset ${variable}, or correct it`),
  };
}
