// The fact `running-workloads`: what runs now on one host, in one cluster, or in the whole region.
// SPDX-License-Identifier: Apache-2.0
import { objectId } from '../../intake/workload/kubernetes-names.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { objectOf, stringOf } from '../../model/json.ts';
import type { Owner } from '../../model/owner.ts';
import type { RunningWorkload } from '../../model/running.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { placeOf, type Reader, reading, whereOf } from '../reading.ts';
import { podsRunning } from './running-pods.ts';
import { runningTasks } from './running-tasks.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /**
     * What runs now: on one host (container instance ARN, EC2 instance id, node name), in one cluster, or in the whole region.
     * Tasks are as their definition and service make them.
     */
    'running-workloads': {
      ask: FactPlace & { platform: 'ecs' | 'kubernetes'; cluster: string | null; host: string | null };
      value: readonly RunningWorkload[];
    };
  }
}

type Ask = FactRequestOf<'running-workloads'>;

function readRunningWorkloads(ask: Ask, api: AwsApi): Promise<FactAnswer<'running-workloads'>> {
  const place = placeOf(placeOf(ask, ask.cluster ?? ''), ask.host ?? '');
  return reading(api, place, (reader) =>
    ask.platform === 'ecs' ? runningTasks(reader, ask, place) : runningPods(reader, ask),
  );
}

/** Of the API servers of clusters that let it (deploy/kubernetes-read.yml), or of a snapshot that holds `Kubernetes.ListPods`. */
async function runningPods(reader: Reader, ask: Ask): Promise<readonly RunningWorkload[]> {
  const { cluster, host } = ask;
  const { items } = await reader.get('kubernetes', 'ListPods', cluster === null ? {} : { cluster });
  const daemons = await daemonSets(reader, cluster);
  const where = { ...whereOf(ask), cluster, running: true };
  return podsRunning(objectsOf(items), where, daemons).filter((pod) => host === null || pod.host === host);
}

/** The DaemonSets of the cluster, by uid, where the snapshot holds them: a pod may name any as its owner. */
async function daemonSets(reader: Reader, cluster: string | null): Promise<ReadonlyMap<string, Owner>> {
  const answer = await reader.attempt('kubernetes', 'ListDaemonSets', cluster === null ? {} : { cluster });
  const found = answer.ok ? objectsOf(answer.output.items) : [];
  return new Map(
    found.flatMap(({ metadata }) => {
      const { uid, name, namespace } = objectOf(metadata);
      const [id, called, within] = [stringOf(uid), stringOf(name), stringOf(namespace) ?? 'default'];
      if (id === null || called === null) return [];
      const identity = objectId('DaemonSet', within, called);
      return [[id, { kind: 'DaemonSet', name: called, identity, uid: id }]];
    }),
  );
}

export const runningWorkloadsFact = defineFact({
  fact: 'running-workloads',
  read: (ask, { api }) => readRunningWorkloads(ask, api),
});
