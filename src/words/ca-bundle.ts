import { BUNDLE_LIMIT, type CaBundleError } from '../http/ca-bundle.ts';
import { unreadableWords } from '../messages/files.ts';
import { namerWords } from '../messages/sources.ts';
import type { Words } from '../messages/message.ts';

/** Words for certificates that cannot be used. Nothing is trusted in their place. */
export function caBundleWords({ fact }: CaBundleError): Words {
  const where = namerWords(fact);
  const what =
    fact.kind === 'unreadable'
      ? unreadableWords(fact.path, fact.code, BUNDLE_LIMIT)
      : `${fact.path} holds no certificate`;
  const message = `${where}: ${what}`;
  return { exitCode: 3, message, hint: 'name a file of certificates in PEM form' };
}
