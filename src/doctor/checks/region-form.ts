/** Regions whose names are not made as those of AWS are: `us-east1`, a zone such as `us-east-1a`. */
import type { Setting } from '../../config/grammar/settings.ts';
import { endpointKeys, ssoKeys } from '../../config/keys.ts';
import { type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import { regionRule } from '../../config/profile/rules.ts';
import { hasRegionForm, regionMeant } from '../../config/region-form.ts';
import type { Check, Facts } from '../facts/facts.ts';
import { type Finding, fix, type Where } from '../finding.ts';
import { isConcerned } from '../place.ts';

const VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/** Names that are no region's. One that is no name at all is an error of its own. */
export const regionForm: Check = (facts) => {
  // Other clouds and stand-ins, which are called by their URL, call their regions as they like.
  if (facts.env.AWS_ENDPOINT_URL) return [];
  return [...facts.profiles.flatMap(inProfile), ...inSessions(facts), ...inEnvironment(facts)];
};

function inProfile({ name, settings }: RawProfile): Finding[] {
  if (textOf(settings, endpointKeys.endpointUrl) ?? textOf(settings, endpointKeys.services))
    return [];
  return [endpointKeys.region, ssoKeys.region].flatMap((key) =>
    ofSetting(`${key} of profile '${name}'`, settings.get(key)),
  );
}

function inSessions(facts: Facts): Finding[] {
  return [...facts.files.ssoSessions.values()]
    .filter(({ name }) => isConcerned({ type: 'sso-session', name }, facts))
    .flatMap(({ name, settings }) =>
      ofSetting(`${ssoKeys.region} of sso-session '${name}'`, settings.get(ssoKeys.region)),
    );
}

function inEnvironment({ env }: Facts): Finding[] {
  return VARIABLES.flatMap((variable) => finding(variable, env[variable], { variable }));
}

function ofSetting(owner: string, setting: Setting | undefined): Finding[] {
  return setting === undefined ? [] : finding(owner, setting.value, setting.at);
}

function finding(owner: string, text: string | undefined, where: Where): Finding[] {
  if (!text || regionRule.parse(text) === undefined || hasRegionForm(text)) return [];
  const meant = regionMeant(text);
  // Security: what is near no region may be anything, and is not shown.
  if (meant === undefined)
    return [
      {
        level: 'note',
        what: `${owner} does not have the form of a region's name`,
        where,
        why: 'AWS has no such region, unless it is new and named in another way',
        advice: fix('write a region such as us-east-1'),
      },
    ];
  return [
    {
      level: 'error',
      what: `${owner} is ${text}, which is no region`,
      where,
      why: 'there is no host of that name, so every call fails',
      advice: fix(`did you mean ${meant}?`),
    },
  ];
}
