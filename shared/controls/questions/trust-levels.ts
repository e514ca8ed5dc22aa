// How far the workloads are trusted that run beside one, or share something with it.
// SPDX-License-Identifier: Apache-2.0
import type { Trust } from '../../model/policy-view.ts';
import type { RunningWorkload } from '../../model/running.ts';
import type { SubjectBase } from '../../model/subject-base.ts';

export interface Levelled {
  readonly one: RunningWorkload;
  /** Null: whether it declares one is not known. */
  readonly level: string | null;
}

type Trusting = { readonly trustOf: (workload: SubjectBase) => Trust };

/** Null: it declares none, or nobody knows. */
export function levelOf(workload: SubjectBase, { trustOf }: Trusting): string | null {
  const trust = trustOf(workload);
  return trust.known ? trust.level : null;
}

/** Those that declare a level, and those of which nobody knows whether they do. */
export function levelsOf(workloads: readonly RunningWorkload[], { trustOf }: Trusting): readonly Levelled[] {
  return workloads.flatMap((one): readonly Levelled[] => {
    const trust = trustOf(one);
    if (!trust.known) return [{ one, level: null }];
    return trust.level === null ? [] : [{ one, level: trust.level }];
  });
}

export function isLevelKnown({ level }: Levelled): boolean {
  return level !== null;
}

/** `web (high)`: each once, however many tasks it runs. */
export function namesOf(workloads: readonly Levelled[]): readonly string[] {
  return [...new Set(workloads.map(({ one, level }) => `${one.name} (${level})`))];
}

/** As many as one reads. */
export function listed(names: readonly string[]): string {
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and more' : ''}`;
}

export function notKnown({ one }: Levelled): string {
  return `how far ${one.name} is trusted is not known`;
}
