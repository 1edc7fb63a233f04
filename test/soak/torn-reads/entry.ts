/**
 * What is written and read again: files of the cache in versions that differ in length and in every letter, so
 * that a mixture of two is seen.
 */

import { answerName, formatAnswer, readAnswer } from '../../../src/fast-path/cached-answer.ts';
import { ANSWERS } from '../../../src/fast-path/paths.ts';
import { privateStore } from '../../../src/storage/private-store.ts';

/** One file of the cache. */
export interface Entry {
  /** @param version below {@link VERSIONS} */
  write(version: number): void;
  /** @returns the version that the program's own reading gives; -1 for none, or a text that was never written */
  read(): number;
}

/** How many different texts there are. */
export const VERSIONS = 26;

/** As long as session tokens are, and longer. */
const documents = Array.from({ length: VERSIONS }, (_, version) => {
  const letter = String.fromCharCode('A'.charCodeAt(0) + version);
  return `{"Version":1,"SessionToken":"${letter.repeat(400 * (version + 1))}"}\n`;
});

/** Read by the whole program. */
function sessionEntry(cache: string): Entry {
  const store = privateStore(cache, 'sessions');
  return {
    write: (version) => store.write('key.json', documents[version] ?? ''),
    read: () => documents.indexOf(store.read('key.json') ?? ''),
  };
}

/** Read by the cached answer alone. */
function answerEntry(cache: string): Entry {
  const store = privateStore(cache, ANSWERS);
  const condition = {
    usableUntil: Number.MAX_SAFE_INTEGER,
    writtenAt: 0,
    fingerprint: 'fingerprint',
    dependencies: [],
    exports: {},
  };
  const texts = documents.map((document) => formatAnswer({ ...condition, document }));
  const read = () => readAnswer(cache, 'dev', () => condition.fingerprint, Date.now())?.document;
  return {
    write: (version) => store.write(answerName('dev'), texts[version] ?? ''),
    read: () => documents.indexOf(read() ?? ''),
  };
}

/** The files that many processes share: one of each kind, in swrole's directory. */
export function entriesIn(cache: string): readonly Entry[] {
  return [sessionEntry(cache), answerEntry(cache)];
}
