// An application that knows nothing of swrole: prints who it is to AWS, with credentials that the SDK finds by itself.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

// Node 20 would bring a note of the SDK about its coming versions.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const client = new STSClient({ region: 'ap-northeast-1' });
const { Arn } = await client.send(new GetCallerIdentityCommand());
process.stdout.write(`${Arn}\n`);
