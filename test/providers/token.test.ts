import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { NamedCommand } from '../../src/config/plan-calls.ts';
import { type SourceDeps, SourceError } from '../../src/providers/errors.ts';
import { tokenText } from '../../src/providers/federation.ts';
import { alive } from '../mfa/alive.ts';
import { fakeDeps, START } from '../mfa/fake-deps.ts';

const AT = { file: 'config', line: 3 };
const KEY = 'web_identity_token_process';
const INPUTS = { variables: [], environment: '' };

async function failure(command: string, deps: SourceDeps) {
  const line: NamedCommand = { command, at: AT, profile: 'pod', key: KEY, ...INPUTS };
  const error = await tokenText('pod', line, deps).catch((thrown: unknown) => thrown);
  if (!(error instanceof SourceError)) throw error;
  expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('canary');
  return error.details;
}

const failed = { kind: 'process-failed', profile: 'pod', key: KEY, program: 'echo', at: AT };
const WAITING = 'echo $$ > pid; echo canary; sleep 60; exit 0';

test('a command that prints a token ends at the deadline', async () => {
  const deps = { ...fakeDeps('no-terminal', { deadline: START + 1000 }), waiting: [] };
  expect(await failure(WAITING, deps)).toEqual({
    ...failed,
    reason: 'no answer within 1 s',
    said: undefined,
    hint: undefined,
  });
  const pid = Number(readFileSync(join(deps.home, 'pid'), 'utf8'));
  await expect.poll(() => alive([pid])).toEqual([]);
});

test('when a signal ends swrole, the command that prints a token ends first', async () => {
  const fake = fakeDeps('no-terminal');
  const deps = { ...fake, waiting: [] };
  const failing = failure(WAITING, deps);
  const pid = await vi.waitFor(() => {
    const number = Number(readFileSync(join(deps.home, 'pid'), 'utf8'));
    if (!number) throw new Error('it has not started');
    return number;
  });
  fake.interrupt();
  expect(await failing).toMatchObject(failed);
  await expect.poll(() => alive([pid])).toEqual([]);
});

test('the steps are logged without the token', async () => {
  const lines: string[] = [];
  const debug = (line: string) => void lines.push(line);
  const deps = { ...fakeDeps('no-terminal', { debug }), waiting: ['dev'] };
  const line = { command: 'echo canary', at: AT, profile: 'pod', key: KEY, ...INPUTS };
  expect(await tokenText('pod', line, deps)).toBe('canary');
  expect(lines).toEqual([
    'token: asking web_identity_token_process (echo)',
    'token: web_identity_token_process (echo): exit status 0 after 0 ms',
  ]);
});
