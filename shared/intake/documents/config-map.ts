// ConfigMaps: the configuration of workloads, and the one in which EKS keeps who administers the cluster.
// SPDX-License-Identifier: Apache-2.0
import { shortName } from '../../model/arn.ts';
import { at, join } from '../../model/at.ts';
import { type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { Cluster } from '../../model/platform.ts';
import type { Workload } from '../../model/workload.ts';
import { type Cursor, cursor, down } from '../workload/cursor.ts';
import { fromKubernetesObject } from '../workload/kubernetes.ts';
import { namespaceOf, objectId, objectName } from '../workload/kubernetes-names.ts';
import type { Where } from '../workload/where.ts';
import { adminsOfAwsAuth, isAwsAuth } from './aws-auth.ts';
import { blankCluster } from './blank.ts';

export function configMapSubjects(object: JsonObject, where: Where): readonly (Workload | Cluster)[] {
  const metadata = down(cursor(object), 'metadata');
  const namespace = namespaceOf(metadata, where);
  const name = objectName(metadata);
  const id = where.id ?? objectId('ConfigMap', namespace, name);
  if (isAwsAuth(namespace, name)) return [administered(object, id, where)];
  // A pod without containers: what platform, labels and place say is then read in one place.
  const empty = { apiVersion: 'v1', kind: 'Pod', metadata: object.metadata ?? {}, spec: {} };
  const named = {
    id,
    identity: where.identity ?? id,
    source: 'config-map',
    objectKind: 'ConfigMap',
  } as const;
  const workload = fromKubernetesObject(empty, { ...where, ...named });
  const configuration = at(entriesOf(cursor(object)), 'data');
  return workload === null ? [] : [{ ...workload, instance: null, configuration }];
}

function entriesOf(root: Cursor) {
  const plain = Object.entries(objectOf(down(root, 'data').value)).map(([key, value]) => ({
    name: at(key, join('data', key)),
    value: stringOf(value) ?? '',
  }));
  // What is not text after decoding is no credential that could be told.
  const binary = Object.entries(objectOf(down(root, 'binaryData').value)).map(([key, value]) => ({
    name: at(key, join('binaryData', key)),
    value: Buffer.from(stringOf(value) ?? '', 'base64').toString(),
  }));
  return [...plain, ...binary];
}

/** The document tells of the cluster only whom it makes an administrator. */
function administered(object: JsonObject, id: string, where: Where): Cluster {
  const cluster = blankCluster(where, 'eks', shortName(where.cluster) ?? id, 'a ConfigMap does not tell it');
  return {
    ...cluster,
    id,
    identity: where.identity ?? id,
    cluster: shortName(where.cluster),
    adminEntries: adminsOfAwsAuth(objectOf(object.data)),
  };
}
