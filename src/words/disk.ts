import type { DiskError } from '../disk/private-store.ts';
import type { Words } from './words.ts';

/** Words for a cache that does not do what was asked of it. Where it is only in the way, nobody hears of it. Exit code 1. */
export function diskWords({ path, code }: DiskError): Words {
  if (code === 'not-private') {
    return {
      exitCode: 1,
      message: `${path} is not a directory that only you can write to, so nothing in it is used or removed`,
      hint: 'look who made it, and make it private or remove it',
    };
  }
  return { exitCode: 1, message: `cannot change ${path} (${code})`, hint: undefined };
}
