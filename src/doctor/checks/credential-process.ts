/** Checks of `credential_process`: loops through swrole, calls of swrole that give no JSON, and empty commands. */

import { processKeys } from '../../config/keys.ts';
import { locationOf, type RawProfile } from '../../config/profile/raw-profile.ts';
import { wayWords } from '../../messages/message.ts';
import { shownValue, shownWords } from '../../util/secret-text.ts';
import { guessedName } from '../../util/text.ts';
import { type Check, type Facts, type Finding, fix, isMissing } from '../check.ts';
import { swroleCall as callOf, type SwroleCall } from '../facts/command-lines.ts';
import { type CommandFact, type Edge, edgesOf } from '../facts/commands.ts';

/** A profile of the chain, and the key that leads to the next one. */
interface Step {
  readonly profile: RawProfile;
  readonly key: string;
}

/** Loops through credential processes; the planner finds loops of `source_profile` alone. */
export const processLoop: Check = ({ profiles, commands }) => {
  // Such a loop starts at a credential process; in most files there is none.
  if (!commands.some(({ key }) => key === processKeys.credentialProcess)) return [];
  const ways = loopingWays(
    new Map(profiles.map((profile) => [profile.name, { profile, edges: edgesOf(profile) }])),
  );
  // Profiles whose process is on a reported loop: each loop is reported once, however long it is.
  const reported = new Set<string>();
  return [...ways.keys()].flatMap((name) => {
    const steps = reported.has(name) ? [] : loopFrom(name, ways);
    if (!isLongLoop(steps)) return [];
    for (const { profile, key } of steps)
      if (key === processKeys.credentialProcess) reported.add(profile.name);
    return finding(steps);
  });
};

/** The next profiles of each profile. */
type Ways = ReadonlyMap<string, { readonly profile: RawProfile; readonly edges: readonly Edge[] }>;

/** Removes the profiles that cannot be on a loop: in most files none is left. */
function loopingWays(ways: Ways): Ways {
  const ahead = new Map([...ways].map(([name, { edges }]) => [name, edges.map(({ to }) => to)]));
  const leading = withoutEnds([...ways.keys()], ahead, reversed(ahead));
  const looping = new Set(withoutEnds(leading, reversed(ahead), ahead));
  return new Map([...ways].filter(([name]) => looping.has(name)));
}

type Neighbours = ReadonlyMap<string, readonly string[]>;

function reversed(ahead: Neighbours): Neighbours {
  const behind = new Map<string, string[]>([...ahead.keys()].map((name) => [name, []]));
  for (const [name, others] of ahead) for (const other of others) behind.get(other)?.push(name);
  return behind;
}

/** Removes profiles that lead nowhere, then profiles that lead only to these, and so on. */
function withoutEnds(names: readonly string[], ahead: Neighbours, behind: Neighbours): string[] {
  const left = new Map(names.map((name) => [name, 0]));
  for (const name of names)
    left.set(name, (ahead.get(name) ?? []).filter((other) => left.has(other)).length);
  const ends = names.filter((name) => left.get(name) === 0);
  for (const end of ends) {
    left.delete(end);
    for (const name of behind.get(end) ?? []) {
      const count = left.get(name);
      if (count === undefined) continue;
      left.set(name, count - 1);
      if (count === 1) ends.push(name);
    }
  }
  return [...left.keys()];
}

/** The shortest loop back to a profile that starts with its `credential_process`; empty if there is none. */
function loopFrom(start: string, ways: Ways): readonly Step[] {
  const cameBy = new Map<string, { readonly from: string; readonly key: string }>();
  const next = [start];
  for (const from of next) {
    for (const { key, to } of ways.get(from)?.edges ?? []) {
      if (from === start && key !== processKeys.credentialProcess) continue;
      if (cameBy.has(to)) continue;
      cameBy.set(to, { from, key });
      next.push(to);
    }
    if (cameBy.has(start)) return wayBack(start, cameBy, ways);
  }
  return [];
}

function wayBack(
  start: string,
  cameBy: ReadonlyMap<string, { readonly from: string; readonly key: string }>,
  ways: Ways,
): readonly Step[] {
  const steps: Step[] = [];
  for (let name = start; steps.length === 0 || name !== start; ) {
    const step = cameBy.get(name);
    const way = ways.get(step?.from ?? '');
    if (step === undefined || way === undefined) return [];
    steps.push({ profile: way.profile, key: step.key });
    name = step.from;
  }
  return steps.reverse();
}

/** A profile that requests itself has its own check. */
function isLongLoop(steps: readonly Step[]): steps is readonly [Step, Step, ...Step[]] {
  return steps.length > 1;
}

function finding(steps: readonly [Step, Step, ...Step[]]): Finding {
  const names = [...steps, ...steps.slice(0, 1)].map(({ profile }) => profile.name);
  const [first] = steps;
  return {
    level: 'error',
    what: `profiles wait for each other: ${wayWords(names)}`,
    where: locationOf(first.profile, first.key),
    why: 'each runs swrole or takes a source to get the next, and none has credentials of its own, so swrole refuses all of them',
    advice: fix('let one of them have keys, or name a profile outside of the circle'),
  };
}

// A `credential_process` that runs swrole, but gives the SDK no valid answer.

/** Calls of swrole for a profile that is not there, in another form than JSON, or of a command with the profile's name. */
export const swroleCall: Check = (facts) =>
  facts.commands
    .filter(({ key }) => key === processKeys.credentialProcess)
    .flatMap((command) => {
      const call = callOf(command.command);
      const asked = call?.profile ?? call?.source;
      if (call === undefined || asked === undefined) return runsCommand(command, call);
      return [...unknown(command, asked, facts), ...notJson(command, call)];
    });

function runsCommand({ profile, at }: CommandFact, call: SwroleCall | undefined): Finding[] {
  // Only the keys in the keychain are printed for SDKs by a command.
  if (call?.command === undefined || !call.isDirect || call.keys !== undefined) return [];
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

// `credential_process =` without a command, which differs from a missing line.

/** Empty credential processes. */
export const emptyProcess: Check = ({ profiles }) =>
  profiles.flatMap(({ name, settings }) => {
    const setting = settings.get(processKeys.credentialProcess);
    if (setting === undefined || setting.value.trim() !== '') return [];
    return {
      level: 'error',
      what: `credential_process of profile '${name}' is empty`,
      where: setting.at,
      why: 'the AWS CLI ends with an IndexError, where JS, Go and Ruby take the line for absent',
      advice: fix('remove the line, or write a command'),
    };
  });
