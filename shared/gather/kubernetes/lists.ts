// The lists of a whole cluster that facts read, by the names that snapshots know them by; deploy/kubernetes-read.yml allows these alone.
// SPDX-License-Identifier: Apache-2.0
import { dig, type JsonObject, objectOf } from '../../model/json.ts';
import type { Operation } from './operations.ts';

export const lists: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['ListPods', { verb: 'list', group: '', resource: 'pods', path: '/api/v1/pods', kept: withoutManagers }],
  ['ListNodes', { verb: 'list', group: '', resource: 'nodes', path: '/api/v1/nodes', kept: nodeInfo }],
  [
    'ListDaemonSets',
    { verb: 'list', group: 'apps', resource: 'daemonsets', path: '/apis/apps/v1/daemonsets', kept: named },
  ],
]);

/** Who set which field last takes as much room as the object itself (Kubernetes, "Server-Side Apply", "Field management"). */
function withoutManagers({ metadata, ...pod }: JsonObject): JsonObject {
  const { managedFields: _, ...kept } = objectOf(metadata);
  return { ...pod, metadata: kept };
}

/** Not the images of the node, its conditions and addresses. */
function nodeInfo({ metadata, spec, status }: JsonObject): JsonObject {
  return {
    metadata: { name: dig(metadata, 'name') ?? null },
    spec: { providerID: dig(spec, 'providerID') ?? null },
    status: { nodeInfo: dig(status, 'nodeInfo') ?? null },
  };
}

function named({ metadata }: JsonObject): JsonObject {
  const { name = null, namespace = null, uid = null } = objectOf(metadata);
  return { metadata: { name, namespace, uid } };
}
