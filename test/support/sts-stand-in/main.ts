import { once } from 'node:events';
import { type Example, startExample } from '../example-world.ts';

// npx tsx test/support/sts-stand-in/main.ts: the example world for use by hand, until Ctrl-C.

function instructions({ home, standIn }: Example): string {
  return `# The example world is running. In another shell:
export AWS_CONFIG_FILE='${home.configFile}'
export AWS_SHARED_CREDENTIALS_FILE='${home.credentialsFile}'
export SWROLE_CACHE_DIR='${home.cacheDir}'
export AWS_ENDPOINT_URL_STS='${standIn.url}'
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN

# swrole itself, and the AWS CLI without and with it:
node bin/swrole.cjs -j project-dev
aws sts get-caller-identity --profile my-company
aws sts get-caller-identity --profile app-dev

# Ctrl-C here ends it and removes its files.
`;
}

const example = await startExample();
process.stdout.write(instructions(example));
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await example.close();
