/** What sessions, devices and profiles say in tables that seldom comes about. */

import { expect, test } from 'vitest';
import { profileTable } from '../../src/commands/list.ts';
import type { ProfileFacts } from '../../src/inventory/profiles.ts';
import type { SessionFacts } from '../../src/inventory/sessions.ts';
import { activeProfile, sessionTable } from '../../src/inventory/tables.ts';
import { styleOf } from '../../src/ui/format.ts';
import { tableText } from '../../src/ui/table.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 5, 12);
const output = { isTerminal: true, columns: 120, write: async () => {} };
const telling = {
  now: NOW,
  home: '/home/ada',
  style: styleOf(output, {}),
  active: 'b',
  colors: new Map([['a', '38;5;208']]),
};

const SESSION: SessionFacts = {
  key: '',
  kind: null,
  source: null,
  accountId: null,
  role: null,
  assumedRoleArn: null,
  profiles: [],
  usedBy: [],
  mfaSerial: null,
  keyIdEnding: '0001',
  issuedAt: '2026-01-05T11:00:00Z',
  expiration: '2026-01-05T13:00:00Z',
  secondsLeft: 3600,
};

/** A cell of the one session, by its title. */
function cell(title: string, facts: Partial<SessionFacts>) {
  const { titles, rows } = sessionTable([{ ...SESSION, ...facts }], true, telling);
  return rows[0]?.cells[titles.indexOf(title)];
}

test.each([
  [{}, '(none)'],
  [{ usedBy: ['a'] }, 'a'],
  [{ profiles: ['a', 'c', 'd'], usedBy: ['e'] }, 'a, c, d'],
  [{ profiles: ['a', 'c', 'd', 'e', 'f'] }, 'a, c, d and 2 more'],
])('the session of %j is shown as %s', (facts, text) => {
  expect(cell('PROFILE', facts)?.text).toBe(text);
});

test.each([
  [{ profiles: ['a'] }, '\x1b[38;5;208ma\x1b[0m', false],
  [{ profiles: ['a', 'b'] }, 'b, a', true],
  [{ profiles: ['a', 'c', 'd', 'b'] }, 'b, a, c and 1 more', true],
  [{ usedBy: ['b'] }, 'b', true],
  [{}, '(none)', false],
])('the session of %j is shown as %j, and marked: %j', (facts, shown, isActive) => {
  const { rows } = sessionTable([{ ...SESSION, ...facts }], false, telling);
  const { text = '', paint } = rows[0]?.cells[0] ?? {};
  expect([paint?.(text), rows[0]?.isActive]).toEqual([shown, isActive]);
});

const ASSUMED = 'arn:aws-cn:sts::111111111111:assumed-role/developer/ada';
const DEVICE = 'arn:aws:iam::000000000000:mfa/member';

test.each<[Partial<SessionFacts>, string]>([
  [{ kind: 'role', assumedRoleArn: ASSUMED }, 'developer in 111111111111'],
  [{ assumedRoleArn: ASSUMED }, 'developer in 111111111111'],
  [
    { kind: 'mfa-session', mfaSerial: DEVICE, accountId: '000000000000' },
    'MFA session of member in 000000000000',
  ],
  [{ kind: 'mfa-session', mfaSerial: 'GAHT12345678' }, 'MFA session of GAHT12345678'],
  [
    { kind: 'source', source: 'sso', role: 'ReadOnly', accountId: '444444444444' },
    'ReadOnly in 444444444444, by SSO',
  ],
  [{ kind: 'source', source: 'process' }, 'what its process gave'],
  [{}, 'of no profile as it is now'],
])('the identity of %j is %s', (facts, identity) => {
  expect(cell('IDENTITY', facts)?.text).toBe(identity);
});

/** Sessions of several profiles, with long names, roles and accounts, the second one active. */
const MANY: readonly Partial<SessionFacts>[] = [
  { profiles: ['project-dev', 'app-dev'], assumedRoleArn: ASSUMED },
  {
    profiles: ['a', 'customer-production-eu-west-1-readonly', 'b', 'c', 'd'],
    assumedRoleArn: 'arn:aws:sts::222222222222:assumed-role/AWSReservedSSO_AdministratorAccess/ada',
  },
  { usedBy: ['project-dev'], kind: 'mfa-session', mfaSerial: DEVICE, accountId: '000000000000' },
];

test.each([
  [
    140,
    `  PROFILE                                                  IDENTITY                                            LEFT  UNTIL
  project-dev, app-dev                                     developer in 111111111111                           1h    13:00
* customer-production-eu-west-1-readonly, a, b and 2 more  AWSReservedSSO_AdministratorAccess in 222222222222  1h    13:00
  project-dev                                              MFA session of member in 000000000000               1h    13:00
`,
  ],
  [
    100,
    `  PROFILE                                        IDENTITY                                       LEFT
  project-dev and 1 more                         developer in 111111111111                      1h
* customer-production-eu-west-1-rea… and 4 more  AWSReservedSSO_Administrator… in 222222222222  1h
  project-dev                                    MFA session in 000000000000                    1h
`,
  ],
  [
    80,
    `  PROFILE                              IDENTITY                             LEFT
  project-dev and 1 more               developer in 111111111111            1h
* customer-production-eu-… and 4 more  AWSReservedSSO_Adm… in 222222222222  1h
  project-dev                          MFA session in 000000000000          1h
`,
  ],
  [
    60,
    `  PROFILE                    IDENTITY                   LEFT
  project-dev and 1 more     developer in 111111111111  1h
* customer-prod… and 4 more  AWSReser… in 222222222222  1h
  project-dev                MFA session in 000000000000  1h
`,
  ],
])(
  'status on %i columns shows profile, identity and time left, the active profile first',
  (columns, text) => {
    const active = 'customer-production-eu-west-1-readonly';
    const sessions = MANY.map((facts) => ({ ...SESSION, ...facts }));
    const table = sessionTable(sessions, false, {
      ...telling,
      active,
      style: styleOf(output, { NO_COLOR: '1' }),
    });
    const shown = tableText(table, { ...output, columns }, styleOf(output, { NO_COLOR: '1' }));
    expect(shown.replace(/\d\d:\d\d/g, '13:00')).toBe(text);
  },
);

test.each([
  [{}, undefined],
  [{ SWROLE_PROFILE: '', AWS_PROFILE: '' }, undefined],
  [{ AWS_PROFILE: 'app-dev' }, 'app-dev'],
  [{ SWROLE_PROFILE: '=E9=96=8B', AWS_PROFILE: 'app-dev' }, '開'],
])('the active profile of %j is %s', (env, profile) => {
  expect(activeProfile(env)).toBe(profile);
});

test.each([
  [15 * MINUTE, '\x1b[32m15m\x1b[0m'],
  [15 * MINUTE - 1, '\x1b[33m14m\x1b[0m'],
  [0, '\x1b[2mexpired\x1b[0m'],
])('a session %i ms before its end is shown as %j', (left, shown) => {
  const expiration = new Date(NOW + left).toISOString();
  const { text = '', paint } = cell('LEFT', { expiration }) ?? {};
  expect(paint?.(text)).toBe(shown);
});

test.each([
  ['none', null, 'nowhere (member)'],
  ['dialog', null, 'dialog'],
  ['terminal', 43_200, 'terminal, for 12h'],
] as const)('a code is shown to come from %s', (codeFrom, sessionSeconds, text) => {
  const serial = 'arn:aws:iam::000000000000:mfa/member';
  const facts: ProfileFacts = {
    profile: 'x',
    kind: 'role',
    path: ['x', 'keys'],
    pathLength: 2,
    source: 'keys',
    swrole: null,
    accountId: null,
    role: null,
    roleArn: null,
    region: null,
    mfa: [{ serial, codeFrom, sessionSeconds }],
    mfaCount: 1,
    cachedUntil: null,
    error: null,
  };
  const { titles, rows } = profileTable([facts], telling);
  expect(rows[0]?.cells[titles.indexOf('MFA CODE')]).toEqual({ text });
});
