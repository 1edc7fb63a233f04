/**
 * One run of the flow with the real clock, terminal and signals, as the program does it. Says how it ended in one
 * line of JSON on stdout; AWS is a file to which sent codes are added, and which takes each only once.
 *
 *     node --import tsx use-code.ts '{"folder": …}'
 */

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MfaError } from '../../../src/mfa/errors.ts';
import { withMfaCode } from '../../../src/mfa/get-code.ts';
import type { MfaDeps } from '../../../src/mfa/question.ts';
import { openTerminal } from '../../../src/terminal/tty.ts';
import { questionOf } from '../question-of.ts';

/** What a test wants of a run. */
export interface DriverOptions {
  /** The home; also holds `cache`, `pid`, the `signals` that it got, and `sent`, the file that stands for AWS. */
  readonly folder: string;
  /** Real milliseconds from the start. */
  readonly deadline: number;
  readonly command?: string;
  /** How many times faster than real the clock of the module goes. */
  readonly speed?: number;
  readonly platform?: NodeJS.Platform;
}

const options: DriverOptions = JSON.parse(process.argv[2] ?? '');
const { folder, speed = 1, platform = process.platform } = options;
const sent = join(folder, 'sent');
const interrupting = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => {
    appendFileSync(join(folder, 'signals'), `${name}\n`);
    interrupting.abort(name);
  });

function now(): number {
  return Date.now() * speed;
}

const deps: MfaDeps = {
  env: process.env,
  home: folder,
  cache: join(folder, 'cache'),
  platform,
  deadline: now() + options.deadline * speed,
  interrupted: interrupting.signal,
  now,
  sleep: (milliseconds, signal) => delay(milliseconds / speed, undefined, signal && { signal }),
  openTerminal: () => openTerminal(platform),
  debug: () => {},
  showProgress: () => () => {},
};

const call = {
  send: async (code: string) => {
    const before = readFileSync(sent, { encoding: 'utf8', flag: 'a+' });
    appendFileSync(sent, `${code}\n`);
    if (before.includes(code)) throw new Error('sent twice');
    return { code };
  },
  classifyError: () => 'other' as const,
};

async function run(): Promise<object> {
  try {
    const sources = { given: undefined, mayPrompt: true };
    return await withMfaCode(questionOf(options.command), sources, deps, call);
  } catch (error) {
    return error instanceof MfaError ? error.details : { bug: String(error) };
  }
}

writeFileSync(join(folder, 'pid'), String(process.pid));
process.stdout.write(`${JSON.stringify(await run())}\n`);
