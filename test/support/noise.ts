import { createHash } from 'node:crypto';

/** Characters of base64 that look like chance and are the same in every run: for keys and tokens of stand-ins. */
export function noise(seed: string, length: number): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    text += createHash('sha384').update(`${seed} ${block}`).digest('base64');
  }
  return text.slice(0, length);
}
