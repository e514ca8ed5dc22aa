// Kubernetes manifests: workloads, network policies, and bindings; other kinds have nothing to judge.
// SPDX-License-Identifier: Apache-2.0
import { shortName } from '../../model/arn.ts';
import { at } from '../../model/at.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import type { KubernetesBinding, Principal } from '../../model/principal.ts';
import type { Subject } from '../../model/subject.ts';
import { table } from '../../model/table.ts';
import { embeddedWorkloads, groupOf, isKubernetesGroup } from '../embedded/embedded.ts';
import { type Cursor, cursor, down, items, plain } from '../workload/cursor.ts';
import { fromKubernetesObject } from '../workload/kubernetes.ts';
import { namespaceOf, objectId, objectName } from '../workload/kubernetes-names.ts';
import type { Where } from '../workload/where.ts';
import { configMapSubjects } from './config-map.ts';
import { networkPolicy } from './network-policy.ts';
import { persistentVolume } from './persistent-volume.ts';
import { boundRules, type DocumentRoles } from './roles.ts';
import { serviceNetwork } from './service.ts';

/** The subjects of one object; none for a kind that nothing judges by itself (Service, Role, …). */
export function kubernetesSubjects(
  object: JsonObject,
  where: Where,
  roles: DocumentRoles = new Map(),
): readonly Subject[] {
  const workload = fromKubernetesObject(object, where);
  if (workload !== null) return [workload];
  const group = stringOf(object.apiVersion)?.split('/', 1)[0];
  if (object.kind === 'ConfigMap' && group === 'v1') return configMapSubjects(object, where);
  if (object.kind === 'NetworkPolicy' && group === 'networking.k8s.io') return [networkPolicy(object, where)];
  if (object.kind === 'Service' && group === 'v1') return [serviceNetwork(object, where)];
  if (object.kind === 'PersistentVolume' && group === 'v1') return persistentVolume(object, where);
  const binds = object.kind === 'RoleBinding' || object.kind === 'ClusterRoleBinding';
  if (binds && group === 'rbac.authorization.k8s.io') return boundPrincipals(object, where, roles);
  return embeddedWorkloads(object, where);
}

/** Why nothing of an object is judged: nothing judges its kind by itself, or the kind is not known. */
export function leftOutKind(object: JsonObject): string {
  const kind = (stringOf(object.kind) ?? '').slice(0, 100);
  const group = groupOf(stringOf(object.apiVersion) ?? 'v1').slice(0, 100);
  return isKubernetesGroup(group) ? `kind ${kind}${unjudged}` : `unknown kind ${kind} (${group})`;
}

const unjudged = ', which nothing judges by itself';

/** True of a reason why an object was left out whose kind is known. */
export function isKnownKind(reason: string): boolean {
  return reason.endsWith(unjudged);
}

const principalTypes: Readonly<Record<string, Principal['type']>> = table({
  User: 'kubernetes-user',
  Group: 'kubernetes-group',
  ServiceAccount: 'service-account',
});

/** One principal for each subject of a RoleBinding or ClusterRoleBinding. */
function boundPrincipals(object: JsonObject, where: Where, roles: DocumentRoles): readonly Principal[] {
  const root = cursor(object);
  const binding = bindingOf(
    root,
    object.kind === 'ClusterRoleBinding' ? null : namespaceOf(down(root, 'metadata'), where),
    roles,
  );
  return items(down(root, 'subjects')).flatMap((subject) => {
    const kind = plain(down(subject, 'kind')) ?? '';
    const type = Object.hasOwn(principalTypes, kind) ? principalTypes[kind] : undefined;
    if (type === undefined) return [];
    const namespace =
      type === 'service-account'
        ? (plain(down(subject, 'namespace')) ?? binding.namespace ?? 'default')
        : null;
    const name = plain(down(subject, 'name')) ?? '';
    return [
      bound({ type, id: objectId(kind, namespace ?? 'default', name), name, namespace }, binding, where),
    ];
  });
}

function bindingOf(root: Cursor, namespace: string | null, roles: DocumentRoles): KubernetesBinding {
  const roleRef = down(root, 'roleRef');
  const role = plain(down(roleRef, 'name')) ?? '';
  const roleKind = plain(down(roleRef, 'kind')) === 'Role' ? 'Role' : 'ClusterRole';
  return {
    name: objectName(down(root, 'metadata')),
    roleKind,
    role,
    namespace,
    path: `${roleRef.path}.name`,
    ...boundRules({ roleKind, role, namespace }, roles),
  };
}

interface BoundName {
  readonly type: Principal['type'];
  readonly id: string;
  readonly name: string;
  readonly namespace: string | null;
}

function bound(
  { type, id, name, namespace }: BoundName,
  binding: KubernetesBinding,
  where: Where,
): Principal {
  return {
    kind: 'principal',
    platform: 'kubernetes',
    id,
    name,
    identity: id,
    account: where.account,
    region: where.region,
    cluster: shortName(where.cluster),
    namespace,
    tags: null,
    type,
    arn: null,
    path: null,
    policies: [],
    groups: [],
    trust: at(null, ''),
    boundary: at(null, ''),
    complete: false,
    credentials: [],
    allCredentials: false,
    bindings: [binding],
    usedBy: [],
  };
}
