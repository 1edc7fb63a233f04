/**
 * `npm run cast`: plays the session of the README in a real terminal against the demo's stand-in of STS, and writes it as
 * a recording and as two SVGs beside this file. It ends with 1 if a secret would be seen in them.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../support/run-program.ts';
import { openDemoWorld } from '../demo-world.ts';
import { recordingOf, writeRecording } from './recording.ts';
import { playSession, SIZE } from './session.ts';
import { drawSvg } from './svg.ts';

const write = (name: string, text: string) =>
  writeFile(fileURLToPath(new URL(name, import.meta.url)), text);

await runProgram('cast', async () => {
  const world = await openDemoWorld({ generateToken: false });
  try {
    const recording = recordingOf(await playSession(world), SIZE);
    const file = writeRecording(recording);
    if (world.secrets.some((secret) => file.includes(secret)))
      throw new Error('the session shows a secret');
    await write('swrole.cast', file);
    for (const theme of ['light', 'dark'] as const)
      await write(`${theme}.svg`, drawSvg(recording, theme));
    process.stdout.write('test/demo/cast: swrole.cast, light.svg and dark.svg are new\n');
  } finally {
    await world.close();
  }
});
