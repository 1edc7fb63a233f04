/** Which profiles give and need which session, by its key: two profiles that mean the same session share it. */
import type { SessionKey } from '../../session/session-key.ts';
import type { Hop, Plan } from '../../inventory/plans.ts';

/** One session that profiles lead to. */
interface Use {
  readonly hop: Hop;
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
    const seen = new Set<Hop>();
    for (const [index, { last }] of plans.entries()) {
      if (last === undefined) continue;
      const found: Hop[] = [];
      for (let hop: Hop | undefined = last; hop && !seen.has(hop); hop = hop.behind) {
        seen.add(hop);
        found.push(hop);
      }
      for (const hop of found.reverse()) this.#add(hop);
      this.#uses.get(last.key)?.givers.push(index);
    }
  }

  #add(hop: Hop): void {
    const use = this.#uses.get(hop.key) ?? {
      hop,
      place: this.#uses.size,
      givers: [],
      ahead: new Set<Use>(),
    };
    this.#uses.set(hop.key, use);
    if (hop.behind) this.#uses.get(hop.behind.key)?.ahead.add(use);
  }

  /** The session on the first way that leads to it; `undefined` where none does. */
  hop(key: SessionKey): Hop | undefined {
    return this.#uses.get(key)?.hop;
  }

  /** Where a session comes among all; those that no profile leads to are last. */
  place(key: SessionKey): number {
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
  shared(hops: readonly Hop[], profile: string): ReadonlySet<Hop> {
    const shared = new Set<Hop>();
    let isShared = false;
    for (const hop of [...hops].reverse()) {
      const use = this.#uses.get(hop.key);
      const givers = this.givers(hop.key).filter((name) => name !== profile);
      const branches = (use?.ahead.size ?? 0) - (hop === hops.at(-1) ? 0 : 1);
      isShared ||= givers.length > 0 || branches > 0;
      if (isShared) shared.add(hop);
    }
    return shared;
  }

  #names(indexes: readonly number[]): readonly string[] {
    return indexes.map((index) => this.#profiles[index] ?? '');
  }
}
