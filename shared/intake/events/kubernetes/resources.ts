// Kubernetes resources (`deployments`) and their kinds (`Deployment`), as far as a control looks at them.
// SPDX-License-Identifier: Apache-2.0

const kinds: ReadonlyMap<string, string> = new Map([
  ['pods', 'Pod'],
  ['podtemplates', 'PodTemplate'],
  ['deployments', 'Deployment'],
  ['replicasets', 'ReplicaSet'],
  ['statefulsets', 'StatefulSet'],
  ['daemonsets', 'DaemonSet'],
  ['replicationcontrollers', 'ReplicationController'],
  ['jobs', 'Job'],
  ['cronjobs', 'CronJob'],
  ['roles', 'Role'],
  ['clusterroles', 'ClusterRole'],
  ['rolebindings', 'RoleBinding'],
  ['clusterrolebindings', 'ClusterRoleBinding'],
  ['networkpolicies', 'NetworkPolicy'],
  ['configmaps', 'ConfigMap'],
  ['serviceaccounts', 'ServiceAccount'],
  ['namespaces', 'Namespace'],
  ['nodes', 'Node'],
  ['services', 'Service'],
  ['validatingwebhookconfigurations', 'ValidatingWebhookConfiguration'],
  ['mutatingwebhookconfigurations', 'MutatingWebhookConfiguration'],
]);

/** `Deployment` of `deployments`; the resource's own name where it is none of ours. */
export function kindOfResource(resource: string): string {
  return kinds.get(resource) ?? resource;
}

/** The API group of a resource where neither the object nor the event's objectRef names it; '' is the core group. */
export function groupOfResource(resource: string): string {
  if (resource.endsWith('roles') || resource.endsWith('rolebindings')) return 'rbac.authorization.k8s.io';
  return resource === 'networkpolicies' ? 'networking.k8s.io' : '';
}

/** Changes of these are judged, as calls or as what they make. */
const watched: ReadonlySet<string> = new Set(
  [...kinds.keys()].filter(
    (resource) => !['nodes', 'services', 'namespaces', 'serviceaccounts'].includes(resource),
  ),
);

export function isWatchedResource(resource: string): boolean {
  return watched.has(resource);
}

/** Ways into a running container or node. Both verbs count: kubectl uses `create` over SPDY and `get` over WebSocket. */
const entrances: ReadonlySet<string> = new Set([
  'pods/exec',
  'pods/attach',
  'pods/portforward',
  'pods/proxy',
  'pods/ephemeralcontainers',
  'nodes/proxy',
  'services/proxy',
]);

export function isEntrance(resource: string, subresource: string | null): boolean {
  return subresource !== null && entrances.has(`${resource}/${subresource}`);
}
