// What a snapshot shows: everything in it is judged once, and each thing that is judged is looked at.
// SPDX-License-Identifier: Apache-2.0
import { memoryStore } from '../../shared/findings/memory.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Principal } from '../../shared/model/principal.ts';
import type { Subject } from '../../shared/model/subject.ts';
import { ownContainers, type Workload } from '../../shared/model/workload.ts';
import type { Run } from '../program/run.ts';
import { type SweepSource, sweepAccounts } from '../program/sweep.ts';
import { dutiesOf } from './duties.ts';
import { meantAmong } from './meant.ts';
import { registriesOf } from './registries.ts';
import { isWritable, type Place, type Seen, Tally } from './seen.ts';

export interface Looked {
  readonly findings: readonly Finding[];
  readonly subjects: readonly Subject[];
  /** What could not be listed. */
  readonly missing: readonly string[];
}

/** Judges all that the source shows under the run’s policy, in memory. */
export async function lookThrough(source: SweepSource, run: Run): Promise<Looked> {
  const subjects: Subject[] = [];
  const { catalogue } = run.judging;
  const watching: Run = {
    ...run,
    judging: {
      ...run.judging,
      catalogue: {
        ...catalogue,
        for(subject) {
          subjects.push(subject);
          return catalogue.for(subject);
        },
      },
    },
  };
  const store = memoryStore();
  const { findings, missing } = await sweepAccounts(source, watching, store, { verdict: async () => {} });
  await store.close();
  return { findings, subjects, missing };
}

export function seenInSnapshot(from: string, { subjects, findings }: Looked): Seen {
  const workloads = distinct(subjects.filter((one): one is Workload => one.kind === 'workload'));
  const principals = subjects.filter((one): one is Principal => one.kind === 'principal');
  const accounts = new Tally();
  for (const { account } of subjects) accounts.add(account);
  const known = accounts.sorted();
  const images = workloads.flatMap((workload) =>
    ownContainers(workload).flatMap(({ image }) => image.value ?? []),
  );
  const everyHost = new Set(workloads.flatMap((one) => (one.everyHost ? [one.identity] : [])));
  return {
    from,
    accounts: known,
    registries: registriesOf(images, new Set(known.map(({ name }) => name))),
    duties: dutiesOf(principals),
    places: placesOf(workloads),
    meant: meantAmong(findings, everyHost),
  };
}

/** Tasks of one service are one workload. */
function distinct(workloads: readonly Workload[]): readonly Workload[] {
  return [...new Map(workloads.map((one) => [JSON.stringify([one.identity, one.cluster]), one])).values()];
}

export function placesOf(workloads: readonly Pick<Workload, 'cluster' | 'namespace'>[]): readonly Place[] {
  const places = new Map<string, Place>();
  for (const { cluster, namespace } of workloads) {
    if (![cluster, namespace].every((name) => name === null || isWritable(name))) continue;
    if (cluster === null && namespace === null) continue;
    const key = JSON.stringify([cluster, namespace]);
    places.set(key, { cluster, namespace, workloads: (places.get(key)?.workloads ?? 0) + 1 });
  }
  return [...places.values()].sort((a, b) => b.workloads - a.workloads || compare(nameOf(a), nameOf(b)));
}

function nameOf({ cluster, namespace }: Place): string {
  return `${cluster ?? ''}\n${namespace ?? ''}`;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
