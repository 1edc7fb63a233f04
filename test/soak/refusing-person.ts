import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MOMENT } from './in-example.ts';

/** A user whose `SWROLE_PROMPT` program asks, and who closes its window. */
export interface RefusingUser {
  /** For `SWROLE_PROMPT`. */
  readonly program: string;
  /** How often they were asked. */
  asked(): Promise<number>;
}

const PROGRAM = `#!/bin/sh
echo "$1" >> "$0.questions"
sleep ${MOMENT / 1000}
exit 1
`;

/** @param folder where the program is put */
export async function makeRefusingUser(folder: string): Promise<RefusingUser> {
  const program = join(folder, 'prompt');
  const questions = `${program}.questions`;
  await writeFile(program, PROGRAM, { mode: 0o700 });
  await writeFile(questions, '');
  const asked = async () => (await readFile(questions, 'utf8')).split('\n').length - 1;
  return { program, asked };
}
