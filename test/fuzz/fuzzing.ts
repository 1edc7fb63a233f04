/**
 * Tries hostile inputs on a part of the program: it must not crash, reject unhandled, take longer than 100 ms, or show a
 * piece of a secret, and each error must have a message and an exit code that is documented.
 *
 * A failure prints the seed, the smallest input found, and the command that tries the same again.
 */
import fc from 'fast-check';
import { describeError } from '../../src/cli/report-error.ts';
import { formatError } from '../../src/messages/message.ts';
import { processorTimeSinceNow } from '../support/processor-time.ts';
import { MORE_CASES, propertyRuns, SEED } from '../support/property-runs.ts';
import { CANARIES } from './hostile.ts';
import { arbitraryOf, type Inputs } from './inputs.ts';

/** One kind of input. */
export interface Subject<Input = never> {
  /** In the name of its test. */
  readonly name: string;
  readonly inputs: Inputs<Input>;
  /**
   * Gives the input to the program.
   *
   * @returns every text that a user or a log could see of it; errors that the program throws for bad input are added
   */
  readonly use: (input: Input) => readonly string[] | Promise<readonly string[]>;
  /** Which part of the usual number of inputs is tried; all where absent. */
  readonly share?: number;
}

/** What ends when a subject is no longer used. */
export type Closing = (() => void)[];

/** Makes a subject in a folder of its own. */
export type MakeSubject = (folder: string, closing: Closing) => Subject | Promise<Subject>;

/** Forgets of which type the input is. */
export function subject<Input>(given: Subject<Input>): Subject {
  return given as unknown as Subject;
}

/** Milliseconds of one input. */
const LIMIT = 100;

/** Characters in a row of a secret: fewer may be there by chance, or are the end of a key id that is shown on purpose. */
const PIECE = 16;

/** All texts of this length that are in a secret. */
const piecesOf = (length: number) =>
  new Set(
    Object.values(CANARIES).flatMap((secret) =>
      Array.from({ length: secret.length - length + 1 }, (_, at) => secret.slice(at, at + length)),
    ),
  );

const pieces = piecesOf(PIECE);

/** Wherever a piece begins, one of its halves stands where a whole number of halves fits before it. */
const HALF = PIECE / 2;
const halves = piecesOf(HALF);

/** Where a piece can be: secrets are of base64. */
const RUN = new RegExp(`[A-Za-z0-9/+=]{${PIECE},}`, 'g');

/** The first piece of a secret in a text. */
export function shownSecret(text: string): string | undefined {
  for (const [run] of text.matchAll(RUN)) {
    if (!mayHavePiece(run)) continue;
    for (let at = 0; at + PIECE <= run.length; at += 1) {
      const piece = run.slice(at, at + PIECE);
      if (pieces.has(piece)) return piece;
    }
  }
  return undefined;
}

function mayHavePiece(run: string): boolean {
  for (let at = 0; at + HALF <= run.length; at += HALF)
    if (halves.has(run.slice(at, at + HALF))) return true;
  return false;
}

/** The documented exit codes of errors that an input can cause (help, "exit codes"); 1 is the program's own failure. */
const EXIT_CODES: ReadonlySet<number> = new Set([1, 2, 3, 4, 5]);

/** The text of an error on stderr. @throws for one that the program does not know */
export function errorText(error: unknown, argv: readonly string[] = []): string {
  const message = describeError(error, argv);
  const text = formatError(message);
  if (/internal error|this is a bug/.test(text)) throw error;
  if (!EXIT_CODES.has(message.exitCode)) throw new Error(`exit code ${message.exitCode}`);
  if (!/^swrole: error: [^\n]+\n(?:swrole: hint: [^\n]+\n){0,2}$/.test(text))
    throw new Error(`not an error message: ${JSON.stringify(text.slice(0, MOST_SHOWN))}`);
  return text;
}

/** What a terminal obeys, or what hides what a text says; lines end as they should. */
const OBEYED = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

function assertHarmless(texts: readonly string[]): void {
  for (const text of texts) {
    const secret = shownSecret(text);
    if (secret !== undefined)
      throw new Error(`shows ${secret} in ${JSON.stringify(text.slice(0, MOST_SHOWN))}`);
    if (OBEYED.test(text))
      throw new Error(`has control characters: ${JSON.stringify(text.slice(0, MOST_SHOWN))}`);
  }
}

async function tryInput<Input>({ use }: Subject<Input>, input: Input): Promise<void> {
  const since = performance.now();
  let texts: readonly string[];
  try {
    const given = use(input);
    texts = given instanceof Promise ? await given : given;
  } catch (error) {
    texts = [errorText(error)];
  }
  const elapsed = performance.now() - since;
  if (elapsed > LIMIT) throw new SlowError(elapsed);
  assertHarmless(texts);
}

class SlowError extends Error {
  constructor(elapsed: number) {
    super(`took ${Math.round(elapsed)} ms`);
  }
}

/** On a busy machine anything is slow at times. What is slow every time is so because of the input. */
const TRIES = 10;

/** Tries one input, more than once where it is slow. @throws why it fails */
export async function tryPatiently<Input>(subject: Subject<Input>, input: Input): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tryInput(subject, input);
    } catch (error) {
      if (!(error instanceof SlowError) || tries === TRIES) throw error;
    }
  }
}

/** What was tried. */
export interface Tried {
  readonly inputs: number;
  /** Of processor time. */
  readonly milliseconds: number;
}

/** How many inputs of each kind `npm test` tries. */
export const IN_TEST = 5_000;

/** How often, and from which seed. */
export interface Trial {
  readonly inputs: number;
  readonly seed: number;
}

/** For `npm test`, and as many more as the soak says. */
export function trial(inputs: number): Trial {
  const { numRuns, seed } = propertyRuns(inputs, 20_261_129);
  return { inputs: numRuns, seed };
}

const turn = () => new Promise((done) => setImmediate(done));

/** Rejects with the seed, the smallest input and the reason. */
export async function fuzz(subject: Subject, { inputs, seed }: Trial): Promise<Tried> {
  const spent = processorTimeSinceNow();
  const unhandled: unknown[] = [];
  const { stackTraceLimit } = Error;
  // Stacks of thousands of errors that are thrown as they should be take most of the time.
  Error.stackTraceLimit = 0;
  const note = (error: unknown) => void unhandled.push(error);
  process.on('unhandledRejection', note);
  try {
    // Node tells of a rejection when the event loop turns, which takes longer than most inputs.
    const hostile = arbitraryOf(subject.inputs);
    const check = (turnsEachTime: boolean) => {
      const property = fc.asyncProperty(hostile, async (input) => {
        await tryPatiently(subject, input);
        if (turnsEachTime) await turn();
        if (unhandled.length > 0) throw unhandled.splice(0)[0];
      });
      return fc.check(property, { numRuns: inputs, seed });
    };
    let report = await check(false);
    await turn();
    if (!report.failed && unhandled.splice(0).length > 0) report = await check(true);
    Error.stackTraceLimit = stackTraceLimit;
    if (report.failed) throw new Error(await failure(subject, report, { inputs, seed }));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    process.off('unhandledRejection', note);
  }
  return { inputs, milliseconds: spent() };
}

/** Characters of an input in a failure. */
const MOST_SHOWN = 4_000;

async function failure(
  subject: Subject,
  { counterexample, errorInstance, numRuns }: fc.RunDetails<[never]>,
  { inputs, seed }: Trial,
): Promise<string> {
  const { name, share = 1 } = subject;
  const inTest = IN_TEST * share;
  const input = counterexample?.[0] as never;
  // Once more, for its stack.
  const error = await tryPatiently(subject, input).then(
    () => errorInstance,
    (again: unknown) => again,
  );
  const reason = error instanceof Error ? error.stack : String(error);
  return [
    `${name}: input ${numRuns} of seed ${seed}: ${reason}`,
    `input: ${JSON.stringify(input).slice(0, MOST_SHOWN)}`,
    `again: ${SEED}=${seed} ${MORE_CASES}=${inputs / inTest} npx vitest run test/fuzz -t '${name}'`,
    'make it a row of REGRESSIONS in test/fuzz/fuzz.test.ts, and mend the program',
  ].join('\n');
}

/** Tries one input that was found once. */
export async function tryAgain(subject: Subject, input: unknown): Promise<void> {
  await tryPatiently(subject, input as never);
}
