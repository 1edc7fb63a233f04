/** One session of `swrole status`: whose it is and how long, as data. Its form in `--json` is public and stays. */

import { isSessionOf } from '../config/plan.ts';
import type { Instant } from '../credentials.ts';
import type { StoredSession } from '../session/inventory.ts';
import type { SessionKey } from '../session/session-key.ts';
import type { SessionStep } from '../session/steps.ts';
import { jsonInstant } from '../ui/format.ts';
import type { PathStep, Plan } from './plans.ts';
import { placeOfStep, type SourceKind, sourceKind } from './profiles.ts';

/** One session; `null` stands for what is not there or not known. */
export interface SessionFacts {
  /** Names it: 64 hexadecimal digits. */
  readonly key: string;
  /** What kind of call gave it; `null` where no profile leads to it any more, or not with these settings. */
  readonly kind: SessionStep['kind'] | null;
  /** Where one of kind `source` comes from. */
  readonly source: SourceKind | null;
  readonly accountId: string | null;
  readonly role: string | null;
  readonly assumedRoleArn: string | null;
  /** The profiles that give it. */
  readonly profiles: readonly string[];
  /** The profiles that need it on their way to their own. */
  readonly usedBy: readonly string[];
  /** The device whose code stands behind it. */
  readonly mfaSerial: string | null;
  /** The last four characters of its access key id: a person compares them, and they are of no other use. */
  readonly keyIdEnding: string;
  readonly issuedAt: string;
  readonly expiration: string;
  /** 0 when it has expired. */
  readonly secondsLeft: number;
}

/** What is to be said of a stored session, given who leads to it. */
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
  const { accountId, role } = placeOfStep(step);
  const source = step.kind === 'source' ? sourceKind(step.base) : null;
  return { kind: step.kind, source, accountId, role };
}

/**
 * Whether a session is of the profile's role though no profile leads to it: obtained with `--duration` or
 * `--session-name`, in another region, or before the profile was edited.
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

// Which profiles give and need which session, by its key: two profiles that mean the same session share it.

/** One session that profiles lead to. */
interface Use {
  readonly pathStep: PathStep;
  /** Where it comes on the ways of all profiles, in their order. */
  readonly place: number;
  /** By their places among the plans. */
  readonly givers: number[];
  /** The sessions that are obtained with it. */
  readonly ahead: Set<Use>;
}

/** The sessions of plans and their users. */
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
      place: this.#uses.size,
      givers: [],
      ahead: new Set<Use>(),
    };
    this.#uses.set(pathStep.key, use);
    if (pathStep.behind) this.#uses.get(pathStep.behind.key)?.ahead.add(use);
  }

  /** The session on the first way that leads to it; `undefined` where none does. */
  pathStep(key: SessionKey): PathStep | undefined {
    return this.#uses.get(key)?.pathStep;
  }

  /** Where a session comes among all; those that no profile leads to are last. */
  position(key: SessionKey): number {
    return this.#uses.get(key)?.place ?? this.#uses.size;
  }

  /** The profiles that give a session, in the order of the files. */
  givers(key: SessionKey): readonly string[] {
    return this.#names(this.#uses.get(key)?.givers ?? []);
  }

  /** The profiles that need it on the way to their own, in the same order. */
  needers(key: SessionKey): readonly string[] {
    return this.#ledBy([...(this.#uses.get(key)?.ahead ?? [])]);
  }

  /** The profiles that give or need it, in the same order. */
  all(key: SessionKey): readonly string[] {
    const use = this.#uses.get(key);
    return use === undefined ? [] : this.#ledBy([use]);
  }

  #ledBy(next: Use[]): readonly string[] {
    const indexes: number[] = [];
    // Not by spreading: a device may have 100,000 profiles.
    for (const use of next) {
      for (const index of use.givers) indexes.push(index);
      for (const ahead of use.ahead) next.push(ahead);
    }
    return this.#names(indexes.sort((a, b) => a - b));
  }

  /** Of the sessions on a way, from the base on, those that some other profile gives or needs. */
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
