// PersistentVolumes: a volume of the host that any pod may claim.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject } from '../../model/json.ts';
import type { Workload } from '../../model/workload.ts';
import { cursor, down } from '../workload/cursor.ts';
import { fromKubernetesObject } from '../workload/kubernetes.ts';
import { objectId, objectName } from '../workload/kubernetes-names.ts';
import { volumeAt } from '../workload/kubernetes-volumes.ts';
import type { Where } from '../workload/where.ts';

/** Its spec has the source of a volume beside what it says of itself (Kubernetes API reference, PersistentVolumeSpec). */
export function persistentVolume(object: JsonObject, where: Where): readonly Workload[] {
  const metadata = down(cursor(object), 'metadata');
  const name = objectName(metadata);
  // It belongs to the cluster, not to a namespace.
  const id = where.id ?? objectId('PersistentVolume', 'default', name);
  const named = {
    id,
    identity: where.identity ?? id,
    source: 'persistent-volume',
    objectKind: 'PersistentVolume',
  } as const;
  const empty = { apiVersion: 'v1', kind: 'Pod', metadata: object.metadata ?? {}, spec: {} };
  const workload = fromKubernetesObject(empty, { ...where, ...named });
  const spec = down(cursor(object), 'spec');
  const volumes = { value: isObject(spec.value) ? [volumeAt(spec, name)] : [], path: spec.path };
  return workload === null ? [] : [{ ...workload, instance: null, volumes }];
}
