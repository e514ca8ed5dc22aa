// Pods that run now, out of a list of pods.
// SPDX-License-Identifier: Apache-2.0
import { fromKubernetesObject } from '../../intake/workload/kubernetes.ts';
import type { Where } from '../../intake/workload/where.ts';
import { dig, type JsonObject, stringOf } from '../../model/json.ts';
import type { Owner } from '../../model/owner.ts';
import { type RunningWorkload, runningOf } from '../../model/running.ts';
import { objectsOf } from '../api.ts';

/** `daemons`: DaemonSets of the cluster by uid, where they are known. */
export function podsRunning(
  pods: readonly JsonObject[],
  where: Where,
  daemons: ReadonlyMap<string, Owner> = new Map(),
): readonly RunningWorkload[] {
  return pods
    .filter(({ status }) => !ended(status))
    .flatMap((pod) => {
      const owner = daemonSetOf(pod, daemons);
      const at = owner === null ? where : { ...where, owner };
      return fromKubernetesObject({ apiVersion: 'v1', kind: 'Pod', ...pod }, at) ?? [];
    })
    .map(runningOf);
}

function daemonSetOf({ metadata }: JsonObject, known: ReadonlyMap<string, Owner>): Owner | null {
  const owners = objectsOf(dig(metadata, 'ownerReferences'));
  return known.get(stringOf(owners.find(({ controller }) => controller === true)?.uid) ?? '') ?? null;
}

/** Kubernetes documentation, "Pod phase": in these no container runs any more. */
function ended(status: unknown): boolean {
  return ['Succeeded', 'Failed'].includes(String(dig(status, 'phase')));
}
