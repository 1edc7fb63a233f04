/**
 * The parser against the one inside every client of the AWS SDK for JavaScript, on generated files. The two differ in the
 * points of one table, and in nothing else.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../support/property-runs.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { differences, forSdk } from './differential/differences.ts';
import { generatedFiles } from './differential/generated-files.ts';
import { readBySdk } from './differential/read-by-sdk.ts';
import { readByUs, type Texts } from './differential/reading.ts';

const RUNS = propertyRuns(400, 20_240_229);

test('the SDK reads generated files as this program does, except for the known differences', async () => {
  const folder = tempFolder();
  const readAlike = fc.asyncProperty(generatedFiles, async (texts) => {
    expect(await readBySdk(forSdk(differences, texts), folder)).toEqual(readByUs(texts));
  });
  await fc.assert(readAlike, RUNS);
});

test('the SDK reads files without known differences exactly as this program does', async () => {
  const texts: Texts = {
    config: `# As people write it.
[default]
region = eu-central-1
output = json

[profile project-dev]\r
role_arn = arn:aws:iam::111111111111:role/team/developer\r
source_profile = default\r

[profile "a.b@c"] ; c
s3 =
  # c
  addressing_style = path
\tmax_concurrent_requests = 20
external_id = a=b==#c;d "e" # f

[sso-session s]
sso_region = us-east-1
[services loc]
sts =
  endpoint_url = http://localhost:4566
`,
    credentials: '\ufeff[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\nregion = us-east-1\n',
  };
  expect(forSdk(differences, texts)).toEqual(texts);
  expect(await readBySdk(texts, tempFolder())).toEqual(readByUs(texts));
});

const named = differences.map((each) => [each.name, each] as const);

test.each(named)('the SDK has this known difference: %s', async (_, difference) => {
  const folder = tempFolder();
  const texts = { config: '', credentials: '', ...difference.example };
  const ours = readByUs(texts);
  const others = differences.filter((other) => other !== difference);
  // It is there; it is what its row says; and no other row says it too.
  expect(await readBySdk(texts, folder)).not.toEqual(ours);
  expect(await readBySdk(difference.forSdk(texts), folder)).toEqual(ours);
  expect(await readBySdk(forSdk(others, texts), folder)).not.toEqual(ours);
});
