/**
 * `npm run check`: the build, the types and the lint at once, because the first has work for one processor only. Prints what each
 * of them says, one after the other, and fails if one fails.
 */
import { execa } from 'execa';

const SCRIPTS = ['build', 'types', 'lint'];

const runs = await Promise.all(
  SCRIPTS.map((name) => execa('npm', ['run', '--silent', name], { all: true, reject: false })),
);
for (const [index, { all, exitCode }] of runs.entries()) {
  if (all !== '') process.stdout.write(`${all}\n`);
  if (exitCode === 0) continue;
  process.stdout.write(`npm run ${SCRIPTS[index]} failed\n`);
  process.exitCode = 1;
}
