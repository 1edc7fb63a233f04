/** Runs every check on the same facts, and sorts the findings. */
import { type Check, describeWhere, type Facts, type Finding, fix, LEVELS } from './check.ts';
import { awsCliCacheUse, loginSignIn, ssoSignIn } from './checks/aws-cli.ts';
import { commandPath, commandQuoting } from './checks/commands.ts';
import { emptyProcess, processLoop, swroleCall } from './checks/credential-process.ts';
import {
  environmentEndpoint,
  environmentFiles,
  environmentProfile,
  environmentPrompt,
  environmentRegion,
  regionForm,
} from './checks/environment.ts';
import { accessKeyAge, environmentKeys, keychainKeys } from './checks/environment-keys.ts';
import { halfKeys, shadowedProcess, writtenKeys } from './checks/keys.ts';
import { cachePermissions, permissions } from './checks/permissions.ts';
import {
  callsItself,
  chainWarning,
  configError,
  consoleBrowser,
  lastFailure,
  longDuration,
  mfaDevice,
} from './checks/profile-errors.ts';
import { clock, launcher, nodeVersion } from './checks/runtime.ts';
import {
  byteOrderMark,
  colon,
  continuedValue,
  fileWarning,
  indentedLine,
  keyCase,
  quotedName,
} from './checks/syntax.ts';
import { toolKey, unknownKey } from './checks/unknown-keys.ts';

/** A finding and its check. */
export interface NamedFinding extends Finding {
  readonly check: CheckName;
  /** The number of findings that it represents, if more than one. */
  readonly count?: number;
}

/** All findings without duplicates: the worst first, then in the order of the files. Very many in one section are summarized. */
export function findProblems(facts: Facts): readonly NamedFinding[] {
  const found = Object.entries(CHECKS).flatMap(([check, look]) =>
    look(facts).map((finding) => ({ ...finding, check: check as CheckName })),
  );
  const inOrder = found.sort((a, b) => compare(a, b, facts));
  // Profiles with the same source share its problems; the worst level counts.
  const seen = new Set<string>();
  const each = inOrder.filter((finding) => {
    const id = JSON.stringify([finding.check, describeWhere(finding.where), finding.what]);
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew;
  });
  return fewOfEachSection(each, facts);
}

/** More findings than this of one check in one section are summarized. */
const MOST = 20;

/** A generated section may have the same problem thousands of times. */
function fewOfEachSection(findings: readonly NamedFinding[], facts: Facts): NamedFinding[] {
  const lines = new Map(facts.fileFacts.map(({ path, lines: found }) => [path, found]));
  const groups = new Map<unknown, NamedFinding[]>();
  for (const finding of findings) {
    const { level, check, where } = finding;
    const section = 'line' in where ? lines.get(where.file)?.sectionAt(where.line) : undefined;
    const id = section === undefined ? finding : JSON.stringify([level, check, section]);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [finding]);
    else group.push(finding);
  }
  const counted = new Map<NamedFinding, NamedFinding | undefined>();
  for (const [, ...group] of groups.values())
    for (const [index, finding] of group.slice(MOST - 1).entries())
      counted.set(finding, index === 0 ? countOf(finding, group.length + 1 - MOST) : undefined);
  return findings.flatMap((finding) =>
    counted.has(finding) ? (counted.get(finding) ?? []) : finding,
  );
}

/** The summary of findings that are not shown one by one, at the location of the first. */
function countOf(first: NamedFinding, count: number): NamedFinding {
  if (count === 1) return first;
  const advice = fix('change these lines as those of the findings before');
  return { ...first, what: `${count} more lines of the section are like this`, advice, count };
}

/** The sort is stable, so equals stay in the order of the checks. */
function compare(a: Finding, b: Finding, facts: Facts): number {
  const [levelA, fileA, lineA] = rank(a, facts);
  const [levelB, fileB, lineB] = rank(b, facts);
  return levelA - levelB || fileA - fileB || lineA - lineB;
}

function rank({ level, where }: Finding, { files }: Facts): readonly [number, number, number] {
  const place = 'file' in where ? [files.files.indexOf(where.file), where.line] : [];
  const [file = files.files.length, line = 0] = place;
  return [LEVELS.indexOf(level), file, line];
}

// All checks, with their names in `--json`.

/** In the order of findings with the same level and location. */
export const CHECKS = {
  'config-error': configError,
  'shadowed-process': shadowedProcess,
  'empty-process': emptyProcess,
  'calls-itself': callsItself,
  'swrole-call': swroleCall,
  'process-loop': processLoop,
  'half-keys': halfKeys,
  'written-keys': writtenKeys,
  'mfa-device': mfaDevice,
  'unknown-key': unknownKey,
  'tool-key': toolKey,
  'file-warning': fileWarning,
  'byte-order-mark': byteOrderMark,
  'indented-line': indentedLine,
  colon,
  'key-case': keyCase,
  'quoted-name': quotedName,
  'continued-value': continuedValue,
  'command-path': commandPath,
  'command-quoting': commandQuoting,
  'region-form': regionForm,
  'long-duration': longDuration,
  'chain-warning': chainWarning,
  'aws-cli-cache': awsCliCacheUse,
  'console-browser': consoleBrowser,
  permissions,
  'cache-permissions': cachePermissions,
  'keychain-keys': keychainKeys,
  'access-key-age': accessKeyAge,
  'environment-keys': environmentKeys,
  'environment-profile': environmentProfile,
  'environment-endpoint': environmentEndpoint,
  'environment-region': environmentRegion,
  'environment-files': environmentFiles,
  'environment-prompt': environmentPrompt,
  'sso-sign-in': ssoSignIn,
  'login-sign-in': loginSignIn,
  'last-failure': lastFailure,
  launcher,
  clock,
  node: nodeVersion,
} as const satisfies Readonly<Record<string, Check>>;

/** The name of a check. */
export type CheckName = keyof typeof CHECKS;
