// The fact `running-workloads`: what runs now on one host, in one cluster, or in the whole region.
// SPDX-License-Identifier: Apache-2.0
import { fromKubernetesObject } from '../../intake/workload/kubernetes.ts';
import { objectId } from '../../intake/workload/kubernetes-names.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { Owner } from '../../model/owner.ts';
import { type RunningWorkload, runningOf } from '../../model/running.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { placeOf, type Reader, reading, whereOf } from '../reading.ts';
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

/** Pods come from a snapshot that holds `Kubernetes.ListPods` of the cluster; AWS itself has no call that lists them. */
async function runningPods(reader: Reader, ask: Ask): Promise<readonly RunningWorkload[]> {
  const { cluster, host } = ask;
  const { items } = await reader.get('kubernetes', 'ListPods', cluster === null ? {} : { cluster });
  const daemons = await daemonSets(reader, cluster);
  const where = { ...whereOf(ask), cluster, running: true };
  return objectsOf(items)
    .filter(({ status }) => !ended(status))
    .flatMap((pod) => {
      const owner = daemonSetOf(pod, daemons);
      const at = owner === null ? where : { ...where, owner };
      return fromKubernetesObject({ apiVersion: 'v1', kind: 'Pod', ...pod }, at) ?? [];
    })
    .filter((pod) => host === null || pod.host === host)
    .map(runningOf);
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

function daemonSetOf({ metadata }: JsonObject, known: ReadonlyMap<string, Owner>): Owner | null {
  const owners = objectsOf(dig(metadata, 'ownerReferences'));
  return known.get(stringOf(owners.find(({ controller }) => controller === true)?.uid) ?? '') ?? null;
}

/** Kubernetes documentation, "Pod phase": in these no container runs any more. */
function ended(status: unknown): boolean {
  return ['Succeeded', 'Failed'].includes(String(dig(status, 'phase')));
}

export const runningWorkloadsFact = defineFact({
  fact: 'running-workloads',
  read: (ask, { api }) => readRunningWorkloads(ask, api),
});
