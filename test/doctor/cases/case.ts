import type { CheckName } from '../../../src/doctor/find-problems.ts';
import type { Surroundings } from '../found.ts';

/** Something to look at, and what is found there. */
export type Case = readonly [name: string, Surroundings, findings: readonly string[]];

/** The cases of some checks. */
export type CasesOf<Name extends CheckName> = Readonly<Record<Name, readonly Case[]>>;
