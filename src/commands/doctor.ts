/** `swrole doctor [PROFILE]`: prints present and future problems with the line to change. It changes nothing. */

import type { Context } from '../cli/context.ts';
import type { DoctorInvocation } from '../cli/invocation.ts';
import { callerOptions, iamEndpoint } from '../config/chain-queries.ts';
import { readTextFile } from '../config/files.ts';
import { roleSource } from '../config/plan.ts';
import type { ClientOptions, StsEndpoint } from '../config/plan-calls.ts';
import type { ChainPlan } from '../config/planning.ts';
import { isLongTermId } from '../config/profile/raw-profile.ts';
import { Credentials } from '../credentials.ts';
import {
  type Advice,
  type ClockReading,
  describeWhere,
  type Facts,
  type KeyAgeFact,
  LEVELS,
  type Level,
  type Where,
} from '../doctor/check.ts';
import { keysBehind } from '../doctor/facts/command-lines.ts';
import { gatherFacts } from '../doctor/facts/gather.ts';
import { findProblems, type NamedFinding } from '../doctor/find-problems.ts';
import { joinWords } from '../messages/message.ts';
import type { ExitStatus } from '../process/exec.ts';
import type { System } from '../system.ts';
import {
  adviceWithTilde,
  jsonText,
  type Style,
  styleOf,
  withTilde,
  wrapParagraph,
  wrapWords,
} from '../ui/format.ts';
import { stopSignal } from '../util/errors.ts';
import { safeText } from '../util/text.ts';

/** The message names at most this many profiles. */
const MAX_NAMES = 10;

/** Lines are not longer than this, to stay readable. */
const MAX_WIDTH = 100;

/** The exit code is 1 if there is an error, else 0. */
export async function runDoctor(
  { profile, json, online }: DoctorInvocation,
  context: Context,
): Promise<ExitStatus> {
  const { system } = context;
  const facts = gatherFacts(profile, system);
  const clock = online ? await readStsClock(facts, system) : undefined;
  const keyAges = online ? await readKeyAges({ ...facts, clock }, context) : undefined;
  const findings = findProblems({ ...facts, clock, keyAges });
  const text = json ? findingsDocument(findings) : report(findings, facts, system);
  await system.stdout.write(text);
  return { exitCode: findings.some(({ level }) => level === 'error') ? 1 : 0 };
}

function report(
  findings: readonly NamedFinding[],
  facts: Facts,
  { stdout, env, home }: Pick<System, 'stdout' | 'env' | 'home'>,
): string {
  if (findings.length === 0) return `${safeText(withTilde(describeNoFindings(facts), home))}\n`;
  // A pipe has no width, and grep needs each finding on one line.
  const width = stdout.isTerminal ? Math.min(stdout.columns, MAX_WIDTH) : Number.POSITIVE_INFINITY;
  return findingsText(findings, { style: styleOf(stdout, env), width, home });
}

function describeNoFindings({ asked, profiles, fileFacts }: Facts): string {
  const files = fileFacts.filter(({ exists }) => exists).map(({ path }) => path);
  if (files.length === 0)
    return `nothing wrong, but there are no profiles: ${fileFacts.map(({ path }) => path).join(' and ')} do not exist`;
  const names = joinWords(
    profiles.map(({ name }) => `'${name}'`),
    MAX_NAMES,
  );
  const many = profiles.length === 1 ? 'profile' : 'profiles';
  return `nothing wrong: ${asked === undefined ? `${profiles.length} ${many}` : `${many} ${names}`} in ${files.join(' and ')}`;
}

// `--online`: the only calls to AWS.

/** Reads the clock of STS, at the endpoint of the first profile that calls STS. Never throws. */
async function readStsClock(
  { plans }: Facts,
  { env, now }: Pick<System, 'env' | 'now'>,
): Promise<ClockReading> {
  for (const plan of plans) {
    const call = 'chain' in plan ? firstCall(plan.chain) : undefined;
    if (call === undefined) continue;
    // Loaded only here, because the AWS SDK is large.
    const { stsClock } = await import('../sts/send.ts');
    return stsClock(call.endpoint, call.transport, { env, now });
  }
  return 'no-server-to-ask';
}

interface Call {
  readonly endpoint: StsEndpoint;
  readonly transport: ClientOptions;
}

/** The first STS call of a chain; `undefined` if it makes none. */
function firstCall({ source, mfaSession, role }: ChainPlan): Call | undefined {
  let first = role;
  while (first?.behind) first = first.behind;
  return roleSource(source) ?? mfaSession ?? first?.step;
}

/** Long-term keys of a profile, in the file or in the keychain. */
interface LongTermKeys extends Pick<KeyAgeFact, 'profile' | 'at' | 'keys'> {
  readonly source: Credentials;
}

/** Asks IAM how old the long-term keys of the profiles are. Never throws: what could not be looked at is a finding. */
async function readKeyAges(facts: Facts, context: Context): Promise<readonly KeyAgeFact[]> {
  const { system, debug, showProgress } = context;
  const planEnv = { ...system, readText: readTextFile };
  const { clock } = facts;
  const now = () =>
    system.now() + (typeof clock === 'object' && 'ahead' in clock ? clock.ahead : 0);
  const ages: KeyAgeFact[] = [];
  for (const { source, ...keys } of await longTermKeys(facts, system)) {
    const { accessKeyId } = source;
    const answer = await listKeys(keys.profile, source);
    const own = 'keys' in answer && answer.keys.find((key) => key.accessKeyId === accessKeyId);
    const unknown = 'reason' in answer ? answer : { reason: 'AWS does not list it', code: '' };
    const isDenied = unknown.code?.startsWith('AccessDenied') ?? false;
    const createdAt = own ? own.createdAt : { reason: unknown.reason, isDenied };
    ages.push({ ...keys, accessKeyId, createdAt });
  }
  return ages;

  async function listKeys(profile: string, source: Credentials) {
    const { listAccessKeys } = await import('../sts/iam-user.ts');
    try {
      const { partition, endpoint, transport } = callerOptions(facts.files, profile, planEnv);
      const iam = iamEndpoint(facts.files, profile, partition, planEnv) ?? endpoint;
      const stop = stopSignal(ONLINE_LIMIT, new AbortController().signal);
      const request = { env: system.env, partition, endpoint: iam, transport, source };
      return await listAccessKeys({ ...request, now: now(), stop, debug, showProgress });
    } catch {
      return { reason: 'the settings of the call have an error', code: undefined };
    }
  }
}

/** Milliseconds for one call. */
const ONLINE_LIMIT = 10_000;

/** Each key once. Those of the keychain only if it answers: `keys print` says why it does not. */
async function longTermKeys(
  { plans }: Facts,
  system: Context['system'],
): Promise<readonly LongTermKeys[]> {
  const found = new Map<string, LongTermKeys>();
  for (const each of plans) {
    if (!('chain' in each)) continue;
    const { source } = each.chain;
    const { profile } = source;
    if (source.kind === 'static' && isLongTermId(source.credentials.accessKeyId)) {
      const { credentials, at } = source;
      found.set(credentials.accessKeyId, { profile, at, keys: undefined, source: credentials });
    }
    if (source.kind !== 'process') continue;
    const { command, at } = source.credentialProcess;
    const keys = keysBehind(command);
    if (keys === undefined || found.has(`keys ${keys}`)) continue;
    const { readKeys } = await import('../storage/access-keys.ts');
    const { openKeychain } = await import('../storage/keychain.ts');
    const entry = await readKeys(openKeychain(system), keys).catch(() => undefined);
    if (entry !== undefined)
      found.set(`keys ${keys}`, { profile, at, keys, source: new Credentials(entry) });
  }
  return [...found.values()];
}

// The findings as text, and as JSON.

/** A paragraph for each finding, and a summary. */
function findingsText(findings: readonly NamedFinding[], sheet: Sheet): string {
  const paragraphs = alike(findings).map((group) => findingLines(group, sheet).join('\n'));
  return `${[...paragraphs, describeSummary(findings)].join('\n\n')}\n`;
}

/** A key pasted into a file is one finding, however many lines it has. */
function alike(findings: readonly NamedFinding[]): readonly [NamedFinding, ...NamedFinding[]][] {
  const groups = new Map<string, [NamedFinding, ...NamedFinding[]]>();
  for (const finding of findings) {
    const id = JSON.stringify({ ...finding, where: { ...finding.where, line: undefined } });
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/** The number of findings by level: `2 errors, 1 note`. */
function describeSummary(findings: readonly NamedFinding[]): string {
  const byLevel = LEVELS.flatMap((level) => {
    const counts = findings.flatMap((each) => (each.level === level ? [each.count ?? 1] : []));
    const count = counts.reduce((sum, each) => sum + each, 0);
    return count === 0 ? [] : `${count} ${level}${count === 1 ? '' : 's'}`;
  });
  return byLevel.join(', ');
}

// One finding as text.

/** The level comes first. */
const INDENT = 9;
const WHITE = ' '.repeat(INDENT);

/** Characters. Values may be very long; paths and sentences are shorter than this. */
const LONGEST = 500;

/** The number of lines that are listed. */
const NAMED_LINES = 3;

const COLOURS: Readonly<Record<Level, 'red' | 'yellow' | 'dim'>> = {
  error: 'red',
  warning: 'yellow',
  note: 'dim',
};

/** The output that shows the findings. */
interface Sheet {
  readonly style: Style;
  readonly width: number;
  /** Paths below it begin with `~`. */
  readonly home: string;
}

/** One finding: problem, location, reason and fix. `more` are the findings that differ only in their line. */
function findingLines(
  [finding, ...more]: readonly [NamedFinding, ...NamedFinding[]],
  { style, width, home }: Sheet,
): string[] {
  const { level, where, advice } = finding;
  const label = style[COLOURS[level]](level) + ' '.repeat(INDENT - level.length);
  const [what, why] = [finding.what, finding.why].map((text) => shown(withTilde(text, home)));
  return [
    ...wrapWords((what ?? '').split(' '), width - INDENT).map(
      (line, index) => (index === 0 ? label : WHITE) + style.bold(line),
    ),
    WHITE + style.dim(shown(withTilde(describeWhere(where), home)) + moreLines(more)),
    ...wrapParagraph(why ?? '', { width, first: WHITE, indent: INDENT }),
    ...adviceLines(advice, { style, width, home }),
  ];
}

function shown(text: string): string {
  return safeText(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

/** After the first location, so that a terminal or an editor can still open that. */
function moreLines(more: readonly NamedFinding[]): string {
  const numbers = more.flatMap(({ where }) => ('line' in where ? where.line : []));
  if (numbers.length === 0) return '';
  const named = numbers.slice(0, NAMED_LINES).join(', ');
  const rest = numbers.length - NAMED_LINES;
  return ` (also line${numbers.length === 1 ? '' : 's'} ${named}${rest > 0 ? ` and ${rest} more` : ''})`;
}

/** Lines and commands are not wrapped and keep full paths, so that they can be copied. */
function adviceLines({ kind, text }: Advice, { style, width, home }: Sheet): string[] {
  const label = `${kind}: `;
  const first = WHITE + style.bold(label);
  const indent = INDENT + label.length;
  if (kind === 'fix')
    return wrapParagraph(shown(adviceWithTilde(text, home)), { width, first, indent });
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? first : ' '.repeat(indent)) + shown(line));
}

// The findings as JSON.

/** A stable format: every field is always present; fields are added, never renamed. */
function findingsDocument(findings: readonly NamedFinding[]): string {
  return jsonText({
    findings: findings.map(({ level, check, what, where, why, advice }) => ({
      level,
      check,
      what,
      where: placeFields(where),
      why,
      advice: { kind: advice.kind, text: advice.text },
    })),
  });
}

const NOWHERE = { file: null, line: null, variable: null, host: null, program: null };

/** A file or folder as a whole has no line. */
function placeFields(where: Where) {
  return 'path' in where ? { ...NOWHERE, file: where.path } : { ...NOWHERE, ...where };
}
