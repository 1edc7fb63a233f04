// A dev server's workers, which know nothing of swrole: each has a client of the AWS SDK with credentials of its own.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

// Node 20 would bring a note of the SDK about its coming versions.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const workers = Array.from({ length: 20 }, async () => {
  const client = new STSClient({ region: 'ap-northeast-1' });
  const { Arn } = await client.send(new GetCallerIdentityCommand());
  return Arn;
});
const roles = (await Promise.all(workers)).map((arn) => arn.split('/')[1]);
process.stdout.write(`${roles.length} workers, all in the role: ${[...new Set(roles)]}\n`);
