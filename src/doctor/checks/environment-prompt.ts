/** `SWROLE_PROMPT` that names no program, which is noticed only when a code is wanted and there is no terminal. */
import { nearestName } from '../../util/nearest-name.ts';
import { PROMPT_WORDS } from '../../mfa/prompt-setting.ts';
import type { Check } from '../facts/facts.ts';
import { fix } from '../finding.ts';

const VARIABLE = 'SWROLE_PROMPT';

/** A way to ask that cannot be started. */
export const environmentPrompt: Check = ({ prompt }) => {
  if (prompt === undefined || prompt.isThere) return [];
  const meant = nearestName(prompt.word, PROMPT_WORDS);
  return [
    {
      level: 'warning',
      what: `${VARIABLE} names ${prompt.word}, which cannot be run`,
      where: { variable: VARIABLE },
      why: 'without a terminal, swrole cannot ask for a code',
      advice: fix(
        meant === undefined || meant === prompt.word
          ? 'install the program, or write tty, gui, none, or a program or command line that is there'
          : `did you mean ${meant}?`,
      ),
    },
  ];
};
