/** Places in words. Errors and warnings know their place apart from what they say, because not everybody puts it first. */
import type { Location } from '../config/errors.ts';

/** `/home/ada/.aws/config:7`. */
export const placeWords = ({ file, line }: Location) => `${file}:${line}`;

/** What is wrong, behind the place where it is, if there is one. */
export function placed(at: Location | undefined, what: string): string {
  return at === undefined ? what : `${placeWords(at)}: ${what}`;
}
