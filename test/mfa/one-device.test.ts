/** Many processes behind one device, with a clock that goes sixty times as fast. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { driverProgram } from '../support/driver.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DRIVER = driverProgram(new URL('drivers/use-code.ts', import.meta.url));
const SPEED = 60;

/**
 * Prints the number of the step by the fast clock: as a real device, the same code for the whole of a window. By `date`, which
 * starts in no time, because the callers ask it again and again.
 */
const DEVICE = `printf '%06d' $(( $(date +%s%3N) * ${SPEED} / 30000 % 1000000 ))`;

test('each caller gets through with a code of its own, and no code is sent twice', async () => {
  const folder = tempFolder();
  const options = JSON.stringify({ folder, deadline: 25_000, speed: SPEED, command: DEVICE });
  const runs = Array.from({ length: 4 }, () =>
    promisify(execFile)(process.execPath, [DRIVER, options]),
  );
  const outputs = (await Promise.all(runs)).map(({ stdout }) => JSON.parse(stdout));
  const sent = readFileSync(join(folder, 'sent'), 'utf8').trim().split('\n');
  expect(new Set(sent).size).toBe(4);
  expect(outputs.map(({ code }) => code).sort()).toEqual([...sent].sort());
});
