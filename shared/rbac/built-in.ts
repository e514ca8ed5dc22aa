// Roles and principals that every cluster has: what they hold, and who is no guest.
// SPDX-License-Identifier: Apache-2.0
import type { Principal } from '../model/principal.ts';

/** What a role holds that leads to all rights; null: nothing. By the binding's namespace, null for the whole cluster. */
type Holding = (namespace: string | null) => string | null;

const nothing: Holding = () => null;
const always =
  (what: string): Holding =>
  () =>
    what;

/** Kubernetes, "Using RBAC Authorization": user-facing roles, and those of components. edit and admin enter pods, read secrets and take service accounts. */
const roles: ReadonlyMap<string, Holding> = new Map<string, Holding>([
  ['cluster-admin', always('do everything')],
  ['admin', (namespace) => (namespace === null ? 'enter pods and read all secrets' : null)],
  ['edit', (namespace) => (namespace === null ? 'enter pods and read all secrets' : null)],
  ['view', nothing],
  ...[
    ...['basic-user', 'discovery', 'public-info-viewer', 'service-account-issuer-discovery'],
    ...['monitoring', 'kube-dns', 'node-proxier', 'node-problem-detector', 'node-bootstrapper', 'heapster'],
    ...['kube-scheduler', 'volume-scheduler', 'persistent-volume-provisioner', 'auth-delegator'],
    ...['aggregate-to-view', 'certificates.k8s.io:kubelet-serving-approver'],
    ...['certificates.k8s.io:certificatesigningrequests:nodeclient'],
    ...['certificates.k8s.io:certificatesigningrequests:selfnodeclient'],
  ].map((name): [string, Holding] => [`system:${name}`, nothing]),
  ['system:kube-controller-manager', always('read all secrets and take any service account')],
  ['system:kubelet-api-admin', always('talk to the kubelet')],
  ['system:node', always('read the secrets of pods and talk to the kubelet')],
  ['system:certificates.k8s.io:kube-apiserver-client-approver', always('approve certificates of clients')],
]);

export function builtInRole(kind: string, name: string): Holding | null {
  return kind === 'ClusterRole' ? (roles.get(name) ?? null) : null;
}

/** Everybody, or whoever has any identity at all: bound by default to discovery alone ("Using RBAC Authorization", default bindings). */
export function isEverybody({ type, name }: Pick<Principal, 'type' | 'name'>): boolean {
  if (type === 'kubernetes-user') return name === 'system:anonymous';
  return (
    type === 'kubernetes-group' && (name === 'system:unauthenticated' || name === 'system:authenticated')
  );
}

const users =
  /^(?:system:(?:kube-controller-manager|kube-scheduler|kube-proxy|apiserver|kube-aggregator|volume-scheduler|cloud-controller-manager|addon-manager|node:[^:]+)|eks:[\w:.-]+)$/;
const groups =
  /^(?:system:(?:masters|nodes|node-proxier|monitoring|bootstrappers(?::[\w:.-]+)?)|kubeadm:cluster-admins)$/;

/**
 * A component of Kubernetes, a user of EKS ("Default Amazon EKS created RBAC roles and users"), or a service account of kube-system other
 * than `default`, which every pod there has that names none.
 */
export function isComponent({
  type,
  name,
  namespace,
}: Pick<Principal, 'type' | 'name' | 'namespace'>): boolean {
  if (type === 'kubernetes-group') return groups.test(name);
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  if (type === 'service-account') return namespace === 'kube-system' && name !== 'default';
  return account === null ? users.test(name) : account[1] === 'kube-system' && account[2] !== 'default';
}
