/**
 * Who the measured runs are. STS takes one code per device and 30 seconds, so that every run that needs a code is
 * another user with a device of their own.
 */
import { auditor, developer, member } from '../support/example-world.ts';
import type { StandInRole, StandInUser } from '../support/sts-stand-in/world.ts';

/** The user of this number: the example's, but for the key id and the device. */
export function person(number: number) {
  return {
    ...member,
    userName: `member-${number}`,
    accessKeyId: `AKIAEXAMPLE${String(number).padStart(9, '0')}`,
    mfa: { ...member.mfa, serial: `arn:aws:iam::${member.accountId}:mfa/member-${number}` },
  } satisfies StandInUser;
}

/** One of them. */
export type Person = ReturnType<typeof person>;

/** How many users a benchmark of so many rounds needs: fewer than nine a round, and some more before and after. */
export function population(rounds: number): number {
  return 9 * rounds + 100;
}

const trusts = [`arn:aws:iam::${member.accountId}:root`];

/** The example's roles, which trust everyone in the account. */
export const roles: readonly StandInRole[] = [
  { ...developer, trusts },
  { ...auditor, trusts },
];
