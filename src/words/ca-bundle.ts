import type { CaBundleError } from '../http/ca-bundle.ts';
import { namerWords } from './source.ts';
import type { Words } from './words.ts';

/** Words for certificates that cannot be used. Nothing is trusted in their place. */
export function caBundleWords({ fact }: CaBundleError): Words {
  const where = namerWords(fact);
  const message =
    fact.kind === 'unreadable'
      ? `${where}: cannot read ${fact.path} (${fact.code})`
      : `${where}: ${fact.path} holds no certificate`;
  return { exitCode: 3, message, hint: 'name a file of certificates in PEM form' };
}
