/** Gets what an identity provider gives, to assume a role with it: a SAML assertion, or the token of a web identity. */
import type { SamlSource } from '../config/plan.ts';
import type { NamedCommand, SamlAssertion, TokenOrigin } from '../config/plan-calls.ts';
import { type ChildResult, describeEnding, programName } from '../process/run-child.ts';
import { runSecretCommand, secretEnvironment } from '../terminal/secret-command.ts';
import { withTerminal } from '../terminal/tty.ts';
import { type ProviderDeps, readToken, type SourceDeps, SourceError } from './errors.ts';
import {
  type ResponseProblem,
  readSamlResponse,
  type SamlResponse,
  type SamlRole,
} from './saml-response.ts';

// A SAML assertion, which is checked before AWS does: what AWS says of a bad one is the same for many reasons. Security: of the
// assertion's content only ARNs and dates are shown, and nothing of it is stored.

/** Bytes, white space included. */
const LIMIT = 256 * 1024;
/** Characters that STS accepts as `SAMLAssertion` (STS API reference). */
const STS_LIMIT = 100_000;

/** Milliseconds by which the clock of the identity provider may be ahead of this one. */
const CLOCK_TOLERANCE = 5 * 60 * 1000;

/**
 * The assertion of a profile, and the parameters that it names.
 *
 * @throws SourceError `assertion`, `no-token`, `process-failed`, `process-output`
 */
export async function samlAssertion(source: SamlSource, deps: SourceDeps): Promise<SamlAssertion> {
  const text = (await assertionText(source, deps)).replace(/\s+/g, '');
  if (text.length > STS_LIMIT) {
    const problem = `has ${text.length} characters of base64, and AWS takes at most ${STS_LIMIT}`;
    throw assertionError(source, { problem, hint: undefined });
  }
  const response = readSamlResponse(text);
  if ('problem' in response) throw assertionError(source, response);
  const problem = timeProblem(response, source, deps.now());
  if (problem !== undefined) throw assertionError(source, problem);
  const found = findProvider(response, source);
  if (typeof found !== 'string') throw assertionError(source, found);
  if (response.isEncrypted)
    deps.debug(`${source.profile}: the assertion is encrypted: AWS alone can check its roles`);
  return { text, providerArn: found, durationSeconds: response.sessionSeconds };
}

async function assertionText(source: SamlSource, deps: SourceDeps): Promise<string> {
  const { profile, assertion } = source;
  if ('command' in assertion)
    return printedBy(assertion, { subject: 'assertion', outputLimit: LIMIT, parse }, deps);
  const text = await readFile(source, () => readToken(profile, assertion, deps));
  if (Buffer.byteLength(text) > LIMIT) throw tooLarge(source);
  return text;
}

function parse(text: string): { readonly value: string } | string {
  return text.trim() === '' ? 'is empty' : { value: text.trim() };
}

/** The limit of token files is higher, and its error would name that. */
async function readFile(source: SamlSource, read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    const details = error instanceof SourceError ? error.details : undefined;
    throw details?.kind === 'no-token' && details.code === 'TOO-LARGE' ? tooLarge(source) : error;
  }
}

function tooLarge(source: SamlSource): SourceError {
  return assertionError(source, { problem: 'is larger than 256 KiB', hint: undefined });
}

function assertionError(
  { profile, assertion }: SamlSource,
  { problem, hint }: ResponseProblem,
): SourceError {
  if ('command' in assertion) {
    const { key, at, command } = assertion;
    const program = programName(command);
    return new SourceError({ kind: 'assertion', profile, key, program, problem, hint, at });
  }
  if ('variable' in assertion.named) throw new RangeError('no variable names an assertion');
  const { key, at } = assertion.named;
  return new SourceError({ kind: 'assertion', profile, key, problem, hint, at });
}

const dateOf = (instant: number) => new Date(instant).toISOString();

function timeProblem(
  { notBefore, notOnOrAfter }: SamlResponse,
  { profile, assertion }: SamlSource,
  now: ReturnType<ProviderDeps['now']>,
): ResponseProblem | undefined {
  const clock = `but this machine's clock says ${dateOf(now)}`;
  if (notOnOrAfter !== undefined && notOnOrAfter <= now)
    return {
      problem: `expired at ${dateOf(notOnOrAfter)}, ${clock}`,
      hint:
        'command' in assertion
          ? `${assertion.key} of profile '${profile}' must print a new assertion each time`
          : `sign in to the identity provider again, and write the new assertion to ${assertion.path}`,
    };
  if (notBefore !== undefined && notBefore > now + CLOCK_TOLERANCE)
    return {
      problem: `is not valid before ${dateOf(notBefore)}, ${clock}`,
      hint: "set this machine's clock",
    };
  return undefined;
}

/** The SAML provider for the profile's role, or why the assertion does not give the role. */
function findProvider(
  { isEncrypted, roles }: SamlResponse,
  { profile, role, providerArn }: SamlSource,
): string | ResponseProblem {
  if (isEncrypted)
    return (
      providerArn ?? {
        problem: 'is encrypted, so the SAML provider cannot be found in it',
        hint: `add saml_provider_arn to profile '${profile}'`,
      }
    );
  if (roles.length === 0)
    return {
      problem: 'has no Role attribute (https://aws.amazon.com/SAML/Attributes/Role)',
      hint: 'the identity provider must send ROLE_ARN,PROVIDER_ARN in it',
    };
  const providers = roles
    .filter(({ roleArn }) => roleArn === role.arn)
    .map((each) => each.providerArn);
  const [first] = providers;
  if (first === undefined)
    return {
      problem: `does not have role ${role.arn}; it has ${roleNames(roles)}`,
      hint: `set role_arn of profile '${profile}' to one of them, or let the identity provider give you the role`,
    };
  if (providerArn === undefined || providers.includes(providerArn)) return providerArn ?? first;
  return {
    problem: `has SAML provider ${first} for role ${role.arn}, not ${providerArn}`,
    hint: `correct or remove saml_provider_arn of profile '${profile}'`,
  };
}

/** A message lists at most this many roles. */
const MAX_ROLES = 10;

function roleNames(roles: readonly SamlRole[]): string {
  const names = [...new Set(roles.map(({ roleArn }) => roleArn))];
  const more = names.length - MAX_ROLES;
  return names.slice(0, MAX_ROLES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

// A token: from a file that another program writes, or from a command.

/** Bytes. STS takes tokens of up to 20000 characters, Cognito of up to 50000. */
const TOKEN_LIMIT = 64 * 1024;

/**
 * The token of a profile, for a web identity or a login provider.
 *
 * @throws SourceError `no-token`, `process-failed`, `process-output`
 */
export async function tokenText(
  profile: string,
  token: TokenOrigin,
  deps: SourceDeps,
): Promise<string> {
  if ('path' in token) return readToken(profile, token, deps);
  return printedBy(token, { subject: 'token', outputLimit: TOKEN_LIMIT, parse: oneWord }, deps);
}

/** How the output of a command is read. */
interface Printed {
  /** What the command gives, for the log. */
  readonly subject: string;
  /** How many bytes of its stdout to read. */
  readonly outputLimit: number;
  /** The secret in it; a text completes the sentence "its output …". */
  parse(text: string): { readonly value: string } | string;
}

/**
 * What a command prints, by the rules of `generate_token`.
 *
 * @throws SourceError `process-failed`, `process-output`
 */
export async function printedBy(
  line: NamedCommand,
  { subject, outputLimit, parse }: Printed,
  deps: SourceDeps,
): Promise<string> {
  const { profile, key } = line;
  const tooLong = `is longer than ${outputLimit} bytes, which is the limit`;
  const limited = ({ stdout, isTruncated }: Pick<ChildResult, 'stdout' | 'isTruncated'>) =>
    isTruncated ? tooLong : parse(stdout);
  const env = secretEnvironment(deps.env, profile, deps.waiting);
  const command = { line, key, subject, env, outputLimit, parse: limited };
  const run = await withTerminal(deps, (terminal) => runSecretCommand(command, terminal, deps));
  if ('value' in run) return run.value;
  const { ending, isTruncated, seconds, report } = run;
  const problem = isTruncated ? tooLong : run.problem;
  const { program, at, said, hint } = report;
  if (problem !== undefined)
    throw new SourceError({ kind: 'process-output', profile, key, program, problem, at });
  const reason =
    typeof ending === 'string' ? `no answer within ${seconds} s` : describeEnding(ending);
  throw new SourceError({ kind: 'process-failed', profile, key, program, reason, said, hint, at });
}

function oneWord(text: string): { readonly value: string } | string {
  const value = text.trim();
  if (value === '') return 'is empty';
  if (/\s/.test(value)) return 'is not one token: there is white space in it';
  return /^[!-~]+$/.test(value) ? { value } : 'is not one token of printable ASCII';
}
