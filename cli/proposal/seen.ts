// What a snapshot or a record shows of an organisation, as far as a policy speaks of it: counted, the most frequent first.
// SPDX-License-Identifier: Apache-2.0

/** Something seen, and how often. */
export interface Counted {
  readonly name: string;
  readonly count: number;
}

/** Where workloads run: a cluster, or a namespace of one. */
export interface Place {
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly workloads: number;
}

/** A fail that belongs to the work of what it is about: an agent that must see its host, say. */
export interface Meant {
  readonly control: string;
  /** The identity that the waiver would name. */
  readonly subject: string;
  readonly why: string;
  readonly count: number;
}

export interface Duties {
  readonly orchestrators: readonly Counted[];
  readonly administrators: readonly Counted[];
  readonly pipelines: readonly Counted[];
  /** Those that hold both duties: no list is theirs until somebody has chosen. */
  readonly both: readonly Counted[];
}

export interface Seen {
  /** `snapshot.json`, `record shop.sqlite`. */
  readonly from: string;
  readonly accounts: readonly Counted[];
  /** Registries as the policy would write them, with the images seen of each. */
  readonly registries: readonly Registry[];
  readonly duties: Duties;
  readonly places: readonly Place[];
  readonly meant: readonly Meant[];
}

export interface Registry extends Counted {
  /** A private registry of an account that was seen: its own. */
  readonly own: boolean;
}

/** Counts names; a name that a policy could not hold as itself (empty, or with a `*`) is no name. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string | null | undefined, by = 1): void {
    if (name === null || name === undefined || !isWritable(name)) return;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  /** The most frequent first, then by name. */
  sorted(): readonly Counted[] {
    return [...this.#counts]
      .map(([name, count]) => ({ name, count }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  }
}

/** Would a policy mean just this by it? In globs a star is no star. */
export function isWritable(name: string): boolean {
  return name.trim() !== '' && !name.includes('*') && name.length <= 512 && name.isWellFormed();
}
