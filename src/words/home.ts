import type { NoHomeError } from '../fast-path/paths.ts';
import type { Words } from '../messages/message.ts';

/** Words for a file in a home directory that is not known. Exit code 3. */
export function homeWords({ path }: NoHomeError): Words {
  return {
    exitCode: 3,
    message: `cannot find ${path}: HOME is not an absolute path, and this user has no home directory in the account database`,
    hint: 'set HOME, or set AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE to absolute paths',
  };
}
