import { COMMAND_NAMES } from './command-names.ts';

/**
 * The profile that these arguments want as a Version 1 document and nothing else (`-j PROFILE` and its
 * equal forms). Any other flag, command or oddity: `undefined`, and the whole program looks at it.
 */
export function cachedRequest(argv: readonly string[]): string | undefined {
  let json = false;
  let profile: string | undefined;
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '-j' || word === '--json') json = true;
    else if (profile !== undefined) return undefined;
    else if (word === '-p' || word === '--profile') profile = argv[++index];
    else if (word.startsWith('-') || COMMAND_NAMES.has(word)) return undefined;
    else profile = word;
  }
  return json && profile ? profile : undefined;
}
