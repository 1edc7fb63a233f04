import type { NamedPath } from '../config/plan.ts';
import { SMALL_LIMIT } from '../config/read-file.ts';
import { BUNDLE_LIMIT, type CaBundleError } from '../http/ca-bundle.ts';
import type { SourceError, SourceFact } from '../providers/errors.ts';
import { encodingHint, unreadableWords } from './files.ts';
import type { Words } from './message.ts';
import { placeWords } from './phrases.ts';

const processWord = ({ profile, program, at: where }: Extract<SourceFact, { program: string }>) =>
  `${placeWords(where)}: credential_process of profile '${profile}' (${program})`;

/** Who named a file: `AWS_CA_BUNDLE`, `/home/ada/.aws/config:5: ca_bundle of profile 'a'`. */
function namerWords({ named }: NamedPath): string {
  return 'variable' in named
    ? named.variable
    : `${placeWords(named.at)}: ${named.key} of profile '${named.profile}'`;
}

const WORDS: {
  [Kind in SourceFact['kind']]: (
    fact: Extract<SourceFact, { kind: Kind }>,
  ) => Omit<Words, 'exitCode' | 'hint'> & { readonly hint?: string | undefined };
} = {
  'process-failed': (fact) => ({
    message: `${processWord(fact)} failed: ${fact.reason}${fact.said === undefined ? '' : `: ${fact.said}`}`,
    hint: fact.hint,
  }),
  'process-output': (fact) => ({ message: `${processWord(fact)}: its output ${fact.problem}` }),
  'signed-out': ({ profile, command, key, at: where }) => ({
    message: `${placeWords(where)}: ${key} of profile '${profile}': nobody is signed in, or no longer`,
    hint: `run ${command}`,
  }),
  'no-credentials': ({ profile, source, reason, key, at: where }) => ({
    message: `${placeWords(where)}: ${key} of profile '${profile}': no credentials from ${source}: ${reason}`,
  }),
  expired: ({ profile, expiration, keysOf, at: where }) => ({
    message: `${placeWords(where)}: credential_source of profile '${profile}': the credentials in the environment ended at ${new Date(expiration).toISOString()}`,
    hint:
      keysOf === undefined
        ? 'renew AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN'
        : `swrole put them there for profile '${keysOf}': get that role again, or set keys of your own`,
  }),
  'no-token': ({ profile, file, code }) => ({
    message: `${namerWords(file)}: ${code === 'EMPTY' ? `${file.path} is empty` : unreadableWords(file.path, code, SMALL_LIMIT)}`,
    hint:
      encodingHint(file.path, code) ??
      `whatever gives profile '${profile}' its token must write it there first`,
  }),
};

/** Words for a source that gave nothing usable. */
export function sourceWords({ fact }: SourceError): Words {
  const { message, hint } = WORDS[fact.kind](fact as never);
  return { exitCode: 5, message, hint };
}

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
