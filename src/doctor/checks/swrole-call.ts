/** A `credential_process` that runs swrole, but not so that an SDK gets what it waits for. */
import { processKeys } from '../../config/keys.ts';
import { guessedName } from '../../config/nearest-name.ts';
import { shownValue, shownWords } from '../../secret-text.ts';
import { commandWords } from '../facts/command-words.ts';
import type { CommandFact } from '../facts/commands.ts';
import type { Check, Facts } from '../facts/facts.ts';
import { swroleCommand, swroleProfile } from '../facts/swrole-call.ts';
import { type Finding, fix } from '../finding.ts';
import { isMissing } from '../missing-profile.ts';

/** Calls of swrole for a profile that is not there, in another form than JSON, or of a command with the profile's name. */
export const swroleCall: Check = (facts) =>
  facts.commands
    .filter(({ key }) => key === processKeys.credentialProcess)
    .flatMap((command) => {
      const profile = swroleProfile(command.command);
      if (profile === undefined) return runsCommand(command);
      return [...unknown(command, profile, facts), ...notJson(command, profile)];
    });

/** Runs a program, which may print credentials. */
const EXEC = 'exec';

function runsCommand({ profile, command, at }: CommandFact): Finding[] {
  const name = swroleCommand(command);
  if (name === undefined || name === EXEC) return [];
  return [
    {
      level: 'error',
      what: `credential_process of profile '${profile}' runs swrole's command ${name}`,
      where: at,
      why: 'SDKs wait for credentials, and a command of swrole prints something else',
      advice: fix(
        `for the credentials of a profile that is called ${name}, write swrole -j -p ${name}`,
      ),
    },
  ];
}

function unknown({ profile, at }: CommandFact, name: string, facts: Facts): Finding[] {
  if (!isMissing(name, facts)) return [];
  const nearest = guessedName(name, facts.files.profiles);
  return [
    {
      level: 'error',
      what: `credential_process of profile '${profile}' asks swrole for profile ${shownWords(name)}, which is not in the files`,
      where: at,
      why: 'swrole has no such profile to give credentials for',
      advice: fix(
        nearest === undefined ? 'name a profile that is there' : `did you mean '${nearest}'?`,
      ),
    },
  ];
}

/** `-j` may stand in a row of short flags. */
const JSON_FLAG = /^(?:--json|--format=json|-\w*j\w*|-fjson)$/;

function notJson({ profile, command, at }: CommandFact, name: string): Finding[] {
  const { words } = commandWords(command);
  const isFormat = words.some(
    (word, index) => /^(?:-f|--format)$/.test(word) && words[index + 1] === 'json',
  );
  if (isFormat || words.some((word) => JSON_FLAG.test(word))) return [];
  return [
    {
      level: 'error',
      what: `credential_process of profile '${profile}' asks swrole for shell statements`,
      where: at,
      why: 'SDKs wait for JSON',
      advice: fix(`put -j before ${typeof shownValue(name) === 'string' ? name : 'the profile'}`),
    },
  ];
}
