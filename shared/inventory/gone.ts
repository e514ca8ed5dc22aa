// What of the record is no more: a complete look did not find it. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../model/finding.ts';
import type { Gone } from '../model/observation.ts';
import type { Verdict } from '../model/verdict.ts';

/** A finding of the record, with the tasks and pods whose own fail stands. */
export interface Known {
  readonly finding: Finding;
  readonly standing: readonly string[];
}

interface Looked {
  readonly account: string;
  readonly region: string | null;
  /** `ecs workload`, `iam principal`: of which things all there are were found. */
  readonly complete: ReadonlySet<string>;
  readonly seen: Seen;
}

/** What was found: identities, each with those of its instances that were. */
interface Seen {
  add(verdict: Pick<Verdict, 'identity' | 'cluster' | 'instance'>): void;
  /** Null: the identity was not found. */
  instancesOf(finding: Finding): ReadonlySet<string> | null;
}

export function nothingFound(): Seen {
  const found = new Map<string, Set<string>>();
  const keyOf = (identity: string, cluster: string | null) => JSON.stringify([identity, cluster]);
  return {
    add({ identity, cluster, instance }) {
      const key = keyOf(identity, cluster);
      const instances = found.get(key) ?? new Set();
      found.set(key, instance === null ? instances : instances.add(instance));
    },
    instancesOf: ({ subject, cluster }) => found.get(keyOf(subject.id, cluster)) ?? null,
  };
}

/**
 * What nothing runs cannot be gone: a dormant finding is about a definition, which no list of running things names.
 * Incidents end by people or by time.
 */
export function goneBy(known: readonly Known[], looked: Looked): readonly Gone[] {
  const gone = new Map<string, Gone>();
  for (const one of known) {
    if (!isOpenState(one.finding) || !wasLookedFor(one.finding, looked)) continue;
    for (const end of endsOf(one, looked.seen)) gone.set(JSON.stringify(end), end);
  }
  return [...gone.values()];
}

function endsOf({ finding, standing }: Known, seen: Seen): readonly Gone[] {
  const { cluster, subject } = finding;
  const { id: identity, account, region } = subject;
  const place = { identity, account, region, cluster };
  const instances = seen.instancesOf(finding);
  // Nothing of it is left. Of what is there, some tasks may be gone.
  if (instances === null) return [{ ...place, instance: null, whole: true }];
  return standing.flatMap((instance) => (instances.has(instance) ? [] : [{ ...place, instance }]));
}

function isOpenState({ kind, status, dormant }: Finding): boolean {
  return kind === 'state' && status !== 'resolved' && !dormant;
}

function wasLookedFor({ subject }: Finding, { account, region, complete }: Looked): boolean {
  if (subject.account !== account || !complete.has(`${subject.platform} ${subject.kind}`)) return false;
  return subject.platform === 'iam' || subject.region === region;
}
