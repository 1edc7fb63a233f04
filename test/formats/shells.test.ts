/** The one shell that every machine has; `test/peers/shells.test.ts` has the others. */
import { testPosixEvaluation } from './posix-evaluation.ts';

testPosixEvaluation(['sh', '-c']);
