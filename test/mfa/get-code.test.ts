import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { describeMfaError } from '../../src/messages/mfa.ts';
import { MfaError, type MfaErrorDetails } from '../../src/mfa/errors.ts';
import { type CodeSources, type MfaCall, withMfaCode } from '../../src/mfa/get-code.ts';
import type { AskHost, MfaDeps } from '../../src/mfa/question.ts';
import { deviceId } from '../../src/mfa/used-codes.ts';
import { tryLock } from '../../src/storage/lock.ts';
import { type FakeDeps, fakeDeps, START } from './fake-deps.ts';
import { QUESTION_LINE, questionOf, SERIAL } from './question-of.ts';

type Verdict = ReturnType<MfaCall<string>['classifyError']>;

/** AWS as these tests need it: gives each call the next of its results, and a success when none is left. */
function aws(...verdicts: readonly Verdict[]): MfaCall<string> & { readonly sent: string[] } {
  const left = [...verdicts];
  const sent: string[] = [];
  return {
    sent,
    send: async (code) => {
      sent.push(code);
      const verdict = left.shift();
      if (verdict !== undefined) throw new Error('AWS says no', { cause: verdict });
      return `session for ${code}`;
    },
    classifyError: (error) => (error as Error).cause as Verdict,
  };
}

const FROM_PERSON: CodeSources = { given: undefined, mayPrompt: true };

/** Prints the next line of the file `codes` in its home each time; fails when there is none left. */
const NEXT_LINE = 'n=$(cat runs 2>&- | wc -l); echo >> runs; sed -n "$((n + 1))p" codes | grep .';

function withCommand(deps: FakeDeps, ...codes: readonly string[]): FakeDeps {
  writeFileSync(join(deps.home, 'codes'), codes.map((code) => `${code}\n`).join(''));
  return deps;
}

function use(call: MfaCall<string>, deps: MfaDeps, sources = FROM_PERSON, command?: string) {
  return withMfaCode(questionOf(command), sources, deps, call);
}

async function failure(using: Promise<unknown>): Promise<MfaErrorDetails> {
  const error = await using.catch((thrown: unknown) => thrown);
  if (error instanceof MfaError) return error.details;
  throw error;
}

async function spend(code: string, deps: MfaDeps): Promise<void> {
  await use(aws(), deps, { given: code, mayPrompt: false });
}

const ASKED = `${QUESTION_LINE}: `;

test('the code of -t comes before everything else, and is sent as it is', async () => {
  const deps = withCommand(fakeDeps(['222222']), '333333');
  const call = aws();
  expect(await use(call, deps, { given: ' 012 345 ', mayPrompt: true }, NEXT_LINE)).toBe(
    'session for 012345',
  );
  expect([call.sent, deps.shown, readdirSync(deps.home)]).toEqual([
    ['012345'],
    [],
    ['cache', 'codes'],
  ]);
});

test('a -t that is not a code, or that was sent before, is not sent', async () => {
  const deps = fakeDeps(['222222']);
  await spend('123456', deps);
  const call = aws();
  expect(await failure(use(call, deps, { given: '12345', mayPrompt: true }))).toEqual({
    kind: 'invalid-code',
    from: 'flag',
  });
  expect(await failure(use(call, deps, { given: '123456', mayPrompt: true }))).toEqual({
    kind: 'spent-code',
    from: 'flag',
    secondsUntilNext: 21,
  });
  expect([call.sent, deps.shown, deps.slept]).toEqual([[], [], []]);
});

test('a -t that AWS refuses is not followed by another code', async () => {
  const deps = fakeDeps(['222222']);
  const call = aws('refused');
  const fact = await failure(use(call, deps, { given: '123456', mayPrompt: true }));
  expect(fact).toEqual({ kind: 'refused-code', from: 'flag' });
  expect([call.sent, deps.shown]).toEqual([['123456'], []]);
});

test('generate_token comes before a question', async () => {
  const deps = withCommand(fakeDeps(['222222']), '333333');
  const call = aws();
  await use(call, deps, FROM_PERSON, NEXT_LINE);
  expect([call.sent, deps.shown]).toEqual([['333333'], []]);
});

test('a generated code that was sent before: swrole waits for the next window, and says so', async () => {
  const deps = withCommand(fakeDeps([]), '123456', '654321');
  await spend('123456', deps);
  const call = aws();
  await use(call, deps, FROM_PERSON, NEXT_LINE);
  expect(call.sent).toEqual(['654321']);
  expect(deps.slept).toEqual([21_000]);
  expect(deps.shown).toEqual(['swrole: this code was used before; waiting 21 s for the next one']);
});

const SAME_AGAIN =
  'generate_token gave the same code again when the next one was due; its command must give a new code each time';

test('swrole does not wait twice for a command that gives the used code again', async () => {
  const deps = withCommand(fakeDeps('no-terminal'), '123456', '123456', '654321');
  await spend('123456', deps);
  const call = aws();
  const fact = await failure(use(call, deps, FROM_PERSON, NEXT_LINE));
  expect(fact).toEqual({
    kind: 'spent-code',
    from: 'generate_token',
    secondsUntilNext: 30,
    isRepeated: true,
  });
  expect(describeMfaError(new MfaError(fact))).toEqual({
    exitCode: 4,
    message: 'the code that generate_token gave was used before, and a code works once',
    hint: SAME_AGAIN,
  });
  expect([call.sent, deps.slept]).toEqual([[], [21_000]]);
});

test('a command that repeats the code that AWS has refused is an error', async () => {
  const deps = withCommand(fakeDeps('no-terminal'), '000000', '000000', '654321');
  const call = aws('refused');
  const fact = await failure(use(call, deps, FROM_PERSON, NEXT_LINE));
  expect(fact).toEqual({ kind: 'refused-code', from: 'generate_token', isRepeated: true });
  expect(describeMfaError(new MfaError(fact))).toEqual({
    exitCode: 4,
    message: 'AWS refused the code that generate_token gave: it is wrong, expired or already used',
    hint: SAME_AGAIN,
  });
  expect([call.sent, deps.slept]).toEqual([['000000'], [21_000]]);
});

test('where the time for a wait is too short, the error says how long it would be', async () => {
  const deps = fakeDeps('no-terminal');
  await spend('123456', deps);
  withCommand(deps, '123456', '654321');
  const soon = { ...deps, deadline: deps.now() + 21_000 };
  const fact = await failure(use(aws(), soon, FROM_PERSON, NEXT_LINE));
  expect(fact).toEqual({ kind: 'spent-code', from: 'generate_token', secondsUntilNext: 21 });
  expect(deps.slept).toEqual([]);
});

test('a generated code that AWS refuses: swrole waits for the next window, once', async () => {
  const deps = withCommand(fakeDeps([]), '111111', '222222', '333333');
  const call = aws('refused', 'refused', 'refused');
  const fact = await failure(use(call, deps, FROM_PERSON, NEXT_LINE));
  expect(fact).toEqual({ kind: 'refused-code', from: 'generate_token' });
  expect(call.sent).toEqual(['111111', '222222']);
  expect(deps.shown).toEqual(['swrole: AWS refused the code; waiting 21 s for the next one']);

  const luckier = withCommand(fakeDeps('no-terminal'), '111111', '222222');
  expect(await use(aws('refused'), luckier, FROM_PERSON, NEXT_LINE)).toBe('session for 222222');
});

test('one run waits for one window: a refusal after a wait is final', async () => {
  const deps = withCommand(fakeDeps('no-terminal'), '123456', '222222', '333333');
  await spend('123456', deps);
  const call = aws('refused');
  const fact = await failure(use(call, deps, FROM_PERSON, NEXT_LINE));
  expect(fact).toEqual({ kind: 'refused-code', from: 'generate_token' });
  expect([call.sent, deps.slept]).toEqual([['222222'], [21_000]]);
});

test('where the command fails, a user at the terminal sees it and is asked', async () => {
  const deps = fakeDeps(['222222']);
  const call = aws();
  await use(call, deps, FROM_PERSON, 'sh -c "exit 3"');
  expect([call.sent, deps.shown]).toEqual([
    ['222222'],
    ['swrole: generate_token (sh) failed: exit status 3', `${ASKED}222222`],
  ]);

  const silent = fakeDeps(['222222']);
  await use(aws(), silent, FROM_PERSON, 'true');
  expect(silent.shown[0]).toBe('swrole: generate_token (true) gave no code');
});

test.each([
  ['there is no terminal', fakeDeps, FROM_PERSON],
  ['prompting is not allowed', fakeDeps, { given: undefined, mayPrompt: false }],
])('where the command fails and %s, its failure is the error', async (_, make, sources) => {
  const deps = make(sources.mayPrompt ? 'no-terminal' : ['222222']);
  expect(await failure(use(aws(), deps, sources, 'exit 3'))).toMatchObject({
    kind: 'token-command-failed',
    ending: { exitCode: 3 },
  });
});

test('a user has three tries at the form of a code', async () => {
  const deps = fakeDeps(['12345', 'abc', '123 456']);
  const call = aws();
  await use(call, deps);
  expect(call.sent).toEqual(['123456']);
  expect(deps.shown).toEqual([
    `${ASKED}12345`,
    'swrole: a code is six digits',
    `${ASKED}abc`,
    'swrole: a code is six digits',
    `${ASKED}123 456`,
  ]);
  const fact = await failure(use(call, fakeDeps(['1', '2', '3', '123456'])));
  expect(fact).toEqual({ kind: 'invalid-code', from: 'terminal' });
});

test('a typed code that was sent before is not sent again', async () => {
  const deps = fakeDeps(['123456', '654321']);
  await spend('123456', deps);
  const stubborn = fakeDeps(['123456', '123456', '123456'], { cache: deps.cache });
  const fact = await failure(use(aws(), stubborn));
  expect(fact).toEqual({ kind: 'spent-code', from: 'terminal', secondsUntilNext: 21 });

  const call = aws();
  await use(call, deps);
  expect(call.sent).toEqual(['654321']);
  expect(deps.shown[1]).toBe('swrole: this code was used before; the next comes in 21 s');
});

test('a typed code that AWS refuses is asked for again, once', async () => {
  const deps = fakeDeps(['111111', '111111', '222222', '333333']);
  const call = aws('refused', 'refused', 'refused');
  const fact = await failure(use(call, deps));
  expect(fact).toEqual({ kind: 'refused-code', from: 'terminal' });
  expect(call.sent).toEqual(['111111', '222222']);
  expect(deps.shown.slice(0, 4)).toEqual([
    `${ASKED}111111`,
    'swrole: wrong, expired or already used',
    `${ASKED}111111`,
    'swrole: this code was used before; the next comes in 21 s',
  ]);
});

test('a question that is cancelled or times out is an error', async () => {
  expect(await failure(use(aws(), fakeDeps(['cancelled'])))).toEqual({
    kind: 'cancelled',
    profile: 'project-dev',
  });
  const late = fakeDeps(['timed-out']);
  expect(await failure(use(aws(), late))).toEqual({
    kind: 'timed-out',
    profile: 'project-dev',
    waitingFor: 'answer',
    seconds: 55,
  });
  expect(late.shown).toEqual([`${ASKED}timed-out`, 'swrole: timed out']);
});

const DISPLAYS = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined };

test.each([
  ['no-terminal', true, DISPLAYS, 'no-terminal'],
  ['background', true, DISPLAYS, 'background'],
  ['no-terminal', true, { SWROLE_PROMPT: 'tty' }, 'no-terminal', 'tty'],
  ['background', true, { SWROLE_PROMPT: 'Terminal' }, 'background', 'Terminal'],
  ['no-terminal', false, { SWROLE_PROMPT: 'tty' }, 'no-prompt'],
  ['no-terminal', true, { SWROLE_PROMPT: 'none' }, 'no-prompt', 'none'],
  ['no-terminal', true, { SWROLE_PROMPT: 'gui' }, 'no-dialog', 'gui'],
  ['no-terminal', true, { SWROLE_PROMPT: 'zenity', PATH: '/nowhere' }, 'no-dialog', 'zenity'],
  ['no-terminal', true, { SWROLE_PROMPT: '/nonexistent/ask' }, 'no-dialog', '/nonexistent/ask'],
  ['no-terminal', true, { SWROLE_PROMPT: '/nonexistent/ask a' }, 'no-dialog', '/nonexistent/ask'],
] as const)(
  '%s, may ask: %s, %j: there is no way to ask (%s)',
  async (where, mayPrompt, env, reason, prompt?: string) => {
    const deps = fakeDeps(where, { env, platform: 'linux' });
    const fact = await failure(use(aws(), deps, { given: undefined, mayPrompt }));
    const named = prompt === undefined ? {} : { prompt };
    expect(fact).toEqual({ kind: 'no-way-to-ask', profile: 'project-dev', reason, ...named });
  },
);

test('a code that was never sent can be used; all others count as used', async () => {
  const deps = fakeDeps('no-terminal');
  const given = { given: '123456', mayPrompt: false };
  await expect(use(aws('not-sent'), deps, given)).rejects.toThrow('AWS says no');
  await expect(use(aws('other'), deps, given)).rejects.toThrow('AWS says no');
  expect(await failure(use(aws(), deps, given))).toMatchObject({ kind: 'spent-code' });
});

test('a code is noted before it is sent', async () => {
  const deps = fakeDeps('no-terminal');
  let notes: string[] = [];
  const looking: MfaCall<string> = {
    send: async () => {
      notes = readdirSync(join(deps.cache, 'mfa'));
      return 'done';
    },
    classifyError: () => 'other',
  };
  await use(looking, deps, { given: '123456', mayPrompt: false });
  expect(notes).toEqual([`${deviceId(SERIAL)}.json`]);
  expect(readFileSync(join(deps.cache, 'mfa', notes[0] ?? ''), 'utf8')).not.toContain('123456');
});

test('while another process has the device, swrole waits; another device is free', async () => {
  const deps = { ...fakeDeps('no-terminal'), sleep: (ms: number) => delay(ms) };
  const given = { given: '123456', mayPrompt: false };
  const lock = await tryLock(deps.cache, `mfa-${deviceId(SERIAL)}`);
  const call = aws();
  const using = use(call, deps, given);
  const elsewhere = { serial: 'GAHT12345678', generateToken: undefined };
  await withMfaCode({ ...questionOf(), mfa: elsewhere }, given, deps, aws());
  expect(call.sent).toEqual([]);
  lock?.release();
  expect(await using).toBe('session for 123456');
});

test('a device that is not free by the deadline is an error, and a signal ends the wait', async () => {
  const deps = fakeDeps('no-terminal');
  await tryLock(deps.cache, `mfa-${deviceId(SERIAL)}`);
  expect(await failure(use(aws(), deps))).toEqual({
    kind: 'timed-out',
    profile: 'project-dev',
    waitingFor: 'device',
    seconds: 55,
  });
  expect(Math.max(...deps.slept)).toBeLessThan(200);
  deps.interrupt();
  const oneSecondLeft = { ...deps, deadline: deps.now() + 1000 };
  expect(await failure(use(aws(), oneSecondLeft))).toEqual({
    kind: 'cancelled',
    profile: 'project-dev',
  });
});

test('the device is free again after every end', async () => {
  const deps = fakeDeps(['cancelled']);
  await failure(use(aws(), deps));
  await expect(use(aws('other'), deps, { given: '111111', mayPrompt: false })).rejects.toThrow();
  expect(await tryLock(deps.cache, `mfa-${deviceId(SERIAL)}`)).toBeDefined();
});

test('swrole goes on where the disk takes neither lock nor note', async () => {
  const deps = fakeDeps('no-terminal');
  writeFileSync(deps.cache, 'a file instead of the directory');
  expect(await use(aws(), deps, { given: '123456', mayPrompt: false })).toBe('session for 123456');
});

test('a signal ends the wait for the next window', async () => {
  const deps = withCommand(fakeDeps('no-terminal'), '123456', '654321');
  await spend('123456', deps);
  const sleep = async () => {
    deps.interrupt();
    throw new DOMException('aborted', 'AbortError');
  };
  const call = aws();
  const fact = await failure(use(call, { ...deps, sleep }, FROM_PERSON, NEXT_LINE));
  expect([fact, call.sent]).toEqual([{ kind: 'cancelled', profile: 'project-dev' }, []]);
});

test('the error of a refused code that other processes cannot know of says so', async () => {
  const deps = fakeDeps(['222222'], { runtime: '/proc/x' });
  writeFileSync(deps.cache, 'a file instead of the directory');
  const given = { given: '123456', mayPrompt: false };
  const error = await use(aws('refused'), deps, given).catch((thrown: MfaError) => thrown);
  const unremembered = { path: deps.cache, code: 'not-a-folder' };
  expect(error).toEqual(new MfaError({ kind: 'refused-code', from: 'flag', unremembered }));
  expect(describeMfaError(error as MfaError)).toEqual({
    exitCode: 4,
    message: 'AWS refused the code of --token: it is wrong, expired or already used',
    hint: `another swrole may have used it, because used codes cannot be remembered: ${deps.cache} is a link or a file, not a folder, so swrole keeps nothing there; set SWROLE_CACHE_DIR to a folder that only you can open`,
  });
});

test('where the directory cannot be used, device lock and used codes are in the other one', async () => {
  const deps = fakeDeps('no-terminal');
  writeFileSync(deps.cache, 'a file instead of the directory');
  const other = { ...fakeDeps('no-terminal'), cache: deps.cache, runtime: deps.runtime };
  const seen: unknown[] = [];
  const call: MfaCall<string> = {
    ...aws(),
    send: async () => {
      seen.push(await tryLock(deps.cache, `mfa-${deviceId(SERIAL)}`, deps.runtime));
      return 'session';
    },
  };
  await use(call, deps, { given: '123456', mayPrompt: false });
  expect(seen).toEqual([undefined]);
  const again = use(aws(), other, { given: '123456', mayPrompt: false });
  expect(await failure(again)).toMatchObject({ kind: 'spent-code', from: 'flag' });
});

/** A program that has swrole inside: what it was asked, and what it answers in order. */
function host(answers: readonly (string | Error)[], changes: Partial<FakeDeps> = {}) {
  const left = [...answers];
  const remarks: (string | undefined)[] = [];
  const askHost: AskHost = async ({ remark }) => {
    remarks.push(remark);
    const answer = left.shift();
    if (typeof answer !== 'string') throw answer ?? new Error('no more answers');
    return answer;
  };
  return { deps: fakeDeps('no-terminal', { askHost, ...changes }), remarks };
}

test('a program that has swrole inside is asked instead of the terminal, and also if SWROLE_PROMPT allows no prompt', async () => {
  const { deps, remarks } = host(['123456'], { env: { SWROLE_PROMPT: 'none' } });
  const call = aws();
  await use(call, deps);
  expect([call.sent, remarks, deps.shown]).toEqual([['123456'], [undefined], []]);
});

test('a program is asked for the next code in the next window, because it may compute them', async () => {
  const { deps, remarks } = host(['123456', '654321']);
  await spend('123456', deps);
  const call = aws();
  await use(call, deps);
  expect([call.sent, deps.slept]).toEqual([['654321'], [21_000]]);
  expect(remarks).toEqual([undefined, 'this code was used before']);
});

test('a program whose code AWS refuses is asked at once, and in the next window if it repeats itself', async () => {
  const { deps, remarks } = host(['123456', '123456', '654321']);
  const call = aws('refused');
  await use(call, deps);
  expect([call.sent, deps.slept]).toEqual([['123456', '654321'], [21_000]]);
  const refused = 'wrong, expired or already used';
  expect(remarks).toEqual([undefined, refused, 'this code was used before']);
});

test('a program that gives a used code in the next window too is asked no more', async () => {
  const { deps, remarks } = host(['123456', '123456', '123456']);
  await spend('123456', deps);
  const call = aws();
  expect(await failure(use(call, deps))).toEqual({
    kind: 'spent-code',
    from: 'function',
    secondsUntilNext: 30,
  });
  expect([call.sent, remarks.length]).toEqual([[], 2]);
});

test('a program that fails has cancelled', async () => {
  const { deps } = host([new Error('closed')]);
  const call = aws();
  expect(await failure(use(call, deps))).toEqual({ kind: 'cancelled', profile: 'project-dev' });
  expect(call.sent).toEqual([]);
});

test('a program that never answers is waited for until the deadline', async () => {
  const askHost: AskHost = () => new Promise(() => {});
  const deps = fakeDeps('no-terminal', { askHost, deadline: START + 20 });
  expect(await failure(use(aws(), deps))).toEqual({
    kind: 'timed-out',
    profile: 'project-dev',
    waitingFor: 'answer',
    seconds: 0,
  });
});

test('generate_token goes before a program, which is asked if it fails', async () => {
  const { deps, remarks } = host(['654321']);
  const call = aws();
  await use(call, withCommand(deps, '123456'), FROM_PERSON, NEXT_LINE);
  await use(call, deps, FROM_PERSON, 'exit 3');
  expect([call.sent, remarks]).toEqual([
    ['123456', '654321'],
    ['generate_token (exit) failed: exit status 3'],
  ]);
});
