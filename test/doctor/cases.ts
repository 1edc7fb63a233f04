/** For every check one case in which it finds something, and a near one in which it does not. */

import type { CheckName } from '../../src/doctor/find-problems.ts';
import type { CasesOf } from './cases/case.ts';
import { commandsCases } from './cases/commands.ts';
import { environmentCases } from './cases/environment.ts';
import { privateFilesCases } from './cases/private-files.ts';
import { profilesCases } from './cases/profiles.ts';
import { textsCases } from './cases/texts.ts';

/** By check. */
export const CASES: CasesOf<CheckName> = {
  ...profilesCases,
  ...textsCases,
  ...commandsCases,
  ...environmentCases,
  ...privateFilesCases,
};
