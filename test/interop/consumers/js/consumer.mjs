// Without words one call, and what it says; with "loop SECONDS INTERVAL" a call again and again, and a line for each.
import { setTimeout as delay } from 'node:timers/promises';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const client = new STSClient({});
const call = async () => (await client.send(new GetCallerIdentityCommand())).Arn;
const print = (line) => process.stdout.write(`${line}\n`);

const [mode, seconds, interval] = process.argv.slice(2);
if (mode === 'loop') {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    try {
      print(`ok ${await call()}`);
    } catch (error) {
      print(`FAIL ${String(error).replaceAll('\n', ' ')}`);
    }
    await delay(interval * 1000);
  }
} else {
  print(await call());
}
