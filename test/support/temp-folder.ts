import { rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { misplacedSecrets, secretsSinceNow } from './leaks.ts';
import { makeFolder } from './temp-home.ts';

/** A folder of its own for the running test, removed after it. The test is red if a secret of its homes is in a file of it. */
export function tempFolder(): string {
  const folder = makeFolder('swrole-test-');
  const secrets = secretsSinceNow();
  onTestFinished(() => {
    const misplaced = misplacedSecrets(folder, secrets());
    rmSync(folder, { recursive: true, force: true });
    if (misplaced.length > 0) throw new Error(`a secret leaked: ${misplaced.join(', ')}`);
  });
  return folder;
}
