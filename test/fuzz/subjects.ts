/** All kinds of input that are fuzzed, by name. */
import { SERVICES } from './services.ts';
import { TEXTS } from './texts.ts';

/** Each with a folder of its own; what it opens is closed with its second parameter. */
export const SUBJECTS = { ...TEXTS, ...SERVICES };
