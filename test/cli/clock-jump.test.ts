/** The time limit of a run passes while the machine sleeps, or the clock is set forward: that is said, and not the network. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Example, startExample } from '../support/example-world.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** Loaded before the program: from the first child that it starts on, the clock is an hour ahead. */
const JUMP = `
const children = require('node:child_process');
const { spawn } = children;
const { now } = Date;
let jump = 0;
Date.now = () => now() + jump;
children.spawn = (...args) => {
  jump = 3_600_000;
  return spawn(...args);
};
`;

async function run(example: Example, args: readonly string[], preload = JUMP) {
  const file = join(tempFolder(), 'jump.cjs');
  writeFileSync(file, preload);
  const { exitCode, stdout, stderr } = await runSwrole(args, {
    env: { ...example.env, NODE_OPTIONS: `--require ${file}` },
  });
  const shown = stderr
    .replaceAll(new URL(example.standIn.url).host, 'HOST')
    .replaceAll(example.home.path, '~')
    .replace(/\(1h0?m?\d*s? since/, '(1h since');
  return { exitCode, stdout, stderr: shown };
}

const PAUSE =
  'this machine or swrole was suspended, or the clock was set forward (1h since the start), so the time limit is over';

test('a clock that jumps between the code and the call of STS is named', async () => {
  const example = untilTestEnds(await startExample());
  expect(await run(example, ['-j', 'project-dev'])).toEqual({
    exitCode: 5,
    stdout: '',
    stderr: `swrole: error: ${PAUSE}: cannot reach HOST for AssumeRole arn:aws:iam::111111111111:role/developer: no answer in time
swrole: hint: run it again
`,
  });
});

test('a failure with another reason keeps its message when the clock jumps', async () => {
  const example = untilTestEnds(
    await startExample({ extraConfig: '[profile x]\ncredential_process = sh -c "exit 3"\n' }),
  );
  const { exitCode, stderr } = await run(example, ['-j', 'x']);
  expect({ exitCode, stderr: stderr.replace(/config:\d+/, 'config:N') }).toEqual({
    exitCode: 5,
    stderr:
      "swrole: error: ~/.aws/config:N: credential_process of profile 'x' (sh) failed: exit status 3\n",
  });
});

test('the time limit counts from the start of the process, because the SDK does too', async () => {
  const example = untilTestEnds(
    await startExample({ extraConfig: '[profile x]\ncredential_process = sleep 1\n' }),
  );
  const { exitCode, stderr } = await run(example, ['-j', 'x'], 'process.uptime = () => 55;');
  expect({ exitCode, stderr: stderr.replace(/config:\d+/, 'config:N') }).toEqual({
    exitCode: 5,
    stderr:
      "swrole: error: ~/.aws/config:N: credential_process of profile 'x' (sleep) failed: no answer in time\n",
  });
});
