/** The data of one session in `swrole status`, and which profiles use it. The JSON form is public and must not change. */

import { isSessionOf } from '../config/plan-calls.ts';
import type { Instant } from '../credentials.ts';
import type { StoredSession } from '../session/inventory.ts';
import type { SessionKey } from '../session/session-key.ts';
import type { SessionStep } from '../session/steps.ts';
import { jsonInstant } from '../ui/format.ts';
import type { PathStep, Plan } from './plans.ts';
import { identityOfStep, type SourceKind, sourceKind } from './profiles.ts';

/** One session; `null` means absent or unknown. */
export interface SessionFacts {
  /** The session key: 64 hexadecimal digits. */
  readonly key: string;
  /** The kind of call that issued it; `null` if it is on no path with the current settings. */
  readonly kind: SessionStep['kind'] | null;
  /** The credential source of a session of kind `source`. */
  readonly source: SourceKind | null;
  readonly accountId: string | null;
  readonly role: string | null;
  readonly assumedRoleArn: string | null;
  /** The profiles that end in this session. */
  readonly profiles: readonly string[];
  /** The profiles with this session on their path. */
  readonly usedBy: readonly string[];
  /** The MFA device that it was authenticated with. */
  readonly mfaSerial: string | null;
  /** The last four characters of its access key id, for comparison. */
  readonly keyIdEnding: string;
  readonly issuedAt: string;
  readonly expiration: string;
  /** 0 when it has expired. */
  readonly secondsLeft: number;
}

/** The data of a stored session. */
export function sessionFacts(session: StoredSession, users: Users, now: Instant): SessionFacts {
  const { key, assumedRoleArn, accessKeyId, issuedAt, expiration } = session;
  const pathStep = users.pathStep(key);
  return {
    key,
    ...stepFacts(pathStep?.step),
    assumedRoleArn: assumedRoleArn ?? null,
    profiles: users.givers(key),
    usedBy: users.needers(key),
    mfaSerial: pathStep?.codes.last?.mfa.serial ?? null,
    keyIdEnding: accessKeyId.slice(-4),
    issuedAt: jsonInstant(issuedAt),
    expiration: jsonInstant(expiration),
    secondsLeft: Math.max(0, Math.floor((expiration - now) / 1000)),
  };
}

function stepFacts(
  step: SessionStep | undefined,
): Pick<SessionFacts, 'kind' | 'source' | 'accountId' | 'role'> {
  if (step === undefined) return { kind: null, source: null, accountId: null, role: null };
  const { accountId, role } = identityOfStep(step);
  const source = step.kind === 'source' ? sourceKind(step.source) : null;
  return { kind: step.kind, source, accountId, role };
}

/**
 * Whether a session is for the profile's role but on no path: from a call with `--duration` or `--session-name`, in another
 * region, or from before an edit of the profile.
 */
export function isStrayOf(
  { last }: Plan,
  { key, assumedRoleArn }: StoredSession,
  users: Users,
): boolean {
  const step = last?.step;
  if (step === undefined || !('role' in step) || assumedRoleArn === undefined) return false;
  return isSessionOf(assumedRoleArn, step.role) && users.pathStep(key) === undefined;
}

// Which profiles use which session, by session key: equal sessions of two profiles are one.

/** One session on the path of profiles. */
interface Use {
  readonly pathStep: PathStep;
  /** Its position on the paths of all profiles. */
  readonly position: number;
  /** The profiles that end in this session, by plan index. */
  readonly givers: number[];
  /** The sessions whose calls it signs. */
  readonly ahead: Set<Use>;
}

/** The sessions on the paths of profiles, and the profiles that use them. */
export class Users {
  readonly #profiles: readonly string[];
  readonly #uses = new Map<SessionKey, Use>();

  constructor(plans: readonly Plan[]) {
    this.#profiles = plans.map(({ profile }) => profile);
    const seen = new Set<PathStep>();
    for (const [index, { last }] of plans.entries()) {
      if (last === undefined) continue;
      const found: PathStep[] = [];
      for (
        let pathStep: PathStep | undefined = last;
        pathStep && !seen.has(pathStep);
        pathStep = pathStep.behind
      ) {
        seen.add(pathStep);
        found.push(pathStep);
      }
      for (const pathStep of found.reverse()) this.#add(pathStep);
      this.#uses.get(last.key)?.givers.push(index);
    }
  }

  #add(pathStep: PathStep): void {
    const use = this.#uses.get(pathStep.key) ?? {
      pathStep,
      position: this.#uses.size,
      givers: [],
      ahead: new Set<Use>(),
    };
    this.#uses.set(pathStep.key, use);
    if (pathStep.behind) this.#uses.get(pathStep.behind.key)?.ahead.add(use);
  }

  /** The first path step with this session; `undefined` if it is on no path. */
  pathStep(key: SessionKey): PathStep | undefined {
    return this.#uses.get(key)?.pathStep;
  }

  /** The position of a session; sessions on no path are last. */
  position(key: SessionKey): number {
    return this.#uses.get(key)?.position ?? this.#uses.size;
  }

  /** The profiles that end in a session, in the order of the files. */
  givers(key: SessionKey): readonly string[] {
    return this.#names(this.#uses.get(key)?.givers ?? []);
  }

  /** The profiles with the session earlier on their path, in the same order. */
  needers(key: SessionKey): readonly string[] {
    return this.#profilesFrom([...(this.#uses.get(key)?.ahead ?? [])]);
  }

  /** All profiles with the session on their path, in the same order. */
  all(key: SessionKey): readonly string[] {
    const use = this.#uses.get(key);
    return use === undefined ? [] : this.#profilesFrom([use]);
  }

  #profilesFrom(next: Use[]): readonly string[] {
    const indexes: number[] = [];
    // Without spread arguments: one MFA device may have 100,000 profiles.
    for (const use of next) {
      for (const index of use.givers) indexes.push(index);
      for (const ahead of use.ahead) next.push(ahead);
    }
    return this.#names(indexes.sort((a, b) => a - b));
  }

  /** The sessions of a path that another profile uses too. */
  shared(pathSteps: readonly PathStep[], profile: string): ReadonlySet<PathStep> {
    const shared = new Set<PathStep>();
    let isShared = false;
    for (const pathStep of [...pathSteps].reverse()) {
      const use = this.#uses.get(pathStep.key);
      const givers = this.givers(pathStep.key).filter((name) => name !== profile);
      const branches = (use?.ahead.size ?? 0) - (pathStep === pathSteps.at(-1) ? 0 : 1);
      isShared ||= givers.length > 0 || branches > 0;
      if (isShared) shared.add(pathStep);
    }
    return shared;
  }

  #names(indexes: readonly number[]): readonly string[] {
    return indexes.map((index) => this.#profiles[index] ?? '');
  }
}
