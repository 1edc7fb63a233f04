/** A `credential_process` that runs swrole, but not so that an SDK gets what it waits for. */
import { processKeys } from '../../config/keys.ts';
import { guessedName } from '../../util/nearest-name.ts';
import { shownValue, shownWords } from '../../util/secret-text.ts';
import type { CommandFact } from '../facts/commands.ts';
import type { Check, Facts } from '../facts/facts.ts';
import { swroleCall as callOf, type SwroleCall } from '../facts/swrole-call.ts';
import { type Finding, fix } from '../finding.ts';
import { isMissing } from '../missing-profile.ts';

/** Calls of swrole for a profile that is not there, in another form than JSON, or of a command with the profile's name. */
export const swroleCall: Check = (facts) =>
  facts.commands
    .filter(({ key }) => key === processKeys.credentialProcess)
    .flatMap((command) => {
      const call = callOf(command.command);
      if (call?.profile === undefined) return runsCommand(command, call);
      return [...unknown(command, call.profile, facts), ...notJson(command, call)];
    });

function runsCommand({ profile, at }: CommandFact, call: SwroleCall | undefined): Finding[] {
  if (call?.command === undefined || !call.isDirect) return [];
  const name = call.command;
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

function notJson({ profile: own, at }: CommandFact, call: SwroleCall): Finding[] {
  if (call.isJson || !call.isDirect) return [];
  const { profile = '' } = call;
  return [
    {
      level: 'error',
      what: `credential_process of profile '${own}' asks swrole for shell statements`,
      where: at,
      why: 'SDKs wait for JSON',
      advice: fix(
        `put -j before ${typeof shownValue(profile) === 'string' ? profile : 'the profile'}`,
      ),
    },
  ];
}
